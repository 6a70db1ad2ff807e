"""One fine rule of an item as a typed value, read from `ItemVersion.fines` (what stands there: `licensing.catalogue.fine_rows`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from licensing.catalogue.fine_words import fine_words
from licensing.models import ItemVersion, PartyType

# The basis the law names in words of its own.
OTHER = "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A number that decides whether a rule applies: value of `of` below or from a sum (yuan), none of it, or some."""

    of: str
    below: Decimal | None = None
    least: Decimal | None = None
    none: bool = False
    some: bool = False

    def holds(self, values: Mapping[str, Decimal]) -> bool | None:
        """Whether it holds; None while the value is not known. Nought means: none, or none that can be computed."""
        value = values.get(self.of)
        if value is None:
            return None
        if self.none:
            return value == 0
        if self.some:
            return value > 0
        return (self.below is None or value < self.below) and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One fine rule: bounds in yuan, or as multiples of a value. `when`: the law's circumstance; `article`: its own source."""

    index: int
    multiple_of: str
    low: Decimal | None
    high: Decimal | None
    when: str
    who: str
    grade: str
    may: bool
    tests: tuple[Condition, ...]
    article: str
    words: str

    @property
    def needs(self) -> list[str]:
        """The values it cannot be judged and computed without, each once."""
        names = [test.of for test in self.tests] + ([self.multiple_of] if self.multiple_of else [])
        return list(dict.fromkeys(names))

    def is_for(self, party_type: str, *, person: bool) -> bool:
        """Whether it is meant for this party, or (`person`) for a person responsible within it."""
        if person:
            return self.who == "person"
        # A person named by the law may be the party itself; a sole trader answers as those who do business do.
        own = {"", "citizen", "person"} if party_type == PartyType.CITIZEN else {"", "unit"}
        return self.who in own


def _decimal(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))


def _test(raw: Mapping[str, Any]) -> Condition:
    return Condition(
        of=raw["of"],
        below=_decimal(raw.get("below")),
        least=_decimal(raw.get("from")),
        none=raw.get("none") is True,
        some=raw.get("some") is True,
    )


def _read(version: ItemVersion) -> Iterator[Rule]:
    for index, (raw, words) in enumerate(zip(version.fines, fine_words(version.fines), strict=True)):
        of = raw.get("of", "") if raw["type"] == "multiple" else ""
        yield Rule(
            index=index,
            multiple_of=raw.get("of_words") or of if of == OTHER else of,
            low=_decimal(raw["min"]),
            high=_decimal(raw["max"]),
            when=raw.get("when", ""),
            who=raw.get("who", ""),
            grade=raw.get("grade", ""),
            may=bool(raw.get("may")),
            tests=tuple(_test(one) for one in raw.get("if") or ()),
            article=raw.get("article", ""),
            words=words.range,
        )


def rules_of(version: ItemVersion) -> list[Rule]:
    """Every fine rule of a version in the order of the law."""
    return list(_read(version))


def value_names(version: ItemVersion) -> list[str]:
    """The sums an officer is asked for before a fine under this version can be computed, each once ("货值金额", …)."""
    return list(dict.fromkeys(name for rule in _read(version) for name in rule.needs))
