"""The forms by which a guide is edited: one for each part or row, built from the typed values of `content`, and the whole as JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.clock_rules import rules_by_code
from licensing.guides import wording
from licensing.guides.content import GuideContent, InvalidGuide, ResultSpec, is_required, read_structure
from licensing.guides.editing import LISTS, ROW_KINDS, TEXTS
from licensing.guides.faults import FORMATS, MAX_TEXT
from licensing.models.application import Request

MAX_LINES = 40_000
MAX_JSON = 500_000
LONG = frozenset(
    {
        "summary",
        "who",
        "text",
        "note",
        "help",
        "pattern_words",
        "renewal",
        "validity",
        "consultation",
        "complaint_channel",
        "place",
        "hours",
        "source",
    }
)
RATHER_SHORT = {"rows": 3}
Raw = Mapping[str, Any]


class LinesField(forms.CharField):
    """A list of texts, one per line; empty lines do not count."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 6})
        super().__init__(widget=widget, max_length=MAX_LINES, help_text=gettext_lazy("One per line."), **options)

    def prepare_value(self, value: Any) -> Any:
        """One line each."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """The lines. Raises ValidationError."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ChoiceLinesField(LinesField):
    """Values to choose from: “value=words”, one per line."""

    def prepare_value(self, value: Any) -> Any:
        """One line each, as it is typed."""
        if isinstance(value, list | tuple):
            return "\n".join(f"{one['value']}={one['label']}" for one in value)
        return value

    def clean(self, value: Any) -> Any:
        """The values with their words. Raises ValidationError."""
        pairs = [line.partition("=") for line in super().clean(value)]
        if any(not (code.strip() and sign and words.strip()) for code, sign, words in pairs):
            raise ValidationError(_("Write each line as value=words."), "shape")
        return [{"value": code.strip(), "label": words.strip()} for code, _sign, words in pairs]


class PartForm(forms.Form):
    """One row or part. Built with `row_form`, `texts_form`, `lists_form` or `result_form`."""

    use_required_attribute = False
    # Attributes whose value is the default of the part are not written into the content.
    defaults: Mapping[str, Any] = {}

    def values(self) -> dict[str, Any]:
        """The attributes as JSON, without those that say what goes without saying."""
        data = dict(self.cleaned_data)
        if "when_field" in self.fields:
            field, values = data.pop("when_field"), data.pop("when_values")
            data["when"] = {"field": field, "is_in": values} if field else None
        return {name: value for name, value in data.items() if name not in self.defaults or value != self.defaults[name]}

    def clean(self) -> dict[str, Any]:
        """A condition needs values."""
        data = self.cleaned_data
        if data.get("when_field") and not data.get("when_values") and "when_values" not in self.errors:
            self.add_error("when_values", _("Say for which answers it is asked."))
        return data


def row_form(part: str, content: Raw, data: Any = None, *, row: Raw | None = None) -> PartForm:
    """The form of one row of a part; `row` None: a new one."""
    return _form(ROW_KINDS[part], wording.ROWS[part], content, row or {}, data, lenient=False)


def texts_form(content: Raw, data: Any = None) -> PartForm:
    """The single texts of a guide."""
    return _form(GuideContent, {name: wording.CONTENT[name] for name in TEXTS}, content, content, data, lenient=True)


def lists_form(content: Raw, data: Any = None) -> PartForm:
    """The lists of texts, one text per line."""
    return _form(GuideContent, {name: wording.CONTENT[name] for name in LISTS}, content, content, data, lenient=True)


def result_form(content: Raw, data: Any = None) -> PartForm:
    """What the applicant gets."""
    return _form(ResultSpec, wording.RESULT, content, content.get("result", {}), data, lenient=False)


def _form(kind: type[Any], words: wording.Words, content: Raw, row: Raw, data: Any, *, lenient: bool) -> PartForm:
    """A form over the attributes named in `words`. `lenient`: what has no default may still be left empty, and is written all the same."""
    known = {one.name: one for one in fields(kind)}
    defaults = {name: _default(known[name]) for name in words if not is_required(known[name])}
    form = PartForm(data, initial={**defaults, **row, **_condition(row)})
    form.defaults = defaults
    for name, label in words.items():
        if name == "when":
            _add_condition(form, content, row, str(label))
            continue
        options = {"label": label, "required": is_required(known[name]) and not lenient}
        make = SPECIAL.get((kind.__name__, name)) or SPECIAL.get(("", name))
        form.fields[name] = make(content, options) if make else _plain(kind.__annotations__[name], name, options)
    return form


def _default(one: Field[Any]) -> Any:
    value = one.default if one.default is not MISSING else None
    return list(value) if isinstance(value, tuple) else value


def _condition(row: Raw) -> dict[str, Any]:
    when = row.get("when") or {}
    return {"when_field": when.get("field", ""), "when_values": when.get("is_in", [])}


