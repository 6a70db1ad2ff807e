"""Registering, and one's own requests to act for an enterprise."""

import secrets
from collections.abc import Mapping
from typing import Any, cast
from uuid import NAMESPACE_OID, uuid5

import structlog
from django.contrib import messages
from django.contrib.auth import login
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import spam, throttle
from bureau.access import StaffRequest, public
from bureau.accounts import landing_page
from bureau.attachments import file_kind, open_attachment, remove_from_basket
from bureau.errors import BureauError
from bureau.models import User
from bureau.roles import Role
from bureau.throttle import client_address
from enterprises.access import account, memberships_of
from enterprises.accounts import proofs
from enterprises.accounts import services as accounts
from enterprises.accounts import settling as account_settling
from enterprises.accounts.forms import AskForm, CodeForm, PapersForm, RegistrationForm
from enterprises.accounts.proofs import CodeRefused, Purpose
from enterprises.accounts.selectors import files_in, files_of, find_enterprise, requests_of, voucher_of
from enterprises.models import AccountRequest

log = structlog.get_logger("enterprises.accounts.services")

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TRIES_PER_HOUR = 60
READ = ["GET", "HEAD", "POST"]


# --- what the steps share ---------------------------------------------------------------------------------------------
def browser_of(request: HttpRequest) -> str:
    """A secret only this browser sends: the one its forms are protected with. Without one nothing is ever found again."""
    return str(request.META.get("CSRF_COOKIE") or secrets.token_hex(16))


def language_of(request: HttpRequest) -> str:
    """The language of the page, in which the SMS is written too."""
    return get_language() or "zh-hans"


def waiting_key(request: HttpRequest, purpose: Purpose) -> str:
    """The key of what waits for a code in this session; empty if nothing does."""
    return str(request.session.get(f"proof-{purpose}", ""))


def remember_key(request: HttpRequest, purpose: Purpose, key: str) -> None:
    """Keep the key for the next page; the browser never sees it."""
    request.session[f"proof-{purpose}"] = key


def admission(request: HttpRequest, purpose: Purpose, phone: str) -> str:
    """Why this form is not let in: no proof of work, or too many from one address. Empty when it is."""
    now = timezone.now()
    proof = spam.proof_in(request.POST, now)
    if proof is None:
        return _("Please answer the small sum at the end of the form. It keeps automatic programs out.")
    key = uuid5(NAMESPACE_OID, f"{purpose}|{phone}")
    verdict = spam.admit(proof, address=client_address(request), submission_key=key)
    if verdict.admitted:
        return ""
    if verdict.retry_after:
        return _("Too many forms came from your network in the last hour. Please try again later, or call us.")
    return _("This page had been used once already. Please send it again.")


def may_try(request: HttpRequest) -> bool:
    """Count one try of a code from this address; False after sixty an hour."""
    name = f"code-try:{spam.address_digest(client_address(request))}"
    return throttle.hit(name, limit=TRIES_PER_HOUR, seconds=proofs.HOUR)


def sign_in(request: HttpRequest, user: User) -> None:
    """Sign in whoever just proved the phone of a new account."""
    login(request, user, backend=BACKEND)


def with_proof(request: HttpRequest, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with a proof kept from the last try, or a new challenge."""
    now = timezone.now()
    kept = spam.kept_proof(request.POST) if request.method == "POST" and spam.proof_in(request.POST, now) else None
    return {**context, **spam.proof_context(now, kept)}


# --- registration -----------------------------------------------------------------------------------------------------
@sensitive_post_parameters("password1", "password2")
@public
@never_cache
@require_http_methods(READ)
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask for an account. Whoever has one is led to the desk."""
    if request.user.is_authenticated and request.user.has_role(Role.ENTERPRISE):
        return redirect(landing_page(request.user))
    form = RegistrationForm(request.POST or None)
    if request.method != "POST":
        return render(request, "enterprises/account_new.html", with_proof(request, {"form": form}))
    if form.is_valid():
        refusal = admission(request, Purpose.REGISTER, form.cleaned_data["phone"])
        if not refusal:
            return _send_code(request, form)
        form.add_error(None, refusal)
    return render(request, "enterprises/account_new.html", with_proof(request, {"form": form}), status=422)


def _send_code(request: HttpRequest, form: RegistrationForm) -> HttpResponse:
    try:
        key = accounts.start_registration(
            form.fields_to_keep(), browser=browser_of(request), at=timezone.now(), language=language_of(request)
        )
    except CodeRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "enterprises/account_new.html", with_proof(request, {"form": form}), status=429)
    remember_key(request, Purpose.REGISTER, key)
    return redirect("enterprises:account-new-code")


