"""Testing of things that are sealed or seized: its days are left out of the measure's term (行政强制法 25 para. 3), of that measure alone.

A test ordered on the measure pauses it. One ordered in the penalty case pauses those of its measures that hold what is tested, known by a
line's batch or name in the order: the law leaves out the time of the things under test, not of everything. A pause belongs to one
examination, so that two tests may overlap.
"""

from collections.abc import Iterable
from datetime import date, datetime

from bureau import clocks
from bureau.aftermath import refresh_due
from bureau.models import Case, ClockPause, User
from licensing.evidence.excluded_days import reason_of
from licensing.models import Examination, HeldThing, MeasureCase
from licensing.seizures import gates, things
from licensing.seizures.law import MEASURE, SEIZURE_TERMS, measure_law
from licensing.seizures.states import HOLDING

BASIS = f"{measure_law('二十五')}第三款"


def pause_for_testing(measure: MeasureCase | Case, examination: Examination, *, on: date, by: User | None) -> bool:
    """Leave the days from `on` out of the term; False when no term runs, or it is over already: a test revives nothing."""
    clock = gates.term_clock(measure.pk)
    if clock is None or clock.code not in SEIZURE_TERMS or gates.is_over(measure.pk, on):
        return False
    clocks.pause_clock(case_id=measure.pk, code=clock.code, on=on, reason=reason_of(examination), basis=BASIS, by=by)
    return True


def resume_after_testing(measure: MeasureCase | Case, examination: Examination, *, on: date, by: User | None) -> bool:
    """Count again from `on`; another test that goes on keeps the term paused. False when this one had paused nothing."""
    mine = ClockPause.objects.open().filter(
        clock__case_id=measure.pk, clock__code__in=SEIZURE_TERMS, clock__stopped_at__isnull=True, reason=reason_of(examination)
    )
    row = mine.select_related("clock").first()
    if row is None:
        return False
    clocks.resume_clock(case_id=measure.pk, code=row.clock.code, on=on, by=by, pause_id=row.pk)
    return True


def testing_began(case: Case, examination: Examination, by: User | None, at: datetime) -> None:
    """Callback of `licensing.evidence.testing`."""
    for measure in _concerned(case):
        if case.kind == MEASURE or holds(measure, examination):
            pause_for_testing(measure, examination, on=examination.began_on, by=by)
            _refresh(measure, case)


def testing_ended(case: Case, examination: Examination, by: User | None, at: datetime) -> None:
    """Callback of `licensing.evidence.testing`."""
    for measure in _concerned(case):
        if examination.ended_on and resume_after_testing(measure, examination, on=examination.ended_on, by=by):
            _refresh(measure, case)


def holds(measure: MeasureCase | Case, examination: Examination) -> bool:
    """Whether a thing of this measure is what is tested: its batch or serial number, or its name, stands in the order. One query."""
    subject = things.normal_mark(examination.subject)
    batch = things.normal_mark(str(examination.sample.get("batch", "")))
    lines: Iterable[HeldThing] = things.held_of(measure.pk)
    return any((line.mark and (line.mark == batch or line.mark in subject)) or things.normal_mark(line.name) in subject for line in lines)


def _concerned(case: Case) -> list[Case]:
    """The measure itself, or those of the penalty case that hold things, locked as every step locks them."""
    if case.kind == MEASURE:
        return [case]
    mine = MeasureCase.objects.filter(penalty_id=case.pk, kind=MEASURE, state__in=HOLDING).values("pk")
    return list(Case.objects.select_for_update().defer("search").filter(pk__in=mine).order_by("pk"))


def _refresh(measure: Case, asked: Case) -> None:
    """The docket's dates; of the case whose step this is the engine writes them itself."""
    if measure.pk != asked.pk:
        refresh_due(measure)
        measure.save(update_fields=["due_on", "yellow_on"])
