"""What each step asks of the person who takes it. The same forms check the API's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.models import Category, Office, User
from bureau.roles import STAFF_ROLES
from complaints.models import MediationResult, RefusalGround, ReportOutcome, TerminationGround

LONG = forms.Textarea(attrs={"rows": 4})


class HandlerChoice(forms.ModelChoiceField):
    """A member of staff, shown with the office."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and office."""
        return f"{obj} · {obj.office}" if obj.office else str(obj)


def staff_members() -> Any:
    """Who can have a matter in hand."""
    return User.objects.holding(*STAFF_ROLES).select_related("office").order_by("office__code", "display_name")


class NoteForm(forms.Form):
    """A note for the file."""

    note = forms.CharField(label=_("Note"), widget=LONG, max_length=2000, required=False)


class ReasonForm(forms.Form):
    """A step that needs a reason."""

    reason = forms.CharField(label=_("Reason"), widget=LONG, max_length=1000)


class AskForm(forms.Form):
    """What the citizen is asked for."""

    asked = forms.CharField(label=_("What is missing"), widget=LONG, max_length=1000, help_text=_("The citizen reads this text."))


class AcceptForm(forms.Form):
    """Accept and, if wished, put it into somebody's hands at once."""

    handler = HandlerChoice(label=_("Handler"), queryset=User.objects.none(), required=False, help_text=_("Empty: you."))
    note = forms.CharField(label=_("Note"), widget=LONG, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_members()  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Hand over to a colleague."""

    handler = HandlerChoice(label=_("Handler"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_members()  # type: ignore[attr-defined]


class RerouteForm(forms.Form):
    """The right office and category for what was filed under the wrong one."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.filter(active=True))
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(active=True), to_field_name="code", required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RefuseForm(forms.Form):
    """A refusal names its ground and is explained; the other remedies go into the letter."""

    ground = forms.ChoiceField(label=_("Ground (article 16)"), choices=RefusalGround.choices)
    explanation = forms.CharField(
        label=_("Explanation for the complainant"),
        widget=LONG,
        max_length=1000,
        help_text=_("Goes into the letter together with the other remedies."),
    )


class SettleForm(forms.Form):
    """The result of a mediation."""

    result = forms.ChoiceField(label=_("Result"), choices=MediationResult.choices)
    agreement = forms.CharField(label=_("What was agreed"), widget=LONG, max_length=3000)
    recovered = forms.DecimalField(label=_("Recovered loss (yuan)"), min_value=0, max_digits=12, decimal_places=2)


class TerminateForm(forms.Form):
    """Why the mediation ends without agreement."""

    ground = forms.ChoiceField(label=_("Ground (article 23)"), choices=TerminationGround.choices)
    explanation = forms.CharField(label=_("Explanation for both sides"), widget=LONG, max_length=1000)


class ConcludeForm(forms.Form):
    """What the verification of a report found."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=ReportOutcome.choices)
    verified = forms.CharField(label=_("What verification found"), widget=LONG, max_length=3000)


class AnswerForm(forms.Form):
    """An answer, to be reviewed by somebody else."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=5000)


class ReleaseForm(forms.Form):
    """The reviewer may correct the answer while releasing it."""

    answer = forms.CharField(
        label=_("Answer as it will be sent"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        required=False,
        help_text=_("Empty: as drafted."),
    )


class SupplementForm(forms.Form):
    """More facts from the citizen; files come with it."""

    text = forms.CharField(label=_("What you want to add"), widget=LONG, max_length=3000)


class WithdrawForm(forms.Form):
    """The complainant takes the complaint back."""

    reason = forms.CharField(label=_("Reason (not required)"), max_length=500, required=False)


class RateForm(forms.Form):
    """One to five and a word."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        coerce=int,
        choices=[(5, _("Very satisfied")), (4, _("Satisfied")), (3, _("Neutral")), (2, _("Dissatisfied")), (1, _("Very dissatisfied"))],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(label=_("Anything you want to tell us"), widget=LONG, max_length=500, required=False)
