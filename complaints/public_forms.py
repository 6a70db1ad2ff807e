"""The public form: one class for complaint, report and consultation. Which fields count, and which must be there, follows from the kind.

It is kept light because it stands in the hot path: choices are offered only when the form is shown, and checking asks no database.
"""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.attachments import ACCEPT
from bureau.phones import PhoneField
from bureau.spam import HONEYPOT
from complaints import catalogue

KINDS = (("complaint", _("Complaint")), ("report", _("Report")), ("consultation", _("Consultation")))
STATEMENT_MIN, STATEMENT_MAX = 10, 3000
EARLIEST = date(1990, 1, 1)

# What the law asks for (order 121 art. 10: name, phone, address; name and address of the business; request and facts).
MUST: Mapping[str, tuple[str, ...]] = {
    "complaint": ("wish", "subject_name", "subject_address", "name", "phone", "address"),
    "report": ("subject_name", "name", "phone"),
    "consultation": (),
}
# Which fields a kind has at all; what was typed into another kind's field is not kept.
FACTS: Mapping[str, tuple[str, ...]] = {
    "complaint": ("statement", "occurred_on", "category", "wish", "amount", "subject_name", "subject_address", "township"),
    "report": ("statement", "occurred_on", "category", "subject_name", "subject_address", "township"),
    "consultation": ("statement", "category", "township"),
}
CONTACT = ("name", "phone", "email", "address")
MISSING = {
    "wish": _("Say what you ask the business for: a refund, a repair, an exchange …"),
    "subject_name": _("Name the business, as far as you know it."),
    "subject_address": _("Give the address of the business as far as you know it; for an online shop the platform."),
    "name": _("Give your name."),
    "phone": _("Give a phone number at which we reach you."),
    "address": _("Give your postal address: the law asks for it in a complaint."),
}


class PlainText(forms.CharField):
    """Text whose line ends count as one character, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        """Line feeds only."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class CodeField(forms.CharField):
    """One of the bureau's own codes. The choices are put into the widget only when the form is shown."""

    widget = forms.Select

    def __init__(self, *, known: Any, **options: Any) -> None:
        super().__init__(**options)
        self.known = known

    def validate(self, value: Any) -> None:
        """Refuse what is not offered."""
        super().validate(value)
        if value and not self.known(value):
            raise ValidationError(_("Choose one of the list."), code="unknown")


