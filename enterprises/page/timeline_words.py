"""The timeline of an enterprise in words, as `components/timeline.html` shows it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Field
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bureau.models import Township
from bureau.templatetags.portal import shanghai_date
from bureau.workflow import workflow_for
from enterprises.models import CertificateKind, CreditEntry, Industry, InstrumentKind, Obligation, Premises, RiskNote, Tag
from enterprises.page.timeline import CHANGED, Happening

ICONS = {
    **{"enterprise": "building", "equipment": "building-gear", "instrument": "speedometer2", "certificate": "patch-check"},
    **{"standard": "journal-check", "person": "person-badge", "obligation": "calendar-check", "note": "exclamation-triangle"},
    **{"note-ended": "check2", "credit": "award", "merge": "union", "merge-undone": "arrow-counterclockwise"},
    **{"case-opened": "inbox", "case-closed": "check-circle"},
}
GOOD_CREDIT = {CreditEntry.Kind.HONOUR, CreditEntry.Kind.COMMITMENT, CreditEntry.Kind.REPAIRED}
Item = dict[str, Any]


class Labels:
    """Words of codes. A table is read when the first code of it comes up, once a page."""

    tables: Mapping[tuple[str, str], Any] = {
        ("enterprise", "township"): Township,
        ("enterprise", "tags"): Tag,
        ("enterprise", "industry_section"): Industry,
        ("enterprise", "industry_division"): Industry,
        ("instrument", "kind"): InstrumentKind,
        ("certificate", "kind"): CertificateKind,
    }

    def __init__(self) -> None:
        self._read: dict[Any, dict[str, str]] = {}

    def of(self, part: str, field: "Field[Any, Any]", value: Any) -> str:
        """A value as people read it."""
        table = self.tables.get((part, field.name))
        if value in (None, "", []):
            return _("nothing")
        if table is not None:
            words = self._words(table)
            codes: list[str] = value if isinstance(value, list) else [str(value)]
            return "、".join(words.get(code, code) for code in codes)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field.related_model is Premises:
            return self._premises(value)
        return _day(str(value)) if field.get_internal_type() == "DateField" else str(value)

    def _words(self, table: Any) -> dict[str, str]:
        if table not in self._read:
            self._read[table] = {row.code: str(row) for row in table.objects.all()}
        return self._read[table]

    def _premises(self, pk: int) -> str:
        known = self._read.setdefault(Premises, {})
        if str(pk) not in known:
            known[str(pk)] = Premises.objects.filter(pk=pk).values_list("name", flat=True).first() or str(pk)
        return known[str(pk)]


def told(happenings: Sequence[Happening]) -> list[Item]:
    """The happenings as items of the timeline. One query a table of codes that come up."""
    labels = Labels()
    items = []
    for one in happenings:
        words = _tell_change(one, labels) if one.part in CHANGED else TELL[one.part](one.facts)
        if words is not None:
            title, text, tone = words
            items.append({"at": one.at, "title": title, "text": text, "actor": one.actor, "icon": ICONS[one.part], "tone": tone})
    return items


Words = tuple[str, str, str]


def _tell_change(one: Happening, labels: Labels) -> Words | None:
    """What changed from what to what; None if nothing did that is for a reader."""
    model = CHANGED[one.part]
    before, after = one.facts["before"], one.facts["after"]
    name = _name(one.part, after or before or {})
    what = str(model._meta.verbose_name) if one.part == "enterprise" else f"{model._meta.verbose_name} {name}"
    if one.facts["label"] == "delete":
        return _("Deleted: %(what)s") % {"what": what}, "", "danger"
    fields = [field for field in model._meta.fields if field.name in after and before.get(field.name) != after[field.name]]
    lines = [
        _("%(field)s: %(before)s → %(after)s")
        % {
            "field": _("Name of the item") if field.name == "name" else str(field.verbose_name),
            "before": labels.of(one.part, field, before.get(field.name)),
            "after": labels.of(one.part, field, after[field.name]),
        }
        for field in fields
    ]
    return (_("Changed: %(what)s") % {"what": what}, "\n".join(lines), "") if lines else None


def _name(part: str, values: Mapping[str, Any]) -> str:
    numbers = {"equipment": "code", "instrument": "serial_number", "person": "certificate_number"}
    title = values.get("name") or values.get("name_mask") or ""
    return f"{title} {values.get(numbers.get(part, 'number')) or ''}".strip()


def _tell_obligation(facts: Mapping[str, Any]) -> Words:
    english = (get_language() or "").startswith("en") and facts["label_en"]
    kind = facts["label_en"] if english else facts["label"]
    is_met = facts["state"] == Obligation.State.MET
    words = _("Obligation met: %(kind)s") if is_met else _("Obligation no longer applies: %(kind)s")
    due = _("%(title)s, was due %(day)s") % {"title": facts["title"], "day": _day(facts["due_on"])}
    return words % {"kind": kind}, "\n".join(filter(None, (due, facts["note"]))), "success" if is_met else ""


def _tell_note(facts: Mapping[str, Any]) -> Words:
    tone = "danger" if facts["level"] == RiskNote.Level.HIGH else ""
    return _("Risk note (%(level)s)") % {"level": RiskNote.Level(facts["level"]).label}, facts["text"], tone


def _tell_note_ended(facts: Mapping[str, Any]) -> Words:
    return _("Risk note ended"), facts["text"], ""


def _tell_credit(facts: Mapping[str, Any]) -> Words:
    kind = CreditEntry.Kind(facts["kind"])
    place = " · ".join(filter(None, (_day(facts["happened_on"]), facts["reference"], facts["authority"])))
    tone = "success" if kind in GOOD_CREDIT else "" if kind == CreditEntry.Kind.CORRECTION else "danger"
    return _("Credit record: %(kind)s") % {"kind": kind.label}, f"{facts['text']}\n{place}", tone


def _tell_merge(facts: Mapping[str, Any]) -> Words:
    words = _("Merged: %(dropped)s (%(code)s) into %(kept)s") % facts
    return words, facts["reason"], ""


def _tell_merge_undone(facts: Mapping[str, Any]) -> Words:
    return _("Merge undone: %(dropped)s (%(code)s) and %(kept)s are two again") % facts, "", ""


def _tell_case_opened(facts: Mapping[str, Any]) -> Words:
    return _("%(kind)s %(number)s received") % {"kind": _case_kind(facts["kind"]), "number": facts["number"]}, facts["title"], ""


def _tell_case_closed(facts: Mapping[str, Any]) -> Words:
    return _("%(kind)s %(number)s closed") % {"kind": _case_kind(facts["kind"]), "number": facts["number"]}, facts["title"], "success"


def _case_kind(kind: str) -> str:
    try:
        return str(workflow_for(kind).label)
    except KeyError:
        return kind


def _day(text: str) -> str:
    """An ISO day in the reader's language; what is no day as it is."""
    day = parse_date(text)
    return shanghai_date(day) if day else text


TELL: Mapping[str, Callable[[Mapping[str, Any]], Words]] = {
    "obligation": _tell_obligation,
    "note": _tell_note,
    "note-ended": _tell_note_ended,
    "credit": _tell_credit,
    "merge": _tell_merge,
    "merge-undone": _tell_merge_undone,
    "case-opened": _tell_case_opened,
    "case-closed": _tell_case_closed,
}
