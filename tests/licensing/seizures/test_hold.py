"""Evidence registered and held (行政处罚法 56): approved first, decided within seven working days."""

from datetime import date, timedelta

import pytest

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Clock, Document
from licensing.models import MeasureCase
from licensing.seizures.expiry import keep_dates
from licensing.seizures.hold_workflow import EVIDENCE_HOLDING
from licensing.seizures.states import HoldState, MeasureState
from tests.factories.penalties import NOON
from tests.factories.seizures import ON_THE_SPOT, in_force, measure_item, proposed, step
from tests.people import approver, officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_seven_working_days_from_the_day_it_was_held():
    hold = in_force(act="hold")
    assert hold.number.startswith("BC") and hold.state == HoldState.IN_FORCE
    assert Clock.objects.get(case_id=hold.pk).due_on == date(2026, 12, 2)
    assert [one.template for one in Document.objects.filter(case_id=hold.pk).order_by("pk")] == [
        "measure-approval",
        "hold-notice",
        "measure-inventory",
    ]


def test_never_before_the_approval():
    with pytest.raises(TransitionRefused):
        step(proposed(act="hold"), "carry-out", officer(), **ON_THE_SPOT)
    assert "carry-out-urgent" not in {one.name for one in EVIDENCE_HOLDING.transitions}


def test_over_it_must_be_disposed_of_and_an_officer_gives_it_back():
    hold, late = in_force(act="hold"), NOON + 10 * DAY
    assert keep_dates(NOON + 9 * DAY) == 0
    assert keep_dates(late) == 1
    hold.refresh_from_db()
    assert hold.state == HoldState.EXPIRED
    step(hold, "release", officer(), at=late, receiver="李建国", reason="期限届满。")
    assert hold.things.get().document.template == "hold-disposal"
    keep_dates(late)
    hold.refresh_from_db()
    assert hold.state == HoldState.ENDED and Clock.objects.get(case_id=hold.pk).met is False


def test_taken_over_into_a_measure_when_that_is_carried_out():
    hold = in_force(act="hold", lines=2)
    hold.things.filter(number=1).update(mark="SN9")
    measure_item()
    data = {"act": "seize", "item_code": "QZ-01", "reason": "经检验不合格。", "lines": [1]}
    step(hold, "seize", officer(), **data)
    measure = MeasureCase.objects.get(kind="compulsory-measure")
    assert measure.penalty_id == hold.penalty_id and measure.things.get().split_from.measure_id == hold.pk
    with pytest.raises(GateClosed, match=measure.number):
        step(hold, "seize", officer(), **data)
    assert hold.things.get(number=1).disposition == "held"
    step(measure, "approve", approver(), at=NOON + DAY)
    measure = step(measure, "carry-out", officer(), at=NOON + DAY, **ON_THE_SPOT)
    assert measure.state == MeasureState.IN_FORCE
    first = hold.things.get(number=1)
    assert (first.disposition, first.disposition_note) == ("seized", measure.number)
    assert hold.things.get(number=2).disposition == "held"


def test_the_last_thing_taken_over_ends_the_holding(django_capture_on_commit_callbacks):
    hold = in_force(act="hold")
    measure_item()
    step(hold, "seize", officer(), act="seize", item_code="QZ-01", reason="不合格。", lines=[])
    measure = MeasureCase.objects.get(kind="compulsory-measure")
    step(measure, "approve", approver())
    with django_capture_on_commit_callbacks(execute=True):
        step(measure, "carry-out", officer(), **ON_THE_SPOT)
    hold.refresh_from_db()
    assert hold.state == HoldState.ENDED and Clock.objects.get(case_id=hold.pk).met is True
