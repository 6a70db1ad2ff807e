"""The form of a guide: a Django form built from its questions, for one way of applying.

>>> form = guide_form(content_of(guide), "new", data=request.POST)
>>> if form.is_valid(): answers = form.split()
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.guides.content import FieldSpec, GuideContent, When, applies
from licensing.guides.form_fields import NO, YES, form_field

MAX_TYPED = 10_000


class Answers(NamedTuple):
    """What was answered, ready for JSON: `plain` to be kept as it is, `personal` to be sealed. Days are ISO texts, decimals texts."""

    plain: dict[str, Any]
    personal: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AskedWhen:
    """When a dependent question is asked: for the script (`field`, the name in the form; `values`, JSON) and in words."""

    field: str
    values: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A bound field with its condition, if it has one."""

    bound: BoundField
    when: AskedWhen | None


class Kept(NamedTuple):
    """A personal answer of an earlier application that stands unless another is given; the page shows `mask` alone."""

    value: Any
    mask: str


class Section(NamedTuple):
    """A part of the form under its title."""

    title: str
    fields: list[Question]


class GuideForm(forms.Form):
    """The questions of one guide. Built with `guide_form`.

    A question that depends on another answer is required only when it is asked; an answer to what is not asked is dropped. With
    `complete=False` nothing is refused: what cannot be read is kept as it was typed.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        content: GuideContent,
        specs: Collection[FieldSpec],
        today: date,
        complete: bool = True,
        initial: Mapping[str, Any] | None = None,
        kept: Mapping[str, Kept] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix=prefix)
        self.content, self.specs, self.complete = content, tuple(specs), complete
        # Cleaned values that stand for a field left empty; never written into the page.
        self.kept: dict[str, Any] = {}
        for spec in self.specs:
            self.fields[spec.code] = form_field(spec, today=today)
            if kept and spec.code in kept:
                self._keep(spec, kept[spec.code])

    def _keep(self, spec: FieldSpec, known: Kept) -> None:
        """Let a known answer stand for an empty field, if the guide of today would still take it.

        Only where an answer is needed: whoever leaves an optional question empty wants it empty.
        """
        field = self.fields[spec.code]
        if not spec.required:
            return
        try:
            self.kept[spec.code] = field.clean(known.value)
        except forms.ValidationError:
            return
        field.required = False
        words = _("As last time: %(mask)s. Leave it empty if that still holds, or write what holds now.") % {"mask": known.mask}
        field.help_text = f"{words} {field.help_text}".strip()

    def full_clean(self) -> None:
        """Django's; a draft has no errors."""
        super().full_clean()
        if self.is_bound and not self.complete:
            self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        """Drop what is not asked, together with its errors. The order of the guide makes conditions upon conditions come out right."""
        if not self.complete:
            return self.cleaned_data
        known = dict(self.initial)
        for spec in self.content.fields:
            if spec.code not in self.fields:
                continue
            known.pop(spec.code, None)
            if applies(spec.when, known):
                self._fill_in(spec.code)
                known[spec.code] = self.cleaned_data.get(spec.code)
            else:
                self.errors.pop(spec.code, None)
                self.cleaned_data.pop(spec.code, None)
        return self.cleaned_data

    def _fill_in(self, code: str) -> None:
        """What is known stands where nothing was typed."""
        if code in self.kept and code not in self.errors and self.cleaned_data.get(code) in (None, "", []):
            self.cleaned_data[code] = self.kept[code]

    @property
    def sections(self) -> list[Section]:
        """The questions under the titles of the guide, in its order; those without a title come first."""
        grouped: dict[str, list[Question]] = {title: [] for title in ("", *self.content.sections)}
        for spec in self.specs:
            grouped[spec.section].append(Question(self[spec.code], self._asked_when(spec.when)))
        return [Section(title, questions) for title, questions in grouped.items() if questions]

    def _asked_when(self, when: When | None) -> AskedWhen | None:
        """None for a question that is always asked."""
        if when is None:
            return None
        return AskedWhen(self.add_prefix(when.field), json.dumps(when.is_in), condition_words(self.content, when))

    def split(self) -> Answers:
        """The answers by where they are kept. Only of a form that was found valid."""
        plain: dict[str, Any] = {}
        personal: dict[str, Any] = {}
        for spec in self.specs:
            value = self._value(spec)
            if value not in (None, "", []):
                (personal if spec.personal else plain)[spec.code] = value
        return Answers(plain, personal)

    def _value(self, spec: FieldSpec) -> Any:
        if spec.code in self.cleaned_data:
            return json_ready(self.cleaned_data[spec.code])
        return None if self.complete else _as_typed(self[spec.code].data)


def guide_form(
    content: GuideContent,
    request: str,
    *,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    only: Collection[str] | None = None,
    complete: bool = True,
    today: date | None = None,
    kept: Mapping[str, Kept] | None = None,
    prefix: str | None = None,
) -> GuideForm:
    """The form of one way of applying (`request`).

    `initial` are answers known already (JSON-ready values); they also decide about questions that depend on one that is not open.
    `only`: codes of the questions that are open, together with those that depend on them; the caller shows the rest as words.
    `kept`: personal answers of an earlier application, which stand for fields left empty.
    `complete=False`: a draft is saved. `today` is what days are compared with; `prefix` keeps the names apart from another form's.
    """
    specs = content.fields_for(request)
    if only is not None:
        wanted = with_dependents(specs, only)
        specs = tuple(one for one in specs if one.code in wanted)
    day = today or timezone.localdate()
    return GuideForm(data, content=content, specs=specs, today=day, complete=complete, initial=initial, kept=kept, prefix=prefix)


def with_dependents(specs: Collection[FieldSpec], codes: Collection[str]) -> set[str]:
    """The codes, and those of every question that depends on one of them: another answer there may ask or drop them."""
    wanted = set(codes)
    for spec in specs:
        if spec.when is not None and spec.when.field in wanted:
            wanted.add(spec.code)
    return wanted


def condition_words(content: GuideContent, when: When) -> str:
    """“Only if “安装地点” is: 室内, 室外”, in the reader's language."""
    parent = next((one for one in content.fields if one.code == when.field), None)
    labels = {one.value: one.label for one in parent.choices} if parent else {}
    labels |= {YES: _("Yes"), NO: _("No")} if parent and parent.type == "yes-no" else {}
    values = _(", ").join(labels.get(value, value) for value in when.is_in)
    return _("Only if “%(question)s” is: %(values)s") % {"question": parent.label if parent else when.field, "values": values}


def json_ready(value: Any) -> Any:
    """Days as ISO texts, decimals as texts without exponent; the rest is JSON already."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _as_typed(value: Any) -> Any:
    """What stood in the field, bounded, without the NUL no text column takes."""
    if isinstance(value, list | tuple):
        return [str(one).replace("\0", "")[:MAX_TYPED] for one in value[:100]]
    return None if value is None else str(value).replace("\0", "")[:MAX_TYPED]
