"""What the steps of a permit ask of the person who takes them. The same forms check the API's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.day_words import day_words
from bureau.models import User
from bureau.roles import Role
from licensing.models import Opinion
from licensing.steps.forms import DayInput, MomentInput, StaffChoice, long_text, staff_holding
from licensing.steps.grounds import ExcludedReason


class OfficersChoice(forms.ModelMultipleChoiceField):
    """Officers, shown with their enforcement certificate."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, certificate number and its last day."""
        valid = gettext("valid until %(day)s") % {"day": day_words(obj.officer.certificate_expires_on)}
        return f"{obj} · {obj.officer.certificate_number} · {valid}"


class PlanCheckForm(forms.Form):
    """When, where and who goes to check on site."""

    planned_for = forms.DateTimeField(label=_("Time of the check"), widget=MomentInput())
    place = forms.CharField(label=_("Place of the check"), max_length=200)
    officers = OfficersChoice(
        label=_("Officers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or more, each with an enforcement certificate valid that day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = staff_holding(Role.OFFICER).filter(officer__isnull=False).select_related("officer")
        self.fields["officers"].queryset = officers  # type: ignore[attr-defined]


class ExcludeTimeForm(forms.Form):
    """What takes time the law does not count, and how long."""

    reason = forms.ChoiceField(label=_("What is done"), choices=ExcludedReason.choices)
    expected_until = forms.DateField(label=_("Expected to end on"), widget=DayInput(), help_text=_("The applicant is told in writing."))
    note = forms.CharField(label=_("What exactly, and by whom"), widget=long_text(), max_length=1000)


class OfferHearingForm(forms.Form):
    """Whose interest is at stake."""

    reason = forms.CharField(label=_("Whose major interest is concerned, and why"), widget=long_text(), max_length=1000)
    third_parties = forms.CharField(
        label=_("Interested parties"),
        widget=long_text(),
        max_length=1000,
        help_text=_(
            "One a line: name and mobile number. They are told by text message; whoever has no number here is served the notice by hand."
        ),
    )


class AskHearingForm(forms.Form):
    """A hearing is asked for."""

    asked_by = forms.CharField(
        label=_("Asked for by"), max_length=120, required=False, help_text=_("Name of the interested party; empty: the applicant.")
    )


class LapseHearingForm(forms.Form):
    """Nobody asked, or everybody waived it in writing."""

    waived = forms.BooleanField(label=_("Applicant and interested parties waived the hearing in writing"), required=False)
    note = forms.CharField(label=_("Note"), widget=long_text(), max_length=1000, required=False)


class NotifyHearingForm(forms.Form):
    """When and where the hearing is, and who chairs it."""

    held_for = forms.DateTimeField(label=_("Time of the hearing"), widget=MomentInput())
    place = forms.CharField(label=_("Place of the hearing"), max_length=200)
    chair = StaffChoice(label=_("Chair"), queryset=User.objects.none(), help_text=_("Not whoever reviews the application."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (Role.CLERK, Role.OFFICER, Role.REVIEWER, Role.SUPERVISOR)
        self.fields["chair"].queryset = staff_holding(*roles)  # type: ignore[attr-defined]


class HoldHearingForm(forms.Form):
    """What was said: the decision rests on this record (行政许可法 48)."""

    held_at = forms.DateTimeField(label=_("Held at"), widget=MomentInput())
    record = forms.CharField(label=_("Record of the hearing"), widget=forms.Textarea(attrs={"rows": 12}), max_length=20000)


class FinishReviewForm(forms.Form):
    """What the reviewer proposes, and why."""

    opinion = forms.ChoiceField(label=_("Opinion"), choices=Opinion.choices, widget=forms.RadioSelect)
    opinion_text = forms.CharField(label=_("Reasons of the review"), widget=long_text(), max_length=3000)
    no_interest = forms.CharField(
        label=_("Why no hearing need be offered"),
        widget=long_text(),
        max_length=500,
        required=False,
        help_text=_("Only for items that concern third parties, when none was offered: whose interest was looked at, or who waived it."),
    )


class GrantForm(forms.Form):
    """The decision to grant; reasons are needed against the opinion of the review."""

    decision_text = forms.CharField(label=_("Reasons of the decision"), widget=long_text(), max_length=3000, required=False)


class RefuseForm(forms.Form):
    """The decision to refuse, with reasons for the applicant."""

    decision_text = forms.CharField(
        label=_("Reasons of the decision"),
        widget=long_text(),
        max_length=3000,
        help_text=_("Goes into the decision, together with the remedies."),
    )
    found_false = forms.BooleanField(
        label=_("Facts were concealed or material was false (article 78)"),
        required=False,
        help_text=_("Where safety is concerned the applicant may not apply again for a year; the decision says so."),
    )
