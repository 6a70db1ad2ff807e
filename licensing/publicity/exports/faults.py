"""What is wrong with a line before it leaves the house, in the reader's language; each sentence names the field."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from licensing.publicity.exports import fields
from licensing.publicity.exports.fields import PENALTIES, PERMITS, Line
from licensing.publicity.redaction import holds_identity_number, is_credit_code

REQUIRED: Mapping[str, tuple[str, ...]] = {
    PERMITS: (
        "XK_XDR_MC",
        "XK_XDR_LB",
        "XK_XKWS",
        "XK_WSH",
        "XK_XKLB",
        "XK_NR",
        "XK_JDRQ",
        "XK_YXQZ",
        "XK_YXQZI",
        "XK_XKJG",
        "XK_ZT",
        "XK_LYDW",
    ),
    PENALTIES: (
        "CF_XDR_MC",
        "CF_XDR_LB",
        "CF_WSH",
        "CF_WFXW",
        "CF_SY",
        "CF_YJ",
        "CF_CFLB",
        "CF_NR",
        "CF_JDRQ",
        "CF_GSJZQ",
        "CF_CFJG",
        "CF_SJLY",
    ),
}
CODES = {PERMITS: "XK_XDR_SHXYM", PENALTIES: "CF_XDR_SHXYM"}
HEADS = {PERMITS: "XK_FRDB", PENALTIES: "CF_FRDB"}
PARTY = {PERMITS: "XK_XDR_LB", PENALTIES: "CF_XDR_LB"}
LISTS: Mapping[str, Mapping[str, Collection[str]]] = {
    PERMITS: {"XK_XDR_LB": fields.PARTIES, "XK_XKLB": fields.PERMIT_KINDS, "XK_ZT": fields.STANDINGS},
    PENALTIES: {"CF_XDR_LB": fields.PARTIES, "CF_CFLB": fields.PENALTY_KINDS},
}
# Earlier before later.
ORDERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    PERMITS: (("XK_YXQZ", "XK_YXQZI"), ("XK_JDRQ", "XK_YXQZI")),
    PENALTIES: (("CF_JDRQ", "CF_GSJZQ"), ("CF_JDRQ", "CF_YXQ")),
}
DAYS = {PERMITS: ("XK_JDRQ", "XK_YXQZ", "XK_YXQZI"), PENALTIES: ("CF_JDRQ", "CF_YXQ", "CF_GSJZQ")}
LONGEST = 2000
SEPARATOR = ";"


def find_faults(line: Line, kind: str) -> list[str]:
    """Everything wrong with a line; an empty list lets it out."""
    checks: tuple[Callable[[Line, str], list[str]], ...] = (_missing, _code, _head, _lists, _days, _texts)
    return [fault for check in checks for fault in check(line, kind)]


def _missing(line: Line, kind: str) -> list[str]:
    return [_("%(field)s is missing.") % {"field": name} for name in REQUIRED[kind] if not line.cells.get(name)]


def _code(line: Line, kind: str) -> list[str]:
    name, code = CODES[kind], line.cells.get(CODES[kind], "")
    if not code:
        return [] if line.cells.get(PARTY[kind]) == fields.PERSON else [_("%(field)s is missing.") % {"field": name}]
    return [] if is_credit_code(code) else [_("%(field)s: the check character of the credit code does not fit.") % {"field": name}]


def _head(line: Line, kind: str) -> list[str]:
    needs = line.cells.get(PARTY[kind]) in (fields.UNIT, fields.SOLE)
    return [_("%(field)s is missing.") % {"field": HEADS[kind]}] if needs and not line.cells.get(HEADS[kind]) else []


def _lists(line: Line, kind: str) -> list[str]:
    found = []
    for name, allowed in LISTS[kind].items():
        for word in filter(None, line.cells.get(name, "").split(SEPARATOR)):
            if word not in allowed:
                found.append(_("%(field)s: “%(word)s” is not in the list of the field.") % {"field": name, "word": word})
    return found


def _days(line: Line, kind: str) -> list[str]:
    found = [_("%(field)s is no day.") % {"field": name} for name in DAYS[kind] if not _is_day(line.cells.get(name, ""))]
    for first, second in ORDERS[kind]:
        earlier, later = line.cells.get(first, ""), line.cells.get(second, "")
        # Days written year/month/day compare as text.
        if earlier and later and earlier > later:
            found.append(_("%(later)s lies before %(earlier)s.") % {"later": second, "earlier": first})
    return found


def _is_day(text: str) -> bool:
    if not text:
        return True
    try:
        datetime.strptime(text, "%Y/%m/%d").date()
    except ValueError:
        return False
    return True


def _texts(line: Line, kind: str) -> list[str]:
    found = []
    for name in fields.FIELDS[kind]:
        text = line.cells.get(name, "")
        if len(text) > LONGEST:
            found.append(_("%(field)s is longer than %(most)d characters.") % {"field": name, "most": LONGEST})
        if holds_identity_number(text):
            found.append(_("%(field)s holds an identity number of a person.") % {"field": name})
    return found
