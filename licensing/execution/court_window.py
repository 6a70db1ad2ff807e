"""When the court may be asked to enforce: from the end of the periods for remedies, for three months, ten working days after a demand.

行政强制法 53 (three months from the end of the periods), 54 (ten days after service of the demand; working days by 69), 行政处罚法 72
para. 2 (after a deferral or plan from its end), 行政复议法 20 (sixty days). Six months for the suit are 行政诉讼法 46, fifteen days for the
suit after a reconsideration are 行政诉讼法 45: both unconfirmed, the corpus lacks that law.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from bureau import clocks
from bureau.counting import add_months
from licensing.models import Instalment, PaymentRelief, PenaltyCase, Remedy, ServiceAttempt

DEMAND, COURT = "measure-demand", "measure-court-application"
REVIEW_DAYS, SUIT_MONTHS, SUIT_AFTER_REVIEW_DAYS = 60, 6, 15


@dataclass(frozen=True, slots=True)
class Window:
    """From the day after `opens_after` until `closes_on`, both inclusive of the latter."""

    opens_after: date
    closes_on: date


def window_of(case: PenaltyCase) -> Window | None:
    """When the court may be asked; None while the decision is not served or a remedy runs. Three queries."""
    if case.served_on is None:
        return None
    remedies = list(Remedy.objects.filter(case_id=case.pk))
    if any(one.ended_on is None for one in remedies):
        return None
    is_simple = case.procedure == PenaltyCase.Procedure.SIMPLE
    # A penalty on the spot is reviewed first (行政复议法 23): no suit can come before.
    days = [case.served_on + timedelta(days=REVIEW_DAYS) if is_simple else add_months(case.served_on, SUIT_MONTHS)]
    for one in remedies:
        ended = one.ended_on or case.served_on
        days.append(ended + timedelta(days=SUIT_AFTER_REVIEW_DAYS) if one.kind == Remedy.Kind.RECONSIDERATION else ended)
    if PaymentRelief.objects.filter(case_id=case.pk, granted=True).exists():
        fines = Instalment.objects.filter(levy__case_id=case.pk, of=Instalment.Of.FINE, cancelled_on__isnull=True)
        if last := fines.aggregate(last=Max("due_on"))["last"]:
            days.append(last)
    opens = max(days)
    return Window(opens, clocks.clock_values(COURT, on=opens, rules_as_of=timezone.localdate(case.opened_at))["due_on"])


def demand_served(case: PenaltyCase) -> ServiceAttempt | None:
    """The last demand that reached the party. One query."""
    rows = ServiceAttempt.objects.filter(case_id=case.pk, document__template="payment-demand", outcome=ServiceAttempt.Outcome.SERVED)
    return rows.select_related("document").order_by("served_on", "pk").last()


def demand_ends(case: PenaltyCase, served_on: date) -> date:
    """The tenth working day after service of the demand (54, 69)."""
    due: date = clocks.clock_values(DEMAND, on=served_on, rules_as_of=timezone.localdate(case.opened_at))["due_on"]
    return due
