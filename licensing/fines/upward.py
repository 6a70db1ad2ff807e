"""Fines above the district's power: metrology goes to the province, food to the prefecture.

Basis: 计量法实施细则第五十五条, 食品安全法实施条例第八十一条.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from licensing.catalogue.fine_words import yuan
from licensing.fines.bounds import UPPER_FOOD_FINE, UPPER_METROLOGY_FINE, bound_row
from licensing.fines.charges import charges_of
from licensing.fines.cited import cited
from licensing.models import Charge, ItemBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Upward:
    """Who decides instead (Chinese, as it goes on paper), by which article, and why in the reader's language."""

    body: str
    citation: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """Fines under these laws reach a sum: this body decides."""

    code: str
    laws: tuple[str, ...]
    body: str


LIMITS = (
    _Limit(
        code=UPPER_METROLOGY_FINE,
        laws=("中华人民共和国计量法实施细则", "中华人民共和国计量法"),
        body="江苏省市场监督管理局（省级人民政府计量行政部门）",
    ),
    _Limit(
        code=UPPER_FOOD_FINE,
        laws=("中华人民共和国食品安全法", "中华人民共和国食品安全法实施条例"),
        body="淮安市市场监督管理局（设区的市级食品安全监督管理部门）",
    ),
)


def beyond_power(case: Any, *, on: date) -> Upward | None:
    """The authority above that must decide, when the fines charged under its laws together reach its sum; None: the district may.

    A charge falls under a law when its item, its amount or its rule rests on it. At most four queries.
    """
    charges = [one for one in charges_of(case) if one.fine > 0]
    if not charges:
        return None
    laws = _laws_of(charges)
    for limit in LIMITS:
        fine = sum((one.fine for one in charges if laws[one.pk] & set(limit.laws)), Decimal(0))
        row = bound_row(limit.code, on)
        if fine and fine >= row.amount:
            words = _("A fine of %(fine)s yuan is beyond the district's power, which ends below %(bound)s yuan; %(body)s decides.")
            told = words % {"fine": yuan(fine), "bound": yuan(row.amount), "body": limit.body}
            return Upward(body=limit.body, citation=row.citation, words=cited(told, row.citation))
    return None


def _laws_of(charges: list[Charge]) -> dict[int, set[str]]:
    """The names of the laws behind each charge."""
    rests_on: dict[int, set[str]] = {}
    for version, law in ItemBasis.objects.filter(version__in={one.item_version_id for one in charges}).values_list("version_id", "law"):
        rests_on.setdefault(version, set()).add(law)
    return {one.pk: rests_on.get(one.item_version_id, set()) | _set_by(one) for one in charges}


def _set_by(charge: Charge) -> set[str]:
    """Laws that set the amount: 《law》place."""
    version = charge.item_version
    articles = list(version.fines_from or [])
    # A lone rule applies without being named.
    rule = 0 if charge.rule is None and len(version.fines) == 1 else charge.rule
    if rule is not None and rule < len(version.fines):
        articles.append(version.fines[rule].get("article", ""))
    return {one[1:].partition("》")[0] for one in articles if one.startswith("《")}
