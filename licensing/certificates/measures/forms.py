"""What the steps of a measure ask of the person who takes them, and the form that proposes one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.certificates.measures.grounds import GROUNDS, grounds_for, measure_words
from licensing.models import CertificateMeasure
from licensing.steps.forms import DayInput, long_text

Measure = CertificateMeasure.Measure


class ProposeForm(forms.Form):
    """What is proposed against a certificate, on which ground and facts."""

    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    ground = forms.ChoiceField(label=gettext_lazy("Ground"))
    citation = forms.CharField(
        label=gettext_lazy("Article of the special law"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Needed where the ground lies in another law: name the law and its article. The Licensing Law has no suspension."
        ),
    )
    facts = forms.CharField(
        label=gettext_lazy("Facts"), widget=long_text(), max_length=4000, help_text=gettext_lazy("Goes into the notice.")
    )
    until = forms.DateField(
        label=gettext_lazy("Suspended until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Only for a suspension. Left empty, it lasts until it is lifted."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, possible: Iterable[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offered = [one for one in Measure if one in set(possible)]
        self.fields["measure"].choices = [(one.value, measure_words(one)) for one in offered]  # type: ignore[attr-defined]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (measure_words(one), [(ground.code, ground.label) for ground in grounds_for(one)]) for one in offered
        ]

    def clean(self) -> dict[str, Any]:
        """Ground, citation and day must fit the measure."""
        data: dict[str, Any] = super().clean() or {}
        measure, ground = data.get("measure"), GROUNDS.get(data.get("ground", ""))
        if measure and ground and ground.measure != measure:
            self.add_error("ground", _("This ground does not belong to the measure chosen."))
        if ground and ground.needs_citation and not data.get("citation"):
            self.add_error("citation", _("Name the law and the article this rests on."))
        until = data.get("until")
        if until and measure and measure != Measure.SUSPEND:
            self.add_error("until", _("Only a suspension has a last day."))
        elif until and until < self.today:
            self.add_error("until", _("This day has passed."))
        return data


class TellForm(forms.Form):
    """Tell the holder; a remark for the file."""

    note = forms.CharField(label=gettext_lazy("Remark"), widget=long_text(), max_length=1000, required=False)


class StatementForm(forms.Form):
    """What the holder says."""

    statement = forms.CharField(label=gettext_lazy("Statement and defence"), widget=long_text(), max_length=4000)


class DecideForm(forms.Form):
    """The decision, and why the statement did not change it."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons, and what was made of the statement"),
        widget=long_text(),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Goes into the decision."),
    )
