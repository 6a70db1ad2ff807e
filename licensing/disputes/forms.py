"""What the steps of disputes and petitions ask of the person who takes them. The same forms check the API's data."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.steps.forms import DayInput, MomentInput, long_text


class RefusalGround(models.TextChoices):
    """Why a dispute or petition is not taken on."""

    OTHER_MATTER = "other-matter", _("Not about accuracy of an instrument, or quality of a product")
    ELSEWHERE = "elsewhere", _("Already with a court, arbitration body or other authority")
    STATE_CHANGED = "state-changed", _("The instrument was changed or is gone")
    NOT_CONSUMER = "not-consumer", _("Not bought for daily life, or the purchase is not shown")
    NOT_OURS = "not-ours", _("Not within this bureau's powers")
    INCOMPLETE = "incomplete", _("Still incomplete after the notice")


class RefuseForm(forms.Form):
    """The ground, why it applies, and the right place to go."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RefusalGround.choices)
    explanation = forms.CharField(
        label=_("Explanation for the applicant"), widget=long_text(), max_length=1000, help_text=_("Goes into the letter.")
    )
    authority = forms.CharField(label=_("Right place to turn to"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Who sends somebody away says where to."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("ground") in {RefusalGround.NOT_OURS, RefusalGround.OTHER_MATTER} and not data.get("authority"):
            self.add_error("authority", _("Name the place the applicant should turn to."))
        return data


class MeetingForm(forms.Form):
    """When and where both sides are heard."""

    held_for = forms.DateTimeField(label=_("Time of the mediation"), widget=MomentInput())
    place = forms.CharField(label=_("Place of the mediation"), max_length=200)


class AgreementForm(forms.Form):
    """What both sides agreed."""

    agreement = forms.CharField(label=_("Agreement"), widget=long_text(), max_length=3000, help_text=_("Goes into the mediation record."))


class SealForm(forms.Form):
    """The instrument is sealed until it is verified."""

    sealed_on = forms.DateField(label=_("Sealed on"), widget=DayInput())
    seal_note = forms.CharField(
        label=_("How it was sealed"), max_length=200, help_text=_("Places and numbers of the seals, who was there.")
    )
    asked = forms.BooleanField(
        label=_("The applicant asks for arbitration verification now"),
        required=False,
        help_text=_("Needed when only mediation was asked for."),
    )


class OrderForm(forms.Form):
    """Who verifies, and by when."""

    body = forms.CharField(label=_("Verification body"), max_length=100)
    verify_by = forms.DateField(label=_("To be verified by"), widget=DayInput())


class ReadingForm(forms.Form):
    """What the verification found."""

    verified_on = forms.DateField(label=_("Verified on"), widget=DayInput())
    reading = forms.CharField(label=_("Result of the verification"), widget=long_text(), max_length=3000)


class AwardForm(forms.Form):
    """The award, which rests on the data of the social standard (计量法 21)."""

    award = forms.CharField(label=_("Award"), widget=long_text(), max_length=3000, help_text=_("Goes into the letter to both sides."))


class ToldForm(forms.Form):
    """When both sides received the award."""

    applicant_on = forms.DateField(label=_("Received by the applicant on"), widget=DayInput())
    respondent_on = forms.DateField(label=_("Received by the other side on"), widget=DayInput())


class AppealForm(forms.Form):
    """Who appeals, and why."""

    by_respondent = forms.BooleanField(label=_("The other side appeals"), required=False)
    reason = forms.CharField(label=_("Reasons of the appeal"), widget=long_text(), max_length=3000)


class AskOtherSideForm(forms.Form):
    """What the other side is to answer, and by when."""

    question = forms.CharField(label=_("What the other side is asked"), widget=long_text(), max_length=1000)
    answer_by = forms.DateField(label=_("To be answered by"), widget=DayInput())


class AnswerForm(forms.Form):
    """What the other side said."""

    answered_on = forms.DateField(label=_("Answered on"), widget=DayInput())
    answer = forms.CharField(label=_("Answer of the other side"), widget=long_text(), max_length=3000)


class TestForm(forms.Form):
    """Who tests the product."""

    test_body = forms.CharField(label=_("Testing body"), max_length=100)
    expected_until = forms.DateField(label=_("Expected to end on"), widget=DayInput())


class TestResultForm(forms.Form):
    """What the test found."""

    test_result = forms.CharField(label=_("Test result"), widget=long_text(), max_length=3000)


class SettleForm(forms.Form):
    """What both sides agreed, and what the consumer got back."""

    agreement = forms.CharField(label=_("Agreement"), widget=long_text(), max_length=3000, help_text=_("Goes into the mediation record."))
    recovered = forms.DecimalField(label=_("Recovered loss (yuan)"), min_value=0, max_digits=12, decimal_places=2)


class EndGround(models.TextChoices):
    """Why a petition ends without agreement."""

    NO_AGREEMENT = "no-agreement", _("No agreement was reached")
    UNWILLING = "unwilling", _("One side does not want mediation or stays away")
    NO_FAULT = "no-fault", _("The test found no fault")
    OTHER = "other", _("Another reason")


class TerminateForm(forms.Form):
    """Why it ends without agreement."""

    ground = forms.ChoiceField(label=_("Ground"), choices=EndGround.choices)
    explanation = forms.CharField(label=_("Explanation"), widget=long_text(), max_length=2000, help_text=_("Goes into the letter."))


class OwnAppealForm(forms.Form):
    """The applicant's own appeal, where nobody else can be meant."""

    reason = forms.CharField(label=_("Reasons of the appeal"), widget=long_text(), max_length=3000)
