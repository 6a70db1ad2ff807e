"""Sums that decide the way of a case: caps of the simple procedure, thresholds of hearings, limits of the district's power (yuan)."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bureau.errors import BureauError
from licensing.models import PartyType, PenaltyBound

SIMPLE_FINE = "simple-fine"
HEARING_FINE = "hearing-fine"
HEARING_CONFISCATION = "hearing-confiscation"
PUBLICITY_SMALL_FINE = "publicity-small-fine"
SPOT_CASH = "spot-cash"
UPPER_METROLOGY_FINE = "upper-metrology-fine"
UPPER_FOOD_FINE = "upper-food-fine"


class BoundUnknown(BureauError):
    """No such sum is in force on that day: the reference data has not been loaded."""


def bound_row(code: str, on: date) -> PenaltyBound:
    """The sum with its citation and whether it was compared with the text. A row of the bureau's own goes before the shipped one.

    Raises BoundUnknown.
    """
    found = PenaltyBound.objects.in_force(on).filter(code=code).order_by("-local", "-valid_from").first()
    if found is None:
        raise BoundUnknown(_("The sum “%(code)s” is not in the reference data for that day.") % {"code": code})
    return found


def bound(code: str, on: date) -> Decimal:
    """The sum in yuan in force on that day. Raises BoundUnknown."""
    return bound_row(code, on).amount


def for_party(name: str, party_type: str) -> str:
    """The code of a sum that differs by party: citizens have the lower one.

    A sole trader is no legal person: what protects a citizen (a hearing earlier, a lower cap on the spot) protects them too.
    """
    return f"{name}-unit" if party_type == PartyType.UNIT else f"{name}-citizen"


def all_bounds(on: date) -> list[PenaltyBound]:
    """Every sum in force on that day, the bureau's own in place of the shipped one, by code. One query."""
    rows = PenaltyBound.objects.in_force(on).order_by("code", "-local", "-valid_from")
    return list({row.code: row for row in reversed(rows)}.values())[::-1]
