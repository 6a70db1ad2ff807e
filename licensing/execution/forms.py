"""What the steps of execution ask of the person who takes them; the same forms check the API's data."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import HeldThing, PaymentRelief, Remedy
from licensing.steps.forms import DayInput, long_text

CENT = Decimal("0.01")
MONEY: Mapping[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": CENT}
GROUNDS = [
    ("68-1", gettext_lazy("A fine of no more than 100 yuan, imposed on the spot (行政处罚法第六十八条第一项)")),
    ("68-2", gettext_lazy("Imposed on the spot and hard to collect later (行政处罚法第六十八条第二项)")),
    ("69", gettext_lazy("Remote, on water or hard to reach, and the party asked for it (行政处罚法第六十九条)")),
]
WAYS = [(one.value, one.label) for one in (HeldThing.Disposition.DESTROYED, HeldThing.Disposition.SOLD, HeldThing.Disposition.TRANSFERRED)]


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day with the browser's own calendar."""
    return forms.DateField(label=label, widget=DayInput(), **options)


class PlanField(forms.CharField):
    """A plan of payments: a day and a sum in yuan on each line. Gives a list of {"due_on", "amount"} as text."""

    def __init__(self, **options: Any) -> None:
        help_text = gettext_lazy("One payment a line: day and sum in yuan, such as 2026-12-31 5000.00. Together exactly the open fine.")
        super().__init__(**{"label": gettext_lazy("Plan"), "widget": long_text(), "help_text": help_text, "max_length": 2000, **options})

    def to_python(self, value: Any) -> Any:
        """The lines read; a list that was read before stays. Raises ValidationError naming the line."""
        if isinstance(value, list):
            value = "\n".join(f"{one.get('due_on', '')} {one.get('amount', '')}" for one in value if isinstance(one, dict))
        lines = [line for line in (super().to_python(value) or "").splitlines() if line.strip()]
        return [_plan_line(number, line) for number, line in enumerate(lines, start=1)]

    def validate(self, value: Any) -> None:
        """Something must be planned where a plan is wanted."""
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The length was bounded by the lines."""
        if len(value) > 60:
            raise forms.ValidationError(_("No more than 60 payments."))


def _plan_line(number: int, line: str) -> dict[str, str]:
    words = line.replace("，", " ").replace("\t", " ").replace(",", " ").split()
    try:
        day, amount = parse_date(words[0]), Decimal(words[1])
    except (IndexError, ValueError, InvalidOperation):
        day, amount = None, Decimal(0)
    if len(words) != 2 or day is None or not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        raise forms.ValidationError(_("Line %(line)d is not a day and a sum in yuan, such as 2026-12-31 5000.00.") % {"line": number})
    return {"due_on": day.isoformat(), "amount": f"{amount:.2f}"}


class AskReliefForm(forms.Form):
    """The party asks to pay later or in parts."""

    kind = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=PaymentRelief.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Why it is hard to pay"), widget=long_text(), max_length=2000)
    plan = PlanField()


class DecideReliefForm(forms.Form):
    """The head grants or refuses; a plan given here goes before the one asked for."""

    granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Grant the relief")), ("no", gettext_lazy("Refuse the relief"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=gettext_lazy("Reasons"), widget=long_text(), max_length=2000)
    plan = PlanField(required=False, label=gettext_lazy("Another plan than asked for"))


class ReasonsForm(forms.Form):
    """A remark for the paper and the file."""

    note = forms.CharField(label=gettext_lazy("Remark"), widget=long_text(), max_length=2000, required=False)


class ApplyCourtForm(forms.Form):
    """Which court."""

    court = forms.CharField(
        label=gettext_lazy("Court"),
        max_length=120,
        help_text=gettext_lazy("For immovables the court of their place (行政强制法第五十四条)."),
    )
    note = forms.CharField(label=gettext_lazy("Remark"), widget=long_text(), max_length=2000, required=False)


class NoteCourtForm(forms.Form):
    """The court took the application in, or refused it."""

    number = forms.CharField(label=gettext_lazy("Number of the court"), max_length=80)
    admitted = forms.TypedChoiceField(
        label=gettext_lazy("Admitted"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class RecordCourtForm(forms.Form):
    """What came of it."""

    result = forms.CharField(label=gettext_lazy("Result"), widget=long_text(), max_length=2000)
    ended_on = day_field(gettext_lazy("Ended on"))
    is_final = forms.BooleanField(
        label=gettext_lazy("Nothing more is to be carried out"),
        required=False,
        help_text=gettext_lazy("The court carried it out, refused it for good or ended it."),
    )


class RecordRemedyForm(forms.Form):
    """A reconsideration or suit began."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Remedy.Kind.choices, widget=forms.RadioSelect)
    body = forms.CharField(label=gettext_lazy("Authority or court"), max_length=120)
    number = forms.CharField(label=gettext_lazy("Its number"), max_length=80, required=False)
    began_on = day_field(
        gettext_lazy("Began on"), help_text=gettext_lazy("From this day no late fee is counted (行政处罚法第七十三条第三款).")
    )
    stops_execution = forms.BooleanField(label=gettext_lazy("It stops the execution"), required=False)


