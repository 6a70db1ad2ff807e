"""What the pages of the window ask: a booking, a number, the ground of a refusal, a receiver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.phones import PhoneField
from licensing.models import WindowTicket

WINDOWS = 30


class BookingForm(forms.Form):
    """Who comes. Day, time and line are chosen on the page and checked by the service."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField(
        label=_("Mobile number"),
        max_length=30,
        help_text=_("The booking code is sent to this number."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    enterprise_code = forms.CharField(
        label=_("Unified social credit code (not required)"),
        max_length=18,
        required=False,
        help_text=_("If you come for an enterprise: the clerk has its file open when you arrive."),
    )

    def clean_enterprise_code(self) -> str:
        """One spelling; whether it is in the register is not told here."""
        code: str = "".join(self.cleaned_data["enterprise_code"].split()).upper()
        return code if code.isascii() and code.isalnum() else ""


class WindowForm(forms.Form):
    """Which window this clerk sits at, and which lines are called from it."""

    window = forms.IntegerField(label=_("Window number"), min_value=1, max_value=WINDOWS)
    lines = forms.MultipleChoiceField(
        label=_("Lines called here"), choices=WindowTicket.Line.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_lines(self) -> list[str]:
        """None chosen means all."""
        chosen: list[str] = self.cleaned_data["lines"]
        return chosen or list(WindowTicket.Line.values)


class ReceiverForm(forms.Form):
    """Who takes the result along."""

    receiver = forms.CharField(label=_("Received by"), max_length=60)


def first_error(form: forms.Form) -> Any:
    """The first sentence against a form, for a message on another page."""
    return next((str(one) for errors in form.errors.values() for one in errors), "")
