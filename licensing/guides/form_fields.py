"""One form field for each question of a guide: typed, with limits in words. What is asked when is decided by the form."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.phones import PhoneField
from enterprises.codes import clean_code
from licensing.guides.content import Choice, FieldSpec
from licensing.guides.faults import limit_of
from licensing.guides.identity_numbers import clean_identity_number

# A number longer than this is no answer, and would not fit where it is counted with.
LARGEST = 10**15
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
FEW = 5
YES, NO = "yes", "no"


class LongText(forms.CharField):
    """Text whose line ends count as one character, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        """Line feeds only."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class UsccField(forms.CharField):
    """A unified social credit code."""

    def to_python(self, value: Any) -> str:
        """The code in its one spelling. Raises ValidationError."""
        text = super().to_python(value)
        return clean_code(text) if text else ""


class IdentityNumberField(forms.CharField):
    """A citizen's identity number."""

    def to_python(self, value: Any) -> str:
        """The number in its one spelling. Raises ValidationError."""
        return clean_identity_number(super().to_python(value))


class YesNoField(forms.ChoiceField):
    """A question answered by yes or no; no answer is None. What was stored (True, False) is taken like what is sent."""

    def to_python(self, value: Any) -> str:
        """The value as the browser sends it."""
        return str(self.prepare_value(value)) if isinstance(value, bool) else super().to_python(value)

    def clean(self, value: Any) -> bool | None:
        """True, False or None. Raises ValidationError."""
        text = super().clean(value)
        return text == YES if text else None

    def prepare_value(self, value: Any) -> Any:
        """What the radio buttons compare with."""
        if isinstance(value, bool):
            return YES if value else NO
        return value


class SeveralField(forms.MultipleChoiceField):
    """Several of the values, kept in the order of the guide."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(choices=choices, **options)
        self.codes = [code for code, _label in choices]

    def clean(self, value: Any) -> list[str]:
        """The chosen values. Raises ValidationError."""
        chosen = set(super().clean(value))
        return [code for code in self.codes if code in chosen]


def day_field() -> forms.DateInput:
    """A day, chosen or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def form_field(spec: FieldSpec, *, today: date) -> forms.Field:
    """The field of a question. It is required as the guide says; that it need not be asked at all is the form's business."""
    label = _("%(label)s (%(unit)s)") % {"label": spec.label, "unit": spec.unit} if spec.unit else spec.label
    options: dict[str, Any] = {"label": label, "required": spec.required, "help_text": spec.help}
    field: forms.Field = BUILDERS[spec.type](spec, today, options)
    field.error_messages["required"] = gettext_lazy("Please answer this.")
    return field


def _text(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    field = forms.CharField(max_length=spec.max_length, **options)
    field.validators += _pattern(spec)
    return field


def _long_text(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    field = LongText(max_length=spec.max_length, widget=forms.Textarea(attrs={"rows": 4}), **options)
    field.validators += _pattern(spec)
    return field


def _pattern(spec: FieldSpec) -> list[RegexValidator]:
    """The whole answer must fit the pattern; the guide's own words say what is expected."""
    if not spec.pattern:
        return []
    return [
        RegexValidator(re.compile(rf"\A(?:{spec.pattern})\Z"), spec.pattern_words or _("This is not written as it must be."), "pattern")
    ]


def _integer(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid": gettext_lazy("Give a whole number, in figures.")}
    field = forms.IntegerField(widget=forms.NumberInput(attrs={"inputmode": "numeric"}), error_messages=words, **options)
    field.validators.append(_within(spec, -LARGEST, LARGEST))
    return field


def _decimal(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid": gettext_lazy("Give a number, in figures.")}
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    field = forms.DecimalField(max_digits=21, decimal_places=6, widget=widget, error_messages=words, **options)
    field.validators.append(_within(spec, Decimal(-LARGEST), Decimal(LARGEST)))
    return field


def _date(spec: FieldSpec, today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid": gettext_lazy("Give a day of the calendar, for instance 2026-11-23.")}
    field = forms.DateField(input_formats=DATE_FORMATS, widget=day_field(), error_messages=words, **options)
    field.validators.append(_within(spec, EARLIEST, LATEST))
    if spec.lies == "past":
        field.validators.append(_not_after(today))
        field.widget.attrs["max"] = today.isoformat()
    if spec.lies == "future":
        field.validators.append(_not_before(today))
        field.widget.attrs["min"] = today.isoformat()
    return field


def _within(spec: FieldSpec, low: Any, high: Any) -> Callable[[Any], None]:
    """Refuses what is below or above the limits of the guide, and says them with their unit."""
    least = limit_of(spec.type, spec.minimum)
    most = limit_of(spec.type, spec.maximum)
    floor, ceiling = (low if least is None else least), (high if most is None else most)

    def check(value: Any) -> None:
        if value < floor:
            raise ValidationError(_("This must be at least %(limit)s."), "minimum", {"limit": _with_unit(floor, spec.unit)})
        if value > ceiling:
            raise ValidationError(_("This must be at most %(limit)s."), "maximum", {"limit": _with_unit(ceiling, spec.unit)})

    return check


def _with_unit(limit: Any, unit: str) -> str:
    words = date_format(limit, "DATE_FORMAT") if isinstance(limit, date) else f"{limit:f}" if isinstance(limit, Decimal) else str(limit)
    return f"{words} {unit}".strip()


def _not_after(today: date) -> Callable[[date], None]:
    def check(value: date) -> None:
        if value > today:
            raise ValidationError(_("This day still lies ahead; it must be today or earlier."), "future")

    return check


def _not_before(today: date) -> Callable[[date], None]:
    def check(value: date) -> None:
        if value < today:
            raise ValidationError(_("This day is past; it must be today or later."), "past")

    return check


def _pairs(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in choices]


def _choice(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid_choice": gettext_lazy("Choose one of the list.")}
    if len(spec.choices) <= FEW and spec.required:
        return forms.ChoiceField(choices=_pairs(spec.choices), widget=forms.RadioSelect, error_messages=words, **options)
    return forms.ChoiceField(choices=[("", _("Please choose")), *_pairs(spec.choices)], error_messages=words, **options)


def _choices(spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid_choice": gettext_lazy("Choose from the list."), "invalid_list": gettext_lazy("Choose from the list.")}
    return SeveralField(choices=_pairs(spec.choices), error_messages=words, **options)


def _yes_no(_spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    words = {"invalid_choice": gettext_lazy("Choose yes or no.")}
    return YesNoField(choices=[(YES, _("Yes")), (NO, _("No"))], widget=forms.RadioSelect, error_messages=words, **options)


def _phone(_spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    return PhoneField(max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}), **options)


def _email(_spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    return forms.EmailField(max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "off"}), **options)


def _uscc(_spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    return UsccField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **options)


def _identity(_spec: FieldSpec, _today: date, options: dict[str, Any]) -> forms.Field:
    return IdentityNumberField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **options)


BUILDERS: Mapping[str, Callable[[FieldSpec, date, dict[str, Any]], forms.Field]] = {
    "text": _text,
    "textarea": _long_text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes-no": _yes_no,
    "phone": _phone,
    "email": _email,
    "uscc": _uscc,
    "identity-number": _identity,
}
