"""What a clerk copies from a paper certificate; what it certifies is asked by the guide's own questions (`facts_form`)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.phones import PhoneField
from enterprises.codes import clean_code
from enterprises.models import Enterprise
from enterprises.register.selectors import find_by_code, stands_for
from licensing.applications.forms import LineField
from licensing.guides.content import GuideContent
from licensing.guides.forms import GuideForm
from licensing.guides.identity_numbers import clean_identity_number
from licensing.models import ApplicantType, Request
from licensing.steps.forms import DayInput

ANSWER = "answer"


class PaperForm(forms.Form):
    """Number, holder and days of a paper certificate."""

    use_required_attribute = False

    number = LineField(label=gettext_lazy("Certificate number"), max_length=60, help_text=gettext_lazy("As it stands on the paper."))
    enterprise_code = LineField(label=gettext_lazy("Unified social credit code"), max_length=24)
    name = LineField(label=gettext_lazy("Name of the holder"), max_length=60)
    identity_number = LineField(label=gettext_lazy("Identity number"), max_length=24)
    phone = PhoneField(
        label=gettext_lazy("Phone number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Where the holder is told before the certificate runs out."),
    )
    valid_from = forms.DateField(label=gettext_lazy("First good day"), widget=DayInput())
    valid_to = forms.DateField(label=gettext_lazy("Last good day"), widget=DayInput())
    compared = forms.BooleanField(label=gettext_lazy("I have compared every entry with the original certificate."))
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: GuideContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise: Enterprise | None = None
        self.both = len(content.applicants) > 1
        if ApplicantType.PERSON not in content.applicants:
            del self.fields["name"], self.fields["identity_number"]
        if ApplicantType.ENTERPRISE not in content.applicants:
            del self.fields["enterprise_code"]
        if self.both:
            for name in ("enterprise_code", "name", "identity_number"):
                self.fields[name].required = False
        if not content.result.validity_months:
            self.fields["valid_to"].required = False
            self.fields["valid_to"].help_text = _("Leave it empty if it holds without end.")

    def clean_enterprise_code(self) -> str:
        """The code in its one spelling; the enterprise must stand in the register. Raises ValidationError."""
        typed = self.cleaned_data["enterprise_code"]
        if not typed:
            return ""
        code = clean_code(typed)
        found = find_by_code(code)
        if found is None:
            raise forms.ValidationError(_("The register of enterprises does not know this code: enter the enterprise first."))
        self.enterprise = stands_for(found)
        return self.enterprise.code

    def clean_identity_number(self) -> str:
        """The number in its one spelling. Raises ValidationError."""
        return clean_identity_number(self.cleaned_data["identity_number"])

    def clean(self) -> dict[str, Any]:
        """One holder, and days in their order."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last good day lies before the first."))
        if self.both and not self.errors.keys() & {"enterprise_code", "identity_number"}:
            is_person = bool(data.get("name") and data.get("identity_number"))
            if is_person == bool(data.get("enterprise_code")):
                self.add_error("enterprise_code", _("Give the code of an enterprise, or name and identity number of a person."))
        return data


def facts_form(content: GuideContent, *, today: date, data: Any = None) -> GuideForm:
    """The questions whose answers the certificate states, and those on which one of them depends."""
    asked = content.fields_for(Request.NEW)
    stated = set(content.result.facts)
    wanted = stated | {one.when.field for one in asked if one.code in stated and one.when is not None}
    return GuideForm(data, content=content, specs=[one for one in asked if one.code in wanted], today=today, prefix=ANSWER)
