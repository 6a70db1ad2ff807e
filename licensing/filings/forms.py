"""What the steps of filings ask of the person who takes them. The same forms check the API's data."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.steps.forms import DayInput, long_text


class LinkForm(forms.Form):
    """Which certificate a change of registration is about."""

    number = forms.CharField(label=_("Certificate number"), max_length=60)


class NotOursGround(models.TextChoices):
    """Why a notice or filing is not taken."""

    NOT_NEEDED = "not-needed", _("No notice or filing is needed")
    NOT_OURS = "not-ours", _("Not within this bureau's powers")
    NO_LICENCE = "no-licence", _("No licence for these works")
    INCOMPLETE = "incomplete", _("Still incomplete after the notice")


class NotTakenForm(forms.Form):
    """The ground, why it applies, and where to go instead."""

    ground = forms.ChoiceField(label=_("Ground"), choices=NotOursGround.choices)
    explanation = forms.CharField(
        label=_("Explanation for the applicant"), widget=long_text(), max_length=1000, help_text=_("Goes into the letter.")
    )
    authority = forms.CharField(label=_("Authority to turn to instead"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Who sends somebody away says where to."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("ground") == NotOursGround.NOT_OURS and not data.get("authority"):
            self.add_error("authority", _("Name the authority the applicant should turn to."))
        return data


class ReceiveNoticeForm(forms.Form):
    """The notice is complete."""

    needs_change = forms.BooleanField(
        label=_("The registration of the machine must be changed after the works"),
        required=False,
        help_text=_("An alteration or major repair of a registered machine is taken as such without this."),
    )
    note = forms.CharField(label=_("Note"), widget=long_text(), max_length=1000, required=False)


class StopOrderForm(forms.Form):
    """Works began before the notice."""

    began_on = forms.DateField(label=_("Works began on"), widget=DayInput())
    facts = forms.CharField(label=_("What was found"), widget=long_text(), max_length=1000)
    mend_by = forms.DateField(label=_("To be put right by"), widget=DayInput())


class WorksFinishedForm(forms.Form):
    """The works were accepted by the user of the machine."""

    accepted_on = forms.DateField(label=_("Day of acceptance"), widget=DayInput())
    note = forms.CharField(label=_("Result of the acceptance"), widget=long_text(), max_length=1000, required=False)


class HandedOverForm(forms.Form):
    """The files of the works are with the user."""

    handed_on = forms.DateField(label=_("Handed over on"), widget=DayInput())
    receiver = forms.CharField(label=_("Received by"), max_length=60, help_text=_("Who of the user's people received the files."))


class FileForm(forms.Form):
    """The instruments are filed; where they are verified."""

    body = forms.CharField(
        label=_("Verification body to go to"),
        max_length=120,
        help_text=_("The body designated for periodic verification; goes into the receipt."),
    )
    by_hand = forms.BooleanField(label=_("The list is no table; its instruments were entered in the register by hand"), required=False)
    note = forms.CharField(label=_("Remark in the receipt"), widget=long_text(), max_length=500, required=False)


class CheckForm(forms.Form):
    """The list was looked through."""

    by_hand = forms.BooleanField(label=_("The list is no table; its instruments were entered in the register by hand"), required=False)
    note = forms.CharField(label=_("Note"), widget=long_text(), max_length=1000, required=False)
