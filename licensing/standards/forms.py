"""What is asked when declared standards are checked, and when a report of a citizen leads to a check."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import User
from enterprises.models import DeclaredStandard, Enterprise, Standing
from licensing.inspections.pools import officer_pool
from licensing.standards.checklist import ANSWERS, NO, QUESTIONS

LONG = forms.Textarea(attrs={"rows": 4})


class CheckForm(forms.Form):
    """The checklist and what was found."""

    finding = forms.CharField(label=gettext_lazy("What was found"), widget=LONG, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=str(question.label), choices=ANSWERS, widget=forms.RadioSelect, help_text=question.article
            )
        self.order_fields([question.code for question in QUESTIONS])

    def clean(self) -> dict[str, Any]:
        """The answers together, for the gate and the effect; a defect is described."""
        data: dict[str, Any] = super().clean() or {}
        data["answers"] = {question.code: data[question.code] for question in QUESTIONS if question.code in data}
        if NO in data["answers"].values() and not data.get("finding"):
            self.add_error("finding", _("Describe what is wrong: the enterprise must know what to put right."))
        return data


class ReportedForm(forms.Form):
    """A report about a standard (标准化法 35) that opens a check without a draw."""

    code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=18, min_length=18)
    standard_number = forms.CharField(
        label=gettext_lazy("Number of the standard"), max_length=60, required=False, help_text=gettext_lazy("Empty if it declared none.")
    )
    source = forms.CharField(
        label=gettext_lazy("Number of the report"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("The matter of the complaint desk, if there is one. Who reported is not written here: it stays secret."),
    )
    lead = forms.ModelChoiceField(label=gettext_lazy("First officer"), queryset=User.objects.none())
    second = forms.ModelChoiceField(label=gettext_lazy("Second officer"), queryset=User.objects.none())
    finding = forms.CharField(label=gettext_lazy("What is to be checked"), widget=LONG, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = User.objects.filter(officer__in=officer_pool(timezone.localdate())).order_by("display_name", "pk")
        for name in ("lead", "second"):
            self.fields[name].queryset = able  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """An enterprise of the register, not merged into another."""
        code: str = self.cleaned_data["code"].strip().upper()
        if not Enterprise.objects.filter(code=code, merged_into__isnull=True).exists():
            raise forms.ValidationError(_("The register holds no enterprise with this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """Two different people; a standard the enterprise declared."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("lead") and data.get("lead") == data.get("second"):
            self.add_error("second", _("Two different officers go."))
        number = data.get("standard_number", "").strip()
        data["standard"] = None
        if number and data.get("code"):
            rows = DeclaredStandard.objects.filter(enterprise__code=data["code"], number=number)
            data["standard"] = rows.exclude(standing=Standing.ENDED).first()
            if data["standard"] is None:
                self.add_error("standard_number", _("The enterprise declared no standard with this number."))
        return data
