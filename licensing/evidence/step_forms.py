"""What the steps of an examination ask. The same forms check the API's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import Examination
from licensing.steps.forms import DayInput, long_text

# What is noted of a sample (行政处罚法 56): kept in `Examination.sample`.
SAMPLE = ("place", "batch", "base_quantity", "quantity", "reserve", "seal_number", "present")


class BeginExaminationForm(forms.Form):
    """A sampling, a test or an appraisal is ordered."""

    kind = forms.ChoiceField(label=gettext_lazy("What is done"), choices=Examination.Kind.choices)
    subject = forms.CharField(label=gettext_lazy("What is examined (name, model)"), max_length=200)
    question = forms.CharField(label=gettext_lazy("What is asked, and by which standard"), max_length=300)
    laboratory = forms.CharField(label=gettext_lazy("Laboratory or institute"), max_length=120, required=False)
    expected_on = forms.DateField(
        label=gettext_lazy("Result expected by"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("For a test or appraisal: its time is told to the party in writing and not counted."),
    )
    place = forms.CharField(label=gettext_lazy("Sample: taken at"), max_length=200, required=False)
    batch = forms.CharField(label=gettext_lazy("Sample: batch or date of production"), max_length=80, required=False)
    base_quantity = forms.CharField(label=gettext_lazy("Sample: stock it was taken from"), max_length=60, required=False)
    quantity = forms.CharField(label=gettext_lazy("Sample: quantity taken"), max_length=60, required=False)
    reserve = forms.CharField(label=gettext_lazy("Sample: reserve sample, quantity and where kept"), max_length=120, required=False)
    seal_number = forms.CharField(label=gettext_lazy("Sample: seal number"), max_length=80, required=False)
    present = forms.CharField(label=gettext_lazy("Sample: who was present (position only)"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Never filled with what the case itself calls by the same name.
        super().__init__(*args, **{**kwargs, "initial": None})

    def clean(self) -> dict[str, Any]:
        """A test needs a laboratory."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") in (Examination.Kind.TESTING, Examination.Kind.APPRAISAL) and not data.get("laboratory"):
            self.add_error("laboratory", _("Name the laboratory or institute."))
        return data


class EndExaminationForm(forms.Form):
    """The result is here."""

    examination = forms.IntegerField(
        label=gettext_lazy("Number of the examination on this case"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("May stay empty while only one is under way."),
    )
    ended_on = forms.DateField(
        label=gettext_lazy("Report received on"),
        widget=DayInput(),
        help_text=gettext_lazy("From this day on the time limits count again."),
    )
    report_number = forms.CharField(label=gettext_lazy("Number of the report"), max_length=60)
    conclusion = forms.CharField(label=gettext_lazy("Conclusion of the report"), widget=long_text(), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": None})
