"""A desk left alone is signed out, and nobody stays signed in longer than a working day.

A public page goes on for the visitor as for anyone. A staff page asks to sign in again and comes back to where one was. What was being
typed when the time ran out is shown once more, so that it can be copied: the browser sent it and the server would have thrown it away.
"""

import time
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from bureau.accounts import SEEN_AT_KEY, SIGNED_IN_AT_KEY

log = structlog.get_logger("bureau.sign_in")

# The session is written at most this often for being looked at; idleness is therefore known to the minute.
STAMP_SECONDS = 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Never echoed: what proves who one is, and what means nothing to a reader.
SECRET_FIELDS = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "next"})


class IdleMiddleware:
    """Ends a session after `STAFF_IDLE_SECONDS` without a request, or `SESSION_COOKIE_AGE` after sign-in. Stands after messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out a session whose time is over, stamp one that goes on."""
        if request.user.is_authenticated:
            now = int(time.time())
            reason = reason_to_end(request, now)
            if reason:
                log.info("session_ended", user=request.user.get_username(), reason=reason)
                logout(request)
                request.timed_out = True  # type: ignore[attr-defined]
            elif not request.headers.get("X-Background"):
                # A page that refreshes itself says so in this header and does not count as somebody at the desk.
                stamp(request, now)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Answer for a page behind the door when the time has just run out; public pages go on for a visitor."""
        if not getattr(request, "timed_out", False) or not is_behind_door(request, view):
            return None
        if request.path_info.startswith("/api/"):
            # A program gets no page to read: its door answers 401 by itself.
            return None
        back = page_to_return_to(request)
        sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: back})}"
        if request.headers.get("HX-Request"):
            messages.info(request, _("You were signed out because the desk was left alone. Please sign in again."))
            return cast(HttpResponse, HttpResponseClientRedirect(sign_in))
        if request.method in SAFE_METHODS:
            # The view itself asks to sign in and keeps the address.
            messages.info(request, _("You were signed out because the desk was left alone. Please sign in again."))
            return None
        return render(request, "account/timed_out.html", {"typed": typed_text(request), "sign_in_url": sign_in}, status=401)


def reason_to_end(request: HttpRequest, now: int) -> str:
    """Why the session is over: "idle", "age", or "" when it goes on. A session from before the stamps begins now."""
    session = request.session
    if now - session.setdefault(SIGNED_IN_AT_KEY, now) >= settings.SESSION_COOKIE_AGE:
        return "age"
    if now - session.get(SEEN_AT_KEY, now) >= settings.STAFF_IDLE_SECONDS:
        return "idle"
    return ""


def stamp(request: HttpRequest, now: int) -> None:
    """Note that somebody is there, at most once a minute (or four times within a shorter idle time)."""
    step = min(STAMP_SECONDS, settings.STAFF_IDLE_SECONDS // 4)
    if now - request.session.get(SEEN_AT_KEY, 0) >= step:
        request.session[SEEN_AT_KEY] = now


def is_behind_door(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether the page needs an account: it declares roles, or it belongs to the administration."""
    access = getattr(view, "access", None)
    return isinstance(access, frozenset) or request.path_info.startswith("/manage/")


def page_to_return_to(request: HttpRequest) -> str:
    """The page on screen: this address for a page, the one it was sent from for a form. Never another host."""
    if request.method in SAFE_METHODS and not request.headers.get("HX-Request"):
        return request.get_full_path()
    sent_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(sent_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def typed_text(request: HttpRequest) -> list[str]:
    """What somebody had written in the form that came too late: words, not secrets, codes or the values of choices."""
    values = (value.strip() for name, values in request.POST.lists() if name not in SECRET_FIELDS for value in values)
    return [value for value in values if " " in value or not value.isascii()]
