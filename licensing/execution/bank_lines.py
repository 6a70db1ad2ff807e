"""Reading a bank file: columns found by their headers, each line checked by itself (docs/bank-file.md describes the layout)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bureau.errors import BureauError
from enterprises.imports.errors import ImportRefused
from enterprises.imports.headers import fold_header
from enterprises.imports.uploads import check_content
from enterprises.imports.values import plain_or_raw
from enterprises.imports.workbook import open_path
from licensing.execution.references import find_reference

# Column of ours by the folded header of the bank.
HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("流水号", "交易流水号", "银行流水号", "交易流水", "凭证号", "serial"), "serial"),
    **dict.fromkeys(("缴款编号", "缴款识别码", "缴款书号", "付款编号", "reference"), "reference"),
    **dict.fromkeys(("金额", "交易金额", "缴款金额", "收入金额", "贷方发生额", "amount"), "amount"),
    **dict.fromkeys(("日期", "交易日期", "缴款日期", "入账日期", "记账日期", "paidon", "date"), "paid_on"),
    **dict.fromkeys(("付款人", "付款人名称", "缴款人", "缴款人名称", "对方户名", "对方名称", "payer"), "payer"),
    **dict.fromkeys(("摘要", "附言", "用途", "备注", "note", "remark"), "note"),
}
NEEDED = ("serial", "amount", "paid_on")
NAMES = {"serial": "流水号", "amount": "金额", "paid_on": "交易日期"}
LIMITS = {"serial": 60, "reference": 40, "payer": 120, "note": 200}
MOST_LINES, MOST_AMOUNT = 20_000, Decimal("999999999999.99")
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?(?:[ T].*)?")
EXCEL_EPOCH, EXCEL_DAYS = date(1899, 12, 30), range(20_000, 80_000)


class BankFileRefused(BureauError):
    """The file as a whole is not taken; nothing of it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One payment as the bank tells it. `reference` is a sound one of ours, or what the bank wrote."""

    number: int
    serial: str
    reference: str
    payer: str
    note: str
    amount: Decimal
    paid_on: date


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not taken, and why."""

    number: int
    words: str


def read_lines(path: Path, *, today: date) -> Iterator[Line | Problem]:
    """Every filled line. Raises BankFileRefused for a file that is no table, or lacks a column that is needed."""
    try:
        check_content(path)
        sheet = open_path(path, known={header: name for header, name in HEADERS.items()})
    except ImportRefused as error:
        raise BankFileRefused(str(error)) from error
    places = columns_of(sheet.headers)
    if missing := [NAMES[name] for name in NEEDED if name not in places]:
        raise BankFileRefused(_("The file has no column “%(names)s”.") % {"names": "”、“".join(missing)})
    try:
        for count, (number, cells) in enumerate(sheet.rows()):
            if count >= MOST_LINES:
                raise BankFileRefused(_("The file has more than %(most)d lines: split it.") % {"most": MOST_LINES})
            yield read_line(number, {name: cells[place] for name, place in places.items()}, today=today)
    except ImportRefused as error:
        raise BankFileRefused(str(error)) from error


def columns_of(headers: Sequence[str]) -> dict[str, int]:
    """Which column is where; the first of several that mean the same."""
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        name = HEADERS.get(fold_header(header)) or HEADERS.get(fold_header(re.sub(r"[（(].*?[)）]", "", header)))
        if name:
            places.setdefault(name, place)
    return places


def read_line(number: int, cells: Mapping[str, Any], *, today: date) -> Line | Problem:
    """One line understood, or everything that is wrong with it."""
    words = {name: plain_or_raw(cells.get(name)).strip() for name in (*LIMITS, "amount", "paid_on")}
    amount, paid_on = amount_of(words["amount"]), day_of(words["paid_on"])
    faults = []
    if not words["serial"] or len(words["serial"]) > LIMITS["serial"]:
        faults.append(_("no bank serial, or one longer than 60 characters"))
    if amount is None:
        faults.append(_("“%(text)s” is no amount above zero with two decimals") % {"text": words["amount"][:30]})
    if paid_on is None or paid_on > today:
        faults.append(_("“%(text)s” is no day up to today") % {"text": words["paid_on"][:30]})
    if faults or amount is None or paid_on is None:
        return Problem(number, "；".join(faults))
    reference = find_reference(words["reference"]) or find_reference(words["note"]) or words["reference"]
    texts = {name: words[name][: LIMITS[name]] for name in ("payer", "note")}
    return Line(number=number, serial=words["serial"], reference=reference[: LIMITS["reference"]], amount=amount, paid_on=paid_on, **texts)


def amount_of(text: str) -> Decimal | None:
    """A sum in yuan; None for what is none, is not above zero or has fractions of a cent."""
    try:
        amount = Decimal(re.sub(r"[,，\s¥￥元]", "", text))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount <= MOST_AMOUNT or amount != amount.quantize(Decimal("0.01")):
        return None
    return amount.quantize(Decimal("0.01"))


def day_of(text: str) -> date | None:
    """A day in the usual ways of writing (2026-12-08, 2026/12/8, 20261208, 2026年12月8日, a spreadsheet's number); None otherwise."""
    if text.isdigit() and int(text) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