@public
@never_cache
@require_http_methods(READ)
def new_code(request: HttpRequest) -> HttpResponseBase:
    """Type in the code from the SMS; the right one makes the account and signs in."""
    if request.user.is_authenticated and request.user.has_role(Role.ENTERPRISE):
        # The second click of two finds the work done.
        return redirect("enterprises:account")
    key, now = waiting_key(request, Purpose.REGISTER), timezone.now()
    phone = proofs.waiting_for(key, Purpose.REGISTER, at=now)
    if not phone:
        messages.info(request, _("Nothing is waiting for a code here. Please begin again."))
        return redirect("enterprises:account-new")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not may_try(request):
                raise CodeRefused(proofs.too_many_codes(), over=True)
            user, asked = accounts.finish_registration(proofs.check(key, Purpose.REGISTER, form.cleaned_data["code"], at=now), at=now)
        except BureauError as refusal:
            form.add_error("code", str(refusal))
        else:
            sign_in(request, user)
            log.info("enterprise_account_made", user_id=user.pk)
            messages.success(request, _("Your account is made. From now on you sign in with your mobile phone."))
            return to_request(asked)
    context = {"form": form, "phone": phone, "minutes": proofs.MINUTES, "again_url": "enterprises:account-new"}
    return render(request, "enterprises/account_code.html", context, status=422 if form.errors else 200)


def to_request(asked: AccountRequest) -> HttpResponse:
    """To one's desk list once granted, else to what can be done about the request."""
    if asked.state == AccountRequest.State.GRANTED:
        return redirect("enterprises:account")
    return redirect("enterprises:account-request", pk=asked.pk)


# --- one's own requests -----------------------------------------------------------------------------------------------
def own_request(request: HttpRequest, pk: int) -> AccountRequest:
    """One's own request; anybody else's is not found."""
    return get_object_or_404(AccountRequest.objects.select_related("user"), pk=pk, user=cast(StaffRequest, request).user)


@account
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """For whom one acts, and what one asked for."""
    user = cast(StaffRequest, request).user
    return render(request, "enterprises/account_overview.html", {"memberships": memberships_of(user), "requests": requests_of(user)})


@account
@never_cache
@require_http_methods(READ)
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask to act for another enterprise."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = accounts.ask(cast(StaffRequest, request).user, **form.cleaned_data, at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_request(asked)
    return render(request, "enterprises/account_ask.html", {"form": form}, status=422 if form.errors else 200)


@account
@never_cache
@require_safe
def one_request(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Where a request stands and what brings it on."""
    return show_request(request, own_request(request, pk))


def show_request(request: HttpRequest, asked: AccountRequest, *, form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    """The page, with a code form as it was sent when the code was wrong.

    Without a contact who can vouch it is the same page whether or not the register knows the enterprise.
    """
    is_waiting = asked.state == AccountRequest.State.WAITING
    enterprise = find_enterprise(asked.code) if is_waiting else None
    context = {
        "asked": asked,
        "is_waiting": is_waiting,
        "voucher": voucher_of(enterprise) if enterprise is not None else None,
        "code_form": (form or CodeForm()) if form or account_settling.is_code_open(asked, at=timezone.now()) else None,
        "papers_form": PapersForm(),
        "files": [{"file": file, "kind": file_kind(file)} for file in files_of(asked)],
    }
    return render(request, "enterprises/account_request.html", context, status=status)


@account
@require_POST
def send_code(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Have a code sent to the contact on file."""
    asked = own_request(request, pk)
    try:
        mask = account_settling.send_contact_code(asked.pk, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A code was sent to %(phone)s. Ask your colleague to read it to you.") % {"phone": mask})
    return redirect("enterprises:account-request", pk=pk)


@account
@never_cache
@require_POST
def prove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Type in the code the contact on file read out."""
    asked = own_request(request, pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_request(request, asked, form=form, status=422)
    try:
        if not may_try(request):
            raise CodeRefused(proofs.too_many_codes(), over=True)
        membership = account_settling.prove_by_contact(asked.pk, form.cleaned_data["code"], at=timezone.now())
    except BureauError as refusal:
        form.add_error("code", str(refusal))
        return show_request(request, own_request(request, pk), form=form, status=422)
    messages.success(request, _("You may act for %(name)s now.") % {"name": membership.enterprise.name})
    return redirect("enterprises:account")


@account
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a request back."""
    asked = own_request(request, pk)
    try:
        account_settling.withdraw(asked.pk, at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You took the request back."))
    return redirect("enterprises:account")


# --- papers -----------------------------------------------------------------------------------------------------------
@account
@require_POST
def add_files(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand in the licence or a letter of authority."""
    asked = own_request(request, pk)
    uploads = cast("list[UploadedFile]", request.FILES.getlist("papers"))
    if not uploads:
        messages.error(request, _("Choose a file first."))
        return redirect("enterprises:account-request", pk=pk)
    try:
        refusals = accounts.add_papers(asked.pk, uploads, by=cast(StaffRequest, request).user, at=timezone.now())
    except BureauError as refusal:
        refusals = [str(refusal)]
    for words in refusals:
        messages.error(request, words)
    if len(refusals) < len(uploads):
        messages.success(request, _("The files have been received. The bureau will look at them."))
    return redirect("enterprises:account-request", pk=pk)


@account
@require_POST
def remove_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """Take a paper back while the request waits."""
    asked = own_request(request, pk)
    if asked.state == AccountRequest.State.WAITING and asked.basket and remove_from_basket(asked.basket, file):
        messages.success(request, _("The file was removed."))
    return redirect("enterprises:account-request", pk=pk)


@account
@require_safe
def own_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A paper one handed in oneself."""
    return open_attachment(get_object_or_404(files_in(own_request(request, pk)), pk=file))
