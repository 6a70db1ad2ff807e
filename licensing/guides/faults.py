"""What is wrong with a guide whose parts are each well formed, in sentences for its editor. Pure: no database."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from bureau.upload_kinds import KINDS
from licensing.guides.specs import APPLICANTS, FIELD_TYPES, REQUESTS, FieldSpec, GuideContent, MaterialSpec, When

CODE = re.compile(r"[a-z][a-z0-9_-]{0,47}")
PREFILL = re.compile(r"(enterprise|equipment|certificate|person)\.[a-z][a-z0-9_-]*")
HOLDINGS = frozenset({"", "equipment", "certificate", "person"})
MATERIAL_KINDS = frozenset({"original", "copy", "electronic"})
FORMATS = frozenset(extension for kind in KINDS for extension in kind.extensions)
PATTERN_TYPES = frozenset({"text", "textarea"})
LIMITED = frozenset({"integer", "decimal", "date"})
YES_NO = frozenset({"yes", "no"})
# Where a sample can be fetched: a page of the web, or of this portal.
ADDRESS = re.compile(r"https?://|/(?!/)")
MAX_ANSWER = 5000
MAX_TEXT = 10_000
MAX_ROWS = 100


def contradictions(content: GuideContent) -> list[str]:
    """Every fault, in the order of the guide. Empty: the guide may be published."""
    return [
        *_whole(content),
        *_requests(content),
        *(fault for position, one in enumerate(content.fields) for fault in _field(content, one, content.fields[:position])),
        *_doubled(_("Questions"), [one.code for one in content.fields]),
        *(fault for one in content.materials for fault in _material(content, one)),
        *_doubled(_("Materials"), [one.code for one in content.materials]),
        *_codes(_("Checklist"), [one.code for one in content.checklist]),
        *_doubled(_("Checklist"), [one.code for one in content.checklist]),
        *_result(content),
        *_delegation(content),
    ]


def _at(part: str, code: str, words: str) -> str:
    return _("%(part)s, “%(code)s”: %(words)s") % {"part": part, "code": code, "words": words}


def _doubled(part: str, codes: Sequence[str]) -> Iterator[str]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _at(part, code, _("this code is used twice."))


def _codes(part: str, codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        if not CODE.fullmatch(code):
            yield _at(part, code, _("a code begins with a small letter and has small letters, figures, - and _ only, at most 48."))


def _whole(content: GuideContent) -> Iterator[str]:
    """What a reader must find in every guide, and sizes nobody could read."""
    needed = {
        _("Summary"): content.summary.strip(),
        _("Who may apply"): content.who.strip(),
        _("Fee"): content.fee.strip(),
        _("Conditions"): content.conditions,
        _("Ways of applying"): content.requests,
        _("Applicants"): content.applicants,
        _("Steps"): content.steps,
    }
    yield from (_("%(part)s: this must not be empty.") % {"part": part} for part, value in needed.items() if not value)
    for one in content.applicants:
        if one not in APPLICANTS:
            yield _at(_("Applicants"), one, _("this is not one of: %(known)s.") % {"known": ", ".join(APPLICANTS)})
    yield from _doubled(_("Sections of the form"), content.sections)
    if any(not step.title.strip() for step in content.steps):
        yield _("Steps: every step needs a title.")
    lists = (content.fields, content.materials, content.checklist, content.steps, content.conditions, content.remedies)
    if any(len(rows) > MAX_ROWS for rows in lists):
        yield _("No list may have more than %(count)d rows.") % {"count": MAX_ROWS}
    if any(len(text) > MAX_TEXT for text in _texts(content)):
        yield _("No text may be longer than %(count)d characters.") % {"count": MAX_TEXT}


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a part of the guide."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (text for one in value for text in _texts(one))
    elif hasattr(value, "__slots__"):
        yield from (text for name in value.__slots__ for text in _texts(getattr(value, name)))


def _requests(content: GuideContent) -> Iterator[str]:
    part = _("Ways of applying")
    yield from _doubled(part, [one.request for one in content.requests])
    for one in content.requests:
        if one.request not in REQUESTS:
            yield _at(part, one.request, _("this is not one of: %(known)s.") % {"known": ", ".join(REQUESTS)})
        # A notice or filing has no decision of its own; a certificate is always decided within a time limit.
        if content.result.kind and not one.decision_clock:
            yield _at(part, one.request, _("the time limit of the decision is not named."))
        if not one.label.strip():
            yield _at(part, one.request, _("it has no words."))


def _field(content: GuideContent, one: FieldSpec, earlier: Sequence[FieldSpec]) -> Iterator[str]:
    """What is wrong with one question."""
    part = _("Questions")
    yield from _codes(part, [one.code])
    problems = [*_about_kind(one), *_about_limits(one), *_about_pattern(one), *_about_when(one.when, one.requests, earlier)]
    if not one.label.strip():
        problems.append(_("it has no words."))
    if one.section and one.section not in content.sections:
        problems.append(_("there is no section “%(section)s”.") % {"section": one.section})
    if one.prefill and not PREFILL.fullmatch(one.prefill):
        problems.append(_("“%(source)s” is not a place an answer can be taken from.") % {"source": one.prefill})
    problems += _unknown_requests(content, one.requests)
    yield from (_at(part, one.code, words) for words in problems)


def _about_kind(one: FieldSpec) -> Iterator[str]:
    if one.type not in FIELD_TYPES:
        yield _("“%(type)s” is not a sort of answer we know.") % {"type": one.type}
    if one.type == "identity-number" and not one.personal:
        yield _("an identity number is personal: it must be sealed and shown masked.")
    is_choice = one.type in {"choice", "choices"}
    values = [choice.value for choice in one.choices]
    if is_choice and not values:
        yield _("there is nothing to choose from.")
    if not is_choice and values:
        yield _("only a choice has values to choose from.")
    if len(set(values)) < len(values) or not all(values):
        yield _("every value to choose must be there once, and not be empty.")
    if one.lies not in {"", "past", "future"} or (one.lies and one.type != "date"):
        yield _("only a date lies in the “past” or the “future”.")
    if not 1 <= one.max_length <= MAX_ANSWER:
        yield _("the longest answer has from 1 to %(count)d characters.") % {"count": MAX_ANSWER}


def _about_limits(one: FieldSpec) -> Iterator[str]:
    if not (one.minimum or one.maximum):
        return
    if one.type not in LIMITED:
        yield _("only numbers and dates have a smallest and a largest value.")
        return
    try:
        low, high = (limit_of(one.type, text) for text in (one.minimum, one.maximum))
    except ValueError:
        yield _("the smallest or largest value is not an answer of this sort.")
        return
    if low is not None and high is not None and low > high:
        yield _("the smallest value is larger than the largest.")


def limit_of(kind: str, text: str) -> Any:
    """The smallest or largest value of a number or date as a value; None for an empty one. Raises ValueError."""
    if not text:
        return None
    if kind == "integer":
        return int(text)
    if kind == "date":
        return date.fromisoformat(text)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def _about_pattern(one: FieldSpec) -> Iterator[str]:
    if not one.pattern:
        return
    if one.type not in PATTERN_TYPES:
        yield _("only a text has a pattern.")
    try:
        re.compile(rf"\A(?:{one.pattern})\Z")
    except re.error:
        yield _("the pattern “%(pattern)s” cannot be read.") % {"pattern": one.pattern}
    if not one.pattern_words.strip():
        yield _("a pattern needs words that say what is expected.")


def _about_when(when: When | None, requests: Sequence[str], known: Sequence[FieldSpec]) -> Iterator[str]:
    """A condition names an earlier question, asked in the same ways of applying, and values it can have."""
    if when is None:
        return
    parent = next((one for one in known if one.code == when.field), None)
    if parent is None:
        yield _("it depends on “%(code)s”, which is not an earlier question.") % {"code": when.field}
        return
    if parent.requests and not set(requests or REQUESTS) & set(parent.requests):
        yield _("it depends on “%(code)s”, which is never asked together with it.") % {"code": when.field}
    values = YES_NO if parent.type == "yes-no" else {choice.value for choice in parent.choices}
    strange = sorted(set(when.is_in) - values) if values else []
    if strange or not when.is_in:
        yield _("“%(code)s” can never have the value it depends on.") % {"code": when.field}


def _unknown_requests(content: GuideContent, requests: Sequence[str]) -> Iterator[str]:
    offered = {one.request for one in content.requests}
    for request in requests:
        if request not in offered:
            yield _("“%(request)s” is not a way of applying here.") % {"request": request}


def _material(content: GuideContent, one: MaterialSpec) -> Iterator[str]:
    """What is wrong with one paper."""
    part = _("Materials")
    yield from _codes(part, [one.code])
    problems = [*_about_when(one.when, one.requests, content.fields), *_unknown_requests(content, one.requests)]
    if not one.name.strip():
        problems.append(_("it has no words."))
    if one.kind not in MATERIAL_KINDS:
        problems.append(_("this is not one of: %(known)s.") % {"known": ", ".join(sorted(MATERIAL_KINDS))})
    if strange := set(one.formats) - FORMATS:
        problems.append(_("files of this sort are not taken: %(formats)s.") % {"formats": ", ".join(sorted(strange))})
    if not one.formats:
        problems.append(_("it says no sort of file."))
    if one.sample and not ADDRESS.match(one.sample):
        problems.append(_("“%(address)s” is no address a sample can be fetched from.") % {"address": one.sample})
    yield from (_at(part, one.code, words) for words in problems)


def _delegation(content: GuideContent) -> Iterator[str]:
    """Who decides for another names both: whose decision it is, and who reviews that body's decisions."""
    if bool(content.delegated_by.strip()) != bool(content.review_body.strip()):
        yield _("Name both the body that delegated the item and the government that reviews its decisions, or neither.")


def _result(content: GuideContent) -> Iterator[str]:
    part, result = _("Result"), content.result
    codes = {one.code for one in content.fields}
    if not result.name.strip():
        yield _("%(part)s: this must not be empty.") % {"part": part}
    yield from (_at(part, code, _("there is no such question.")) for code in result.facts if code not in codes)
    if result.holding not in HOLDINGS:
        yield _at(part, result.holding, _("this is not one of: %(known)s.") % {"known": ", ".join(sorted(filter(None, HOLDINGS)))})
    if result.holding == "certificate" and not result.holding_kind:
        yield _at(part, result.holding, _("the kind of certificate in the register is not named."))
    if result.kind and not (result.letter and result.series):
        yield _at(part, result.kind, _("a certificate needs its letter and its number series."))
