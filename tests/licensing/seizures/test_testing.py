"""Testing is left out of a measure's term (行政强制法 25 para. 3): of the things under test, by each test for itself."""

from datetime import date, timedelta

import pytest

from bureau.errors import GateClosed
from bureau.models import Clock, ClockPause
from bureau.workflow import Actor, perform
from licensing.models import Examination, MeasureCase
from licensing.seizures.expiry import keep_dates
from licensing.seizures.testing import pause_for_testing, resume_after_testing
from tests.factories.penalties import NOON
from tests.factories.seizures import in_force, step
from tests.people import approver, officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ORDER = {"kind": "testing", "subject": "电热水壶 1", "question": "GB 4706.19", "laboratory": "市质检所", "expected_on": date(2026, 12, 20)}


def due(measure) -> date:
    return Clock.objects.get(case_id=measure.pk, code__startswith="measure-seizure").due_on


def result(day: date) -> dict:
    return {"examination": None, "ended_on": day, "report_number": "JC-1", "conclusion": "不合格。"}


def test_a_test_ordered_on_the_measure_pauses_it_and_its_end_moves_the_last_day():
    measure = in_force()
    measure = step(measure, "begin-examination", officer(), at=NOON + 7 * DAY, **ORDER)
    assert measure.due_on is None
    assert keep_dates(NOON + 40 * DAY) == 0
    measure = step(measure, "end-examination", officer(), at=NOON + 27 * DAY, **result(date(2026, 12, 20)))
    assert due(measure) == measure.due_on == date(2027, 1, 12)
    assert keep_dates(NOON + 51 * DAY) == 1


def test_its_time_must_be_definite():
    with pytest.raises(GateClosed, match="第二十五条第三款"):
        step(in_force(), "begin-examination", officer(), **{**ORDER, "expected_on": None})


def test_a_test_of_the_penalty_case_pauses_the_measure_that_holds_the_thing_and_no_other():
    held = in_force()
    other = in_force(penalty=held.penalty)
    other.things.update(name="充电宝")
    actor = Actor.of(officer())
    perform(held.penalty_id, "begin-examination", actor=actor, at=NOON + 7 * DAY, data=ORDER)
    held.refresh_from_db()
    assert held.due_on is None and MeasureCase.objects.get(pk=other.pk).due_on == date(2026, 12, 23)
    perform(held.penalty_id, "end-examination", actor=actor, at=NOON + 27 * DAY, data=result(date(2026, 12, 20)))
    held.refresh_from_db()
    assert held.due_on == date(2027, 1, 12)


def test_two_tests_overlap_and_each_ends_its_own_pause():
    measure = in_force()
    tests = [Examination.objects.create(case=measure, ordered_by=officer(), began_on=date(2026, 11, 30), **{**ORDER}) for _ in range(2)]
    assert pause_for_testing(measure, tests[0], on=date(2026, 11, 30), by=None)
    assert pause_for_testing(measure, tests[1], on=date(2026, 12, 2), by=None)
    assert resume_after_testing(measure, tests[0], on=date(2026, 12, 5), by=None)
    assert ClockPause.objects.open().count() == 1
    assert resume_after_testing(measure, tests[1], on=date(2026, 12, 10), by=None)
    assert due(measure) == date(2027, 1, 2)
    assert not resume_after_testing(measure, tests[1], on=date(2026, 12, 11), by=None)


def test_a_term_that_is_over_is_not_revived():
    measure = in_force()
    test = Examination.objects.create(case=measure, ordered_by=officer(), began_on=date(2026, 12, 24), **ORDER)
    assert not pause_for_testing(measure, test, on=date(2026, 12, 24), by=None)
    with pytest.raises(GateClosed, match="第二十八条"):
        step(measure, "begin-examination", officer(), at=NOON + 31 * DAY, **{**ORDER, "expected_on": date(2027, 1, 5)})


def test_extended_tested_and_released_in_time():
    measure = step(in_force(), "extend", approver(), at=NOON + 20 * DAY, reason="情况复杂。")
    measure = step(measure, "begin-examination", officer(), at=NOON + 21 * DAY, **ORDER)
    step(measure, "end-examination", officer(), at=NOON + 27 * DAY, **result(date(2026, 12, 20)))
    assert due(measure) == date(2027, 1, 28)
    step(measure, "release", approver(), at=NOON + 30 * DAY, ground="decided", receiver="李建国")
    assert keep_dates(NOON + 30 * DAY) == 1
    measure.refresh_from_db()
    assert measure.state == "ended"
