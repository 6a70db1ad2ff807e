"""What discussion, reference and decision ask of the head."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.procedure.duties import LEAST_ATTENDED
from licensing.steps.forms import DayInput, MomentInput, long_text

# Why the law wants no penalty, in its own words and articles.
GROUNDS = [
    ("30", gettext_lazy("Under 14 years old (article 30)")),
    ("31", gettext_lazy("Mentally ill or disabled, unable to tell or control the act (article 31)")),
    ("33-1", gettext_lazy("Minor, corrected in time, no harm done (article 33 paragraph 1)")),
    ("33-1-first", gettext_lazy("First time, slight harm, corrected in time (article 33 paragraph 1)")),
    ("33-2", gettext_lazy("No fault of the party, which it has proved (article 33 paragraph 2)")),
    ("36", gettext_lazy("Not discovered within the limitation (article 36)")),
]


class DiscussForm(forms.Form):
    """The record of a collective discussion."""

    held_at = forms.DateTimeField(label=gettext_lazy("Held at"), widget=MomentInput())
    place = forms.CharField(label=gettext_lazy("Place of the discussion"), max_length=120)
    chair = forms.CharField(label=gettext_lazy("Chair of the discussion"), max_length=60)
    attended = forms.CharField(
        label=gettext_lazy("Attended"), widget=long_text(), max_length=2000, help_text=gettext_lazy("One a line: name, comma, post.")
    )
    recorder = forms.CharField(label=gettext_lazy("Recorder"), max_length=60)
    opinions = forms.CharField(label=gettext_lazy("What each said"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10000)
    conclusion = forms.CharField(label=gettext_lazy("Conclusion of the discussion"), widget=long_text(), max_length=4000)

    def clean_attended(self) -> list[dict[str, str]]:
        """Name and post of each; at least three (57 para. 2 speaks of the heads together)."""
        rows = []
        for line in self.cleaned_data["attended"].replace("，", ",").splitlines():
            name, _comma, post = (part.strip() for part in line.partition(","))
            if name:
                rows.append({"name": name, "post": post})
        if len({row["name"] for row in rows}) < LEAST_ATTENDED:
            raise forms.ValidationError(_("At least three heads attend a collective discussion (行政处罚法第五十七条第二款)."))
        return rows


class ReferUpForm(forms.Form):
    """To whom, and why."""

    body = forms.CharField(
        label=gettext_lazy("Authority above"), max_length=120, required=False, help_text=gettext_lazy("Empty: the one the rule names.")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=2000)


class UpperDecisionForm(forms.Form):
    """What came back."""

    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Does the authority above agree?"),
        choices=[("1", gettext_lazy("Agrees")), ("0", gettext_lazy("Does not agree"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label=gettext_lazy("Number of its decision"), max_length=60)
    text = forms.CharField(label=gettext_lazy("What it decided"), widget=long_text(), max_length=130)


class EndForm(forms.Form):
    """Reasons of a decision; of a late one the reason of the delay too."""

    decision_text = forms.CharField(
        label=gettext_lazy("Reasons of the decision"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10000
    )
    late_reason = forms.CharField(
        label=gettext_lazy("Reason of the delay"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Only when the ninety days are over; stays on record (article 60)."),
    )


class DecideForm(EndForm):
    """The penalty. Its sums are those of the charges."""

    correction = forms.CharField(label=gettext_lazy("What must be put right"), widget=long_text(), max_length=2000, required=False)
    correct_by = forms.DateField(label=gettext_lazy("Put right by"), widget=DayInput(), required=False)


class NoPenaltyForm(EndForm):
    """No penalty, for a ground of the law."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground of no penalty"), choices=GROUNDS)
    field_order = ("ground", "decision_text", "late_reason")
