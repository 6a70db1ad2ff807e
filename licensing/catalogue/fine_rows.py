"""Proving the fine rules of the catalogue's file: amounts or multiples, of what, for whom, when, and the numbers that decide between them.

A rule of the file: {"yuan": [least, greatest]} or {"times": [least, greatest], "of", "of_words"?}, with "when" (the law's words), "who",
"grade", "may", "if" and "article". Null is a bound the law does not name (“五万元以下” is [null, 50000]).
"""

from collections.abc import Mapping
from typing import Any

from licensing.catalogue.citations import citation, is_place
from licensing.catalogue.rows import Law

# What a multiple is taken of, in the words of the law; 其他 with the law's own words in `of_words`.
BASES = frozenset({"货值金额", "违法所得", "广告费用", "年收入", "认证费用", "经营额", "财物价值", "检验费用", "设备实际价值", "其他"})
# Everybody, a unit, the persons responsible in it (or a person as such), a natural person where the law gives another range.
WHO = frozenset({"", "unit", "person", "citizen"})
# The basic case, 情节严重, 逾期不改正 or 拒不改正, 情节轻微.
GRADES = frozenset({"", "serious", "refuses", "light"})
FINE_FIELDS = frozenset({"yuan", "times", "of", "of_words", "when", "who", "grade", "may", "if", "article"})
# Below and from: yuan. None: 没有（或无法计算）. Some: 有.
TESTS = frozenset({"below", "from", "none", "some"})


def read_fine(raw: Any, laws: Mapping[str, Law], place: str, faults: list[str]) -> dict[str, Any]:
    """A rule as the table keeps it: {"type": "amount" (yuan) or "multiple", "min", "max", "of", …}. What is wrong is added to `faults`."""
    given = raw if isinstance(raw, Mapping) else {}
    faults += [f"{place}: unknown field of a fine “{name}”" for name in sorted(set(given) - FINE_FIELDS)]
    kind = "amount" if "yuan" in given else "multiple"
    low, high = _bounds(given.get("yuan" if kind == "amount" else "times"), place, faults)
    of, of_words = _words(given.get("of")), _words(given.get("of_words"))
    _of(kind, of, of_words, place=place, faults=faults)
    who, grade = _words(given.get("who")), _words(given.get("grade"))
    if who not in WHO:
        faults.append(f"{place}: a fine for an unknown “{who}”")
    if grade not in GRADES:
        faults.append(f"{place}: a fine of unknown grade “{grade}”")
    return {
        "type": kind,
        "min": low,
        "max": high,
        "of": of,
        "of_words": of_words,
        "when": _words(given.get("when")),
        "who": who,
        "grade": grade,
        "may": given.get("may") is True,
        "if": _tests(given.get("if"), place, faults),
        "article": _article(given.get("article"), laws, place, faults),
    }


def _words(raw: Any) -> str:
    return raw.strip() if isinstance(raw, str) else ""


def is_number(raw: Any) -> bool:
    """A number that may stand for a sum: not below nothing, and no truth value."""
    return isinstance(raw, int | float) and not isinstance(raw, bool) and raw >= 0


def _bounds(raw: Any, place: str, faults: list[str]) -> tuple[float | None, float | None]:
    bounds = raw if isinstance(raw, list) else []
    if len(bounds) != 2 or not all(one is None or is_number(one) for one in bounds) or bounds == [None, None]:
        faults.append(f"{place}: a fine needs two numbers, not {bounds}")
        return None, None
    low, high = bounds
    if low is not None and high is not None and low > high:
        faults.append(f"{place}: the least fine {low} is above the greatest {high}")
    return low, high


def _of(kind: str, of: str, of_words: str, *, place: str, faults: list[str]) -> None:
    """What a multiple is taken of; an amount is taken of nothing."""
    if kind == "amount":
        if of or of_words:
            faults.append(f"{place}: an amount in yuan is a part of nothing, not of “{of or of_words}”")
    elif not of:
        faults.append(f"{place}: a multiple of nothing")
    elif of not in BASES:
        faults.append(f"{place}: a multiple of the unknown “{of}”")
    elif of == "其他" and not of_words:
        faults.append(f"{place}: 其他 without the law's words")


def _tests(raw: Any, place: str, faults: list[str]) -> list[dict[str, Any]]:
    """The numbers that decide whether a rule applies; all of them must hold."""
    if raw is None:
        return []
    tests = raw if isinstance(raw, list) else [raw]
    return [test for one in tests if (test := _test(one, place, faults)) is not None]


def _test(raw: Any, place: str, faults: list[str]) -> dict[str, Any] | None:
    given = raw if isinstance(raw, Mapping) else {}
    asked = set(given) - {"of"}
    if given.get("of") not in BASES or len(asked) != 1 or not asked <= TESTS:
        faults.append(f"{place}: a fine applies on no known condition {raw}")
        return None
    name = asked.pop()
    value = given[name]
    if value is not True if name in ("none", "some") else not is_number(value):
        faults.append(f"{place}: a fine applies on no known condition {raw}")
        return None
    return {"of": given["of"], name: value}


def _article(raw: Any, laws: Mapping[str, Law], place: str, faults: list[str]) -> str:
    """The article a rule comes from when it is another one than the item's."""
    return read_other_article(raw, laws, place, faults) if raw is not None else ""


def read_other_article(raw: Any, laws: Mapping[str, Law], place: str, faults: list[str]) -> str:
    """The article that sets an amount or a limit, [law, place], as it is cited."""
    pair = [_words(one) for one in raw] if isinstance(raw, list) else []
    if len(pair) != 2 or pair[0] not in laws or not is_place(pair[1]):
        faults.append(f"{place}: fines from no known article: {raw}")
        return ""
    return citation(laws[pair[0]].name, pair[1])
