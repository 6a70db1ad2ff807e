"""The fine of a charge against the range and the tier it was set in."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from licensing.catalogue.fine_words import yuan
from licensing.fines import tiers
from licensing.fines.cited import DISCRETION, LAWFUL_BASIS, MITIGATION, WAIVING, cited
from licensing.fines.ranges import FineRange, FineUnknown, fine_range
from licensing.models import Charge


def values_of(charge: Charge) -> dict[str, Decimal]:
    """The sums of a charge as numbers (yuan); what is no number is left out, so that it counts as missing."""
    found: dict[str, Decimal] = {}
    for name, raw in charge.values.items():
        try:
            value = Decimal(str(raw))
        except InvalidOperation:
            continue
        if value.is_finite():
            found[name] = value
    return found


def range_of(charge: Charge) -> FineRange:
    """The range of a charge by its item, rule, party and sums. Raises FineUnknown."""
    return fine_range(charge.item_version, party_type=charge.case.party_type, values=values_of(charge), rule=charge.rule)


def amount_faults(charge: Charge, on: date) -> Iterator[str]:
    """Whether the fine may be as high as it is."""
    if charge.fine <= 0:
        return
    if not charge.item_version.fines:
        if "罚款" not in charge.item_version.sanctions:
            yield cited(_("The item sets no fine."), LAWFUL_BASIS)
        else:
            yield cited(_("How high the fine may be is not in the catalogue: the amount cannot be set here."), LAWFUL_BASIS)
        return
    try:
        within = range_of(charge)
    except FineUnknown as unknown:
        yield cited(str(unknown), LAWFUL_BASIS)
        return
    if charge.rule is None and (within.grade or within.when):
        words = _("State that the circumstance of the rule is given: “%(when)s”.")
        yield cited(words % {"when": within.when or within.grade}, LAWFUL_BASIS)
    article = within.article or article_of(charge)
    if within.high is not None and charge.fine > within.high:
        yield cited(_("The fine of %(fine)s yuan is above the greatest of %(high)s yuan.") % _sums(charge.fine, high=within.high), article)
    elif within.low is not None and charge.fine < within.low and charge.tier != tiers.Code.MITIGATED:
        words = _("The fine of %(fine)s yuan is below the least of %(low)s yuan, and it is not mitigated.")
        yield cited(words % _sums(charge.fine, low=within.low), f"{article}；{MITIGATION}")
    else:
        yield from _tier_faults(charge, within, on)


def _tier_faults(charge: Charge, within: FineRange, on: date) -> Iterator[str]:
    """Whether the fine lies in the tier it was set in."""
    if not charge.tier:
        yield cited(_("Choose the tier of discretion."), DISCRETION)
        return
    if charge.tier == tiers.Code.WAIVED:
        yield cited(_("Who is not punished cannot be fined."), WAIVING)
        return
    try:
        low, high = tiers.tier_range(within, charge.tier, item=charge.item_version.item, on=on)
    except FineUnknown as unknown:
        yield str(unknown)
        return
    if not low <= charge.fine <= high:
        words = _("The fine of %(fine)s yuan is outside its tier, %(low)s to %(high)s yuan.")
        yield cited(words % _sums(charge.fine, low=low, high=high), DISCRETION)


def article_of(charge: Charge) -> str:
    """The article the item of a charge rests on, as it is cited."""
    basis = charge.item_version.bases.order_by("order").first()
    return basis.citation if basis is not None else LAWFUL_BASIS


def _sums(fine: Decimal, **bounds: Decimal) -> dict[str, str]:
    return {"fine": yuan(fine), **{name: yuan(value) for name, value in bounds.items()}}
