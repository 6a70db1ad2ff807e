"""Forms of the register for staff. They know how a value is typed; what an entry may say is asked by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.models import MessageChannel, User
from bureau.phones import PhoneField
from bureau.staff_forms import PersonChoice, staff_members
from enterprises.codes import LENGTH
from enterprises.models import CareOfficer, Contact, Enterprise, Premises
from enterprises.register.entry_rules import FIELDS
from enterprises.register.labels import Labels

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EnterpriseForm(forms.Form):
    """An entry of the register. `enterprise` None: a new one, which has a code to fill in; else its version goes along."""

    code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        help_text=_("18 figures and capital letters, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Enterprise name"), max_length=120, help_text=_("In full, as on the business licence."))
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    township = forms.ChoiceField(label=_("Township"), required=False)
    industry_section = forms.ChoiceField(label=_("Industry section"), required=False)
    industry_division = forms.ChoiceField(
        label=_("Industry division"), required=False, help_text=_("A division brings its section with it.")
    )
    status = forms.ChoiceField(label=_("Status"), choices=Enterprise.Status.choices, initial=Enterprise.Status.OPERATING)
    scale = forms.ChoiceField(label=_("Size"), required=False)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    founded_on = forms.DateField(label=_("Founded"), required=False, widget=DAY)
    main_products = forms.CharField(label=_("Main products or services"), max_length=200, required=False)
    phone = PhoneField(
        label=_("Business phone"),
        max_length=30,
        required=False,
        help_text=_("The number on the sign. Numbers of people go to the contacts, where they are sealed."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    another = forms.BooleanField(label=_("I have looked at these: it is another enterprise"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, labels: Labels, enterprise: Enterprise | None = None, **kwargs: Any) -> None:
        if enterprise is not None:
            kwargs.setdefault("initial", {name: getattr(enterprise, name) for name in (*FIELDS, "version")})
        super().__init__(*args, **kwargs)
        if enterprise is not None:
            del self.fields["code"], self.fields["another"]
            self.fields["version"].required = True
        self._offer(labels, enterprise)

    def _offer(self, labels: Labels, enterprise: Enterprise | None) -> None:
        """The choices: what is retired is offered only where it stands already."""
        town, tags = (enterprise.township, enterprise.tags) if enterprise else ("", [])
        nothing = ("", "—")
        groups = [
            (section, [(code, label) for code, label in labels.divisions.items() if labels.section_of[code] == letter])
            for letter, section in labels.sections.items()
        ]
        choices: dict[str, list[Any]] = {
            "township": [nothing, *(pair for pair in labels.townships.items() if pair[0] in labels.open_townships or pair[0] == town)],
            "industry_section": [nothing, *labels.sections.items()],
            "industry_division": [nothing, *(group for group in groups if group[1])],
            "scale": [nothing, *Enterprise.Scale.choices],
            "tags": [pair for pair in labels.tags.items() if pair[0] in labels.open_tags or pair[0] in tags],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def entry(self) -> dict[str, Any]:
        """What was filled in, for the services."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class EntryCheckForm(forms.Form):
    """What the page asks about while somebody types: nothing in it must be right yet."""

    code = forms.CharField(required=False, max_length=LENGTH * 3)
    name = forms.CharField(required=False, max_length=120)
    legal_representative = forms.CharField(required=False, max_length=60)
    address = forms.CharField(required=False, max_length=200)
    township = forms.CharField(required=False, max_length=48)
    phone = forms.CharField(required=False, max_length=30)


class ContactForm(forms.Form):
    """A contact. Of one that exists nothing sealed is shown: an empty field keeps what is there."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Contact.Duty.choices, initial=Contact.Duty.GENERAL)
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = PhoneField(label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    channel = forms.ChoiceField(label=_("Preferred channel"), choices=MessageChannel.choices, initial=MessageChannel.SMS)
    remove = forms.MultipleChoiceField(label=_("Remove"), required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs.setdefault("initial", {"duty": contact.duty, "channel": contact.channel, "seen": contact.updated_at.isoformat()})
        super().__init__(*args, **kwargs)
        if contact is None:
            del self.fields["remove"], self.fields["seen"]
            return
        masks = {"name": contact.name_mask, "phone": contact.phone_mask, "email": contact.email_mask}
        for field, mask in masks.items():
            self.fields[field].help_text = gettext("On file: %(mask)s. Leave empty to keep it.") % {"mask": mask or "—"}
        self.fields["name"].required = False
        self.fields["seen"].required = True
        removable = [(field, self.fields[field].label) for field in ("phone", "email") if masks[field]]
        self.fields["remove"].choices = removable  # type: ignore[attr-defined]
        if not removable:
            del self.fields["remove"]


class PremisesForm(forms.Form):
    """A place where the enterprise works."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Premises.Kind.choices)
    name = forms.CharField(label=_("Name of the place"), max_length=100)
    address = forms.CharField(label=_("Address"), max_length=200)
    township = forms.ChoiceField(label=_("Township"), required=False)
    phone = PhoneField(label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))

    def __init__(self, *args: Any, labels: Labels, premises: Premises | None = None, **kwargs: Any) -> None:
        if premises is not None:
            kwargs.setdefault("initial", {name: getattr(premises, name) for name in ("kind", "name", "address", "township", "phone")})
        super().__init__(*args, **kwargs)
        town = premises.township if premises else ""
        offered = [pair for pair in labels.townships.items() if pair[0] in labels.open_townships or pair[0] == town]
        self.fields["township"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


class OfficerForm(forms.Form):
    """Who looks after the enterprise in which matter."""

    duty = forms.ChoiceField(label=_("Duty"), choices=CareOfficer.Duty.choices)
    user = PersonChoice(label=_("Officer"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = staff_members()  # type: ignore[attr-defined]
