"""Which power items random inspections rest on, and the kinds and numbers of the matters that come of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bureau.errors import BureauError
from licensing.models import InspectionPlan, ItemVersion


class ItemNotInForce(BureauError):
    """The catalogue does not hold the item, or no version of it is in force."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of the two lines of inspection: item of the catalogue, kind of case, prefix of its numbers."""

    item: str
    kind: str
    prefix: str


LINES: Mapping[str, Line] = {
    InspectionPlan.Purpose.SAMPLING: Line("QT-06", "sampling", "CJ"),
    InspectionPlan.Purpose.STANDARDS: Line("QT-07", "standard-check", "BZ"),
}


def item_for(purpose: str, on: date) -> ItemVersion:
    """The version in force of the item a purpose rests on. Raises ItemNotInForce."""
    code = LINES[purpose].item
    found = ItemVersion.objects.in_force(on).filter(item__code=code).first()
    if found is None:
        raise ItemNotInForce(_("The power catalogue holds no item %(code)s in force.") % {"code": code})
    return found
