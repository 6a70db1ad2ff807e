"""The fifteen days of payment end outside a step: kept by the day of payment, not of the bank's file, and counted in the figures."""

from datetime import date

import pytest

from bureau import clocks
from bureau.models import Clock, Measure, TallyDelta
from licensing.execution.levies import end_payment_clock
from licensing.penalties.states import PenaltyState
from tests.factories.penalties import NOON, penalty_case

pytestmark = pytest.mark.django_db
SERVED = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("paid_on", "met", "counted"),
    [
        (date(2026, 11, 17), True, [Measure.CLOCK_MET]),
        (date(2026, 11, 18), False, [Measure.CLOCK_MISSED]),
        (None, None, []),
    ],
)
def test_kept_by_the_day_of_payment(paid_on: date | None, met: bool | None, counted: list[str]) -> None:
    case = penalty_case(PenaltyState.EXECUTING)
    clocks.start_clock(case_id=case.pk, code="penalty-payment", on=SERVED, rules_as_of=SERVED)
    end_payment_clock(case.pk, paid_on=paid_on, at=NOON)
    assert Clock.objects.get(case_id=case.pk, code="penalty-payment").met is met
    measures = TallyDelta.objects.filter(kind="penalty", measure__in=(Measure.CLOCK_MET, Measure.CLOCK_MISSED))
    assert list(measures.values_list("measure", flat=True)) == counted
