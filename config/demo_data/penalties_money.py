"""The bank file of the demo: what parties have paid, and one transfer nobody can place."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from bureau.models import User
from licensing.execution.bank import take_file
from licensing.models import BankFile, Instalment, PenaltyCase

NAME = "非税收入缴款明细-{day:%Y%m%d}.csv"
HEADER = "流水号,缴款编号,金额,交易日期,付款人,附言"
STRAY = "淮安市诚信计量技术服务有限公司"


def take_bank_file(paid: Sequence[tuple[int, date, int]], *, by: User, at: datetime) -> BankFile:
    """One line for each payment (case, day, how many of those asked for), and one without a reference."""
    lines = [HEADER]
    for case_id, day, count in paid:
        rows = Instalment.objects.filter(levy__case_id=case_id, cancelled_on__isnull=True).order_by("due_on", "pk")[:count]
        payer = PenaltyCase.objects.only("party_name").get(pk=case_id).party_name
        lines += [_line(len(lines) + turn, row.reference, row.amount, day, payer) for turn, row in enumerate(rows)]
    lines.append(_line(len(lines), "", Decimal(2600), at.date(), STRAY))
    content = "\r\n".join(lines).encode("utf-8-sig")
    return take_file(SimpleUploadedFile(NAME.format(day=at), content, content_type="text/csv"), by=by, at=at)


def _line(serial: int, reference: str, amount: Decimal, day: date, payer: str) -> str:
    return f"{day:%Y%m%d}8803{serial:06d},{reference},{amount:.2f},{day:%Y-%m-%d},{payer},罚没款"
