"""Phone numbers as people write them, brought into the one spelling the house keeps and dials."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOBILE = re.compile(r"1[3-9]\d{9}")
SEPARATORS = re.compile(r"[\s\-()（）]+")
PHONE_WRONG = _("This is not a phone number we can call. Give a mobile number of 11 digits, or a landline with its area code.")


def clean_phone(typed: str) -> str:
    """The number as it is dialled from here: digits, with a hyphen behind an area code, or international with a +. Empty stays empty.

    Raises ValidationError with the code `phone`.
    """
    digits = SEPARATORS.sub("", typed).removeprefix("+86")
    if not typed or MOBILE.fullmatch(digits):
        return digits
    try:
        parsed = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(PHONE_WRONG, code="phone") from error
    if not phonenumbers.is_valid_number(parsed):
        raise ValidationError(PHONE_WRONG, code="phone")
    if parsed.country_code == 86:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", "-")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


class PhoneField(forms.CharField):
    """A phone number of mainland China, or an international one beginning with +."""

    def to_python(self, value: Any) -> str:
        """The number as it is dialled from here. Raises ValidationError."""
        return clean_phone(str(super().to_python(value)))
