"""The whole guide for readers: `guide_context` gives what templates/licensing/guide_body.html shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from bureau.clock_rules import UnknownClock, rule_in_force
from bureau.counting import RuleFacts, Words
from bureau.models.time import Unit
from licensing.guides import wording
from licensing.guides.content import FieldSpec, GuideContent, MaterialSpec, RequestSpec
from licensing.guides.faults import ADDRESS
from licensing.guides.forms import condition_words
from licensing.guides.selectors import content_of
from licensing.models import Guide

YEAR = 12


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in words. `confirmed` False: not compared with the official text."""

    words: str
    citation: str
    confirmed: bool
    internal: bool
    extension: str
    note: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One way of applying and how long it takes."""

    label: str
    note: str
    limit: Limit | None
    promised: str
    window: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One paper as the table says it; `need` is "required", "optional" or "conditional"."""

    name: str
    need: str
    need_words: str
    condition: str
    form: str
    formats: str
    note: str
    sample: str
    source: str
    on_file: bool
    only_for: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of the form, for an overview."""

    label: str
    kind: str
    required: bool
    condition: str
    help: str
    only_for: str


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under the title of their section."""

    title: str
    rows: list[QuestionRow]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """Everything a reader sees of one version."""

    guide: Guide
    content: GuideContent
    applicants: str
    requests: list[RequestRow]
    materials: list[MaterialRow]
    questions: list[QuestionGroup]
    validity: str
    has_unconfirmed: bool


def guide_context(guide: Guide, *, language: str, today: date | None = None) -> dict[str, Any]:
    """What "licensing/guide_body.html" needs: one variable, `guide_page`. The time limits are those in force `today`.

    Raises InvalidGuide for a draft that cannot be read.
    """
    content = content_of(guide)
    day = today or timezone.localdate()
    with override(language):
        requests = [_request_row(one, language, day) for one in content.requests]
        page = GuidePage(
            guide=guide,
            content=content,
            applicants=_(", ").join(str(wording.APPLICANTS.get(one, one)) for one in content.applicants),
            requests=requests,
            materials=[_material_row(content, one) for one in content.materials],
            questions=_question_groups(content),
            validity=content.validity or _validity(content.result.validity_months),
            has_unconfirmed=bool(content.unconfirmed) or any(row.limit and not row.limit.confirmed for row in requests),
        )
    return {"guide_page": page}


def _request_row(one: RequestSpec, language: str, day: date) -> RequestRow:
    marks = [_("may be decided on the spot")] if one.on_the_spot else []
    marks += [_("on-site check before the decision")] if one.needs_check else []
    promised = ngettext("%(days)d working day", "%(days)d working days", one.promised_days) % {"days": one.promised_days}
    window = _("to be asked for at least %(days)d days before the end of validity") % {"days": one.window_days}
    return RequestRow(
        label=one.label,
        note=one.note,
        limit=_limit(one.decision_clock, language, day),
        promised=promised if one.promised_days else "",
        window=window if one.window_days else "",
        marks=tuple(marks),
    )


def _limit(code: str, language: str, day: date) -> Limit | None:
    """The rule of a code in words; None where no rule of that code is in force."""
    try:
        rule = rule_in_force(code, day)
    except UnknownClock:
        return None
    return Limit(
        words=limit_words(rule, language),
        citation=rule.citation,
        confirmed=rule.confirmed,
        internal=rule.internal,
        extension=_extension(rule),
        note=rule.note,
    )


def limit_words(rule: RuleFacts, language: str) -> str:
    """How long, and counted from what: “30 calendar days from: 受理申请之日”. The event is as the law says it."""
    label = Words(rule.label, rule.label_en).text(language)
    if rule.before and not rule.days:
        return _("%(label)s: before %(event)s") % {"label": label, "event": rule.start_event}
    values = {"label": label, "length": length_words(rule.days, rule.unit), "event": rule.start_event}
    if rule.before:
        return _("%(label)s: at least %(length)s before %(event)s") % values
    return _("%(label)s: %(length)s, counted from %(event)s") % values


def length_words(count: int, unit: str) -> str:
    """“20 working days”."""
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}
    if unit == Unit.MONTHS:
        return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
    if unit == Unit.HOURS:
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    return ngettext("%(count)d calendar day", "%(count)d calendar days", count) % {"count": count}


def _extension(rule: RuleFacts) -> str:
    said = []
    if rule.extension_days:
        length = length_words(rule.extension_days, rule.extension_unit or rule.unit)
        said.append(_("May be extended once by %(length)s; the reasons are told.") % {"length": length})
    if rule.pausable:
        said.append(_("Hearings, tests, inspections and expert reviews are not counted; they are announced in writing."))
    return " ".join(said)


def _validity(months: int) -> str:
    if not months:
        return _("Without end")
    if months % YEAR:
        return length_words(months, Unit.MONTHS)
    return ngettext("%(count)d year", "%(count)d years", months // YEAR) % {"count": months // YEAR}


def _material_row(content: GuideContent, one: MaterialSpec) -> MaterialRow:
    """A paper that is needed only under a condition is neither required nor optional."""
    condition = condition_words(content, one.when) if one.when else ""
    need = "conditional" if one.when and one.required else "required" if one.required else "optional"
    words = {"required": _("needed"), "optional": _("not required"), "conditional": _("depends")}
    form = str(wording.MATERIAL_KINDS.get(one.kind, one.kind))
    if one.kind != "electronic":
        form = ngettext("%(form)s, %(count)d piece", "%(form)s, %(count)d pieces", one.copies) % {"form": form, "count": one.copies}
    return MaterialRow(
        name=one.name,
        need=need,
        need_words=words[need],
        condition=condition,
        form=form,
        formats=", ".join(extension.upper() for extension in one.formats),
        note=one.note,
        sample=one.sample if ADDRESS.match(one.sample) else "",
        source=one.source,
        on_file=one.waived_when_on_file,
        only_for=_only_for(content, one.requests),
    )


def _question_groups(content: GuideContent) -> list[QuestionGroup]:
    grouped: dict[str, list[QuestionRow]] = {title: [] for title in ("", *content.sections)}
    for one in content.fields:
        grouped.setdefault(one.section, []).append(_question_row(content, one))
    return [QuestionGroup(title, rows) for title, rows in grouped.items() if rows]


def _question_row(content: GuideContent, one: FieldSpec) -> QuestionRow:
    kind = _(", ").join(choice.label for choice in one.choices) if one.choices else str(wording.TYPES.get(one.type, one.type))
    return QuestionRow(
        label=_("%(label)s (%(unit)s)") % {"label": one.label, "unit": one.unit} if one.unit else one.label,
        kind=kind,
        required=one.required,
        condition=condition_words(content, one.when) if one.when else "",
        help=one.help,
        only_for=_only_for(content, one.requests),
    )


def _only_for(content: GuideContent, requests: Sequence[str]) -> str:
    """“Only for: 延续, 补发”; empty when it is asked in every way of applying."""
    offered = {one.request: one.label for one in content.requests}
    if not requests or set(offered) <= set(requests):
        return ""
    return _("Only for: %(requests)s") % {"requests": _(", ").join(offered.get(one, one) for one in requests)}
