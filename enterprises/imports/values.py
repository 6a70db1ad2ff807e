"""What a cell means: text, codes, dates, phones and choices as people type them, cleaned into one spelling or refused with a reason.

A parser takes the raw cell (None, text or number; dates arrive as ISO text, see `unpack`) and its surroundings, and gives the cleaned
text, or None where the cell says nothing. It raises CellError.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from enterprises.codes import clean_code, clean_text
from enterprises.imports.errors import CellError

SHOWN = 40  # characters of a cell that are quoted in a reason
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number; from here on some are lost
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# Serial numbers count days from here; a number below means a year or a count, not a day.
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 10_000, 109_000

INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
FORMULA_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
ROUNDED = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
DAY = re.compile(r"([0-9]{4})[-./年 ]+([0-9]{1,2})[-./月 ]+([0-9]{1,2}) ?[日号]?" + TIME)
SHORT_DAY = re.compile(r"[0-9]{1,2}[-./年 ]+[0-9]{1,2}[-./月 ]+[0-9]{1,4} ?[日号]?" + TIME)
MONTH = re.compile(r"[0-9]{4}[-./年 ]+[0-9]{1,2} ?月?")
NO_DAY = frozenset(
    ("长期", "长期有效", "永久", "永久有效", "无", "无固定期限", "无期限", "-", "--", "—", "——", "/", "n/a", "na", "none", "null")
)
NOTHING = frozenset(("/", "-", "--", "—", "——", "n/a"))
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")
MARKS = re.compile(r"[\s\W_]+")

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_VALUES = {sign: place for place, sign in enumerate(CODE_ALPHABET)}
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_SHAPE = re.compile(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell is read against: the day of the upload, how the workbook counts days, and the words for each choice.

    `words` maps the name of a vocabulary to folded word → slug.
    """

    today: date
    from_1904: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Parser = Callable[[Any, Surroundings], str | None]


def fold(text: str) -> str:
    """A word without case, width, spaces and signs, for comparing."""
    return MARKS.sub("", clean_text(text).casefold())


