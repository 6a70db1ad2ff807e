"""Accounts of people of an enterprise: made once the phone is proven, asking to act for enterprises, password and phone made new.

The mobile phone is the name one signs in with. Nothing here tells a stranger who has an account or which code the register knows: what
differs is told by SMS, to whoever holds the phone.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bureau.attachments import AttachmentRefused, accept_file
from bureau.models import User
from bureau.roles import Role
from enterprises.accounts import members, proofs
from enterprises.accounts import notes as account_notes
from enterprises.accounts.proofs import Proven, Purpose
from enterprises.accounts.selectors import find_enterprise, find_invitation, is_contact_phone, standing_members
from enterprises.accounts.settling import RequestRefused, locked, settle_by_code
from enterprises.models import AccountRequest, Membership

REQUESTS_PER_DAY = 10


class AccountExists(RequestRefused):
    """The phone is the name of an account already. Told only to whoever proved to hold the phone."""

    def __init__(self) -> None:
        super().__init__(_("This phone has an account already. Sign in with it, or set a new password."))


# --- registration -----------------------------------------------------------------------------------------------------
def start_registration(fields: dict[str, str], *, browser: str, at: datetime, language: str) -> str:
    """Send a code to the phone and keep what was typed until it comes back; the key of what waits. An existing account is told instead.

    `fields`: phone, code, enterprise_name, display_name, email, password. Raises CodeRefused after too many codes.
    """
    # Hashed before anybody is looked up: it takes the same time for a known and an unknown phone.
    payload = {**fields, "password": make_password(fields["password"])}
    phone = payload.pop("phone")
    is_known = User.objects.filter(username=phone).exists()
    message = "enterprise-phone-taken" if is_known else "enterprise-phone-code"
    return proofs.start(
        Purpose.REGISTER, phone, browser=browser, payload=payload, message=message, at=at, language=language, has_code=not is_known
    )


@transaction.atomic
def finish_registration(proven: Proven, *, at: datetime) -> tuple[User, AccountRequest]:
    """Make the account of a proven phone and its first request. Raises AccountExists."""
    wanted = proven.payload
    user = _open_account(proven.phone, display_name=wanted["display_name"], email=wanted["email"], password=wanted["password"])
    return user, ask(user, code=wanted["code"], enterprise_name=wanted["enterprise_name"], at=at)


@transaction.atomic
def join_by_invitation(token: str, *, display_name: str, email: str, password: str, at: datetime) -> tuple[User, Membership]:
    """Make the account of an invited phone, proven by the link from its SMS. Raises AccountExists and MemberRefused."""
    invitation = find_invitation(token, at=at)
    if invitation is None:
        raise members.MemberRefused(_("This invitation has been used, taken back or is too old. Ask for a new one."))
    phone = members.phone_of(invitation)
    user = _open_account(phone, display_name=display_name, email=email, password=make_password(password))
    return user, members.accept(invitation.pk, user, at=at)


def _open_account(phone: str, *, display_name: str, email: str, password: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create(
                username=phone, phone=phone, display_name=display_name, email=email, password=password, roles=[Role.ENTERPRISE.value]
            )
    except IntegrityError as error:
        raise AccountExists from error


# --- asking to act for an enterprise ----------------------------------------------------------------------------------
@transaction.atomic
def ask(user: User, *, code: str, enterprise_name: str, at: datetime) -> AccountRequest:
    """Ask to act for the enterprise with this (cleaned) code. The same question twice is one request.

    Granted at once if the person's phone is that of a contact on file. Raises RequestRefused for somebody who acts for it already, and
    after ten requests a day.
    """
    # One person's questions come one after the other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    enterprise = find_enterprise(code)
    if enterprise is not None and standing_members(enterprise).filter(user=user).exists():
        raise RequestRefused(_("You act for this enterprise already."))
    own = AccountRequest.objects.filter(user=user)
    waiting = own.filter(code=code, state=AccountRequest.State.WAITING).first()
    if waiting is not None:
        return waiting
    if own.filter(made_at__gt=at - timedelta(days=1)).count() >= REQUESTS_PER_DAY:
        raise RequestRefused(_("Ten requests a day are enough. Go on tomorrow, or call us."))
    request = AccountRequest.objects.create(user=user, code=code, enterprise_name=enterprise_name, enterprise=enterprise, made_at=at)
    if enterprise is not None and is_contact_phone(enterprise, user.username):
        # The code that proved the phone proves the contact too.
        settle_by_code(request, enterprise, at=at)
    return request


def add_paper(request_id: int, upload: UploadedFile[Any], *, by: User, at: datetime) -> None:
    """Put a paper to a waiting request. Raises AttachmentRefused and AlreadySettled."""
    with transaction.atomic():
        request = locked(request_id)
        if request.basket is None:
            request.basket = uuid4()
            request.save(update_fields=["basket"])
        basket: UUID = request.basket
    accept_file(upload, basket=basket, by=by, from_citizen=True, at=at)


def add_papers(request_id: int, uploads: list[UploadedFile[Any]], *, by: User, at: datetime) -> list[str]:
    """Put papers to a request; the sentences about those that were refused. One bad file does not cost the others."""
    refusals = []
    for upload in uploads:
        try:
            add_paper(request_id, upload, by=by, at=at)
        except AttachmentRefused as refusal:
            refusals.append(str(refusal))
    return refusals


# --- password and phone -----------------------------------------------------------------------------------------------
def resettable(phone: str) -> User | None:
    """The account whose password this phone may set anew: an active one of an enterprise, never one of the bureau."""
    user = User.objects.filter(username=phone, is_active=True, is_superuser=False, roles__contains=[Role.ENTERPRISE.value]).first()
    return user if user is not None and not user.is_bureau_staff and not user.is_staff else None


def start_reset(phone: str, *, browser: str, at: datetime, language: str) -> str:
    """Send a code for a new password to the phone of an account; nothing to any other. Raises CodeRefused after too many codes."""
    has_account = resettable(phone) is not None
    message = "enterprise-reset-code" if has_account else ""
    return proofs.start(Purpose.RESET, phone, browser=browser, payload={}, message=message, at=at, language=language, has_code=has_account)


@transaction.atomic
def set_password(proven: Proven, password: str) -> User | None:
    """Set the password of the account with the proven phone; every session of it ends. None if it is gone or not of an enterprise."""
    user = resettable(proven.phone)
    if user is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def start_new_phone(user: User, phone: str, *, browser: str, at: datetime, language: str) -> str:
    """Send a code to the phone somebody wants to sign in with from now on. Raises CodeRefused after too many codes."""
    is_known = User.objects.filter(username=phone).exists()
    message = "enterprise-phone-taken" if is_known else "enterprise-phone-code"
    payload: dict[str, Any] = {"user": user.pk}
    return proofs.start(
        Purpose.NEW_PHONE, phone, browser=browser, payload=payload, message=message, at=at, language=language, has_code=not is_known
    )


def change_phone(user: User, proven: Proven, *, at: datetime) -> User:
    """Give the account its proven new phone, and tell the old one. Raises AccountExists, RequestRefused for another person's proof."""
    if proven.payload.get("user") != user.pk:
        raise RequestRefused(_("This code was sent for another account."))
    old = user.username
    try:
        with transaction.atomic():
            fresh = User.objects.select_for_update().get(pk=user.pk)
            fresh.username = fresh.phone = proven.phone
            fresh.save(update_fields=["username", "phone"])
            account_notes.tell_phone_changed(fresh, old, at=at)
    except IntegrityError as error:
        raise AccountExists from error
    return fresh
