"""One's own account: name, phone, e-mail; and a new password for whoever forgot the old one."""

from typing import cast

from allauth.account.signals import password_reset as password_was_reset
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, public
from bureau.errors import BureauError
from bureau.models import User
from enterprises.access import account
from enterprises.accounts import proofs
from enterprises.accounts import services as accounts
from enterprises.accounts.forms import CodeForm, NewPhoneForm, PhoneForm, ProfileForm, ResetForm
from enterprises.accounts.proofs import CodeRefused, Purpose
from enterprises.views.accounts import READ, admission, browser_of, language_of, may_try, remember_key, waiting_key, with_proof


# --- forgotten password -----------------------------------------------------------------------------------------------
@public
@never_cache
@require_http_methods(READ)
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code to set a new password. The next page is the same whether or not there is such an account."""
    form = PhoneForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal = admission(request, Purpose.RESET, form.cleaned_data["phone"])
            if not refusal:
                try:
                    key = accounts.start_reset(
                        form.cleaned_data["phone"], browser=browser_of(request), at=timezone.now(), language=language_of(request)
                    )
                except CodeRefused as too_many:
                    refusal, status = str(too_many), 429
                else:
                    remember_key(request, Purpose.RESET, key)
                    return redirect("enterprises:account-forgotten-code")
            form.add_error(None, refusal)
    return render(request, "enterprises/account_forgotten.html", with_proof(request, {"form": form}), status=status)


@sensitive_post_parameters("password1", "password2")
@public
@never_cache
@require_http_methods(READ)
def forgotten_code(request: HttpRequest) -> HttpResponseBase:
    """The code and the new password. Signing in is another step, with the second factor of whoever has one."""
    key, now = waiting_key(request, Purpose.RESET), timezone.now()
    phone = proofs.waiting_for(key, Purpose.RESET, at=now)
    if not phone:
        messages.info(request, _("Nothing is waiting for a code here. Please begin again."))
        return redirect("enterprises:account-forgotten")
    form = ResetForm(request.POST or None, phone=phone)
    if request.method == "POST" and form.is_valid() and _reset(request, form, key):
        messages.success(request, _("The new password is set. Sign in with it now."))
        return redirect("account_login")
    context = {"form": form, "phone": phone, "minutes": proofs.MINUTES, "again_url": "enterprises:account-forgotten", "is_reset": True}
    return render(request, "enterprises/account_code.html", context, status=422 if form.errors else 200)


def _reset(request: HttpRequest, form: ResetForm, key: str) -> bool:
    """Whether the password was set; what was wrong stands in the form."""
    try:
        if not may_try(request):
            raise CodeRefused(proofs.too_many_codes(), over=True)
        proven = proofs.check(key, Purpose.RESET, form.cleaned_data["code"], at=timezone.now())
    except BureauError as refusal:
        form.add_error("code", str(refusal))
        return False
    user = accounts.set_password(proven, form.cleaned_data["password1"])
    if user is None:
        form.add_error("code", proofs.code_is_over())
        return False
    password_was_reset.send(sender=User, request=request, user=user)
    return True


# --- profile ----------------------------------------------------------------------------------------------------------
def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


@account
@never_cache
@require_http_methods(READ)
def profile(request: HttpRequest) -> HttpResponseBase:
    """Name and e-mail, and the ways to phone, password and second step."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=_user(request).pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your data were saved."))
        return redirect("enterprises:account-profile")
    return _show_profile(request, form, NewPhoneForm(user=_user(request)))


def _show_profile(request: HttpRequest, form: ProfileForm, phone_form: NewPhoneForm) -> HttpResponse:
    status = 422 if form.errors or phone_form.errors else 200
    return render(request, "enterprises/account_profile.html", {"form": form, "phone_form": phone_form}, status=status)


@sensitive_post_parameters("password")
@account
@never_cache
@require_POST
def new_phone(request: HttpRequest) -> HttpResponseBase:
    """Send a code to the new phone."""
    user = _user(request)
    form = NewPhoneForm(request.POST, user=user)
    if form.is_valid():
        try:
            key = accounts.start_new_phone(
                user, form.cleaned_data["phone"], browser=browser_of(request), at=timezone.now(), language=language_of(request)
            )
        except CodeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            remember_key(request, Purpose.NEW_PHONE, key)
            return redirect("enterprises:account-phone-code")
    return _show_profile(request, ProfileForm(instance=user), form)


@account
@never_cache
@require_http_methods(READ)
def new_phone_code(request: HttpRequest) -> HttpResponseBase:
    """The code from the new phone; the right one makes it the name one signs in with."""
    key, now = waiting_key(request, Purpose.NEW_PHONE), timezone.now()
    phone = proofs.waiting_for(key, Purpose.NEW_PHONE, at=now)
    if not phone:
        messages.info(request, _("Nothing is waiting for a code here. Please begin again."))
        return redirect("enterprises:account-profile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not may_try(request):
                raise CodeRefused(proofs.too_many_codes(), over=True)
            accounts.change_phone(_user(request), proofs.check(key, Purpose.NEW_PHONE, form.cleaned_data["code"], at=now), at=now)
        except BureauError as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("From now on you sign in with %(phone)s.") % {"phone": phone})
            return redirect("enterprises:account-profile")
    context = {"form": form, "phone": phone, "minutes": proofs.MINUTES, "again_url": "enterprises:account-profile"}
    return render(request, "enterprises/account_code.html", context, status=422 if form.errors else 200)
