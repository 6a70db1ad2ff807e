"""What is left out of a published decision: names of persons, their numbers and addresses, accounts, and words an officer marked.

市场监督管理行政处罚信息公示规定 5 and 6: no secret is told, personal data and business secrets are treated before publication. Article 7:
whatever else the decision says stays as it was served. Pure: nothing here reads the database.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from enterprises.codes import clean_code

LEFT_OUT = "××"
ADDRESS, NUMBER, PHONE, ACCOUNT, MAIL, PLATE = "（住址略）", "（证件号码略）", "（电话略）", "（账号略）", "（邮箱略）", "（号牌略）"
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "东方", "端木", "长孙", "宇文")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# A birthday inside tells an identity number from an account or a credit code that is all figures.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])")
_OLD_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-—－ ]\d{7,8}(?!\d)")
_SAID_PHONE = re.compile(r"((?:电话|手机|联系方式)(?:号码)?(?:为|是)?[：: ]?)\d[\d-]{6,14}")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){14,20}(?![0-9A-Za-z])")
_SAID_ACCOUNT = re.compile(r"((?:账号|帐号|账户|卡号|银行卡)(?:号码)?(?:为|是)?[：: ]?)\d[\d -]{6,29}\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of one case. `names` and `addresses` are those of natural persons; `words` what an officer marked besides."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: as it stands in the decision, and what the public reads there instead."""

    was: str
    shown: str

    @property
    def is_changed(self) -> bool:
        """Whether something was left out here."""
        return self.was != self.shown


def public_name(name: str) -> str:
    """张三丰 is 张某, 欧阳锋 is 欧阳某."""
    return f"{_surname(name)}某" if name else ""


def _surname(name: str) -> str:
    return name[:2] if name.startswith(COMPOUND_SURNAMES) and len(name) > 2 else name[:1]


def public_names(names: Iterable[str]) -> dict[str, str]:
    """What stands for each person: surname and 某, with 甲, 乙 … where several persons of a case share a surname."""
    people = list(dict.fromkeys(name for name in names if len(name) > 1))
    bearers: dict[str, list[str]] = {}
    for name in people:
        bearers.setdefault(_surname(name), []).append(name)
    shown = {}
    for same in bearers.values():
        for place, name in enumerate(same):
            stem = _STEMS[place % len(_STEMS)] if len(same) > 1 else ""
            shown[name] = f"{public_name(name)}{stem}"
    return shown


def redact(text: str, rules: Rules) -> str:
    """The text as the public reads it."""
    return "".join(piece.shown for piece in pieces(text, rules))


def pieces(text: str, rules: Rules) -> list[Piece]:
    """The text cut where something is left out: officers' words first, then addresses and names, then whatever looks like a number."""
    found = [Piece(text, text)]
    # Longer words first, so that a word inside another does not cut it in two.
    known: dict[str, str] = {word: LEFT_OUT for word in rules.words if word}
    known |= {address: ADDRESS for address in rules.addresses if len(address) > 1 and address not in known}
    known |= {name: shown for name, shown in public_names(rules.names).items() if name not in known}
    if known:
        pattern = re.compile("|".join(re.escape(word) for word in sorted(known, key=len, reverse=True)))
        found = _cut(found, pattern, _looked_up(known))
    for pattern, replace in _PATTERNS:
        found = _cut(found, pattern, replace)
    return found


def _looked_up(known: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: known[match[0]]


def _always(shown: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: shown


def _after(shown: str) -> Callable[[re.Match[str]], str]:
    """The word that announces the number stays."""
    return lambda match: match[1] + shown


def _unless_credit_code(shown: str) -> Callable[[re.Match[str]], str]:
    """A unit's credit code is public, also one that consists of figures only."""
    return lambda match: match[0] if is_credit_code(match[0]) else shown


def is_credit_code(text: str) -> bool:
    """Whether it is a unified social credit code with a right check character."""
    try:
        return clean_code(text) == text
    except ValidationError:
        return False


_PATTERNS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = (
    (_MAIL, _always(MAIL)),
    (_SAID_PHONE, _after(PHONE)),
    (_SAID_ACCOUNT, _after(ACCOUNT)),
    (_IDENTITY, _unless_credit_code(NUMBER)),
    (_MOBILE, _always(PHONE)),
    (_LANDLINE, _always(PHONE)),
    (_OLD_IDENTITY, _always(NUMBER)),
    (_ACCOUNT, _unless_credit_code(ACCOUNT)),
    (_PLATE, _always(PLATE)),
)


def _cut(found: list[Piece], pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> list[Piece]:
    """Look for the pattern in what is still as it was."""
    cut: list[Piece] = []
    for piece in found:
        if piece.is_changed:
            cut.append(piece)
            continue
        start = 0
        for match in pattern.finditer(piece.was):
            cut += [Piece(before, before)] if (before := piece.was[start : match.start()]) else []
            cut.append(Piece(match[0], replace(match)))
            start = match.end()
        rest = piece.was[start:]
        cut += [Piece(rest, rest)] if rest else []
    return cut


def holds_identity_number(text: str) -> bool:
    """Whether something in the text is an identity number of a person: it must never leave the house."""
    return any(not is_credit_code(match[0]) for match in _IDENTITY.finditer(text))
