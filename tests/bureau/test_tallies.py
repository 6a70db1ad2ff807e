"""Figures: counted as facts happen, folded without loss, equal to the docket."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from bureau.models import Measure, Tally, TallyDelta
from bureau.tallies import count_fact, differences, fold_tallies, sums
from bureau.workflow import Actor, perform
from complaints.models import Complaint
from tests import people
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def received(case):
    day = timezone.localdate(case.opened_at)
    return sums([Measure.RECEIVED], ["kind"], since=day, until=day)


def test_an_opening_is_counted_before_and_after_folding():
    case = ComplaintFactory()
    assert received(case) == [{"kind": "complaint", "amount": Decimal(1)}]
    fold_tallies()
    assert not TallyDelta.objects.exists()
    assert received(case) == [{"kind": "complaint", "amount": Decimal(1)}]


def test_folding_twice_adds_nothing():
    ComplaintFactory()
    fold_tallies()
    assert fold_tallies() == 0
    assert Tally.objects.get(measure=Measure.RECEIVED).amount == 1


def test_days_outside_the_period_are_not_counted():
    case = Complaint(kind="complaint")
    count_fact(case, Measure.RECOVERED, Decimal("10.50"), DAY)
    count_fact(case, Measure.RECOVERED, Decimal("1.00"), DAY + timedelta(days=1))
    assert sums([Measure.RECOVERED], [], since=DAY, until=DAY) == [{"amount": Decimal("10.50")}]
    assert sums([Measure.RECOVERED], [], since=DAY - timedelta(days=9), until=DAY - timedelta(days=1)) == []


def test_an_unknown_dimension_is_refused():
    with pytest.raises(ValueError, match="not a dimension"):
        sums([Measure.RECEIVED], ["1; DROP TABLE"], since=DAY, until=DAY)


def test_the_proof_holds_through_a_whole_case_and_finds_a_forged_figure(reference):
    clerk = people.clerk()
    case = ComplaintFactory(office=clerk.office)
    at = case.opened_at + timedelta(hours=1)
    perform(case.pk, "accept", actor=Actor.of(clerk), at=at, data={})
    perform(
        case.pk,
        "settle",
        actor=Actor.of(clerk),
        at=at + timedelta(days=1),
        data={"result": "at-once", "agreement": "退款", "recovered": Decimal("88.00")},
    )
    fold_tallies()
    assert differences() == []
    call_command("check_tallies")
    Tally.objects.filter(measure=Measure.CLOSED).update(amount=5)
    assert differences() == [("closed", "complaint", Decimal(1), Decimal("5.00"))]
    with pytest.raises(CommandError, match="closed"):
        call_command("check_tallies")
