"""What the pages of service and statements ask."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.day_words import day_words
from bureau.models import Case, User
from licensing.models import FieldRecord, PartyStatement
from licensing.penalties import team
from licensing.procedure import signed_records
from licensing.procedure.service_labels import WAYS
from licensing.steps.forms import DayInput, MomentInput, StaffChoice, long_text


class AttemptForm(forms.Form):
    """One attempt. Which fields it needs depends on the way; the service says what is missing, with the article."""

    way = forms.ChoiceField(label=gettext_lazy("Way of service"), choices=list(WAYS.items()))
    attempted_at = forms.DateTimeField(label=gettext_lazy("Time of the attempt"), widget=MomentInput())
    place = forms.CharField(label=gettext_lazy("Place of service"), max_length=200, required=False)
    second = StaffChoice(label=gettext_lazy("Served together with"), queryset=User.objects.none(), required=False)
    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=60, required=False)
    relation = forms.CharField(label=gettext_lazy("What they are to the party"), max_length=60, required=False)
    witness = forms.CharField(label=gettext_lazy("Witness (when it is left)"), max_length=120, required=False)
    tracking_number = forms.CharField(label=gettext_lazy("Postal number"), max_length=40, required=False)
    entrusted_to = forms.CharField(label=gettext_lazy("Authority asked to serve it"), max_length=120, required=False)
    announced_where = forms.CharField(label=gettext_lazy("Where it is announced"), max_length=200, required=False)
    announced_why = forms.CharField(label=gettext_lazy("Why other ways failed"), max_length=300, required=False)
    file = forms.FileField(label=gettext_lazy("Photo, recording or scan"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [one.pk for one in team.investigators(case)]
        self.fields["second"].queryset = User.objects.filter(pk__in=people).select_related("office")  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What came of an attempt."""

    served = forms.TypedChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("1", gettext_lazy("Served on the party")), ("0", gettext_lazy("Not served"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("Served on"), widget=DayInput(), required=False)
    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=60, required=False)
    relation = forms.CharField(label=gettext_lazy("What they are to the party"), max_length=60, required=False)
    refused_to_sign = forms.BooleanField(label=gettext_lazy("Refused to sign"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why it could not be served"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Served has a day."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("served") and not data.get("on"):
            self.add_error("on", _("Give the day on which it was served."))
        return data


class StatementForm(forms.Form):
    """What the party handed in or said."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of declaration"), choices=PartyStatement.Kind.choices)
    form = forms.ChoiceField(label=gettext_lazy("How it was said"), choices=PartyStatement.Form.choices)
    received_on = forms.DateField(label=gettext_lazy("Day it came in"), widget=DayInput())
    text = forms.CharField(label=gettext_lazy("Words of the party"), widget=long_text(), max_length=20000, required=False)
    record = forms.TypedChoiceField(
        label=gettext_lazy("Signed record of the statement"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Only for a statement and defence: day and words are taken from the record."),
    )
    address = forms.CharField(label=gettext_lazy("E-mail or phone for electronic service"), max_length=120, required=False)
    confirmed = forms.BooleanField(label=gettext_lazy("The waiver or consent is express and bears the party's signature"), required=False)
    file = forms.FileField(label=gettext_lazy("The signed paper"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        records = [(turn, record_words(turn, row)) for turn, row in signed_records.statements_to_hand_in(case.pk)]
        self.fields["record"].choices = [("", _("No record on screen")), *records]  # type: ignore[attr-defined]
        if not records:
            del self.fields["record"]


def record_words(turn: int, row: FieldRecord) -> str:
    """Number, day and person of a record, as a list to choose from shows it."""
    return _("No. %(number)d, %(day)s, %(person)s") % {
        "number": turn,
        "day": day_words(timezone.localdate(row.began_at)),
        "person": row.person_mask,
    }
