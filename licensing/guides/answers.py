"""What was answered: in words for a page, masked where it is personal, filled in from what the bureau knows already."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau.sealing import mask_name, mask_phone
from licensing.guides.content import FieldSpec, GuideContent, applies
from licensing.guides.forms import json_ready

SHORT = 6
Source = Mapping[str, Any]


class AnswerSection(NamedTuple):
    """A part of the answers under its title: (question, answer in words)."""

    title: str
    rows: list[tuple[str, str]]


def answer_rows(content: GuideContent, request: str, plain: Mapping[str, Any], personal_masked: Mapping[str, Any]) -> list[AnswerSection]:
    """The answers of one way of applying as one reads them, by section. What was not asked is left out; what is empty has no words."""
    answers = {**personal_masked, **plain}
    grouped: dict[str, list[tuple[str, str]]] = {title: [] for title in ("", *content.sections)}
    for spec in content.fields_for(request):
        if applies(spec.when, answers):
            masked = spec.code in personal_masked
            words = str(personal_masked[spec.code]) if masked else answer_words(spec, answers.get(spec.code))
            grouped[spec.section].append((spec.label, words))
    return [AnswerSection(title, rows) for title, rows in grouped.items() if rows]


def answer_words(spec: FieldSpec, value: Any) -> str:
    """One answer in words; empty for none. A draft's unreadable value stays as typed."""
    if value is None or value in ("", []):
        return ""
    labels = {one.value: one.label for one in spec.choices}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return _(", ").join(labels.get(str(one), str(one)) for one in value)
    if spec.type == "date" and (day := _day(value)):
        return date_format(day, "DATE_FORMAT")
    words = labels.get(str(value), str(value))
    return f"{words} {spec.unit}" if spec.unit else words


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return parse_date(str(value))
    except ValueError:
        return None


def mask_personal(content: GuideContent, personal: Mapping[str, Any]) -> dict[str, str]:
    """Each personal answer as lists and pages show it: enough to recognise it, too little to use it."""
    types = {one.code: one.type for one in content.fields}
    return {code: mask(types.get(code, "text"), str(value)) for code, value in personal.items() if value not in (None, "", [])}


def mask(kind: str, value: str) -> str:
    """A personal answer of one type, masked."""
    if kind == "phone":
        return mask_phone(value)
    if kind == "identity-number":
        return f"{value[:3]}{'*' * max(len(value) - 5, 0)}{value[-2:]}"
    if kind == "email":
        name, at, domain = value.partition("@")
        return f"{name[:1]}***{at}{domain}"
    if kind == "text" and len(value) <= SHORT:
        return mask_name(value)
    if kind == "textarea":
        # Lists of people begin with a name, and many a name has two signs.
        return f"{value[:1]}****"
    return f"{value[:2]}****" if kind in {"text", "uscc"} else "****"


def prefill(content: GuideContent, request: str, sources: Mapping[str, Source]) -> dict[str, Any]:
    """Answers known already, for `guide_form(initial=…)`.

    `sources` are what the bureau knows, by the first word of a question's `prefill`: "enterprise", "equipment", "certificate" (its facts),
    "person". A fact of the certificate also answers the question of the same code: renewal and change start with everything filled in.
    """
    facts = sources.get("certificate", {})
    found: dict[str, Any] = {}
    for spec in content.fields_for(request):
        name, _dot, attribute = spec.prefill.partition(".")
        for known in (sources.get(name, {}).get(attribute), facts.get(spec.code)):
            value = _fitting(spec, known)
            if value not in (None, "", []):
                found[spec.code] = value
                break
    return found


def _fitting(spec: FieldSpec, known: Any) -> Any:
    """A known value as an answer to this question; None if it cannot be one. A choice is also found by its words."""
    if spec.type == "choice":
        by_words = {one.label: one.value for one in spec.choices}
        value = by_words.get(str(known), str(known))
        return value if value in by_words.values() else None
    if spec.type == "choices":
        chosen = known if isinstance(known, list | tuple) else ()
        return [one.value for one in spec.choices if one.value in chosen]
    if spec.type == "yes-no":
        return known if isinstance(known, bool) else None
    if known is None or isinstance(known, bool | list | tuple | dict):
        return None
    return known if isinstance(known, int) else str(known) if not isinstance(known, date | Decimal) else json_ready(known)


def merged(content: GuideContent, request: str, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Earlier answers with those of a correction put over them; what is not asked any more after it is dropped.

    `before` and `after` hold plain and personal answers together, so that conditions see all of them.
    """
    known: dict[str, Any] = {}
    for spec in content.fields_for(request):
        value = after.get(spec.code, before.get(spec.code))
        if value is not None and applies(spec.when, known):
            known[spec.code] = value
    return known
