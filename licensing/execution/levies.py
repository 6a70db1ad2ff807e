"""What a decision makes the party owe, and the payments asked for: created at service, replaced by a plan, settled by payments.

行政处罚法 66 (plans), 67 para. 3 (fifteen days from service).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bureau import clocks, documents
from bureau.aftermath import end_clock, refresh_due
from bureau.models import Case, Clock, User
from licensing.execution.accounts import Account, account_of
from licensing.execution.references import new_reference
from licensing.models import Instalment, Levy, PenaltyCase, ServiceAttempt
from licensing.papers.sources import source_of

PAYMENT = "penalty-payment"
NOTICE = "payment-notice"
Of = Instalment.Of
TRIES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One payment to be asked for: what it pays, yuan, last day."""

    of: str
    amount: Decimal
    due_on: date


@transaction.atomic
def create_levy(case: PenaltyCase, *, served_on: date, at: datetime, by: User | None = None) -> Levy | None:
    """What the decision served on that day makes the party owe, with a payment notice; None where it owes nothing. Twice gives the same."""
    if case.fine + case.confiscation <= 0:
        return None
    known = Levy.objects.filter(case_id=case.pk).first()
    if known is not None:
        return known
    due_on = payable_until(case, served_on)
    levy = Levy.objects.create(case_id=case.pk, fine=case.fine, confiscation=case.confiscation, due_on=due_on)
    ask(levy, [Asked(Of.FINE, case.fine, due_on), Asked(Of.CONFISCATION, case.confiscation, due_on)], by=by, at=at)
    return levy


def payable_until(case: Case, event: date) -> date:
    """The last of the fifteen days from an event, under the rules of the day the case was received (67)."""
    due: date = clocks.clock_values(PAYMENT, on=event, rules_as_of=timezone.localdate(case.opened_at))["due_on"]
    return due


def ask(levy: Levy, wanted: Sequence[Asked], *, by: User | None, at: datetime) -> list[Instalment]:
    """New payments asked for, each with its reference, and one payment notice about what stands. Sums of nothing are left out."""
    made = []
    for one in wanted:
        if one.amount <= 0:
            continue
        last = Instalment.objects.filter(levy=levy, of=one.of).order_by("-number").values_list("number", flat=True).first() or 0
        values = {"of": one.of, "number": last + 1, "amount": one.amount, "due_on": one.due_on}
        made.append(Instalment.objects.create(levy=levy, reference=unused_reference(), **values))
    if made:
        case = PenaltyCase.objects.defer("search").get(pk=levy.case_id)
        notice = documents.issue_document(case, NOTICE, source_of(NOTICE, case), by=by, at=at)
        Instalment.objects.filter(pk__in=[one.pk for one in made]).update(document=notice)
    return made


def unused_reference() -> str:
    """A reference nobody was given; with ten digits the first one nearly always is."""
    for _try in range(TRIES):
        reference = new_reference()
        if not Instalment.objects.filter(reference=reference).exists():
            return reference
    raise RuntimeError("no payment reference is free")


def cancel(levy: Levy, *kinds: str, on: date) -> int:
    """The payments asked for of these kinds are replaced from that day; how many."""
    return Instalment.objects.filter(levy=levy, of__in=kinds, cancelled_on__isnull=True).update(cancelled_on=on)


@transaction.atomic
def settle(levy: Levy, *, at: datetime) -> Account:
    """Bring the levy after its payments: paid in full or not, and by when the next part is payable. The clock of payment follows."""
    levy = Levy.objects.select_for_update().get(pk=levy.pk)
    account = account_of(levy)
    open_rows = [row for row in account.standing if row.open]
    if open_rows:
        levy.settled_on = None
        levy.due_on = min(row.instalment.due_on for row in open_rows)
    else:
        paid = [day for row in account.rows for day, _sum in row.payments]
        levy.settled_on = levy.settled_on or max(paid, default=timezone.localdate(at))
    levy.save(update_fields=["settled_on", "due_on"])
    if levy.settled_on is not None:
        end_payment_clock(levy.case_id, paid_on=levy.settled_on, at=at)
    return account


def end_payment_clock(case_id: int, *, paid_on: date | None, at: datetime) -> None:
    """The party has paid, or need not any more: the fifteen days are no longer asked of it. Kept if paid by the last day."""
    if not Clock.objects.running().filter(case_id=case_id, code=PAYMENT).exists():
        return
    case = Case.objects.defer("search").get(pk=case_id)
    end_clock(case, PAYMENT, at=at, met=None if paid_on is None else True, done_on=paid_on)
    keep_due(case_id)


def keep_due(case_id: int) -> None:
    """The docket row's nearest last day after a clock moved outside a step."""
    case = Case.objects.defer("search").get(pk=case_id)
    refresh_due(case)
    Case.objects.filter(pk=case_id).update(due_on=case.due_on, yellow_on=case.yellow_on)


def on_decision_served(attempt: ServiceAttempt, at: datetime) -> None:
    """Called in the transaction in which a decision is served."""
    case = PenaltyCase.objects.defer("search").get(pk=attempt.case_id)
    create_levy(case, served_on=attempt.served_on or timezone.localdate(at), at=at, by=attempt.by)
