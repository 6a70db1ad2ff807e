"""The law of the day of the act against the law of the day of the decision: the lighter one applies (行政处罚法第三十七条).

A version of an item may also differ because the catalogue was corrected while the law stayed the same; then the corrected reading applies
to the act as well, and there is nothing to compare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from licensing.fines.cited import LIGHTER, cited
from licensing.fines.ranges import FineRange, FineUnknown, fine_range
from licensing.models import Charge, ItemBasis, ItemVersion, PowerItem

# From the lightest to the gravest (行政处罚法第九条); what is not here is no graver than a warning.
GRAVITY: Mapping[str, int] = {
    "警告": 1,
    "通报批评": 2,
    "罚款": 3,
    "没收违法所得": 4,
    "没收非法财物": 5,
    "暂扣许可证件": 6,
    "降低资质等级": 7,
    "责令停止使用": 8,
    "责令停产停业": 9,
    "吊销许可证件": 10,
    "吊销营业执照": 11,
    "责令关闭": 12,
    "限制从业": 13,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What the item said on the day of the act and says on the day of decision. None: it said nothing then, nothing was unlawful.

    `are_same`: one law on both days. `note`: what must be known besides, in the reader's language (the law of the day of the act is older
    than the catalogue).
    """

    at_act: ItemVersion | None
    at_decision: ItemVersion | None
    are_same: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighter:
    """Which of the two applies: `applied` as `Charge.Applied`, the version (None: no penalty), and why in the reader's language."""

    applied: str
    version: ItemVersion | None
    reason: str


def versions_for(item: PowerItem, *, act_on: date, decide_on: date) -> Versions:
    """The versions of both days. For an act before the catalogue begins its first version stands in. Two queries."""
    rows = ItemVersion.objects.filter(item=item).select_related("item").defer("search").order_by("number")
    found = list(rows.prefetch_related(Prefetch("bases", ItemBasis.objects.order_by("order"))))
    at_decision = _on(found, decide_on)
    at_act = _on(found, act_on)
    note = ""
    if at_act is None and found and act_on < found[0].valid_from:
        at_act = found[0]
        if any(basis.law_version > act_on for basis in at_act.bases.all()):
            note = _("The act is older than the version of the law in the catalogue: compare with the text then in force.")
    if at_act is not None and at_decision is not None and (at_act == at_decision or _law(at_act) == _law(at_decision)):
        return Versions(at_act=at_decision, at_decision=at_decision, are_same=True, note=note)
    return Versions(at_act=at_act, at_decision=at_decision, are_same=False, note=note)


def _on(versions: Sequence[ItemVersion], day: date) -> ItemVersion | None:
    return next((one for one in versions if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)), None)


def _law(version: ItemVersion) -> set[tuple[str, date]]:
    """The laws it rests on, each in its version: a change of these is a change of the law."""
    return {(basis.law, basis.law_version) for basis in version.bases.all()}


def lighter(versions: Versions, *, party_type: str, values: Mapping[str, Decimal], person: bool = False) -> Lighter:
    """The version to apply: that of the act, unless the new one is lighter or no longer holds the act unlawful (第三十七条)."""
    act, decision = versions.at_act, versions.at_decision
    new, old = Charge.Applied.AT_DECISION, Charge.Applied.AT_ACT
    if act is None:
        return Lighter(applied=new, version=None, reason=cited(_("When it was done the act was not unlawful."), LIGHTER))
    if versions.are_same:
        return Lighter(applied=new, version=decision, reason=_("The law has not changed since the act."))
    if decision is None:
        return Lighter(applied=new, version=None, reason=cited(_("The act is no longer held to be unlawful."), LIGHTER))
    why = _why_lighter(decision, act, party_type=party_type, values=values, person=person)
    if why:
        return Lighter(applied=new, version=decision, reason=cited(why, LIGHTER))
    kept = _("The law of the time of the act applies; the new one is not lighter.")
    return Lighter(applied=old, version=act, reason=cited(kept, LIGHTER))


def _why_lighter(new: ItemVersion, old: ItemVersion, *, party_type: str, values: Mapping[str, Decimal], person: bool) -> str:
    """Why the new version is lighter; empty when it is not. Sanctions first: no sum outweighs the loss of a licence."""
    gravest_new, gravest_old = _gravest(new), _gravest(old)
    if gravest_new != gravest_old:
        return _("The new law names lighter sanctions.") if gravest_new < gravest_old else ""
    ranges: list[FineRange | None] = []
    for version in (new, old):
        try:
            ranges.append(fine_range(version, party_type=party_type, values=values, person=person))
        except FineUnknown:
            if version.fines:
                # Not to be compared in figures: the law of the act stays, unless an officer decides otherwise.
                return ""
            ranges.append(None)
    return _why_less(*ranges)


def _why_less(new: FineRange | None, old: FineRange | None) -> str:
    """Compared by the greatest fine, then by the least (the usual reading of 法定刑较轻)."""
    if new is None or old is None:
        return _("The new law sets no fine.") if old is not None else ""
    tops = [Decimal("Infinity") if one.high is None else one.high for one in (new, old)]
    if tops[0] != tops[1]:
        return _("The greatest fine of the new law is lower.") if tops[0] < tops[1] else ""
    feet = [one.low or Decimal(0) for one in (new, old)]
    return _("The least fine of the new law is lower.") if feet[0] < feet[1] else ""


def _gravest(version: ItemVersion) -> int:
    return max((GRAVITY.get(one, 0) for one in version.sanctions if one != "罚款"), default=0)