def _add_condition(form: PartForm, content: Raw, row: Raw, label: str) -> None:
    """Two fields: on which question it depends, and on which of its values."""
    others = [
        (one["code"], f"{one.get('label', '')} ({one['code']})") for one in content.get("fields", []) if one["code"] != row.get("code")
    ]
    form.fields["when_field"] = forms.ChoiceField(label=label, choices=[("", _("always asked")), *others], required=False)
    values = LinesField(label=_("… is one of these values"), required=False)
    values.widget.attrs["rows"] = 3
    values.help_text = _("One per line: the values of the choice, or yes or no.")
    form.fields["when_values"] = values


def _plain(kind: Any, name: str, options: dict[str, Any]) -> forms.Field:
    """The field of an attribute that is a text, number, yes or no, or list of texts."""
    if kind is bool:
        return forms.BooleanField(label=options["label"], required=False)
    if kind is int:
        return forms.IntegerField(min_value=0, max_value=100_000, label=options["label"])
    if kind is str:
        widget = forms.Textarea(attrs=RATHER_SHORT) if name in LONG else forms.TextInput()
        return forms.CharField(max_length=MAX_TEXT, widget=widget, **options)
    return LinesField(**options)


def _one_of(words: wording.Words, *, empty: str | None = None) -> Callable[[Raw, dict[str, Any]], forms.Field]:
    def make(_content: Raw, options: dict[str, Any]) -> forms.Field:
        start = [] if empty is None else [("", empty)]
        return forms.ChoiceField(choices=[*start, *words.items()], **options)

    return make


def _several(pairs: Callable[[Raw], Iterable[tuple[Any, Any]]]) -> Callable[[Raw, dict[str, Any]], forms.Field]:
    def make(content: Raw, options: dict[str, Any]) -> forms.Field:
        return forms.MultipleChoiceField(choices=list(pairs(content)), widget=forms.CheckboxSelectMultiple, **options)

    return make


def _section(content: Raw, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in content.get("sections", []))], **options)


def _clock(_content: Raw, options: dict[str, Any]) -> forms.Field:
    """Every time limit of the house, by code and label."""
    known = [(code, f"{rules[-1].label} ({code})") for code, rules in sorted(rules_by_code().items())]
    return forms.ChoiceField(choices=[("", "—"), *known], **options)


def _choice_lines(_content: Raw, options: dict[str, Any]) -> forms.Field:
    return ChoiceLinesField(**options)


SPECIAL: Mapping[tuple[str, str], Callable[[Raw, dict[str, Any]], forms.Field]] = {
    ("", "applicants"): _several(lambda _content: wording.APPLICANTS.items()),
    ("", "requests"): _several(
        lambda content: [(one["request"], one.get("label") or one["request"]) for one in content.get("requests", [])]
    ),
    ("", "formats"): _several(lambda _content: [(one, one.upper()) for one in sorted(FORMATS)]),
    ("", "request"): _one_of(dict(Request.choices)),
    ("", "decision_clock"): _clock,
    ("", "type"): _one_of(wording.TYPES),
    ("", "section"): _section,
    ("", "choices"): _choice_lines,
    ("", "lies"): _one_of(wording.LIES, empty="—"),
    ("MaterialSpec", "kind"): _one_of(wording.MATERIAL_KINDS),
    ("", "holding"): _one_of(wording.HOLDINGS, empty="—"),
}


class JsonForm(forms.Form):
    """The whole content as JSON."""

    content = forms.CharField(
        label=gettext_lazy("Content as JSON"),
        max_length=MAX_JSON,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "font-monospace", "spellcheck": "false"}),
    )

    def clean_content(self) -> dict[str, Any]:
        """The content, readable part by part. Raises ValidationError with every fault of shape."""
        try:
            raw: Any = json.loads(self.cleaned_data["content"])
        except json.JSONDecodeError as error:
            raise ValidationError(
                _("Line %(line)d, column %(column)d: this is not JSON."), "json", {"line": error.lineno, "column": error.colno}
            ) from error
        except (RecursionError, ValueError) as error:
            raise ValidationError(_("This is not JSON we can read."), "json") from error
        try:
            read_structure(raw)
        except InvalidGuide as error:
            raise ValidationError(error.faults) from error
        return dict(raw)


def json_text(content: Raw) -> str:
    """The content as one edits it: indented, in the order of a guide."""
    order = [one.name for one in fields(GuideContent)]
    ordered = {name: content[name] for name in order if name in content}
    return json.dumps(ordered, ensure_ascii=False, indent=2)


class PublishForm(forms.Form):
    """What changed, for the history."""

    note = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=300,
        widget=forms.Textarea(attrs=RATHER_SHORT),
        help_text=gettext_lazy("Stays in the history."),
    )
