"""One's own account: who the bureau thinks one is, how to be reached, and an end to every other session."""

from typing import Any, ClassVar, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.models import Officer, User


class ContactForm(forms.ModelForm):
    """How colleagues and the portal reach a member of staff; name, office and roles are the administrator's."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["phone", "email"]
        labels: ClassVar[dict[str, Any]] = {"email": gettext_lazy("E-mail for reminders")}


class SignOutForm(forms.Form):
    """The password once more: a desk left open must not be able to lock its owner out elsewhere."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check it the way a sign-in does, with the same rate limit and lock-out."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(cast(User, self.user), password):
            raise ValidationError(_("The password is not right."))
        return password


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """Show the profile; a POST changes the contact data."""
    user = cast(StaffRequest, request).user
    form = ContactForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your contact data were saved."))
        return redirect("bureau:profile")
    return show_profile(request, form=form, sign_out_form=SignOutForm())


@sensitive_post_parameters("password")
@staff()
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every other session of this account. The same password is stored with a new salt, and sessions are bound to that."""
    user = cast(StaffRequest, request).user
    form = SignOutForm(request.POST, user=user)
    if not form.is_valid():
        return show_profile(request, form=ContactForm(instance=user), sign_out_form=form)
    user.set_password(form.cleaned_data["password"])
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    messages.success(request, _("Every other session of your account was ended."))
    return redirect("bureau:profile")


def show_profile(request: HttpRequest, *, form: ContactForm, sign_out_form: SignOutForm) -> HttpResponse:
    """The page with both forms, and what is wrong with the one that was sent."""
    # The form writes into its instance: what stands on the page is read anew, so that a refused value is not shown as fact.
    user = User.objects.select_related("office", "officer").get(pk=cast(StaffRequest, request).user.pk)
    officer: Officer | None = getattr(user, "officer", None)
    facts: list[tuple[str, Any]] = [
        (_("Name"), str(user)),
        (_("User name"), user.get_username()),
        (_("Office"), user.office),
        (_("Roles"), ", ".join(str(label) for label in user.role_labels())),
    ]
    if officer is not None:
        facts += [
            (_("Enforcement certificate"), officer.certificate_number),
            (_("Certificate valid until"), officer.certificate_expires_on),
        ]
    certificate_expired = officer is not None and not officer.is_certified_on(timezone.localdate())
    return render(
        request,
        "bureau/staff_profile.html",
        {"facts": facts, "form": form, "sign_out_form": sign_out_form, "certificate_expired": certificate_expired},
    )
