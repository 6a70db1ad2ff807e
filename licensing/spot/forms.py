"""The screen of the simple procedure: who, what, what was said; the charge; the hand-over. Made for a phone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.attachments import ACCEPT
from bureau.models import User
from enterprises.codes import clean_code
from licensing.fines.ranges import RuleChoice
from licensing.fines.versions import Versions
from licensing.models import PartyType, PenaltyCase, PowerItem
from licensing.penalties.charging import WantedCharge
from licensing.penalties.filing_forms import OfficerChoice, officers
from licensing.penalties.forms import ChargeForm
from licensing.penalties.opening import WantedPenalty
from licensing.spot.items import ALLOWED, FINE
from licensing.steps.forms import DayInput, long_text

# What no fine on the spot needs.
DROPPED = ("number", "act_from", "confiscation", "version", "applied")


class PartyForm(forms.Form):
    """The party and the other officer."""

    party_type = forms.ChoiceField(label=gettext_lazy("Kind of party"), choices=PartyType.choices)
    party_name = forms.CharField(label=gettext_lazy("Party"), max_length=120)
    enterprise_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=40, required=False)
    legal_representative = forms.CharField(label=gettext_lazy("Legal representative or person in charge"), max_length=60, required=False)
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number"), max_length=30, required=False, help_text=gettext_lazy("Only for citizens; kept as a digest.")
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    second = OfficerChoice(label=gettext_lazy("Second officer present"), queryset=User.objects.none())
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].queryset = officers().exclude(pk=by.pk)  # type: ignore[attr-defined]

    def clean_enterprise_code(self) -> str:
        """The code as it is kept; empty for whoever has none."""
        typed = self.cleaned_data["enterprise_code"].strip()
        return clean_code(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """A unit has a code, a citizen a number: otherwise nobody could tell whether the act was fined before (29)."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("party_type") == PartyType.CITIZEN and not data.get("identity_number"):
            self.add_error("identity_number", _("Needed to tell whether the act was fined before (行政处罚法第二十九条)."))
        if data.get("party_type") == PartyType.UNIT and not data.get("enterprise_code") and "enterprise_code" not in self.errors:
            self.add_error("enterprise_code", _("Needed to tell whether the act was fined before (行政处罚法第二十九条)."))
        return data

    def wanted(self, *, charge: WantedCharge, item: PowerItem, by: User, today: date) -> WantedPenalty:
        """The matter as the service opens it. A person's name never stands in the title."""
        data = self.cleaned_data
        is_person = data["party_type"] == PartyType.CITIZEN
        names = ("party_type", "party_name", "enterprise_code", "legal_representative", "identity_number", "phone", "address")
        own: dict[str, Any] = {name: data.get(name) or "" for name in names}
        return WantedPenalty(
            source=PenaltyCase.Source.OWN,
            title=charge.act if is_person else f"{data['party_name']}：{charge.act}",
            facts=charge.act,
            act_to=charge.act_to,
            discovered_on=today,
            lead=by,
            officers=(by, data["second"]),
            item_code=item.code,
            submission_key=data.get("submission_key"),
            **own,
        )


class SaidForm(forms.Form):
    """What the law wants before a decision on the spot (44, 45, 51, 52), and what the party said."""

    place = forms.CharField(label=gettext_lazy("Place"), max_length=200)
    certificates_shown = forms.BooleanField(label=gettext_lazy("Both enforcement certificates were shown (article 52)"), required=False)
    facts_clear = forms.BooleanField(
        label=gettext_lazy("The facts are beyond doubt and the party was shown the evidence (article 51)"), required=False
    )
    rights_told = forms.BooleanField(
        label=gettext_lazy("Penalty, facts, basis and the right to state and defend were told (article 44)"), required=False
    )
    statement = forms.CharField(label=gettext_lazy("What the party says"), widget=long_text(), max_length=4000, required=False)
    said_nothing = forms.BooleanField(label=gettext_lazy("The party says nothing to it"), required=False)
    finding = forms.CharField(
        label=gettext_lazy("What came of it"),
        widget=long_text(),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Weighed at once. A defence never makes the penalty heavier (article 45)."),
    )
    adopted = forms.BooleanField(label=gettext_lazy("Adopted, wholly or in part"), required=False)
    correction = forms.CharField(label=gettext_lazy("What must be put right"), widget=long_text(), max_length=1000, required=False)
    born_on = forms.DateField(
        label=gettext_lazy("Day of birth"), widget=DayInput(), required=False, help_text=gettext_lazy("Only for citizens (article 30).")
    )
    not_responsible = forms.BooleanField(label=gettext_lazy("Could not tell or control what they did (article 31)"), required=False)


class SpotChargeForm(ChargeForm):
    """One act under one item, with a warning or a fine."""

    act = forms.CharField(label=gettext_lazy("Facts: what was done"), widget=long_text(), max_length=2000)
    act_to = forms.DateField(label=gettext_lazy("Day of the act"), widget=DayInput())

    def __init__(self, *args: Any, versions: Versions, rules: Sequence[RuleChoice], on: date, **kwargs: Any) -> None:
        super().__init__(*args, versions=versions, rules=rules, on=on, **kwargs)
        for name in DROPPED:
            del self.fields[name]
        lawful = [(one, words) for one, words in self.fields["sanctions"].choices if one in ALLOWED]  # type: ignore[attr-defined]
        self.fields["sanctions"].choices = lawful  # type: ignore[attr-defined]
        self.fields["sanctions"].required = True

    def clean(self) -> dict[str, Any]:
        """A sum belongs to a fine."""
        data: dict[str, Any] = super().clean() or {}
        if FINE in data.get("sanctions", ()) and not data.get("fine"):
            self.add_error("fine", _("Enter the sum of the fine."))
        return data


class HandOverForm(forms.Form):
    """Who took the decision, signed or refused."""

    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=60)
    relation = forms.CharField(
        label=gettext_lazy("What they are to the party"), max_length=60, help_text=gettext_lazy("The party itself, shop manager, family …")
    )
    refused = forms.BooleanField(label=gettext_lazy("Refused to sign: noted with the decision (article 52)"), required=False)
    witness = forms.CharField(label=gettext_lazy("Witness of the refusal"), max_length=120, required=False)
    signature = forms.FileField(
        label=gettext_lazy("Signature, or a photo of it"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )

    def clean(self) -> dict[str, Any]:
        """Signed or refused, never both (52 para. 1)."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("signature") and not data.get("refused") and "signature" not in self.errors:
            raise ValidationError(_("The party signs for the decision, or its refusal is noted (行政处罚法第五十二条第一款)."))
        if data.get("signature") and data.get("refused"):
            raise ValidationError(_("Either it was signed for, or it was refused."))
        return data
