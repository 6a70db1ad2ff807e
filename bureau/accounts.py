"""Sign-in: allauth closed to sign-up, a second factor for all staff, lock-out, and a log of what happened at the door.

The proof of the second factor lives in the session, so that `has_second_factor` costs no query. It is bound to the user it was given by.
"""

import base64
import time
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.signals import password_changed, password_reset
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset, authenticator_used
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.models import User
from bureau.navigation import entries_for
from bureau.roles import Role
from bureau.sealing import seal, unseal
from bureau.throttle import client_address

log = structlog.get_logger("bureau.sign_in")

SECOND_FACTOR_KEY = "second_factor_of"
SIGNED_IN_AT_KEY = "signed_in_at"
SEEN_AT_KEY = "seen_at"


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session proved a second factor, at sign-in or by setting one up. Reads the session only."""
    user = request.user
    if not user.is_authenticated:
        return False
    if request.session.get(SECOND_FACTOR_KEY) == str(user.pk):
        return True
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def needs_second_factor(user: Any) -> bool:
    """Whether this user may do nothing before setting up a second factor: everyone who works for the bureau."""
    return bool(getattr(user, "is_bureau_staff", False) or getattr(user, "is_superuser", False))


def landing_page(user: Any) -> str:
    """Where a sign-in leads that was on its way to nowhere: staff to the workbench, people of an enterprise to the head of their menu."""
    if not needs_second_factor(user):
        own = entries_for(user, "enterprise")
        if own:
            return reverse(own[0].url_name)
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def may_administer(request: HttpRequest) -> bool:
    """Whether this request may open the administration: an administrator, active, with a second factor."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return False
    return (user.is_superuser or user.has_role(Role.ADMINISTRATOR)) and has_second_factor(request)


def mark_second_factor(request: HttpRequest, user: User) -> None:
    """Remember in the session that this user proved a second factor."""
    request.session[SECOND_FACTOR_KEY] = str(user.pk)


def password_link(user: User) -> str:
    """A path where this user sets a new password once; it dies with its use, with a new password, and after PASSWORD_RESET_TIMEOUT.

    Handed over by an administrator: there is no reset by e-mail, because a mailbox would then be worth a password.
    """
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def forget_second_factor(user: User) -> int:
    """Remove app and recovery codes of somebody who lost the phone; the next sign-in sets up new ones. Returns how many went."""
    removed, _details = Authenticator.objects.filter(user=user).delete()
    return removed


class StaffAccountAdapter(DefaultAccountAdapter):
    """allauth for everybody with an account: staff's are made by administrators, an enterprise's by its own floor, none by allauth."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for a wrong name and a wrong password: nobody learns which accounts exist.
        "username_password_mismatch": _("The username or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and try again."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account comes from an administrator."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user of these credentials. An account that is switched off is answered like a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in leads: to setting up the second factor while staff have none."""
        if needs_second_factor(request.user) and not has_second_factor(request):
            return reverse("mfa_activate_totp")
        return landing_page(request.user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the second factor even when the sign-in was on its way to another page."""
        if needs_second_factor(user) and not has_second_factor(request):
            kwargs["redirect_url"] = reverse("mfa_activate_totp")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within minutes of a full sign-in: allauth alone would ask a newcomer for the password twice in a row."""
        request = context.request
        records = get_authentication_records(request, request.user) if request else []
        if records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address as the house counts it; a proxy header from outside is not believed."""
        return client_address(request) or "unknown"


class StaffMFAAdapter(DefaultMFAAdapter):
    """Authenticator secrets lie sealed in the database like any other secret of the house."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Use the one your app shows now; each code works once."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return base64.b64encode(seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret. Raises UnsealError if the key is gone."""
        return unseal(base64.b64decode(encrypted_text))

    def get_totp_label(self, user: Any) -> str:
        """The account's name in the authenticator app."""
        return str(user.get_username())


def lockout_address(request: HttpRequest) -> str | None:
    """The address axes counts failures by (AXES_CLIENT_IP_CALLABLE); None over a unix socket, which has none."""
    return client_address(request) or None


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The answer to a locked-out sign-in (AXES_LOCKOUT_CALLABLE): how long to wait, whether or not the account exists."""
    seconds = lockout_seconds_left(str((credentials or {}).get("username") or ""), lockout_address(request), timezone.now())
    answer = render(
        request, "account/locked.html", {"minutes": max(1, -(-seconds // 60)), "limit": settings.AXES_FAILURE_LIMIT}, status=429
    )
    answer["Retry-After"] = str(max(1, seconds))
    return answer


def lockout_seconds_left(username: str, address: str | None, now: datetime) -> int:
    """Seconds until this name may be tried again from this address; 0 when it may."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=address)
    latest = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    if latest is None:
        return 0
    ends = latest + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return max(0, int((ends - now).total_seconds()))


@receiver(user_logged_in)
def on_signed_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Start the two clocks of the session: the whole sitting and the idle desk."""
    if request is None or not hasattr(request, "session"):
        return
    now = int(time.time())
    request.session[SIGNED_IN_AT_KEY] = now
    request.session[SEEN_AT_KEY] = now
    log.info("signed_in", user=user.get_username(), address=client_address(request))


@receiver(user_logged_out)
def on_signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Log the end of a sitting."""
    if user is not None:
        log.info("signed_out", user=user.get_username(), address=client_address(request))


@receiver(user_login_failed)
def on_sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Log a wrong password. The typed name is cut short: people type passwords into the name field."""
    address = client_address(request) if request is not None else ""
    log.warning("sign_in_failed", user=str(credentials.get("username", ""))[:3] + "…", address=address)


@receiver(user_locked_out)
def on_locked_out(request: HttpRequest, username: str, **kwargs: Any) -> None:
    """Log a lock-out, with the name: whoever watches the log has to know whom to call."""
    log.warning("locked_out", user=username, address=client_address(request))


@receiver(authentication_failed)
def on_code_refused(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Log a wrong code: the password before it was right."""
    log.warning("second_factor_failed", user=user.get_username(), address=client_address(request))


@receiver(authenticator_used)
@receiver(authenticator_added)
def on_second_factor_proved(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Remember the proof in the session and log it. Recovery codes made together with the app prove nothing of their own."""
    mark_second_factor(request, user)
    log.info("second_factor", user=user.get_username(), kind=authenticator.type, address=client_address(request))


@receiver(authenticator_removed)
def on_second_factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Without the app the session is back to one factor: it reaches nothing but setting up a new one."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session.pop(SECOND_FACTOR_KEY, None)
        records = [record for record in get_authentication_records(request, user) if record["method"] != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    log.warning("second_factor_removed", user=user.get_username(), kind=authenticator.type, address=client_address(request))


@receiver(authenticator_reset)
def on_recovery_codes_made(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Log new recovery codes."""
    log.info("recovery_codes_made", user=user.get_username(), address=client_address(request))


@receiver(password_changed)
@receiver(password_reset)
def on_password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Log a new password. Every other session of the user ends with it: Django binds sessions to the password's hash."""
    log.info("password_changed", user=user.get_username(), address=client_address(request))
