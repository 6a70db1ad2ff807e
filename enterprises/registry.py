"""What this app makes known to the floors below. Each room brings its own entries."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation, workflow
from bureau import panels as case_panels
from bureau.navigation import Entry
from bureau.roles import Role
from bureau.signals import reference_loading
from bureau.workflow import Workflow
from enterprises import panels, wordings
from enterprises.accounts import selectors as account_selectors
from enterprises.corrections import cards as correction_cards
from enterprises.corrections.workflow import WORKFLOWS as CORRECTIONS
from enterprises.desk import menu as desk_menu
from enterprises.desk.menu import DeskEntry
from enterprises.obligations import selectors as obligation_selectors
from enterprises.page import cards as page_panels
from enterprises.reference_data import load_with_reference_data as load_words
from enterprises.register import cards as register_panels
from enterprises.register.services import WRITERS

# --- register (list, page, holdings, doubles) ---
REGISTER_ENTRIES: tuple[Entry, ...] = (
    Entry(label=_("Enterprise register"), url_name="enterprises:register", icon="building", audience="staff", order=40),
    Entry(label=_("Equipment and certificates"), url_name="enterprises:holdings-home", icon="boxes", audience="staff", order=41),
    Entry(
        label=_("Likely doubles"),
        url_name="enterprises:doubles",
        icon="intersect",
        audience="staff",
        order=42,
        roles=frozenset(role.value for role in WRITERS),
    ),
)
# --- obligations (staff and desk) ---
OBLIGATION_ENTRIES: tuple[Entry, ...] = (
    Entry(label=_("Obligations"), url_name="enterprises:obligations", icon="calendar-check", audience="staff", order=44),
)
OBLIGATION_DESK_MENU: tuple[DeskEntry, ...] = (
    DeskEntry(
        label=_("Obligations"), url_name="enterprises:desk-obligations", icon="calendar-check", order=20, badge=obligation_selectors.badge
    ),
)
# --- imports ---
IMPORT_ENTRIES: tuple[Entry, ...] = (
    Entry(
        label=_("Import"),
        url_name="enterprises:import-list",
        icon="file-earmark-arrow-up",
        audience="staff",
        order=48,
        roles=frozenset({Role.CLERK.value, Role.SUPERVISOR.value, Role.APPROVER.value, Role.ADMINISTRATOR.value}),
    ),
)
# --- accounts and members ---
ACCOUNT_ENTRIES: tuple[Entry, ...] = (
    Entry(
        label=_("Enterprise desk"),
        url_name="enterprises:account-new",
        icon="building",
        audience="public",
        order=60,
        description=_("Register your enterprise's people, see what falls due, and keep your entry in order."),
    ),
    Entry(
        label=_("Account requests"),
        url_name="enterprises:account-requests",
        icon="person-check",
        audience="staff",
        order=56,
        roles=frozenset({Role.CLERK.value, Role.APPROVER.value, Role.SUPERVISOR.value}),
        badge=account_selectors.waiting_count,
    ),
    # The first of these is where a sign-in leads: the desk sends on to the only enterprise, or lets choose.
    Entry(label=_("Enterprise desk"), url_name="enterprises:desk", icon="building", audience="enterprise", order=10),
    Entry(label=_("My enterprises"), url_name="enterprises:account", icon="person-badge", audience="enterprise", order=90),
)
ACCOUNT_DESK_MENU: tuple[DeskEntry, ...] = (DeskEntry(label=_("People"), url_name="enterprises:desk-members", icon="people", order=70),)
# --- the enterprise's desk ---
DESK_ENTRIES: tuple[Entry, ...] = ()
DESK_MENU: tuple[DeskEntry, ...] = (
    DeskEntry(label=_("Overview"), url_name="enterprises:desk-home", icon="house", order=10),
    DeskEntry(label=_("Matters"), url_name="enterprises:desk-matters", icon="folder2-open", order=30),
    DeskEntry(label=_("What we have"), url_name="enterprises:desk-holdings", icon="boxes", order=40),
    DeskEntry(label=_("Documents"), url_name="enterprises:desk-documents", icon="file-earmark-text", order=50),
    DeskEntry(label=_("Register entry"), url_name="enterprises:desk-profile", icon="card-text", order=60),
)
# --- cards of the enterprise page ---
PANELS: tuple[panels.Panel, ...] = (
    *page_panels.CARDS,
    panels.Panel(key="contacts", template="enterprises/panel_contacts.html", context=register_panels.contacts, order=20),
    panels.Panel(key="officers", template="enterprises/panel_officers.html", context=register_panels.officers, order=25),
    panels.Panel(key="premises", template="enterprises/panel_premises.html", context=register_panels.premises, order=30),
)
# --- workflows ---
WORKFLOWS: tuple[Workflow, ...] = CORRECTIONS
CASE_PANELS = correction_cards.PANELS


def register_all() -> None:
    """Called once when Django is ready."""
    reference_loading.connect(load_words, dispatch_uid="enterprises.reference")
    reference_loading.connect(wordings.load_with_reference_data, dispatch_uid="enterprises.wordings")
    for flow in WORKFLOWS:
        workflow.register(flow)
    for panel in PANELS:
        panels.register(panel)
    for entry in (*REGISTER_ENTRIES, *OBLIGATION_ENTRIES, *IMPORT_ENTRIES, *ACCOUNT_ENTRIES, *DESK_ENTRIES):
        navigation.register(entry)
    for line in (*DESK_MENU, *ACCOUNT_DESK_MENU, *OBLIGATION_DESK_MENU):
        desk_menu.register(line)
    for card in CASE_PANELS:
        case_panels.register(card)
    correction_cards.show_on_desk()
