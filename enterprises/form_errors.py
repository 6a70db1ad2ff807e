"""What a service found wrong, put where the person typed it."""

from django import forms
from django.core.exceptions import ValidationError


def put_beside_fields(form: forms.BaseForm, error: ValidationError) -> None:
    """Each message beside its field, or above the form where it has no such field."""
    for field, words in error.message_dict.items():
        for word in words:
            form.add_error(field if field in form.fields else None, word)
