"""Tiers within a fine's range and the factors that speak for them (行政处罚法第三十条至第三十四条).

Both are data, and the bureau may keep rows of its own.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.fines.cited import DISCRETION, MITIGATION, cited
from licensing.fines.ranges import CENT, FineRange, FineUnknown
from licensing.models import DiscretionFactor, DiscretionTier, PowerItem

Code = DiscretionTier.Code
# From nothing to the most.
ORDER = (Code.WAIVED, Code.MITIGATED, Code.LIGHT, Code.ORDINARY, Code.HEAVY)
NONE = (Decimal(0), Decimal(0))
# What a penalty of the tier is called; the model's own labels are single words that elsewhere mean something else.
LABELS = {
    Code.WAIVED: gettext_lazy("No penalty imposed"),
    Code.MITIGATED: gettext_lazy("Mitigated penalty"),
    Code.LIGHT: gettext_lazy("Lighter penalty"),
    Code.ORDINARY: gettext_lazy("Ordinary penalty"),
    Code.HEAVY: gettext_lazy("Heavier penalty"),
}


def tier_label(code: str) -> str:
    """The tier in the reader's language; an unknown code as it is."""
    return str(LABELS.get(Code(code), code)) if code in Code.values else code


def tiers_for(item: PowerItem | None, on: date) -> list[DiscretionTier]:
    """The tiers of an item on a day, from none to heavy: its own where it has one of that code, else the general one. One query."""
    own = Q(item=item) if item is not None else Q(pk__in=())
    rows = DiscretionTier.objects.in_force(on).filter(own | Q(item__isnull=True))
    best: dict[str, DiscretionTier] = {}
    # The last one wins: the item's own over the general, the bureau's over the shipped, the newer over the older.
    for row in sorted(rows, key=lambda one: (one.item_id is not None, one.local, one.valid_from)):
        best[row.code] = row
    return [best[code] for code in ORDER if code in best]


def factors(on: date) -> list[DiscretionFactor]:
    """Every circumstance in force on a day, in the order of the law; the bureau's row in place of the shipped one. One query."""
    best: dict[str, DiscretionFactor] = {}
    for row in DiscretionFactor.objects.in_force(on).order_by("local", "valid_from"):
        best[row.code] = row
    return sorted(best.values(), key=lambda one: (one.order, one.code))


def tier_range(within: FineRange, tier: str, *, item: PowerItem | None, on: date) -> tuple[Decimal, Decimal]:
    """Least and greatest fine of a tier in yuan, both included. Raises FineUnknown.

    Mitigated means below the least fine the law names; where it names none, there is nothing below it. A range without a greatest sum
    has no tiers. The bounds of neighbouring tiers touch.
    """
    return bounds_of({row.code: row for row in tiers_for(item, on)}, within, tier)


def bounds_of(known: Mapping[str, DiscretionTier], within: FineRange, tier: str) -> tuple[Decimal, Decimal]:
    """The same from tiers already read."""
    row = known.get(tier)
    if row is None:
        raise FineUnknown(cited(_("There is no tier “%(tier)s” in force.") % {"tier": tier}, DISCRETION))
    if tier == Code.WAIVED:
        return NONE
    low = within.low or Decimal(0)
    if tier == Code.MITIGATED:
        if low <= CENT:
            raise FineUnknown(cited(_("The law names no least fine here, so there is none below it: choose the light tier."), MITIGATION))
        return _cents(low * row.low), min(_cents(low * row.high), low - CENT)
    if within.high is None:
        raise FineUnknown(cited(_("The law names no greatest fine here: there are no tiers."), DISCRETION))
    least, most = part(low, within.high, row)
    return _cents(least), _cents(most)


def part(low: Decimal, high: Decimal, row: DiscretionTier) -> tuple[Decimal, Decimal]:
    """The part of a range a tier covers, not rounded: of sums, or of multiples."""
    span = high - low
    return low + span * row.low, low + span * row.high


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
