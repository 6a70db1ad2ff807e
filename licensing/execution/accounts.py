"""What a case owes, has paid and still owes: read from the instalments that stand and the payments matched to them.

A payment belongs to the instalment of its reference; what is more than asked there goes to the next that is open, the earliest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from licensing.execution.late_fee import LateFee, Part, Stop, reckon
from licensing.models import BankPayment, Instalment, Levy, Remedy

Of, Result = Instalment.Of, Remedy.Result
ZERO = Decimal(0)
# Results after which the decision no longer stands as it was.
UNDOING = (Result.CHANGED, Result.REVOKED, Result.UNLAWFUL)
Paid = list[tuple[date, Decimal]]


@dataclass(slots=True)
class Row:
    """One instalment with what went to it."""

    instalment: Instalment
    payments: Paid = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        """Yuan."""
        return sum((amount for _day, amount in self.payments), ZERO)

    @property
    def open(self) -> Decimal:
        """What is still asked for, in yuan; nothing of one that was replaced."""
        return ZERO if self.instalment.cancelled_on else max(self.instalment.amount - self.paid, ZERO)


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a levy. Sums in yuan."""

    levy: Levy
    rows: Sequence[Row]
    remedies: Sequence[Remedy]
    overpaid: Decimal

    def open_of(self, *kinds: str) -> Decimal:
        """What is open of these kinds; of all without any."""
        return sum((row.open for row in self.rows if not kinds or row.instalment.of in kinds), ZERO)

    @property
    def paid(self) -> Decimal:
        """Everything paid, including what is too much."""
        return sum((row.paid for row in self.rows), ZERO) + self.overpaid

    @property
    def standing(self) -> list[Row]:
        """The instalments that are asked for today."""
        return [row for row in self.rows if row.instalment.cancelled_on is None]

    @property
    def imposed(self) -> Decimal:
        """The late fee imposed so far."""
        return sum((row.instalment.amount for row in self.standing if row.instalment.of == Of.LATE_FEE), ZERO)

    def overdue(self, on: date) -> Decimal:
        """What should have been paid before that day."""
        return sum((row.open for row in self.rows if row.instalment.due_on < on), ZERO)

    def late_fee(self, on: date) -> LateFee:
        """The late fee up to and including that day (行政处罚法 72, 73)."""
        return reckon(_parts(self), cap=self.levy.fine, on=on, stops=[Stop(one.began_on, one.ended_on) for one in self.remedies])


def account_of(levy: Levy) -> Account:
    """The account of a levy. Three queries."""
    instalments = list(Instalment.objects.filter(levy=levy).order_by("due_on", "id"))
    payments = list(BankPayment.objects.filter(instalment__levy=levy).order_by("paid_on", "id"))
    remedies = list(Remedy.objects.filter(case_id=levy.case_id))
    rows, overpaid = allocated(instalments, payments)
    return Account(levy, rows, remedies, max(overpaid, _too_much(levy, instalments, payments)))


def account(case_id: int) -> Account | None:
    """The account of a case; None while nothing is owed. Four queries."""
    levy = Levy.objects.filter(case_id=case_id).first()
    return account_of(levy) if levy is not None else None


def allocated(instalments: Sequence[Instalment], payments: Sequence[BankPayment]) -> tuple[list[Row], Decimal]:
    """The instalments in their order with what went to each, and what is too much."""
    rows: Mapping[int, Row] = {one.pk: Row(one) for one in instalments}
    rest: Paid = []
    for payment in payments:
        row = rows[payment.instalment_id or 0]
        taken = min(payment.amount, max(row.instalment.amount - row.paid, ZERO))
        _give(row, payment.paid_on, taken)
        if payment.amount > taken:
            rest.append((payment.paid_on, payment.amount - taken))
    for row in rows.values():
        while rest and row.open:
            day, amount = rest.pop(0)
            taken = min(amount, row.open)
            _give(row, day, taken)
            if amount > taken:
                rest.insert(0, (day, amount - taken))
    return list(rows.values()), sum((amount for _day, amount in rest), ZERO)


def _give(row: Row, day: date, amount: Decimal) -> None:
    if amount > 0:
        row.payments.append((day, amount))


def _too_much(levy: Levy, instalments: Sequence[Instalment], payments: Sequence[BankPayment]) -> Decimal:
    """What was paid beyond everything owed: after a decision was changed the earlier payments may be more than is left of it."""
    late = sum((one.amount for one in instalments if one.of == Of.LATE_FEE and one.cancelled_on is None), ZERO)
    return max(sum((one.amount for one in payments), ZERO) - levy.fine - levy.confiscation - late, ZERO)


def _parts(account: Account) -> list[Part]:
    """The fine as it was asked for, without what a changed decision swept away."""
    swept = max((one.ended_on for one in account.remedies if one.result in UNDOING and one.ended_on), default=None)
    return [
        Part(
            amount=row.instalment.amount,
            due_on=row.instalment.due_on,
            payments=tuple(row.payments),
            ended_on=row.instalment.cancelled_on,
        )
        for row in account.rows
        if row.instalment.of == Of.FINE and not (swept and row.instalment.cancelled_on and row.instalment.cancelled_on <= swept)
    ]
