"""The rules of discretion as everybody reads them (行政处罚法第三十四条): tiers, factors, sums; and the tiers of each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bureau.api.serializers import term
from licensing.catalogue.fine_words import FineWords, fine_words, yuan
from licensing.fines.bounds import all_bounds
from licensing.fines.tiers import factors, part, tier_label, tiers_for
from licensing.models import DiscretionFactor, DiscretionTier, ItemVersion, PenaltyBound

Code = DiscretionTier.Code
WITHIN = (Code.LIGHT, Code.ORDINARY, Code.HEAVY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """A tier, what it is called, and the part of the range it covers, in words."""

    tier: DiscretionTier
    label: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRow:
    """A circumstance and what it speaks for, in words."""

    factor: DiscretionFactor
    speaks_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRow:
    """A sum and how its language writes it."""

    bound: PenaltyBound
    sum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everything in force on a day. `has_open`: something was not compared with its official text."""

    tiers: list[TierRow]
    factors: list[FactorRow]
    bounds: list[BoundRow]

    @property
    def has_open(self) -> bool:
        """Whether a mark needs its explanation."""
        rows = (*(one.tier for one in self.tiers), *(one.factor for one in self.factors), *(one.bound for one in self.bounds))
        return any(not row.confirmed for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOnPage:
    """A fine rule of an item with its tiers: name, range in words, whether confirmed."""

    words: FineWords
    tiers: list[tuple[str, str, bool]]


def published(on: date) -> Published:
    """The general rules. Three queries."""
    return Published(
        tiers=[TierRow(tier=row, label=tier_label(row.code), share=_share(row)) for row in tiers_for(None, on)],
        factors=[FactorRow(factor=row, speaks_for=_speaks_for(row)) for row in factors(on)],
        bounds=[BoundRow(bound=row, sum=yuan(row.amount)) for row in all_bounds(on)],
    )


def _speaks_for(row: DiscretionFactor) -> str:
    """Where the law mitigates, it leaves the choice between lighter and mitigated (行政处罚法第三十条、第三十二条)."""
    return _("light or mitigated") if row.tier == Code.MITIGATED else tier_label(row.tier)


def _share(row: DiscretionTier) -> str:
    if row.code == Code.WAIVED:
        return _("no penalty")
    if row.code == Code.MITIGATED:
        return _("below the least fine")
    low, high = (f"{(one * 100).normalize():f}" for one in (row.low, row.high))
    return _("%(low)s%% to %(high)s%% of the range") % {"low": low, "high": high}


def rules_on_page(version: ItemVersion, on: date) -> list[RuleOnPage]:
    """The fine rules of a version with what each tier comes to. One query, none without fines."""
    if not version.fines:
        return []
    known = [row for row in tiers_for(version.item, on) if row.code in WITHIN]
    told = fine_words(version.fines)
    return [RuleOnPage(words=words, tiers=_tiers(fine, known)) for fine, words in zip(version.fines, told, strict=True)]


def _tiers(fine: Mapping[str, Any], known: Sequence[DiscretionTier]) -> list[tuple[str, str, bool]]:
    """None where the law leaves no room: a fixed sum, or no greatest one."""
    if fine["max"] is None or fine["min"] == fine["max"]:
        return []
    found = []
    for row in known:
        low, high = part(Decimal(str(fine["min"] or 0)), Decimal(str(fine["max"])), row)
        # Below a least sum of nought there is no bound to name.
        within = {**fine, "min": low or None, "max": high}
        found.append((tier_label(row.code), fine_words([within])[0].range, row.confirmed))
    return found


def as_json(found: Published) -> dict[str, Any]:
    """The same for programs: shares and sums as strings of numbers, so that none is rounded."""
    return {
        "tiers": [
            {"tier": term(row.tier.code, row.label), "low": row.tier.low, "high": row.tier.high, **_cited(row.tier)}
            | {"conditions": row.tier.conditions}
            for row in found.tiers
        ],
        "factors": [
            {"code": one.factor.code, "tier": term(one.factor.tier, tier_label(one.factor.tier)), "binding": one.factor.is_binding}
            | _cited(one.factor)
            for one in found.factors
        ],
        "bounds": [{"code": one.bound.code, "amount": one.bound.amount, **_cited(one.bound)} for one in found.bounds],
    }


def _cited(row: DiscretionTier | DiscretionFactor | PenaltyBound) -> dict[str, Any]:
    return {
        "name": row.name,
        "citation": row.citation,
        "note": row.note,
        "confirmed": row.confirmed,
        "local": row.local,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
