"""Noting that a yearly duty was done."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _


class DoneForm(forms.Form):
    """On which day, and how one knows."""

    on = forms.DateField(label=_("Done on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    note = forms.CharField(
        label=_("How this is known"), max_length=200, help_text=_("For instance: seen in the national publicity system.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.fields["on"].validators.append(MaxValueValidator(today, _("This day lies in the future.")))
