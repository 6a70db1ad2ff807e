"""Lists of what is owed, of payments without a case and of bank files, each as far as its reader may see. Nothing ranks officers (74)."""

from datetime import date

from django.db.models import F, QuerySet

from bureau.models import Case, User
from bureau.seek import Order, Slice, read_slice
from licensing.execution.bank import UNMATCHED
from licensing.models import BankFile, Levy

PAGE_SIZE = 30
BY_DUE = Order("due_on")
NEWEST_PAID, NEWEST_FILE = Order("paid_on", descending=True), Order("imported_at", descending=True)
LATE, RUNNING = "late", "running"


def open_levies(user: User, *, due: str = "", today: date) -> "QuerySet[Levy]":
    """What is not paid in full, of the cases this person may see."""
    rows = Levy.objects.filter(settled_on__isnull=True, case_id__in=Case.objects.visible_to(user).values("pk"))
    if due == LATE:
        rows = rows.filter(due_on__lt=today)
    elif due == RUNNING:
        rows = rows.filter(due_on__gte=today)
    return rows.select_related("case").defer("case__search").annotate(owed=F("fine") + F("confiscation"))


def levy_page(user: User, *, due: str = "", today: date, before: str = "", after: str = "") -> Slice:
    """One page, the oldest last day first. One query."""
    return read_slice(open_levies(user, due=due, today=today), BY_DUE, before=before, after=after, size=PAGE_SIZE)


def unmatched_page(*, before: str = "", after: str = "") -> Slice:
    """Payments without a case, newest first. One query."""
    return read_slice(UNMATCHED.select_related("file"), NEWEST_PAID, before=before, after=after, size=PAGE_SIZE)


def file_page(*, before: str = "", after: str = "") -> Slice:
    """Bank files, newest first. One query."""
    return read_slice(BankFile.objects.select_related("imported_by"), NEWEST_FILE, before=before, after=after, size=PAGE_SIZE)