def plain(cell: Any) -> str:
    """The text of a cell: full-width and odd spaces made plain, invisible signs gone, numbers without a false decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        if not abs(cell) < EXACT:  # also what is no number at all
            raise CellError("lost-digits", value=f"{float(cell):.6g}" if abs(cell) < 1e300 else "")
        return str(int(cell)) if cell == int(cell) else repr(cell)
    text = clean_text(INVISIBLE.sub("", cell)) if not (cell.isascii() and cell.isprintable()) else " ".join(cell.split())
    if text[:1] == "#" and FORMULA_ERROR.fullmatch(text):
        raise CellError("formula-error", value=text)
    return "" if text in NOTHING else text


def plain_or_raw(cell: Any) -> str:
    """The cell as people see it, also where it cannot be taken."""
    try:
        return plain(cell)
    except CellError:
        return str(cell)


def text(limit: int) -> Parser:
    """Free text of at most so many characters."""

    def parse(cell: Any, _around: Surroundings) -> str | None:
        found = plain(cell)
        if len(found) > limit:
            raise CellError("too-long", limit=limit, length=len(found))
        return found or None

    return parse


def number_of_papers(limit: int) -> Parser:
    """A number of a device, licence or certificate: text that a spreadsheet may have taken for a number and rounded."""
    parse_text = text(limit)

    def parse(cell: Any, around: Surroundings) -> str | None:
        found = parse_text(cell, around)
        if found and ROUNDED.fullmatch(found):
            raise CellError("lost-digits", value=found)
        return found

    return parse


def credit_code(cell: Any, _around: Surroundings) -> str | None:
    """A unified social credit code (GB 32100-2015), its check character tried."""
    found = plain(cell)
    if not found:
        return None
    if CODE_SHAPE.fullmatch(found) and _is_checked(found):
        return found
    if ROUNDED.fullmatch(found):
        raise CellError("lost-digits", value=found)
    try:
        return clean_code(found)
    except ValidationError as error:
        raise CellError(error.code or "code-shape", value=found[:SHOWN], **(error.params or {})) from error


def _is_checked(code: str) -> bool:
    """The check character fits; written out because the library takes most of the time of a whole import."""
    total = sum(CODE_VALUES[sign] * weight for sign, weight in zip(code, CODE_WEIGHTS, strict=False))
    return CODE_VALUES[code[17]] == (31 - total % 31) % 31


def day(*, past: bool = False) -> Parser:
    """A date as ISO text. `past`: what has happened cannot lie after the day of the upload."""

    def parse(cell: Any, around: Surroundings) -> str | None:
        found = _number_as_day(cell, around) if isinstance(cell, (int, float)) else _text_as_day(plain(cell), around)
        if found is None:
            return None
        if past and found > around.today:
            raise CellError("future-date", value=found.isoformat())
        if not FIRST_DAY <= found <= LAST_DAY:
            raise CellError("no-such-date", value=found.isoformat())
        return found.isoformat()

    return parse


def _number_as_day(number: float, around: Surroundings) -> date:
    """20260501 as it is read, 46143 as the serial number of a day; anything else is unclear."""
    if not abs(number) < EXACT:
        raise CellError("unclear-date", value="")
    whole = int(number)
    if FIRST_SERIAL <= whole <= LAST_SERIAL:
        return (EPOCH_1904 if around.from_1904 else EPOCH_1900) + timedelta(days=whole)
    if whole == number and 19_000_101 <= whole <= 21_991_231:
        return _day_of(whole // 10_000, whole // 100 % 100, whole % 100, str(whole))
    raise CellError("unclear-date", value=f"{number:g}")


def _text_as_day(found: str, around: Surroundings) -> date | None:
    if not found or found.casefold() in NO_DAY:
        return None
    if match := DAY.fullmatch(found):
        return _day_of(int(match[1]), int(match[2]), int(match[3]), found)
    if found.isascii() and found.isdigit() and len(found) < 9:
        return _number_as_day(int(found), around)
    if SHORT_DAY.fullmatch(found):
        raise CellError("short-date", value=found[:SHOWN])
    if MONTH.fullmatch(found):
        raise CellError("only-month", value=found[:SHOWN])
    raise CellError("unclear-date", value=found[:SHOWN])


def _day_of(year: int, month: int, number: int, said: str) -> date:
    try:
        return date(year, month, number)
    except ValueError as error:
        raise CellError("no-such-date", value=said[:SHOWN]) from error


def choice(vocabulary: str) -> Parser:
    """One of the words of a vocabulary, as its slug."""

    def parse(cell: Any, around: Surroundings) -> str | None:
        found = plain(cell)
        if not found:
            return None
        slug = around.words[vocabulary].get(fold(found))
        if slug is None:
            raise CellError("unknown-choice", value=found[:SHOWN])
        return slug

    return parse


def choices(vocabulary: str) -> Parser:
    """Several words of a vocabulary, as slugs in alphabetical order joined by commas."""
    parse_one = choice(vocabulary)

    def parse(cell: Any, around: Surroundings) -> str | None:
        known: Mapping[str, str] = around.words[vocabulary]
        slugs: set[str | None] = set()
        for said in re.split(r"[,;、/|]+", plain(cell)):
            # English words hold spaces; where the whole is none, spaces stand between several.
            slugs.update(parse_one(word, around) for word in ([said] if fold(said) in known else said.split()))
        return ",".join(sorted(filter(None, slugs))) or None

    return parse


def industry(cell: Any, around: Surroundings) -> str | None:
    """Section and division of GB/T 4754 in one: C14, or C alone. Takes C, 14, C14, C1432, 1432, 制造业, 食品制造业."""
    found = plain(cell)
    if not found:
        return None
    words, folded = around.words["industry"], fold(found)
    known = words.get(folded)
    if known is None and (match := re.fullmatch(r"([a-t]?)([0-9]{2})[0-9]{0,2}(\D*)", folded)):
        known = words.get(match[2])
        if known and match[1] and known[0].casefold() != match[1]:
            known = None
    if known is None:
        raise CellError("unknown-industry", value=found[:SHOWN])
    return known


def phone(cell: Any, _around: Surroundings) -> str | None:
    """One phone number of a person. Never quoted in a reason: it is personal data."""
    found = plain(cell)
    if not found:
        return None
    if ROUNDED.fullmatch(found):
        raise CellError("lost-digits", value="")
    if not PHONE.fullmatch(found):
        raise CellError("no-phone")
    return found
