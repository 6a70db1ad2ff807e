"""Everything unlawful about what is charged, told before it is decided: version, time, sanctions, range, tier, grounds, one act one fine.

Basis: 行政处罚法 (2021). Each fault is a sentence in the reader's language with its article in brackets; no fault: the charge may stand.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from licensing.fines import tiering
from licensing.fines.amounts import amount_faults, range_of, values_of
from licensing.fines.applicable import version_faults
from licensing.fines.cited import FACTS, GAIN, LAWFUL_BASIS, LIMITATION, ONE_FINE, cited
from licensing.fines.ranges import FineUnknown
from licensing.fines.versions import GRAVITY
from licensing.models import Charge, PowerKind

FINE, CONFISCATED_GAIN, CONFISCATED_GOODS = "罚款", "没收违法所得", "没收非法财物"
# 行政处罚法第二十八条 orders both in every case, whatever the item says.
ALWAYS_LAWFUL = frozenset({"责令改正", CONFISCATED_GAIN})
LIMITATION_YEARS, LIMITATION_YEARS_OF_HARM = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a case comes to: yuan, and the sanctions in the order of the law. `goods`: value of goods to be confiscated, as charged."""

    fine: Decimal = Decimal(0)
    confiscation: Decimal = Decimal(0)
    sanctions: list[str] = field(default_factory=list)
    goods: Decimal = Decimal(0)


def faults(charge: Charge, *, on: date) -> list[str]:
    """What would be unlawful about deciding this charge on that day."""
    found: list[str] = []
    for check in CHECKS:
        found += check(charge, on)
    return list(dict.fromkeys(found))


def case_faults(case: Any, *, on: date) -> list[str]:
    """The same of every charge of a case, and of all of them together. Where several acts are charged, each fault names act and item."""
    charges = charges_of(case)
    if not charges:
        return [cited(_("No act is charged yet."), FACTS)]
    found: list[str] = []
    for charge in charges:
        told = faults(charge, on=on)
        if len(charges) > 1:
            place = {"number": charge.number, "item": charge.item_version.item.code}
            told = [_("Act %(number)d, %(item)s: %(fault)s") % {**place, "fault": one} for one in told]
        found += told
    return [*found, *_one_fine(charges)]


def totals(case: Any) -> Totals:
    """Fine, confiscation and sanctions of all charges together."""
    charges = charges_of(case)
    names = {one for charge in charges for one in charge.sanctions}
    # The goods of one act are counted once, under whatever items it is charged.
    goods: dict[int, Decimal] = {}
    for one in charges:
        if CONFISCATED_GOODS in one.sanctions:
            goods[one.number] = max(goods.get(one.number, Decimal(0)), values_of(one).get("货值金额", Decimal(0)))
    return Totals(
        fine=sum((one.fine for one in charges), Decimal(0)),
        confiscation=sum((one.confiscation for one in charges), Decimal(0)),
        sanctions=sorted(names, key=lambda one: (GRAVITY.get(one, 0), one)),
        goods=sum(goods.values(), Decimal(0)),
    )


def charges_of(case: Any) -> list[Charge]:
    """The charges of a case with items and cases at hand, in their order. One query."""
    rows = Charge.objects.filter(case_id=case.pk).select_related("case", "item_version__item")
    return list(rows.defer("item_version__search").order_by("number", "pk"))


# --- one charge -------------------------------------------------------------------------------------------------------
def _time(charge: Charge, on: date) -> Iterator[str]:
    """The act lies before the decision, its days in order, and was found in time (第三十六条)."""
    if charge.item_version.kind != PowerKind.PENALTY:
        yield cited(_("%(item)s is no power to punish.") % {"item": charge.item_version.item.code}, LAWFUL_BASIS)
    if charge.act_to > on:
        yield cited(_("The act lies after the day of the decision."), FACTS)
    if charge.act_from is not None and charge.act_from > charge.act_to:
        yield cited(_("The act ends before it begins."), FACTS)
    years = LIMITATION_YEARS_OF_HARM if charge.case.harms_life else LIMITATION_YEARS
    if charge.case.discovered_on > limitation_ends(charge.act_to, years):
        yield cited(_("The act was found more than %(years)d years after it ended.") % {"years": years}, LIMITATION)


def limitation_ends(act_to: date, years: int) -> date:
    """The last day on which an act may be found: the same day so many years on (29 February: the 28th)."""
    try:
        return act_to.replace(year=act_to.year + years)
    except ValueError:
        return act_to.replace(year=act_to.year + years, day=28)


def _sanctions(charge: Charge, _on: date) -> Iterator[str]:
    """Only what the item provides, and sums and sanctions that agree."""
    lawful = {*charge.item_version.sanctions, *ALWAYS_LAWFUL}
    for one in charge.sanctions:
        if one not in lawful:
            yield cited(_("The item does not provide for %(sanction)s.") % {"sanction": one}, LAWFUL_BASIS)
    if charge.fine > 0 and FINE not in charge.sanctions:
        yield cited(_("A fine is entered, but 罚款 is not among the sanctions."), LAWFUL_BASIS)
    if charge.fine == 0 and FINE in charge.sanctions:
        yield cited(_("罚款 is among the sanctions, but no fine is entered."), LAWFUL_BASIS)
    if charge.confiscation > 0 and CONFISCATED_GAIN not in charge.sanctions:
        yield cited(_("A gain is to be confiscated, but 没收违法所得 is not among the sanctions."), GAIN)
    gain = values_of(charge).get("违法所得")
    if gain is not None and charge.confiscation > gain:
        yield cited(_("More is to be confiscated than the illegal gain of %(gain)s yuan.") % {"gain": gain}, GAIN)


CHECKS: Sequence[Callable[[Charge, date], Iterator[str] | list[str]]] = (
    _time,
    version_faults,
    _sanctions,
    amount_faults,
    tiering.factor_faults,
)


# --- all of them ------------------------------------------------------------------------------------------------------
def _one_fine(charges: Sequence[Charge]) -> Iterator[str]:
    """One act, one fine, and of several items the one with the higher fine (第二十九条)."""
    fined = [one for one in charges if one.fine > 0]
    seen: set[object] = set()
    for charge in fined:
        act = ("".join(charge.act.split()), charge.act_from, charge.act_to)
        keys = {charge.number, act}
        if keys & seen:
            yield cited(_("One act may be fined only once: act %(number)d.") % {"number": charge.number}, ONE_FINE)
        seen |= keys
    for charge in fined:
        others = [one for one in charges if one.number == charge.number and one.pk != charge.pk]
        higher = next((one for one in others if _is_higher(one, charge)), None)
        if higher is not None:
            code = higher.item_version.item.code
            yield cited(_("The act also falls under %(item)s, which sets a higher fine: that one applies.") % {"item": code}, ONE_FINE)


def _is_higher(other: Charge, charge: Charge) -> bool:
    """Whether the item of the other charge sets the higher fine; what cannot be computed is left to the reviewer."""
    try:
        theirs, ours = range_of(other), range_of(charge)
    except FineUnknown:
        return False
    return theirs.high is not None and ours.high is not None and theirs.high > ours.high
