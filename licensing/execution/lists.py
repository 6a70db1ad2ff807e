"""Lists of what is owed, of payments without a case and of bank files, each as far as its reader may see. Nothing ranks officers (74)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from bureau.models import Case, User
from bureau.seek import Order, Slice, read_slice
from licensing.execution.bank import UNMATCHED
from licensing.models import BankFile, BankPayment, Instalment, Levy

PAGE_SIZE = 30
BY_DUE = Order("due_on")
NEWEST_PAID, NEWEST_FILE = Order("paid_on", descending=True), Order("imported_at", descending=True)
LATE, RUNNING = "late", "running"
YUAN: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=16, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=YUAN)


def _sum(rows: "QuerySet[Any]", levy: str) -> Coalesce:
    """The sum of `amount` of the rows of a levy, in yuan."""
    found = rows.filter(**{levy: OuterRef("pk")}).order_by().values(levy).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(found, output_field=YUAN), NOTHING)


def open_levies(user: User, *, due: str = "", today: date) -> "QuerySet[Levy]":
    """What is not paid in full, of the cases this person may see: `owed` as decided, `late_fee` as imposed, `open` what is left of both."""
    rows = Levy.objects.filter(settled_on__isnull=True, case_id__in=Case.objects.visible_to(user).values("pk"))
    if due == LATE:
        rows = rows.filter(due_on__lt=today)
    elif due == RUNNING:
        rows = rows.filter(due_on__gte=today)
    late = Instalment.objects.filter(of=Instalment.Of.LATE_FEE, cancelled_on__isnull=True)
    sums = rows.annotate(
        owed=F("fine") + F("confiscation"), late_fee=_sum(late, "levy"), paid=_sum(BankPayment.objects.all(), "instalment__levy")
    )
    sums = sums.annotate(open=Greatest(F("owed") + F("late_fee") - F("paid"), NOTHING, output_field=YUAN))
    return sums.select_related("case").defer("case__search")


def levy_page(user: User, *, due: str = "", today: date, before: str = "", after: str = "") -> Slice:
    """One page, the oldest last day first. One query."""
    return read_slice(open_levies(user, due=due, today=today), BY_DUE, before=before, after=after, size=PAGE_SIZE)


def unmatched_page(*, before: str = "", after: str = "") -> Slice:
    """Payments without a case, newest first. One query."""
    return read_slice(UNMATCHED.select_related("file"), NEWEST_PAID, before=before, after=after, size=PAGE_SIZE)


def file_page(*, before: str = "", after: str = "") -> Slice:
    """Bank files, newest first. One query."""
    return read_slice(BankFile.objects.select_related("imported_by"), NEWEST_FILE, before=before, after=after, size=PAGE_SIZE)
