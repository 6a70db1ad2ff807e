"""Forms for what staff remember of an enterprise."""

from django import forms
from django.utils.translation import gettext_lazy

from enterprises.models import CreditEntry, RiskNote
from enterprises.page.notes import NOTE_MAX


def day_field() -> forms.DateInput:
    """A day, chosen or typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RiskNoteForm(forms.Form):
    """How grave, and what it is."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=RiskNote.Level.choices)
    text = forms.CharField(label=gettext_lazy("Note"), max_length=NOTE_MAX, widget=forms.Textarea(attrs={"rows": 4}))


class CreditForm(forms.Form):
    """What happened, when, and by which paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CreditEntry.Kind.choices)
    happened_on = forms.DateField(label=gettext_lazy("Date"), widget=day_field())
    text = forms.CharField(label=gettext_lazy("Text"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    reference = forms.CharField(label=gettext_lazy("Document number"), max_length=60, required=False)
    authority = forms.CharField(label=gettext_lazy("Authority"), max_length=100, required=False)
