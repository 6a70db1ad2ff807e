"""What is asked of an enterprise that wants its entry put right, and of staff who decide about it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import Township
from enterprises.codes import clean_text
from enterprises.corrections.fields import FIELDS, NEVER_EMPTY, PREMISES, value_now
from enterprises.models import Enterprise, Industry

LONG = forms.Textarea(attrs={"rows": 4})


class LineField(forms.CharField):
    """One line of text in plain signs: full-width letters and digits become plain ones."""

    def to_python(self, value: Any) -> str:
        """Cleaned like every text that enters the register."""
        return clean_text(value)


class CorrectionForm(forms.Form):
    """The entry as it stands; what the enterprise changes in it is what it asks for."""

    name = LineField(label=FIELDS["name"], max_length=120, required=False)
    legal_representative = LineField(label=FIELDS["legal_representative"], max_length=60, required=False)
    address = LineField(label=FIELDS["address"], max_length=200, required=False)
    township = forms.ChoiceField(label=FIELDS["township"], required=False)
    industry_division = forms.ChoiceField(label=FIELDS["industry_division"], required=False)
    phone = LineField(label=FIELDS["phone"], max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    main_products = LineField(label=FIELDS["main_products"], max_length=200, required=False)
    founded_on = forms.DateField(
        label=FIELDS["founded_on"], required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    premises = forms.CharField(
        label=FIELDS[PREMISES],
        required=False,
        max_length=2000,
        widget=LONG,
        help_text=gettext_lazy("One place of work a line: what it is called and where it is."),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=1000,
        widget=LONG,
        help_text=gettext_lazy("Since when it is so, and which document shows it."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{field: value_now(enterprise, field) for field in FIELDS},
            "submission_key": uuid4(),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        self._offer("township", [(row.code, str(row)) for row in Township.objects.all() if row.active or row.code == enterprise.township])
        self._offer("industry_division", [(row.code, str(row)) for row in Industry.objects.order_by("code") if not row.is_section])

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        now = value_now(self.enterprise, field)
        # A code that has left the lists since may stay, or it would look changed.
        kept = [(now, now)] if now and now not in dict(choices) else []
        self.fields[field].choices = [("", "—"), *kept, *choices]  # type: ignore[attr-defined]

    def clean_premises(self) -> str:
        """Lines without blanks at their ends, so that an untouched text equals itself."""
        lines = (clean_text(line) for line in self.cleaned_data["premises"].splitlines())
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        """Facts every enterprise has cannot be emptied; a damaged key counts as a new sending."""
        data: dict[str, Any] = super().clean() or {}
        for field in NEVER_EMPTY:
            if field in data and not data[field] and value_now(self.enterprise, field):
                self.add_error(field, _("This cannot be left empty: write what is right."))
        self.errors.pop("submission_key", None)
        data["submission_key"] = data.get("submission_key") or uuid4()
        return data

    def wanted(self) -> Mapping[str, Any]:
        """The facts as typed, by field."""
        return {field: self.cleaned_data[field] for field in FIELDS}


class ConfirmForm(forms.Form):
    """Confirm; a note goes to the enterprise."""

    note = forms.CharField(
        label=gettext_lazy("Note to the enterprise"),
        widget=LONG,
        max_length=1000,
        required=False,
        help_text=gettext_lazy("The enterprise reads this text. On confirming, the register is changed at once."),
    )


class RefuseForm(forms.Form):
    """A refusal gives its reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=LONG, max_length=1000, help_text=gettext_lazy("The enterprise reads this text.")
    )


class WithdrawForm(forms.Form):
    """The enterprise takes its request back."""

    reason = forms.CharField(label=gettext_lazy("Reason (not required)"), max_length=500, required=False)
