"""What may be punished on the spot: a warning, or a fine of at most two hundred yuan for a citizen and three thousand for a unit (51)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q

from licensing.catalogue.filter import CatalogueFilter
from licensing.catalogue.selectors import items_in_force
from licensing.fines.bounds import SIMPLE_FINE, all_bounds, bound, for_party
from licensing.fines.rules import rules_of
from licensing.models import ItemVersion, PartyType, PowerKind

KIND = "spot-penalty"
WARNING, FINE, CORRECTION = "警告", "罚款", "责令改正"
PENALTIES = frozenset({WARNING, FINE})
# Correction is ordered beside any penalty (行政处罚法 28) and is none itself.
ALLOWED = PENALTIES | {CORRECTION}
MOST = 20


def cap(party_type: str, on: date) -> Decimal:
    """The greatest fine on the spot for this kind of party, in yuan. Raises BoundUnknown."""
    return bound(for_party(SIMPLE_FINE, party_type), on)


def caps(on: date) -> dict[str, Decimal]:
    """The caps by kind of party; empty while the reference data is not loaded. One query."""
    known = {row.code: row.amount for row in all_bounds(on)}
    return {party: known[code] for party in PartyType.values if (code := for_party(SIMPLE_FINE, party)) in known}


def is_offered(version: ItemVersion, *, most: Decimal) -> bool:
    """Whether the item can end within the simple procedure at all: it knows a warning, or a fine that may be as low as the cap.

    A multiple of a value may come out low enough; the sum decides later.
    """
    if WARNING in version.sanctions:
        return True
    if FINE not in version.sanctions:
        return False
    return any(bool(rule.multiple_of) or rule.low is None or rule.low <= most for rule in rules_of(version))


def offered_items(words: str, *, most: Decimal, on: date) -> Sequence[ItemVersion]:
    """Items found by words of the act, the law or the article, or by code, that fit the simple procedure. Two queries."""
    rows = items_in_force(CatalogueFilter(q=words, kind=PowerKind.PENALTY), on).filter(
        Q(sanctions__contains=[WARNING]) | Q(sanctions__contains=[FINE])
    )
    found = rows.select_related("item").prefetch_related("bases").defer("search").order_by("item__code")
    return [one for one in found[: MOST * 5] if is_offered(one, most=most)][:MOST]
