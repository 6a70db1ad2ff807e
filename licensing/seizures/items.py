"""The compulsory measures of the catalogue: which of them seals, which seizes, how long, and what of the rest is no measure at all.

行政强制法 16, 17: only what a law or regulation gives this bureau. QZ-16 (加处罚款) is execution (行政强制法 12), not a measure.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from licensing.catalogue.selectors import item_in_force
from licensing.models import ItemVersion, MeasureCase, PowerKind

Act = MeasureCase.Act
# The catalogue's word for what may be done: what it allows here.
ALLOWED: Mapping[str, frozenset[str]] = {
    "查封、扣押": frozenset({Act.SEAL, Act.SEIZE}),
    "查封": frozenset({Act.SEAL}),
    "扣押": frozenset({Act.SEIZE}),
    "封存": frozenset({Act.SEAL}),
}
FOOD_LAW = "food-safety-rules"


def acts_of(version: ItemVersion) -> frozenset[str]:
    """What the item allows to be done; empty when it is no measure of sealing or seizure."""
    return ALLOWED.get((version.measure or {}).get("act", ""), frozenset())


def is_food(version: ItemVersion) -> bool:
    """Whether its term is that of 食品安全法实施条例 61 (30 days, 45 more): only measures under 食品安全法 110."""
    limit: dict[str, object] = (version.measure or {}).get("limit") or {}
    return limit.get("law") == FOOD_LAW


def items_on(day: date) -> list[ItemVersion]:
    """The items one may seal or seize under on that day, by code. One query."""
    rows = ItemVersion.objects.in_force(day).filter(kind=PowerKind.MEASURE).select_related("item").defer("search")
    return [version for version in rows.order_by("item__code") if acts_of(version)]


def fault_of(code: str, act: str, day: date) -> str:
    """Why this cannot be done under that item; empty when it can. One query."""
    try:
        version = item_in_force(code, day)
    except ItemVersion.DoesNotExist:
        return _("The catalogue has no item “%(code)s” in force (行政强制法第十六条、第十七条).") % {"code": code}
    allowed = acts_of(version)
    if not allowed:
        return _("%(code)s is no measure of sealing or seizure (行政强制法第九条、第十六条).") % {"code": code}
    if act not in allowed:
        return _("%(code)s allows only: %(acts)s (行政强制法第十六条).") % {
            "code": code,
            "acts": (version.measure or {}).get("act", ""),
        }
    return ""
