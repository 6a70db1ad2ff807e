"""What this app makes known to the floors below."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation, panels, workflow
from bureau.following import kinds as following
from bureau.navigation import Entry
from complaints.enterprise_panel import PANEL
from complaints.following import FOLLOW_KINDS
from complaints.panels import PANELS
from complaints.staff_intake import TAKERS
from complaints.workflow import WORKFLOWS
from enterprises import panels as enterprise_panels

PUBLIC_ENTRIES = (
    Entry(
        label=_("Complain, report or ask"),
        url_name="complaints:new",
        icon="megaphone",
        audience="public",
        order=10,
        description=_("A dispute with a business, a suspected violation, or a question."),
    ),
    Entry(
        label=_("Continue a draft"),
        url_name="complaints:resume",
        icon="pencil-square",
        audience="public",
        order=30,
        description=_("With the resume code of a form you began earlier."),
        in_bar=False,
    ),
    Entry(
        label=_("Other authorities"),
        url_name="complaints:other-authorities",
        icon="signpost-split",
        audience="public",
        order=40,
        description=_("What is not ours, who handles it, and the number to call."),
        in_bar=False,
    ),
)

STAFF_ENTRIES = (
    Entry(
        label=_("Take in a matter"),
        url_name="complaints:staff-new",
        icon="telephone-inbound",
        audience="staff",
        order=20,
        roles=frozenset(role.value for role in TAKERS),
    ),
)


def register_all() -> None:
    """Called once when Django is ready."""
    for flow in WORKFLOWS:
        workflow.register(flow)
    for panel in PANELS:
        panels.register(panel)
    for kind in FOLLOW_KINDS:
        following.register(kind)
    enterprise_panels.register(PANEL)
    for entry in (*PUBLIC_ENTRIES, *STAFF_ENTRIES):
        navigation.register(entry)
