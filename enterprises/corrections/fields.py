"""Which facts of the register an enterprise may ask to have put right, what stands there now, and how a value is said in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from bureau.models import Township
from enterprises.codes import clean_text
from enterprises.models import Enterprise, Industry, Premises, RegisterCorrection

# Premises are rows of their own: the enterprise writes in words what is wrong, and staff put the rows right before they confirm.
PREMISES = "premises"
FIELDS: Mapping[str, Any] = {
    "name": _("Name of the enterprise"),
    "legal_representative": _("Legal representative"),
    "address": _("Address"),
    "township": _("Township"),
    "industry_division": _("Industry division"),
    "phone": _("Business phone"),
    "main_products": _("Main products or services"),
    "founded_on": _("Founded"),
    PREMISES: _("Premises"),
}
# What every enterprise has: it may be put right but not emptied.
NEVER_EMPTY = frozenset({"name", "legal_representative", "address"})


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a correction: what stood there when it was asked, what is asked for, what stands there now."""

    label: str
    before: str
    proposed: str
    now: str
    has_moved: bool


def premises_text(enterprise: Enterprise) -> str:
    """The premises still in use, one a line. One query."""
    rows = Premises.objects.filter(enterprise=enterprise, active=True).order_by("id")
    return "\n".join(f"{row.name}：{row.address}" for row in rows)


def value_now(enterprise: Enterprise, field: str) -> str:
    """What the register says at present, as it is kept in a correction: text, dates in ISO form."""
    if field == PREMISES:
        return premises_text(enterprise)
    value = getattr(enterprise, field)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def differences(enterprise: Enterprise, wanted: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What a filled-in form asks to change, and what stood there before: (proposed, before), only fields that differ."""
    proposed: dict[str, str] = {}
    before: dict[str, str] = {}
    for field in FIELDS:
        if field not in wanted:
            continue
        value = wanted[field]
        text = value.isoformat() if isinstance(value, date) else str(value or "")
        now = value_now(enterprise, field)
        if not _is_same(text, now):
            proposed[field], before[field] = text, now
    return proposed, before


def _is_same(one: str, other: str) -> bool:
    """Whether two values differ at most in width and blanks: a form folds full-width brackets, and that is no request."""
    folded = [[line for part in text.splitlines() if (line := clean_text(part))] for text in (one, other)]
    return folded[0] == folded[1]


def moved_fields(correction: RegisterCorrection, enterprise: Enterprise) -> list[str]:
    """The fields that say something else now than when the correction was asked for; premises are not among them, staff change those."""
    return [field for field, value in correction.before.items() if field != PREMISES and value_now(enterprise, field) != value]


def labels_of(fields: Iterable[str]) -> str:
    """The names of fields in one line."""
    return "、".join(str(FIELDS.get(field, field)) for field in fields)


def columns_of(proposed: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the register to be written; premises are rows of their own."""
    columns: dict[str, Any] = {field: value for field, value in proposed.items() if field in FIELDS and field != PREMISES}
    if "founded_on" in columns:
        columns["founded_on"] = parse_date(columns["founded_on"]) if columns["founded_on"] else None
    return columns


def lines_of(correction: RegisterCorrection, enterprise: Enterprise) -> list[Line]:
    """The correction field by field in words, in the order of `FIELDS`. At most three queries."""
    fields = [field for field in FIELDS if field in correction.proposed]
    texts = {field: [correction.before.get(field, ""), correction.proposed[field], value_now(enterprise, field)] for field in fields}
    words = _words(texts)
    said = {field: [words.get((field, text), text) for text in texts[field]] for field in fields}
    return [
        Line(str(FIELDS[field]), said[field][0], said[field][1], said[field][2], texts[field][0] != texts[field][2]) for field in fields
    ]


def _words(texts: Mapping[str, list[str]]) -> dict[tuple[str, str], str]:
    """The labels of the codes among the values."""
    found: dict[tuple[str, str], str] = {}
    if "township" in texts:
        found |= {("township", row.code): str(row) for row in Township.objects.filter(code__in=texts["township"])}
    if "industry_division" in texts:
        found |= {("industry_division", row.code): str(row) for row in Industry.objects.filter(code__in=texts["industry_division"])}
    return found
