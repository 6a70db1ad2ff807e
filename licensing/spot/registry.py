"""What the room "spot" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation, panels, workflow
from bureau.navigation import Entry
from bureau.roles import Role
from enterprises.desk import menu
from enterprises.desk.menu import DeskEntry
from licensing.procedure.serving import on_served
from licensing.spot.deciding import on_decision_served
from licensing.spot.following import register_party_views
from licensing.spot.lists import waiting_for_file
from licensing.spot.panels import PANELS
from licensing.spot.workflow import SPOT_PENALTY

ENTRY = Entry(
    label=_("Penalties on the spot"),
    url_name="licensing:spot-list",
    icon="lightning",
    audience="staff",
    order=66,
    roles=frozenset({Role.OFFICER.value, Role.APPROVER.value, Role.SUPERVISOR.value}),
    badge=lambda user: waiting_for_file(user) if user.has_role(Role.APPROVER) else None,
)
DESK_ENTRY = DeskEntry(label=_("Penalties and measures"), url_name="licensing:desk-penalties", icon="hammer", order=38)


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(SPOT_PENALTY)
    for panel in PANELS:
        panels.register(panel)
    on_served("spot-decision", on_decision_served)
    register_party_views()
    navigation.register(ENTRY)
    menu.register(DESK_ENTRY)
