"""What the room "execution" makes known to the floors below and to the other rooms."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau import clocks, navigation, panels
from bureau.models import Clock
from bureau.navigation import Entry
from licensing.execution import tasks
from licensing.execution.court_window import DEMAND
from licensing.execution.levies import keep_due, on_decision_served
from licensing.execution.panel import PANELS, READERS
from licensing.models import ServiceAttempt
from licensing.procedure.serving import on_served

# Celery finds the tasks of an app in its `tasks` module; those of this room are known by being imported here.
TASKS = (tasks.remind_of_payments,)
ENTRY = Entry(
    label=_("Payments"),
    url_name="licensing:payments",
    icon="cash-coin",
    audience="staff",
    order=51,
    roles=frozenset(role.value for role in READERS),
)
DECISIONS = ("penalty-decision", "spot-decision")


def on_demand_served(attempt: ServiceAttempt, at: datetime) -> None:
    """The ten days run from service (行政强制法 54); a second demand counts anew."""
    case, code = attempt.case, DEMAND
    if Clock.objects.running().filter(case_id=case.pk, code=code).exists():
        clocks.stop_clock(case_id=case.pk, code=code, at=at, met=None)
    on = attempt.served_on or timezone.localdate(at)
    clocks.start_clock(case_id=case.pk, code=code, on=on, rules_as_of=timezone.localdate(case.opened_at))
    keep_due(case.pk)


def register_all() -> None:
    """Called once when Django is ready."""
    for code in DECISIONS:
        on_served(code, on_decision_served)
    on_served("payment-demand", on_demand_served)
    for panel in PANELS:
        panels.register(panel)
    navigation.register(ENTRY)
