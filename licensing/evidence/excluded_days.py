"""The days of a test are left out of the periods of its case (for seizures 行政强制法 25 para. 3; of the ninety days by the ministry's
procedure rules, which the corpus lacks and the clock's rule marks as unconfirmed).

A pause belongs to one examination, known by its reason: two tests may overlap, and the end of one must not let the clock go on while the
other lasts, nor end a suspension of the case.
"""

from datetime import date

from bureau import clocks
from bureau.models import Clock, ClockPause, User
from licensing.models import Examination
from licensing.penalties.law import procedure_rules

# The verification of a lead and the decision; whichever of them runs.
PAUSED = ("report-verification", "penalty-decision")
BASIS = procedure_rules("六十四")


def reason_of(examination: Examination) -> str:
    """What the clock says of the pause: Chinese, the same in every language, and of this examination alone."""
    return f"检测检验检疫鉴定期间（{examination.pk}）：{examination.subject}"[:200]


def pause(examination: Examination, *, on: date, by: User | None) -> list[str]:
    """Pause what runs from that day; the codes paused. A period that is over already is left as it is: nothing revives it."""
    running = Clock.objects.running().filter(case_id=examination.case_id, code__in=PAUSED).values_list("code", flat=True)
    paused = []
    for code in running:
        try:
            clocks.pause_clock(case_id=examination.case_id, code=code, on=on, reason=reason_of(examination), basis=BASIS, by=by)
        except clocks.PauseRefused:
            continue
        paused.append(code)
    return paused


def resume(examination: Examination, *, on: date, by: User | None) -> list[str]:
    """End the pauses of this examination: from `on` the days count again. The codes resumed."""
    mine = ClockPause.objects.open().filter(
        clock__case_id=examination.case_id, clock__stopped_at__isnull=True, reason=reason_of(examination)
    )
    resumed = []
    for row in mine.select_related("clock"):
        clocks.resume_clock(case_id=examination.case_id, code=row.clock.code, on=on, by=by, pause_id=row.pk)
        resumed.append(row.clock.code)
    return resumed
