"""What is charged: an act under an item, with the version of the law that applies, the sums, the rule, the tier and the fine.

A fine or a confiscation is written only when nothing unlawful is found about it (`licensing.fines.charges.faults`); a charge without
sums is a draft. Basis: 行政处罚法 28, 29, 34, 36 to 38. Row versions guard everything: two officers never overwrite each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError, GateClosed, StaleCase
from bureau.models import Case, User
from licensing.fines import charges as charge_rules
from licensing.fines.amounts import values_of
from licensing.fines.ranges import FineRange, FineUnknown, RuleChoice, choices, fine_range
from licensing.fines.tiers import tier_range
from licensing.fines.versions import Lighter, Versions, lighter, versions_for
from licensing.models import Charge, ItemVersion, PenaltyCase, PowerItem, PowerKind
from licensing.penalties.access import refuse_change

ZERO = Decimal(0)


class ChargeRefused(BureauError):
    """The charge cannot be written as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCharge:
    """What an officer charges. `values`: yuan by the law's word. `applied`: "" leaves the choice of version to the rule of article 37."""

    number: int
    act: str
    act_to: date
    act_from: date | None = None
    values: Mapping[str, Decimal] = field(default_factory=dict)
    rule: int | None = None
    tier: str = ""
    factors: Sequence[str] = ()
    factor_note: str = ""
    sanctions: Sequence[str] = ()
    fine: Decimal = ZERO
    confiscation: Decimal = ZERO
    applied: str = ""
    applied_reason: str = ""


def wanted_of(charge: Charge) -> WantedCharge:
    """What a charge says, as it would be typed anew."""
    return WantedCharge(
        number=charge.number,
        act=charge.act,
        act_from=charge.act_from,
        act_to=charge.act_to,
        values=values_of(charge),
        rule=charge.rule,
        tier=charge.tier,
        applied=charge.applied if charge.applied_reason else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What the sums come to: the versions of both days, which applies and why, its rules, the range, and that of the tier.

    `problem` says in words why there is no range yet.
    """

    versions: Versions
    lighter: Lighter
    version: ItemVersion | None
    rules: list[RuleChoice]
    range: FineRange | None
    tier: tuple[Decimal, Decimal] | None
    problem: str = ""


def reckon(case: PenaltyCase, item: PowerItem, wanted: WantedCharge, *, on: date) -> Reckoning:
    """Work out range and tier without writing anything. `on` is the day of the decision as far as it is known: today."""
    versions = versions_for(item, act_on=wanted.act_to, decide_on=on)
    choice = lighter(versions, party_type=case.party_type, values=wanted.values)
    version = _applied(versions, choice, wanted.applied)
    if version is None:
        return Reckoning(versions=versions, lighter=choice, version=None, rules=[], range=None, tier=None, problem=choice.reason)
    rules = choices(version, party_type=case.party_type, values=wanted.values)
    within, tier, problem = None, None, ""
    try:
        within = fine_range(version, party_type=case.party_type, values=wanted.values, rule=wanted.rule)
        tier = tier_range(within, wanted.tier, item=item, on=on) if wanted.tier else None
    except FineUnknown as unknown:
        problem = str(unknown)
    return Reckoning(versions=versions, lighter=choice, version=version, rules=rules, range=within, tier=tier, problem=problem)


def _applied(versions: Versions, choice: Lighter, wanted: str) -> ItemVersion | None:
    """The version an officer chose, else the one article 37 says."""
    if wanted == Charge.Applied.AT_ACT:
        return versions.at_act
    return versions.at_decision if wanted == Charge.Applied.AT_DECISION else choice.version


@transaction.atomic
def save_charge(
    case: PenaltyCase, item: PowerItem, wanted: WantedCharge, *, by: User, at: datetime, charge: Charge | None = None, version: int = 0
) -> Charge:
    """Write a new charge, or change one as it was seen at `version`.

    Raises NotYours for whoever may not, StaleCase when somebody changed it since, ChargeRefused for an item that is no penalty or an act
    charged under it already, GateClosed with every fault when a sum would be unlawful.
    """
    today = timezone.localdate(at)
    locked = _locked(case, by=by, day=today)
    if item.kind != PowerKind.PENALTY:
        raise ChargeRefused(_("%(item)s is no power to punish (行政处罚法第三十八条).") % {"item": item.code})
    row = _row(locked, charge, version)
    found = reckon(locked, item, wanted, on=today)
    if found.version is None:
        raise GateClosed([found.problem])
    _fill(row, wanted, found)
    if (row.fine > 0 or row.confiscation > 0) and (faults := charge_rules.faults(row, on=today)):
        raise GateClosed(faults)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, transition="charge"):
            row.save()
    except IntegrityError as error:
        raise ChargeRefused(_("This act is charged under this item already, or fined under another (行政处罚法第二十九条).")) from error
    _touch(locked, at=at, leading=item.code)
    return row


@transaction.atomic
def remove_charge(case: PenaltyCase, charge: Charge, *, version: int, by: User, at: datetime) -> None:
    """Take a charge back. Its history stays. Raises NotYours or StaleCase."""
    locked = _locked(case, by=by, day=timezone.localdate(at))
    row = _row(locked, charge, version)
    with pghistory.context(user=by.pk, transition="charge-removed"):
        Charge.objects.filter(pk=row.pk).delete()
    _touch(locked, at=at, leading="")


def _locked(case: PenaltyCase, *, by: User, day: date) -> PenaltyCase:
    """The case, so that no step is taken on it meanwhile."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    fresh = PenaltyCase.objects.defer("search").get(pk=case.pk)
    refuse_change(fresh, by, day)
    return fresh


def _row(case: PenaltyCase, charge: Charge | None, version: int) -> Charge:
    if charge is None:
        return Charge(case=case, version=0)
    row = Charge.objects.select_for_update().filter(pk=charge.pk, case_id=case.pk, version=version).first()
    if row is None:
        raise StaleCase
    row.case = case
    return row


def _fill(row: Charge, wanted: WantedCharge, found: Reckoning) -> None:
    if found.version is None:
        return
    row.number, row.act, row.act_from, row.act_to = wanted.number, wanted.act, wanted.act_from, wanted.act_to
    row.item_version = found.version
    chosen = found.version == found.versions.at_decision
    row.applied = Charge.Applied.AT_DECISION if chosen else Charge.Applied.AT_ACT
    row.applied_reason = wanted.applied_reason
    row.rule = wanted.rule
    row.values = {name: format(value, "f") for name, value in wanted.values.items()}
    row.tier, row.factors, row.factor_note = wanted.tier, list(wanted.factors), wanted.factor_note
    row.sanctions = list(wanted.sanctions)
    row.fine, row.confiscation = wanted.fine, wanted.confiscation
    row.low, row.high = (found.range.low, found.range.high) if found.range else (None, None)
    row.version += 1


def _touch(case: PenaltyCase, *, at: datetime, leading: str) -> None:
    """Whoever is deciding on the case right now must look again; the first item charged leads the case."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1, updated_at=at)
    if leading:
        Case.objects.filter(pk=case.pk, category="").update(category=leading)