class EndRemedyForm(forms.Form):
    """Which of them ended, and how."""

    which = forms.ChoiceField(
        label=gettext_lazy("Which one ended"),
        choices=[("", gettext_lazy("The one that is open")), *Remedy.Kind.choices],
        required=False,
        help_text=gettext_lazy("Needed when a reconsideration and a suit are open at once."),
    )
    result = forms.ChoiceField(label=gettext_lazy("Result"), choices=Remedy.Result.choices)
    ended_on = day_field(gettext_lazy("Ended on"))
    result_text = forms.CharField(label=gettext_lazy("About the result"), widget=long_text(), max_length=4000)
    new_fine = forms.DecimalField(
        label=gettext_lazy("Fine as changed (yuan)"), max_digits=14, decimal_places=2, min_value=0, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A changed decision says what the fine is now; no other result does."""
        data: dict[str, Any] = super().clean() or {}
        is_changed = data.get("result") == Remedy.Result.CHANGED
        if is_changed and data.get("new_fine") is None:
            self.add_error("new_fine", _("Say what the fine is now; 0 if none is left."))
        if not is_changed and data.get("new_fine") is not None:
            self.add_error("new_fine", _("Only a changed decision has another fine."))
        return data


class DisposeGoodsForm(forms.Form):
    """What becomes of confiscated goods."""

    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Number of the measure and of the line, such as QZ20261101000001/2; empty for all that are confiscated."),
    )
    way = forms.ChoiceField(label=gettext_lazy("What becomes of them"), choices=WAYS, widget=forms.RadioSelect)
    proceeds = forms.DecimalField(label=gettext_lazy("Money received (yuan)"), max_digits=14, decimal_places=2, min_value=0, required=False)
    reason = forms.CharField(label=gettext_lazy("How, where, before whom"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """What is sold brings money, which goes to the treasury."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") == HeldThing.Disposition.SOLD and data.get("proceeds") is None:
            self.add_error("proceeds", _("Say what the sale brought: all of it goes to the treasury (行政处罚法第七十四条第二款)."))
        return data


class TakeCashForm(forms.Form):
    """Cash taken from the party."""

    amount = forms.DecimalField(label=gettext_lazy("Amount (yuan)"), **MONEY)
    receipt = forms.CharField(
        label=gettext_lazy("Number of the receipt"),
        max_length=40,
        help_text=gettext_lazy("Of the finance department; without it the party may refuse to pay (行政处罚法第七十条)."),
    )
    ground = forms.ChoiceField(label=gettext_lazy("Why in cash"), choices=GROUNDS, widget=forms.RadioSelect)
    paid_on = day_field(gettext_lazy("Taken on"))
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=150, required=False)


class CashDayForm(forms.Form):
    """The day on which cash was handed on."""

    on = day_field(gettext_lazy("On"))


class CloseForm(forms.Form):
    """How the decision was carried out, and what was put right."""

    text = forms.CharField(label=gettext_lazy("How it was carried out"), widget=long_text(), max_length=4000)
    is_corrected = forms.BooleanField(
        label=gettext_lazy("What had to be put right was put right, or nothing had to be (行政处罚法第二十八条第一款)"), required=False
    )


def plan_days(plan: list[Mapping[str, str]]) -> list[tuple[date, Decimal]]:
    """A plan as days and sums in yuan, in order."""
    return sorted((date.fromisoformat(one["due_on"]), Decimal(one["amount"])) for one in plan)
