"""Forms around accounts: registration, codes, new password and phone, staff's decision, inviting."""

import re
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.attachments import ACCEPT
from bureau.models import Township, User
from bureau.phones import MOBILE, SEPARATORS
from enterprises.codes import clean_code, clean_text
from enterprises.models import Membership

NAME = re.compile(r"[^\W\d_][^\W\d_·.'\-\s]*(?:[·.'\-\s][^\W\d_·.'\-\s]+)*")
MIN_REASON = 5


class ManyFiles(forms.ClearableFileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class MobileField(forms.CharField):
    """A mobile phone of mainland China: 11 digits, which is where an SMS can go."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Mobile phone"))
        options.setdefault("max_length", 30)
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The 11 digits. Raises ValidationError."""
        digits = SEPARATORS.sub("", clean_text(value)).removeprefix("+86")
        if digits and not MOBILE.fullmatch(digits):
            raise ValidationError(_("Give a mobile phone of mainland China with 11 digits, such as 139 0000 0000."), "mobile")
        return digits


class PersonNameField(forms.CharField):
    """A person's name: letters or characters, no figures or links. It is read by others in messages."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your name"))
        options.setdefault("max_length", 30)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The name with single spaces. Raises ValidationError."""
        name = clean_text(value)
        if name and not NAME.fullmatch(name):
            raise ValidationError(_("Write the name with letters only, without figures or signs."), "name")
        return name


class CreditCodeField(forms.CharField):
    """A unified social credit code, checked by its check character."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Unified social credit code"))
        options.setdefault("max_length", 40)
        options.setdefault("help_text", _("18 characters, as on the business licence."))
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """The code in its one spelling. Raises ValidationError."""
        typed = super().clean(value)
        return clean_code(typed) if typed else ""


class NewPasswordForm(forms.Form):
    """A new password, typed twice. `person()` is whom the password must not resemble."""

    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; a short sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_phone = phone

    def person(self) -> User:
        """Made from what was typed, not from what is stored: a page must not tell who has an account."""
        data = self.cleaned_data
        return User(username=data.get("phone") or self.known_phone, display_name=data.get("display_name", ""), email=data.get("email", ""))

    def clean(self) -> dict[str, Any]:
        """The same twice, and not easily guessed."""
        data = self.cleaned_data
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        elif first:
            try:
                validate_password(first, self.person())
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class JoinForm(NewPasswordForm):
    """The account of somebody who was invited: the phone is known already."""

    field_order: Iterable[str] | None = ("display_name", "email", "password1", "password2", "consent")

    display_name = PersonNameField()
    email = forms.EmailField(
        label=_("E-mail (optional)"), required=False, max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    consent = forms.BooleanField(
        label=_("I have read how my data are used and agree to it."),
        error_messages={"required": _("Without your consent we may not keep your data, so no account can be made.")},
    )


class AskForm(forms.Form):
    """For which enterprise one asks to act."""

    code = CreditCodeField()
    enterprise_name = forms.CharField(
        label=_("Name of the enterprise"), min_length=2, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )

    def clean_enterprise_name(self) -> str:
        """With plain signs and single spaces."""
        return clean_text(self.cleaned_data["enterprise_name"])


class RegistrationForm(AskForm, JoinForm):
    """A new account: the enterprise, the person, the phone, a password."""

    field_order = ("code", "enterprise_name", "display_name", "phone", "email", "password1", "password2", "consent")

    phone = MobileField(help_text=_("You sign in with it. We send a code to it now to make sure it is yours."))

    def fields_to_keep(self) -> dict[str, str]:
        """What waits until the phone is proven."""
        data = self.cleaned_data
        kept = {name: str(data[name] or "") for name in ("code", "enterprise_name", "display_name", "phone", "email")}
        return {**kept, "password": data["password1"]}


class CodeForm(forms.Form):
    """Six digits from an SMS."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "proof-input"}),
    )


class ResetForm(NewPasswordForm, CodeForm):
    """The code and the new password together, so that a code is not used up for nothing."""

    field_order = ("code", "password1", "password2")


class PhoneForm(forms.Form):
    """Whose password is forgotten."""

    phone = MobileField(label=_("Mobile phone you sign in with"))


class ProfileForm(forms.ModelForm):
    """Name and e-mail; the phone is changed with a code."""

    display_name = PersonNameField()

    class Meta:
        model = User
        fields = ("display_name", "email")
        labels = {"email": _("E-mail (optional)")}  # noqa: RUF012 -- as Django's Meta wants it


class NewPhoneForm(forms.Form):
    """The phone to sign in with from now on; the password once more, because a desk may have been left open."""

    phone = MobileField(label=_("New mobile phone"))
    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Checked as a sign-in does, with the same limits."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError(_("The password is not right."))
        return password


class PapersForm(forms.Form):
    """The business licence or a letter of authority."""

    papers = forms.FileField(
        label=_("Business licence or letter of authority"),
        widget=ManyFiles(attrs={"accept": ACCEPT}),
        help_text=_("A photo or PDF of at most 10 MB; several are possible."),
    )


class PartForm(forms.Form):
    """What somebody may do for the enterprise."""

    part = forms.ChoiceField(
        label=_("Role"),
        choices=Membership.Part.choices,
        initial=Membership.Part.AGENT,
        help_text=_("An owner manages the people too, an agent acts for the enterprise, a reader only looks."),
    )


class InviteForm(PartForm):
    """Whom to invite, and as what."""

    field_order = ("phone", "part")

    phone = MobileField(label=_("Colleague's mobile phone"))


class GrantForm(PartForm):
    """Staff let the person act; where the register does not know the enterprise, its entry is made from this."""

    name = forms.CharField(label=_("Name of the enterprise"), min_length=2, max_length=120)
    township = forms.ChoiceField(label=_("Township"))
    address = forms.CharField(label=_("Address"), max_length=200)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            for name in ("name", "township", "address"):
                del self.fields[name]
            return
        rows = [(row.code, str(row)) for row in Township.objects.filter(active=True)]
        self.fields["township"].choices = [("", "---------"), *rows]  # type: ignore[attr-defined]

    def entry(self) -> dict[str, Any] | None:
        """The new entry of the register; None where there is one."""
        return {name: self.cleaned_data[name] for name in ("name", "township", "address") if name in self.cleaned_data} or None


class RefuseForm(forms.Form):
    """Why not; the person reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=MIN_REASON,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
