"""Taking a bank file in, and finding the case of each payment (行政处罚法 67: the bank collects, the bureau only learns of it).

A file and a payment are taken once: by digest and by the bank's serial. Matching is one statement for the whole file.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import User
from bureau.tables import csv_table
from licensing.execution.bank_lines import BankFileRefused, Line, Problem, read_lines
from licensing.execution.levies import settle
from licensing.execution.references import find_reference
from licensing.models import BankFile, BankPayment, Instalment, Levy

log = structlog.get_logger("licensing.execution")
MOST_BYTES = 5 * 1024 * 1024
NAME_LENGTH, BATCH = 200, 500
UNMATCHED = BankPayment.objects.filter(instalment__isnull=True, is_cash=False)


class MatchRefused(BureauError):
    """A payment is not put to that instalment, or not taken back."""


def take_file(upload: UploadedFile, *, by: User, at: datetime) -> BankFile:
    """Read, check, keep and match a file. Raises BankFileRefused; then nothing was kept."""
    if not upload.size or upload.size > MOST_BYTES:
        raise BankFileRefused(_("The file is empty or larger than 5 MB."))
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    if known := BankFile.objects.filter(sha256=digest).first():
        raise BankFileRefused(_("This file was taken already: %(name)s.") % {"name": known.name})
    name = Path(upload.name or "bank").name
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()[:6]}"
        path.write_bytes(content)
        read = list(read_lines(path, today=timezone.localdate(at)))
    return keep(name[:NAME_LENGTH], digest, read, by=by, at=at)


@transaction.atomic
def keep(name: str, digest: str, read: Sequence[Line | Problem], *, by: User, at: datetime) -> BankFile:
    """Keep what was read and match it. Two takers of one file: the unique digest lets one through. Raises BankFileRefused without lines."""
    lines = [one for one in read if isinstance(one, Line)]
    problems = [one for one in read if isinstance(one, Problem)]
    if not lines and not problems:
        raise BankFileRefused(_("The file has no lines below its header."))
    taken_before = set(BankPayment.objects.filter(serial__in=[line.serial for line in lines]).values_list("serial", flat=True))
    fresh: dict[str, Line] = {}
    for line in lines:
        if line.serial in taken_before or line.serial in fresh:
            problems.append(Problem(line.number, _("the bank serial %(serial)s was taken before") % {"serial": line.serial}))
        else:
            fresh[line.serial] = line
    file = _new_file(
        name=name,
        sha256=digest,
        imported_by=by,
        imported_at=at,
        lines=len(read),
        total=sum((line.amount for line in fresh.values()), Decimal(0)),
        report=[{"line": one.number, "problem": one.words} for one in sorted(problems, key=lambda one: one.number)],
    )
    _keep_payments([_payment(line, file) for line in fresh.values()])
    file.matched = match_file(file, by=by, at=at)
    file.save(update_fields=["matched"])
    log.info("bank_file_taken", file=file.pk, lines=file.lines, matched=file.matched, problems=len(problems))
    return file


def _new_file(**values: Any) -> BankFile:
    """The row of a file. Raises BankFileRefused when somebody took the same file at the same moment: the digest lets one through."""
    try:
        with transaction.atomic():
            return BankFile.objects.create(**values)
    except IntegrityError as error:
        raise BankFileRefused(_("This file was taken already: %(name)s.") % {"name": values["name"]}) from error


def _keep_payments(payments: list[BankPayment]) -> None:
    """The lines of a file. Raises BankFileRefused when another one with some of them was taken at that moment (unique serial)."""
    try:
        with transaction.atomic():
            BankPayment.objects.bulk_create(payments, batch_size=BATCH)
    except IntegrityError as error:
        words = _("Another file with some of these payments was taken at the same moment. Nothing was kept: send this file once more.")
        raise BankFileRefused(words) from error


def _payment(line: Line, file: BankFile) -> BankPayment:
    values = {"serial": line.serial, "reference": line.reference, "payer": line.payer, "note": line.note, "amount": line.amount}
    return BankPayment(file=file, line=line.number, paid_on=line.paid_on, **values)


def match_file(file: BankFile, *, by: User, at: datetime) -> int:
    """Put every payment of a file to the instalment of its reference that still stands, in one statement; how many."""
    standing = Instalment.objects.filter(reference=OuterRef("reference"), cancelled_on__isnull=True).values("pk")[:1]
    known = Instalment.objects.filter(cancelled_on__isnull=True).values("reference")
    rows = BankPayment.objects.filter(file=file, instalment__isnull=True, reference__in=known)
    matched = rows.update(instalment=Subquery(standing), matched_at=at, matched_by=by)
    for levy in Levy.objects.filter(instalments__payments__file=file).distinct().order_by("pk"):
        settle(levy, at=at)
    return matched


@transaction.atomic
def match(serial: str, reference: str, *, by: User, at: datetime) -> BankPayment:
    """Put one payment to the instalment somebody found. Raises MatchRefused."""
    payment = _locked(serial)
    found = find_reference(reference)
    instalment = Instalment.objects.select_related("levy").filter(reference=found).first() if found else None
    if payment.instalment_id is not None:
        raise MatchRefused(_("This payment belongs to a case already; take it back there first."))
    if instalment is None:
        raise MatchRefused(_("There is no payment reference “%(text)s”: check its digits.") % {"text": reference[:40]})
    if instalment.cancelled_on is not None:
        raise MatchRefused(_("The payment asked for under this reference was replaced; use the one that stands."))
    payment.instalment, payment.matched_at, payment.matched_by = instalment, at, by
    payment.save(update_fields=["instalment", "matched_at", "matched_by"])
    settle(instalment.levy, at=at)
    log.warning("payment_matched", payment=payment.pk, instalment=instalment.pk, user=by.pk)
    return payment


@transaction.atomic
def undo(serial: str, *, reason: str, by: User, at: datetime) -> BankPayment:
    """Take a payment back from its case. Raises MatchRefused: without a reason, for cash, or when the case is closed."""
    payment = _locked(serial)
    instalment = payment.instalment
    if instalment is None:
        raise MatchRefused(_("This payment belongs to no case."))
    if payment.is_cash or not reason.strip():
        raise MatchRefused(_("Cash is not taken back here.") if payment.is_cash else _("Say why."))
    if instalment.levy.case.closed_at is not None:
        raise MatchRefused(_("The case of this payment is closed."))
    payment.instalment, payment.matched_at, payment.matched_by = None, None, None
    payment.note = f"{payment.note} {reason.strip()}".strip()[:200]
    payment.save(update_fields=["instalment", "matched_at", "matched_by", "note"])
    settle(instalment.levy, at=at)
    log.warning("payment_match_undone", payment=payment.pk, instalment=instalment.pk, user=by.pk)
    return payment


def _locked(serial: str) -> BankPayment:
    payment = BankPayment.objects.select_for_update(of=("self",)).select_related("instalment__levy__case").filter(serial=serial).first()
    if payment is None:
        raise MatchRefused(_("There is no payment with this bank serial."))
    return payment


def unmatched_sum() -> Decimal:
    """Yuan that wait for their case. One query."""
    return UNMATCHED.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def report_lines(file: BankFile) -> Iterator[str]:
    """The report of a file as CSV: every line with what became of it."""
    taken = BankPayment.objects.filter(file=file).select_related("instalment__levy__case").defer("instalment__levy__case__search")
    rows: list[tuple[int, list[str]]] = []
    for one in taken:
        number = one.instalment.levy.case.number if one.instalment else ""
        word = _("matched") if one.instalment else _("not matched")
        rows.append((one.line or 0, [one.serial, one.reference, f"{one.amount:.2f}", one.paid_on.isoformat(), word, number]))
    rows += [(one["line"], ["", "", "", "", one["problem"], ""]) for one in file.report]
    header = [_("Line"), _("Bank serial"), _("Payment reference"), _("Amount (yuan)"), _("Paid"), _("Outcome"), _("Case")]
    cells = ([str(line), *rest] for line, rest in sorted(rows, key=lambda row: row[0]))
    return csv_table(header, cells, limit=len(rows) + 1, cut_off="")
