"""What is typed when a paper is voided."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VoidForm(forms.Form):
    """Why a paper stands no more."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Shown to anybody who checks the code of this paper: name no person."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
