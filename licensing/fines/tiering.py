"""The circumstances of a charge against its tier: no mitigation without a ground, no binding ground passed over."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from licensing.fines import tiers
from licensing.fines.cited import DISCRETION, FITTING, MITIGATION, WAIVING, cited
from licensing.models import Charge, DiscretionFactor, DiscretionTier

Code = DiscretionTier.Code
LESS = frozenset({Code.LIGHT, Code.MITIGATED, Code.WAIVED})
# The law says "lighter or mitigated": either way of heeding it is lawful.
HEEDED: dict[str, frozenset[str]] = {
    Code.WAIVED: frozenset({Code.WAIVED}),
    Code.MITIGATED: LESS,
    Code.LIGHT: LESS,
    Code.HEAVY: frozenset({Code.HEAVY}),
}


def factor_faults(charge: Charge, on: date) -> Iterator[str]:
    """What is unlawful about tier and circumstances of a charge (第三十条至第三十四条)."""
    known = {row.code: row for row in tiers.factors(on)}
    for code in charge.factors:
        if code not in known:
            yield cited(_("The circumstance “%(code)s” is not in force.") % {"code": code}, DISCRETION)
    given = [known[code] for code in charge.factors if code in known]
    yield from _ground_faults(charge, given)
    yield from _binding_faults(charge, given)


def _ground_faults(charge: Charge, given: list[DiscretionFactor]) -> Iterator[str]:
    """A tier other than the ordinary one needs its ground on record."""
    speaking = {one.tier for one in given}
    noted = bool(charge.factor_note.strip())
    if charge.tier == Code.MITIGATED and Code.MITIGATED not in speaking:
        yield cited(_("Nothing written down allows a penalty below the range."), MITIGATION)
    if charge.tier == Code.WAIVED and Code.WAIVED not in speaking:
        yield cited(_("Nothing written down allows going without a penalty."), WAIVING)
    if charge.tier == Code.LIGHT and not speaking & LESS and not noted:
        yield cited(_("Write down why the penalty is light."), DISCRETION)
    if charge.tier == Code.HEAVY and Code.HEAVY not in speaking and not noted:
        yield cited(_("Write down why the penalty is heavy."), DISCRETION)
    if given and not noted:
        yield cited(_("Write down the facts behind the circumstances."), FITTING)


def _binding_faults(charge: Charge, given: list[DiscretionFactor]) -> Iterator[str]:
    """What the law says shall be heeded is heeded; where binding grounds pull both ways they are weighed, except that of no penalty."""
    binding = [one for one in given if one.is_binding]
    waiving = next((one for one in binding if one.tier == Code.WAIVED), None)
    punished = set(charge.sanctions) - {"责令改正", "没收违法所得"}
    if waiving is not None:
        if charge.fine > 0 or punished:
            yield cited(_("No penalty may be imposed: %(name)s") % {"name": waiving.name}, waiving.citation)
        return
    ways = {one.tier == Code.HEAVY for one in binding}
    if len(ways) != 1 or not charge.tier:
        return
    for one in binding:
        if charge.tier not in HEEDED[one.tier]:
            yield cited(_("This circumstance must be heeded: %(name)s") % {"name": one.name}, one.citation)
