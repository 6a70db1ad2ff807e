"""From what least to what greatest sum a fine may go: the rule of an item chosen by party, sums and circumstances, then computed.

Amounts are yuan as Decimal, rounded to the cent so that a range never grows. A bound the law does not name is None: “五万元以下” has no
least sum. A value of nought means there is none (“没有违法所得”) or none that can be computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from bureau.errors import BureauError
from licensing.fines.rules import Rule, rules_of
from licensing.models import ItemVersion

CENT = Decimal("0.01")


class FineUnknown(BureauError):
    """No range can be computed: a sum is missing, several rules may apply, or the law's amount is not in the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FineRange:
    """Bounds of a fine in yuan (None: the law names none), the rule's place in the version, and the range and circumstance in words.

    `article` is the article that sets the amount where it is another one than the item's; `may`: the law says 可以.
    """

    low: Decimal | None
    high: Decimal | None
    rule: int | None
    words: str
    when: str = ""
    grade: str = ""
    article: str = ""
    may: bool = False

    def holds(self, fine: Decimal) -> bool:
        """Whether a fine lies within; 以上 and 以下 include the number itself."""
        return fine > 0 and (self.low is None or fine >= self.low) and (self.high is None or fine <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoice:
    """One rule as an officer chooses it. `fits`: the sums and the party say yes or no; None: a circumstance only a person can judge."""

    index: int
    words: str
    when: str
    fits: bool | None
    grade: str = ""
    who: str = ""
    needs: tuple[str, ...] = ()


def choices(version: ItemVersion, *, party_type: str, values: Mapping[str, Decimal], person: bool = False) -> list[RuleChoice]:
    """Every rule of a version with whether it fits, in the order of the law."""
    return [
        RuleChoice(
            index=rule.index,
            words=rule.words,
            when=rule.when,
            fits=_fits(rule, party_type=party_type, values=values, person=person),
            grade=rule.grade,
            who=rule.who,
            needs=tuple(rule.needs),
        )
        for rule in rules_of(version)
    ]


def fine_range(
    version: ItemVersion, *, party_type: str, values: Mapping[str, Decimal], rule: int | None = None, person: bool = False
) -> FineRange:
    """The range of the fine: by the rule named, else by the one that alone applies.

    `values` are yuan by the law's word, negative ones are refused. `person`: for the persons responsible within a unit. Raises FineUnknown
    in words that say what is missing.
    """
    rules = rules_of(version)
    if any(value < 0 for value in values.values()):
        raise FineUnknown(_("A sum from which a fine is computed cannot be below nought."))
    if not rules:
        raise FineUnknown(_("The catalogue holds no amount of a fine for %(item)s.") % {"item": version.item.code})
    fits = {one.index: _fits(one, party_type=party_type, values=values, person=person) for one in rules}
    found = _only_one(rules, fits, values) if rule is None else _named(rules, fits, rule)
    return _computed(found, values)


def _fits(rule: Rule, *, party_type: str, values: Mapping[str, Decimal], person: bool) -> bool | None:
    if not rule.is_for(party_type, person=person):
        return False
    held = [test.holds(values) for test in rule.tests]
    if False in held:
        return False
    if None in held or rule.grade or (rule.when and not rule.tests):
        return None
    return True


def _named(rules: Sequence[Rule], fits: Mapping[int, bool | None], index: int) -> Rule:
    """The rule an officer chose; refused when party or sums speak against it."""
    found = next((one for one in rules if one.index == index), None)
    if found is None:
        raise FineUnknown(_("The item has no fine rule %(number)d.") % {"number": index + 1})
    if fits[index] is False:
        raise FineUnknown(_("The rule “%(rule)s” does not apply to this party or to these sums.") % {"rule": _told(found)})
    return found


def _only_one(rules: Sequence[Rule], fits: Mapping[int, bool | None], values: Mapping[str, Decimal]) -> Rule:
    """The one that fits: the basic case before the graver ones, what is certain before what is to be judged."""
    basic = [one for one in rules if not one.grade]
    certain = [one for one in basic if fits[one.index]]
    possible = [one for one in basic if fits[one.index] is not False]
    left = [one for one in rules if fits[one.index] is not False]
    for found in (certain, possible, left):
        if len(found) == 1:
            return found[0]
        if found:
            raise FineUnknown(_undecided(found, values))
    raise FineUnknown(_("No fine rule of the item applies to this party and these sums."))


def _undecided(rules: Sequence[Rule], values: Mapping[str, Decimal]) -> str:
    """Why no rule can be taken: sums first, then the choice."""
    missing = list(dict.fromkeys(name for one in rules for name in one.needs if name not in values))
    if missing:
        return _missing(missing)
    return _("Several fine rules may apply; choose one: %(rules)s") % {"rules": "；".join(_told(one) for one in rules)}


def _missing(names: Sequence[str]) -> str:
    return _("To compute the fine these sums are missing: %(names)s") % {"names": "、".join(names)}


def _told(rule: Rule) -> str:
    return f"{rule.when}：{rule.words}" if rule.when else rule.words


def _computed(rule: Rule, values: Mapping[str, Decimal]) -> FineRange:
    low, high = rule.low, rule.high
    if rule.multiple_of:
        base = values.get(rule.multiple_of)
        if base is None:
            raise FineUnknown(_missing([rule.multiple_of]))
        if base == 0:
            raise FineUnknown(_("A multiple of nought is no fine: %(name)s is nought.") % {"name": rule.multiple_of})
        low = None if low is None else (low * base).quantize(CENT, ROUND_CEILING)
        high = None if high is None else max((high * base).quantize(CENT, ROUND_FLOOR), low or CENT)
    return FineRange(
        low=low, high=high, rule=rule.index, words=rule.words, when=rule.when, grade=rule.grade, article=rule.article, may=rule.may
    )
