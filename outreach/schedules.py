"""When beat starts which task. The rows live in the database and belong to the administrator once they are there."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask


@dataclass(frozen=True, slots=True)
class Schedule:
    """One task and how often. Tasks are named by string: they live on floors above and below this one."""

    name: str
    task: str
    seconds: int


SCHEDULES = (
    Schedule("Deliver messages", "outreach.deliver_messages", 5),
    Schedule("Warn of deadlines", "outreach.warn_deadlines", 60),
    Schedule("Render documents", "bureau.render_documents", 10),
    Schedule("Fold tallies", "bureau.fold_tallies", 30),
    Schedule("Count running clocks anew", "bureau.recount_clocks", 86400),
    Schedule("Discard files nobody came back to", "bureau.discard_expired_baskets", 86400),
    Schedule("Clear ended sessions", "bureau.clear_sessions", 86400),
    Schedule("Discard expired drafts", "bureau.discard_drafts", 3600),
    Schedule("Give up imports that stand still", "enterprises.fail_stuck_imports", 60),
    Schedule("Clear files of old imports", "enterprises.clear_old_imports", 86400),
    Schedule("Bring the obligation ledger in line", "enterprises.keep_ledger", 86400),
    Schedule("Apply what the law says of permits left undecided", "licensing.apply_silence", 600),
    Schedule("End certificates whose last day is past", "licensing.expire_certificates", 3600),
    Schedule("Mark measures whose term is over", "licensing.keep_measure_dates", 3600),
    Schedule("Serve announced papers and lapse unanswered notices", "licensing.pass_penalty_time", 600),
    Schedule("Remind of payments due", "licensing.remind_of_payments", 3600),
    Schedule("End granted access whose last day is past", "licensing.end_granted_access", 3600),
    Schedule("Prepare and end publications of penalties", "licensing.keep_publicity", 3600),
    Schedule("Bind volumes of cases that were asked for", "licensing.make_volumes", 60),
)


@transaction.atomic
def install_schedules() -> int:
    """Add the schedules that are missing and return how many. One that is there is left alone, also when it was changed or switched off.

    A run that no worker fetched before the next is due expires, so that an outage does not leave a heap of them.
    """
    added = 0
    for one in SCHEDULES:
        if not PeriodicTask.objects.filter(name=one.name).exists():
            PeriodicTask.objects.create(name=one.name, task=one.task, interval=_interval(one.seconds), expire_seconds=max(one.seconds, 5))
            added += 1
    return added


def _interval(seconds: int) -> Any:
    """The interval row of that length; the table does not keep them unique by itself."""
    found = IntervalSchedule.objects.filter(every=seconds, period=IntervalSchedule.SECONDS).first()
    return found or IntervalSchedule.objects.create(every=seconds, period=IntervalSchedule.SECONDS)


def load_with_reference_data(report: list[str], **_signal: Any) -> None:
    """Receiver of `bureau.signals.reference_loading`."""
    report.append(f"schedules: {install_schedules()} added")
