"""How certificates are numbered, by series: a formal number without gaps in each series and year, taken in the transaction that issues.

The forms are the bureau's own numbering. They resemble what the trade is used to (the use registration follows the look of TSG 08, which
could not be compared with its text), so that nobody takes them for another authority's.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bureau.numbering import next_number

# Huai'an in Jiangsu, and within it the last two figures of the district's code 320803.
AUTHORITY = "苏H"
DISTRICT = "03"
SHORT = "淮楚"
# One word a category of the law (特种设备安全法 2), as it stands in front of a registration number.
EQUIPMENT_WORDS: Mapping[str, str] = {
    "boiler": "锅",
    "vessel": "容",
    "pipe": "管",
    "lift": "梯",
    "crane": "起",
    "ropeway": "索",
    "amusement": "游",
    "vehicle": "车",
}
OTHER_EQUIPMENT = "特"
CHANGED, REISSUED = "变", "补"
_AGAIN = re.compile(rf"(?:{CHANGED}|{REISSUED})\d+$")

# The year in a number of the bureau's own series: 淮楚量标证字〔2026〕0012号, 起03苏H00012(26).
_OWN_YEAR = re.compile(rf"^{SHORT}\w+〔(\d{{4}})〕\d+号")
_OWN_EQUIPMENT_YEAR = re.compile(rf"^\w{DISTRICT}{AUTHORITY}\d+\((\d{{2}})\)")

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series: the key of its counter (at most 32 signs) and of the number of its paper, and how a number is written."""

    counter: str
    paper: str
    paper_words: str
    form: Callable[[Facts, int, int], str]


def _equipment(facts: Facts, serial: int, year: int) -> str:
    """起03苏H00012(26)."""
    word = EQUIPMENT_WORDS.get(str(facts.get("equipment_category", "")), OTHER_EQUIPMENT)
    return f"{word}{DISTRICT}{AUTHORITY}{serial:05d}({year % 100:02d})"


def _plain(words: str) -> Callable[[Facts, int, int], str]:
    """淮楚量标证字〔2026〕0012号."""
    return lambda _facts, serial, year: f"{SHORT}{words}〔{year}〕{serial:04d}号"


SERIES: Mapping[str, Series] = {
    "equipment-registration-certificate": Series(
        counter="certificate-equipment", paper="paper-equipment", paper_words="特登", form=_equipment
    ),
    "metrology-standard-certificate": Series(
        counter="certificate-standard", paper="paper-standard", paper_words="量标", form=_plain("量标证字")
    ),
    "verification-authorisation-certificate": Series(
        counter="certificate-authorisation", paper="paper-authorisation", paper_words="计授", form=_plain("计授证字")
    ),
    "operator-certificate": Series(counter="certificate-operator", paper="paper-operator", paper_words="特作", form=_plain("特作证字")),
}


def new_number(series: str, facts: Facts, issued_on: date) -> str:
    """The next number of a series in the year of issue. Raises KeyError for an unknown series."""
    known = SERIES[series]
    return known.form(facts, next_number(known.counter, issued_on.year), issued_on.year)


def is_of_own_series(number: str, *, since: int) -> bool:
    """Whether a number has the look of what this portal gives out itself from that year on: nobody else's may take its place."""
    full = _OWN_YEAR.search(number)
    short = _OWN_EQUIPMENT_YEAR.search(number)
    year = int(full[1]) if full else 2000 + int(short[1]) if short else 0
    return year >= since


def base_number(number: str) -> str:
    """The number without the mark of a change or a replacement: what stands on the plate of a machine stays the same."""
    return _AGAIN.sub("", number)


def again_number(number: str, mark: str, earlier: int) -> str:
    """The number of a changed or replaced certificate: the same with a mark and a count, for `earlier` such ones before it."""
    return f"{base_number(number)}{mark}{earlier + 1}"
