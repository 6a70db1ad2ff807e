"""What the room "seizures" makes known to the floors below and to the other rooms."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau import navigation, panels, workflow
from bureau.navigation import Entry
from bureau.signals import transitioned
from licensing.evidence.testing import on_testing
from licensing.seizures import tasks, testing
from licensing.seizures.expiry import emptied_by, settle
from licensing.seizures.hold_workflow import EVIDENCE_HOLDING
from licensing.seizures.law import KINDS
from licensing.seizures.panels import PANELS
from licensing.seizures.roles import READERS
from licensing.seizures.workflow import COMPULSORY_MEASURE

# Celery finds the tasks of an app in its `tasks` module; those of this room are known by being imported here.
TASKS = (tasks.keep_measure_dates,)
DISPOSING = frozenset({"release", "confiscate", "dispose", "transfer-things", "carry-out", "carry-out-urgent"})
ENTRIES = (
    Entry(
        label=_("Compulsory measures"),
        url_name="licensing:measures",
        icon="lock",
        audience="staff",
        order=49,
        roles=frozenset(READERS),
    ),
    Entry(
        label=_("Held things"), url_name="licensing:measure-store", icon="box-seam", audience="staff", order=50, roles=frozenset(READERS)
    ),
)


def close_what_is_disposed_of(*, case_id: int, kind: str, transition: str, **_signal: Any) -> None:
    """Receiver of `transitioned`: the last line is gone, so the measure ends; also the evidence a measure took over."""
    if kind not in KINDS or transition not in DISPOSING:
        return
    for pk in emptied_by(case_id):
        settle(pk, timezone.now())


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(COMPULSORY_MEASURE)
    workflow.register(EVIDENCE_HOLDING)
    for panel in PANELS:
        panels.register(panel)
    for entry in ENTRIES:
        navigation.register(entry)
    on_testing("seizures", began=testing.testing_began, ended=testing.testing_ended)
    transitioned.connect(close_what_is_disposed_of, dispatch_uid="licensing.seizures.settle")
