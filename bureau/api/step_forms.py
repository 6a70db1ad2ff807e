"""The form of a step for programs: described as JSON Schema, and filled from a JSON body. The Django form itself stays the judge."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

VERSION = "version"
# A longer list of rows is not sent along with every case; what is not listed is still checked.
MAX_CHOICES = 500
TYPES: Mapping[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,)}
# The first class that fits decides: Django's decimal and float fields are integer fields by inheritance, its model choice is a choice.
PLAIN: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.BooleanField, {"type": "boolean"}),
    (forms.DecimalField, {"type": ["string", "number"], "format": "decimal"}),
    (forms.FloatField, {"type": "number"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.EmailField, {"type": "string", "format": "email"}),
)
LIMITS = {"max_length": "maxLength", "min_length": "minLength", "min_value": "minimum", "max_value": "maximum"}


class EmptyForm(forms.Form):
    """The form of a step that asks for nothing."""


def step_schema(form: forms.Form) -> dict[str, Any]:
    """JSON Schema of the body that takes the step: the form's fields and the version of the case the caller has read."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [VERSION, *(name for name, field in form.fields.items() if field.required)],
        "properties": {
            VERSION: {"type": "integer", "title": _("Version of the matter you have read")},
            **{name: field_schema(name, field) for name, field in form.fields.items()},
        },
    }


def field_schema(name: str, field: forms.Field) -> dict[str, Any]:
    """One field: its words, its type, its limits or choices."""
    schema: dict[str, Any] = {"title": str(field.label or name)}
    if field.help_text:
        schema["description"] = str(field.help_text)
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return {**schema, "type": "array", "items": _choices(field)}
    if isinstance(field, forms.ChoiceField):
        return {**schema, **_choices(field)}
    schema.update(next((plain for kind, plain in PLAIN if isinstance(field, kind)), {"type": "string"}))
    for attribute, word in LIMITS.items():
        if (limit := getattr(field, attribute, None)) is not None:
            schema[word] = limit
    return schema


def _choices(field: Any) -> dict[str, Any]:
    """The type of the values and, unless there are too many, each with its label."""
    offered = _rows(field) if isinstance(field, forms.ModelChoiceField) else flatten_choices(field.choices)
    values = [(value, str(label)) for value, label in offered if value not in (None, "")]
    numeric = bool(values) and all(isinstance(value, int) for value, _label in values)
    schema: dict[str, Any] = {"type": "integer" if numeric else "string"}
    if values and len(values) <= MAX_CHOICES:
        schema["oneOf"] = [{"const": value if numeric else str(value), "title": label} for value, label in values]
    return schema


def _rows(field: forms.ModelChoiceField) -> list[tuple[Any, str]]:
    """Rows of the table a field chooses from: at most one more than are listed, in one query."""
    rows = field.queryset.all()[: MAX_CHOICES + 1] if field.queryset is not None else []
    return [(field.prepare_value(row), field.label_from_instance(row)) for row in rows]


def read_body(body: Any, form_class: type[forms.Form]) -> tuple[int, dict[str, Any]]:
    """The version the caller has read, and what the form cleaned.

    Raises ValidationError with the sentences by field: a field the form does not know, a value of the wrong JSON type, or whatever the
    form itself objects to. An unknown name is refused because a misspelt field would otherwise be lost without a word.
    """
    if not isinstance(body, Mapping):
        raise ValidationError({"non_field_errors": [_("The body must be a JSON object.")]})
    values = {name: value for name, value in body.items() if name != VERSION and value is not None}
    form = form_class(values)
    errors = _misfits(values, form)
    version = body.get(VERSION)
    if not _fits(version, ("integer",)):
        errors[VERSION] = [_("Send the version of the matter you have read, as a whole number.")]
    if not errors and not form.is_valid():
        errors = {
            ("non_field_errors" if name == "__all__" else name): [str(sentence) for sentence in found]
            for name, found in form.errors.items()
        }
    if errors:
        raise ValidationError(errors)
    return int(version or 0), form.cleaned_data


def _misfits(values: Mapping[str, Any], form: forms.Form) -> dict[str, list[str]]:
    """What cannot even be handed to the form, which would turn a list into the text of a list and take it."""
    errors: dict[str, list[str]] = {}
    for name, value in values.items():
        field = form.fields.get(name)
        if field is None:
            errors[_text(name)] = [_("This step has no such field.")]
            continue
        types = _types_of(field)
        if not _fits(value, types):
            errors[name] = [_("This field takes: %(types)s.") % {"types": ", ".join(types)}]
    return errors


def _types_of(field: forms.Field) -> tuple[str, ...]:
    """The JSON types a field takes. Rows and choices are not read for it: an id or a code is a number or a text."""
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return ("array",)
    if isinstance(field, forms.ChoiceField):
        return ("string", "integer")
    found = next((plain["type"] for kind, plain in PLAIN if isinstance(field, kind)), "string")
    return (found,) if isinstance(found, str) else tuple(found)


def _fits(value: Any, types: tuple[str, ...]) -> bool:
    """Whether a JSON value is of one of the types. True is no number here, and half a surrogate pair is no text."""
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, list) and "array" in types:
        return all(_fits(item, ("string", "integer")) for item in value)
    if isinstance(value, str) and value != _text(value):
        return False
    return any(isinstance(value, TYPES[name]) for name in types)


def _text(value: str) -> str:
    """The text without what no encoding can write."""
    return value.encode(errors="replace").decode()
