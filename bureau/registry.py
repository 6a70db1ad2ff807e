"""What the ground floor itself puts into the registries."""

from django.utils.translation import gettext_lazy as _

from bureau import navigation
from bureau.roles import Role

OVERSEERS = frozenset({Role.SUPERVISOR.value, Role.MANAGER.value, Role.APPROVER.value})

ENTRIES = (
    navigation.Entry(
        label=_("Follow my matter"),
        url_name="bureau:track",
        icon="search",
        audience="public",
        order=20,
        description=_("Where it stands, who acts next and by which date; add to it or rate it."),
    ),
    navigation.Entry(label=_("Workbench"), url_name="bureau:workbench", icon="kanban", audience="staff", order=10),
    navigation.Entry(
        label=_("Dashboard"),
        url_name="bureau:dashboard",
        icon="bar-chart-line",
        audience="staff",
        order=30,
        roles=OVERSEERS | {Role.ADMINISTRATOR.value},
    ),
    navigation.Entry(
        label=_("Electronic supervision"), url_name="bureau:supervision", icon="stoplights", audience="staff", order=32, roles=OVERSEERS
    ),
    navigation.Entry(
        label=_("Hand over all matters"),
        url_name="bureau:handover",
        icon="arrow-left-right",
        audience="staff",
        order=34,
        roles=frozenset({Role.SUPERVISOR.value, Role.APPROVER.value}),
    ),
)


def register_all() -> None:
    """Called once when Django is ready."""
    for entry in ENTRIES:
        navigation.register(entry)
