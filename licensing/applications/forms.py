"""Who applies and how the result reaches them: the part of an application that no guide asks, the same on the desk, in a browser and at
the window. Their names in HTML begin with `applicant-` and `delivery-`, those of the guide's questions with `answer-`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.phones import PhoneField
from enterprises.codes import clean_code, clean_text
from licensing.applications.wanted import Applicant
from licensing.guides.content import GuideContent
from licensing.guides.identity_numbers import clean_identity_number
from licensing.models import ApplicantType, Delivery

APPLICANT, DELIVERY, ANSWER = "applicant", "delivery", "answer"
SORTS = (
    (ApplicantType.ENTERPRISE.value, gettext_lazy("An enterprise or institution")),
    (ApplicantType.PERSON.value, gettext_lazy("A natural person")),
)


class LineField(forms.CharField):
    """One line in plain signs."""

    def to_python(self, value: Any) -> str:
        """Full-width letters and digits become plain ones."""
        return clean_text(value)


class ApplicantForm(forms.Form):
    """Who applies. Which of the two sorts may apply is the guide's word."""

    use_required_attribute = False

    type = forms.ChoiceField(label=gettext_lazy("Who applies?"), choices=SORTS, widget=forms.RadioSelect)
    name = LineField(
        label=gettext_lazy("Name of the applicant"),
        max_length=120,
        help_text=gettext_lazy("As on the business licence or the identity card."),
    )
    enterprise_code = LineField(
        label=gettext_lazy("Unified social credit code"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("Enterprises and institutions only: 18 characters, on the business licence."),
    )
    phone = PhoneField(
        label=gettext_lazy("Phone number"),
        max_length=30,
        help_text=gettext_lazy("A mobile number gets a text message at every step."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=200)
    address = LineField(label=gettext_lazy("Postal address"), required=False, max_length=200)
    agent_name = LineField(
        label=gettext_lazy("Who handles it for the applicant"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("If somebody else than the applicant does: their name."),
    )
    agent_phone = PhoneField(
        label=gettext_lazy("Phone number of that person"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def __init__(self, *args: Any, content: GuideContent, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", APPLICANT)
        super().__init__(*args, **kwargs)
        if len(content.applicants) == 1:
            self.fields["type"].widget = forms.HiddenInput()
            self.fields["type"].required = False
            self.fields["type"].initial = content.applicants[0]
            if content.applicants[0] == ApplicantType.PERSON:
                del self.fields["enterprise_code"]
        self.only_type = content.applicants[0] if len(content.applicants) == 1 else ""

    def clean(self) -> dict[str, Any]:
        """An enterprise is known by its code; of a person none is kept."""
        data: dict[str, Any] = super().clean() or {}
        data["type"] = self.only_type or data.get("type")
        if data["type"] == ApplicantType.ENTERPRISE and "enterprise_code" not in self.errors:
            try:
                data["enterprise_code"] = clean_code(data.get("enterprise_code"))
            except forms.ValidationError as error:
                self.add_error("enterprise_code", error)
        elif data["type"] == ApplicantType.PERSON:
            self.errors.pop("enterprise_code", None)
            data["enterprise_code"] = ""
        return data

    def applicant(self) -> Applicant:
        """As the intake takes it. Only of a valid form."""
        return Applicant(**self.cleaned_data)


class WindowApplicantForm(ApplicantForm):
    """The same at the window, where the clerk has the identity card in hand even if the guide's form asks for no number."""

    identity_number = LineField(label=gettext_lazy("Identity number"), required=False, max_length=24)

    def clean_identity_number(self) -> str:
        """The number in its one spelling. Raises ValidationError."""
        typed = self.cleaned_data["identity_number"]
        return clean_identity_number(typed) if typed else ""


class DeskApplicantForm(forms.Form):
    """On the desk the applicant is the enterprise; what is asked is whom the bureau calls."""

    use_required_attribute = False

    agent_name = LineField(label=gettext_lazy("Who handles it for the enterprise"), max_length=60)
    phone = PhoneField(
        label=gettext_lazy("Phone number for this matter"),
        max_length=30,
        help_text=gettext_lazy("A mobile number gets a text message at every step."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", APPLICANT)
        super().__init__(*args, **kwargs)


class DeliveryForm(forms.Form):
    """How the result reaches the applicant (行政许可法 44)."""

    use_required_attribute = False

    delivery = forms.ChoiceField(
        label=gettext_lazy("How do you want to receive the result?"),
        choices=Delivery.choices,
        initial=Delivery.DOWNLOAD,
        widget=forms.RadioSelect,
    )
    delivery_address = LineField(
        label=gettext_lazy("Address for the post"), required=False, max_length=200, help_text=gettext_lazy("Only if it is to be posted.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", DELIVERY)
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The post needs an address; no other way keeps one."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("delivery") != Delivery.POST:
            data["delivery_address"] = ""
        elif not data.get("delivery_address"):
            self.add_error("delivery_address", _("Give the address to which the result is to be posted."))
        return data
