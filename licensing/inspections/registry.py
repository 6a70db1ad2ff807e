"""What the room "inspections" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import letters, navigation, numbering, panels, workflow
from bureau.navigation import Entry
from licensing.inspections.desk import show_on_desk
from licensing.inspections.letters import KINDS, NUMBERS
from licensing.inspections.panels import PANELS
from licensing.inspections.plans import READERS
from licensing.inspections.workflow import SAMPLING

ENTRIES = (
    Entry(
        label=_("Random inspections"),
        url_name="licensing:inspections",
        icon="shuffle",
        audience="public",
        order=70,
        description=_("Who may be drawn, how the draw is made and can be run again, and what was found."),
    ),
    Entry(
        label=_("Random inspections"),
        url_name="licensing:plans",
        icon="shuffle",
        audience="staff",
        order=60,
        roles=frozenset(role.value for role in READERS),
    ),
)


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(SAMPLING)
    for kind, words in NUMBERS.items():
        numbering.register_prefix(kind, words)
    for letter in KINDS:
        letters.register(letter)
    for panel in PANELS:
        panels.register(panel)
    show_on_desk()
    for entry in ENTRIES:
        navigation.register(entry)
