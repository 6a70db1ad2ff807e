"""What the room "penalties" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import dashboard, navigation, panels, workflow
from bureau.navigation import Entry
from licensing.penalties import lists, sources
from licensing.penalties.access import READERS
from licensing.penalties.panels import PANELS
from licensing.penalties.workflow import PENALTY

ENTRY = Entry(
    label=_("Penalty cases"),
    url_name="licensing:penalties",
    icon="hammer",
    audience="staff",
    order=62,
    roles=frozenset(role.value for role in READERS),
)


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(PENALTY)
    for panel in (*PANELS, *sources.PANELS):
        panels.register(panel)
    dashboard.register(dashboard.Panel("penalties", "licensing/dashboard_penalties.html", lists.figures, 60))
    navigation.register(ENTRY)
