"""The ninety days of the decision (行政处罚法 60): their start, the pauses of suspension, hearing and announcement, and how late it is.

A pause is known by its reason: what ends one ground leaves another (a test that still runs) as it is.

That this time is left out comes from the procedure rules, which the corpus lacks: the clock itself says it is unconfirmed.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from bureau import clocks
from bureau.models import Case, Clock, ClockPause, User
from licensing.evidence import excluded_days
from licensing.models import Examination
from licensing.penalties.law import procedure_rules

DECISION = "penalty-decision"
# Kept with the pause, in the words of the law.
HEARING, ANNOUNCEMENT, SUSPENSION = "组织听证", "公告送达", "中止调查"
BASIS = procedure_rules("六十四")
OWN_BASIS = {SUSPENSION: procedure_rules("四十六")}


def decision_clock(case_id: int) -> Clock | None:
    """The running clock of the decision with its rule. One query."""
    return Clock.objects.running().filter(case_id=case_id, code=DECISION).select_related("rule").first()


def start_decision(case: Case, *, on: date, today: date, by: User | None) -> None:
    """Start the ninety days from that day. A test ordered before and still under way is left out of them from today (行政强制法 25)."""
    received_on = timezone.localdate(case.opened_at)
    if not clocks.is_switched_on(DECISION, received_on):
        return
    clocks.start_clock(case_id=case.pk, code=DECISION, on=on, rules_as_of=received_on)
    for test in Examination.objects.filter(case_id=case.pk, ended_on__isnull=True).order_by("pk"):
        reason = excluded_days.reason_of(test)
        clocks.pause_clock(case_id=case.pk, code=DECISION, on=today, reason=reason, basis=excluded_days.BASIS, by=by)


def pause_decision(case: Case, *, why: str, on: date, by: User | None) -> bool:
    """Stop counting from that day on; False when the time is over already or does not run: what is late stays late."""
    if decision_clock(case.pk) is None or _open_pauses(case.pk, why).exists():
        return False
    try:
        # Only the clock knows whether it is over: another pause may have moved the last day kept in the row.
        clocks.pause_clock(case_id=case.pk, code=DECISION, on=on, reason=why, basis=OWN_BASIS.get(why, BASIS), by=by)
    except clocks.PauseRefused:
        return False
    return True


def resume_decision(case: Case, *, why: str, on: date, by: User | None) -> bool:
    """Go on counting from that day, if it was stopped for this reason; another reason (a test) keeps it standing."""
    pause = _open_pauses(case.pk, why).first()
    if pause is None:
        return False
    clocks.resume_clock(case_id=case.pk, code=DECISION, on=on, by=by, pause_id=pause.pk)
    return True


def days_late(case_id: int, today: date) -> int:
    """Days by which the last day of the decision is past; 0 while in time."""
    clock = Clock.objects.ticking().filter(case_id=case_id, code=DECISION).first()
    return max((today - clock.due_on).days, 0) if clock is not None else 0


def _open_pauses(case_id: int, why: str) -> "QuerySet[ClockPause]":
    return ClockPause.objects.open().filter(clock__case_id=case_id, clock__code=DECISION, clock__stopped_at__isnull=True, reason=why)
