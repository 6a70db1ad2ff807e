"""What the steps between report and notice, and those of the party, ask of the person who takes them. They check the API's data too."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from bureau.models import User
from bureau.roles import Role
from licensing.models import CaseOpinion, PartyStatement
from licensing.procedure import hearing_steps
from licensing.steps.forms import DayInput, MomentInput, StaffChoice, long_text, staff_holding

Form = PartyStatement.Form
PROPOSALS = [
    ("penalty", gettext_lazy("Penalty")),
    ("no-penalty", gettext_lazy("No penalty")),
    ("not-established", gettext_lazy("Act not established")),
    ("transfer", gettext_lazy("Transfer")),
]
OUTCOMES = [
    (hearing_steps.HELD, gettext_lazy("The hearing was held")),
    (hearing_steps.ABSENT, gettext_lazy("The party stayed away or left without good reason")),
    (hearing_steps.WITHDRAWN, gettext_lazy("The party withdrew its request")),
]


class FinishInvestigationForm(forms.Form):
    """The report and who reviews it."""

    text = forms.CharField(label=gettext_lazy("Report of the investigation"), widget=forms.Textarea(attrs={"rows": 10}), max_length=20000)
    proposal = forms.ChoiceField(label=gettext_lazy("Proposal"), choices=PROPOSALS, widget=forms.RadioSelect)
    reviewer = StaffChoice(
        label=gettext_lazy("Reviewer"), queryset=User.objects.none(), help_text=gettext_lazy("Somebody who did not investigate this case.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = staff_holding(Role.REVIEWER)  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """The opinion of a review, and whether more care is needed than the rule computes."""

    verdict = forms.ChoiceField(label=gettext_lazy("Opinion"), choices=CaseOpinion.Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Reasons of the opinion"),
        widget=long_text(),
        max_length=6000,
        help_text=gettext_lazy("Facts, evidence, application of law, procedure, discretion."),
    )
    needs_legal_review = forms.BooleanField(label=gettext_lazy("A legal review is needed in any case"), required=False)
    needs_discussion = forms.BooleanField(label=gettext_lazy("Complex or grave: the heads should discuss it together"), required=False)


class NotifyForm(forms.Form):
    """The head approves the notice: sums and sanctions are those of the charges as they stand."""

    text = forms.CharField(
        label=gettext_lazy("Remark of the head"),
        widget=long_text(),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("The sums and sanctions of the charges are told as they stand now, and frozen."),
    )
    needs_legal_review = ReviewForm.base_fields["needs_legal_review"]
    needs_discussion = ReviewForm.base_fields["needs_discussion"]


class NotifyAgainForm(forms.Form):
    """A new notice and what makes it necessary."""

    reason = forms.CharField(
        label=gettext_lazy("What the earlier notice did not tell"),
        widget=long_text(),
        max_length=2000,
        help_text=gettext_lazy("New facts, or acts or items not told. A defence is no reason for a heavier penalty (article 45)."),
    )


class SpeakingForm(forms.Form):
    """What the party says, taken down by an officer or written by the party itself. Papers are handed in on the page of statements."""

    text = forms.CharField(
        label=gettext_lazy("What the party says"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20000, required=False
    )
    record = forms.IntegerField(
        label=gettext_lazy("Number of the signed record"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Where it was taken down and signed as a record of the case; its words are taken from there."),
    )
    form = forms.ChoiceField(label=gettext_lazy("How it was said"), choices=Form.choices, initial=Form.WRITTEN)
    received_on = forms.DateField(label=gettext_lazy("Day it came in"), widget=DayInput(), required=False)


class AskForm(forms.Form):
    """A hearing is asked for."""

    text = forms.CharField(label=gettext_lazy("Reasons (not required)"), widget=long_text(), max_length=4000, required=False)
    form = forms.ChoiceField(label=gettext_lazy("How it was said"), choices=Form.choices, initial=Form.WRITTEN)
    received_on = forms.DateField(label=gettext_lazy("Day it came in"), widget=DayInput(), required=False)


class WaiverForm(forms.Form):
    """A right is given up, expressly."""

    confirmed = forms.BooleanField(label=gettext_lazy("The party gives up this right expressly and in writing"))
    text = forms.CharField(label=gettext_lazy("Remark"), widget=long_text(), max_length=1000, required=False)


class FindingForm(forms.Form):
    """What the defence came to."""

    adopted = forms.ChoiceField(
        label=gettext_lazy("Is the defence adopted?"),
        choices=[("yes", gettext_lazy("Adopted, wholly or in part")), ("no", gettext_lazy("Not adopted"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=gettext_lazy("What was looked into, and why"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10000)


class NotifyHearingForm(forms.Form):
    """When and where, chaired and recorded by whom."""

    held_for = forms.DateTimeField(label=gettext_lazy("Time of the hearing"), widget=MomentInput())
    place = forms.CharField(label=gettext_lazy("Place of the hearing"), max_length=200)
    chair = StaffChoice(
        label=gettext_lazy("Chair"), queryset=User.objects.none(), help_text=gettext_lazy("Somebody who did not investigate this case.")
    )
    recorder = StaffChoice(label=gettext_lazy("Recorder"), queryset=User.objects.none())
    closed_reason = forms.CharField(
        label=gettext_lazy("Why it is not public"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: it is public. Only for secrets of state or trade, or privacy (article 64 item 3)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "recorder"):
            people = staff_holding(Role.REVIEWER, Role.SUPERVISOR, Role.OFFICER)
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class HoldHearingForm(forms.Form):
    """How the hearing went: record and report."""

    outcome = forms.ChoiceField(label=gettext_lazy("How it went"), choices=OUTCOMES, widget=forms.RadioSelect, initial=hearing_steps.HELD)
    held_at = forms.DateTimeField(label=gettext_lazy("Held at"), widget=MomentInput())
    record = forms.CharField(
        label=gettext_lazy("Record of the hearing"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=30000,
        required=False,
        help_text=gettext_lazy("Empty where chair, recorder and party signed it as a record of the case: then that one counts."),
    )
    signed = forms.BooleanField(label=gettext_lazy("The party or its agent read the record and signed it"), required=False)
    refusal = forms.CharField(label=gettext_lazy("Refused to sign: note of the chair"), max_length=300, required=False)
    report = forms.CharField(label=gettext_lazy("Report of the hearing"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10000)
