"""What the room "publicity" makes known to the floors below and to the other rooms."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation, panels
from bureau.navigation import Entry
from bureau.roles import Role
from bureau.signals import transitioned
from licensing.execution.remedies import on_decision_undone
from licensing.procedure.serving import on_served
from licensing.publicity import listening, services, tasks
from licensing.publicity.panels import PANELS

# Named here, so that every worker that loads the room knows its task.
TASKS = (tasks.keep_publicity,)
READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
EXPORTERS = (Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)

ENTRIES = (
    Entry(
        label=_("Published penalties"),
        url_name="licensing:published-penalties",
        icon="megaphone",
        audience="public",
        order=72,
        description=_("Penalties of this bureau that are open to the public, with their decisions."),
        in_bar=False,
    ),
    Entry(
        label=_("Publication of penalties"),
        url_name="licensing:publications",
        icon="megaphone",
        audience="staff",
        order=68,
        roles=frozenset(role.value for role in READERS),
    ),
    Entry(
        label=_("Export for the credit system"),
        url_name="licensing:double-export",
        icon="box-arrow-up-right",
        audience="staff",
        order=69,
        roles=frozenset(role.value for role in EXPORTERS),
    ),
)


def register_all() -> None:
    """Called once when Django is ready."""
    transitioned.connect(listening.decided, dispatch_uid="licensing.publicity.decided")
    on_served("penalty-decision", listening.served)
    on_decision_undone(services.decision_undone)
    for panel in PANELS:
        panels.register(panel)
    for entry in ENTRIES:
        navigation.register(entry)
