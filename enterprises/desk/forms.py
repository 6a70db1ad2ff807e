"""Forms of the enterprise's desk: the filter of its matters, and its own contacts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.models import MessageChannel
from enterprises.desk.matter_page import ALL, CLOSED, OPEN
from enterprises.models import Contact

# What can be preferred by somebody who need not have an account.
CHANNELS = [(channel.value, channel.label) for channel in (MessageChannel.SMS, MessageChannel.EMAIL, MessageChannel.PHONE)]


class MatterFilter(forms.Form):
    """Words or a number, and whether it is still open."""

    q = forms.CharField(label=_("Number or words"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[(ALL, _("All")), (OPEN, _("In hand")), (CLOSED, _("Closed"))])

    def wanted(self) -> dict[str, str]:
        """The filter as understood; what makes no sense is left out."""
        self.is_valid()
        return {"q": self.cleaned_data.get("q", ""), "status": self.cleaned_data.get("status", ALL)}


class ContactForm(forms.Form):
    """A contact in plain, for who acts for the enterprise."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Contact.Duty.choices, help_text=_("Decides of what this person is reminded."))
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    channel = forms.ChoiceField(label=_("Preferred channel"), choices=CHANNELS)
    seen = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"], widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
