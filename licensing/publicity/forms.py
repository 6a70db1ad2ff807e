"""What the pages of a publication ask of the person who takes a step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.steps.forms import DayInput, ReasonForm, long_text


class VersionedForm(forms.Form):
    """Carries the version that was read, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def values(self) -> dict[str, Any]:
        """What was typed, with the version, by the names of the service."""
        return dict(self.cleaned_data)


class WordsForm(VersionedForm):
    """Words to be left out."""

    words = forms.CharField(label=_("Words to leave out"), max_length=200, help_text=_("Exactly as they stand in the decision."))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For instance: business secret, name of a third party."))


class PlaceForm(VersionedForm):
    """Which of the words left out."""

    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PublishForm(VersionedForm):
    """Approval of the head."""

    restricted_until = forms.DateField(
        label=_("Restriction of business or profession until"),
        required=False,
        widget=DayInput(),
        help_text=_("Only where a restriction longer than three years was imposed (《市场监督管理行政处罚信息公示规定》第十三条第三款)."),
    )


class WhyForm(VersionedForm, ReasonForm):
    """A step with its reason."""


class CompareForm(forms.Form):
    """Why the unredacted text is opened; it goes into the log."""

    reason = forms.CharField(label=_("Reason for opening the full text"), max_length=200, min_length=5)


class EarlyAskForm(VersionedForm):
    """The application of the party."""

    asked_on = forms.DateField(label=_("Asked for on"), widget=DayInput())
    grounds = forms.CharField(label=_("Grounds"), widget=long_text(), max_length=2000)
    declared = forms.BooleanField(
        label=_("Harm is removed, and the party is neither on the list of abnormal operations nor on that of serious breaches of the law."),
        required=False,
    )


class EarlyDecideForm(VersionedForm):
    """The answer of the head."""

    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("End it early")), ("0", _("Refuse the early end"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Reason"), widget=long_text(), max_length=1000)