class ManyFiles(forms.ClearableFileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class SubmissionForm(forms.Form):
    """What a citizen sends. The files of `files` are taken by `bureau.baskets`, not by the form."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("What do you want to do?"), choices=KINDS, widget=forms.RadioSelect)
    statement = PlainText(
        label=_("What happened?"),
        min_length=STATEMENT_MIN,
        max_length=STATEMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 7, "required": True}),
        help_text=_("In your own words: what, when, where. 10 to 3,000 characters. Write nobody's ID or bank card number here."),
    )
    occurred_on = forms.DateField(label=_("When did it happen?"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    category = CodeField(
        label=_("What is it about?"), known=catalogue.is_category, required=False, help_text=_("If you are not sure, leave it open.")
    )
    wish = forms.CharField(
        label=_("What do you ask for?"),
        required=False,
        max_length=500,
        help_text=_("For instance: refund of 300 yuan; free repair."),
        widget=forms.TextInput(attrs={"data-required-for": "complaint"}),
    )
    amount = forms.DecimalField(
        label=_("Money in dispute (yuan)"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    subject_name = forms.CharField(
        label=_("Name of the business"),
        required=False,
        max_length=120,
        help_text=_("As on the sign, the receipt or the shop's page."),
        widget=forms.TextInput(attrs={"data-required-for": "complaint report"}),
    )
    subject_address = forms.CharField(
        label=_("Address of the business"),
        required=False,
        max_length=200,
        help_text=_("As far as you know it. For an online shop: the platform and the shop's name there."),
        widget=forms.TextInput(attrs={"data-required-for": "complaint"}),
    )
    township = CodeField(label=_("Township"), known=catalogue.is_township, required=False)
    files = forms.FileField(  # type: ignore[assignment]  # fields are taken off the class, so the form's own `files` stays
        label=_("Files"),
        required=False,
        widget=ManyFiles(attrs={"accept": ACCEPT}),
        help_text=_("At most 10 files: photos, PDF, Word and Excel files up to 10 MB, video and sound up to 50 MB each."),
    )
    anonymous = forms.BooleanField(
        label=_("I want to report anonymously"),
        required=False,
        help_text=_(
            "Then no name, phone number, address or network address is kept. You follow the report with its number and query code only."
        ),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-required-for": "complaint report"}),
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        max_length=30,
        help_text=_("A mobile number gets a text message at every step."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-required-for": "complaint report"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "data-required-for": "complaint"}),
    )
    consent = forms.BooleanField(
        label=_("What I state is true as far as I know, and I agree to my data being used to handle this matter."),
        widget=forms.CheckboxInput(attrs={"required": True, "data-no-review": True}),
        error_messages={"required": _("Without your consent we may not handle your data.")},
    )
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def offer(self) -> "SubmissionForm":
        """Put the choices in: for a form that will be shown. It gets fields of its own, because showing changes them."""
        self.fields = copy.deepcopy(dict(self.fields))
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]  # Django's own, unknown to the stubs
        self.fields["category"].widget.choices = [("", _("Not sure")), *catalogue.category_choices()]
        self.fields["township"].widget.choices = [("", _("Not sure")), *catalogue.township_choices()]
        self.fields["occurred_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        if not self.is_bound:
            self.initial["submission_key"] = self.initial.get("submission_key") or uuid4()
        return self

    @property
    def is_anonymous_report(self) -> bool:
        """Whether the sender asked to stay unknown, which only a report may be."""
        return self.cleaned_data.get("kind") == "report" and bool(self.cleaned_data.get("anonymous"))

    def clean_occurred_on(self) -> date | None:
        """Not in the future, not before anybody could have kept the receipt."""
        day: date | None = self.cleaned_data["occurred_on"]
        if day is not None and not EARLIEST <= day <= timezone.localdate():
            raise ValidationError(_("This day lies in the future or too far back."), code="day")
        return day

    def clean(self) -> dict[str, Any]:
        """What the kind asks for. A wrong or missing submission key is replaced: the sender cannot mend it."""
        data = self.cleaned_data
        self.errors.pop("submission_key", None)
        data["submission_key"] = data.get("submission_key") or uuid4()
        if data.get(HONEYPOT):
            self.add_error(None, _("The field “Leave this empty” must stay empty."))
        for name in MUST.get(data.get("kind", ""), ()):
            if name in CONTACT and self.is_anonymous_report:
                continue
            if name not in self.errors and not data.get(name):
                self.add_error(name, MISSING[name])
        if self.is_anonymous_report:
            # Whatever stands in the contact fields is not looked at: it will not be kept.
            for name in CONTACT:
                self.errors.pop(name, None)
        return data

    @property
    def key(self) -> UUID:
        """The key by which this submission makes one case, however often it arrives."""
        key: UUID = self.cleaned_data["submission_key"]
        return key

    def facts(self) -> dict[str, Any]:
        """The columns of the submission."""
        return {name: self.cleaned_data[name] for name in FACTS[self.cleaned_data["kind"]]}

    def person(self) -> dict[str, str]:
        """Who sends it, in plain text, to be sealed; nothing for an anonymous report."""
        if self.is_anonymous_report:
            return dict.fromkeys(CONTACT, "")
        names = CONTACT if self.cleaned_data["kind"] == "complaint" else CONTACT[:3]
        return {name: self.cleaned_data.get(name) or "" for name in names}


class SharedFields(dict[str, forms.Field]):
    """Fields that all forms of the class check with. Django copies them for every form, which costs as much as the checking itself."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "SharedFields":
        return self


SubmissionForm.base_fields = SharedFields(SubmissionForm.base_fields)

# What a draft and the hidden fields of the review keep; never proofs, tokens or consent.
KEPT = tuple(name for name in SubmissionForm.base_fields if name not in {"files", "consent", HONEYPOT})


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields as typed, nothing checked. Of an anonymous report no contact data, so that they are not kept even in a draft."""
    fields = {name: str(data.get(name) or "") for name in KEPT}
    if fields["kind"] == "report" and fields["anonymous"]:
        fields |= dict.fromkeys(CONTACT, "")
    return {name: value[: STATEMENT_MAX * 2] for name, value in fields.items() if value}
