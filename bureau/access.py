"""Deny by default: every view says who may open it, and what does not say so stays shut.

`@public` opens a page to everyone, `@staff()` to all staff with a second factor, `@staff(Role.CLERK)` to those roles. Which *object*
they may see is the view's own query (`Case.objects.visible_to(user)`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from bureau.accounts import has_second_factor
from bureau.models import User
from bureau.roles import STAFF_ROLES, Role

P = ParamSpec("P")
PUBLIC = "public"

# Views of libraries that guard themselves; matched by the start of the path (after the host).
SELF_GUARDED = ("/accounts/", "/manage/", "/i18n/", "/static/")


class StaffRequest(HttpRequest):
    """A request that passed `@staff`: the user is a member of staff."""

    user: User


class GuardedView(Protocol):
    """A view with its declared access."""

    access: Any


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open to everyone, without an account."""
    cast(GuardedView, view).access = PUBLIC
    return view


def staff(*roles: Role) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open to staff holding one of the roles (none named: any staff role) who passed the second factor."""
    allowed = frozenset(roles) or STAFF_ROLES

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = refuse_staff(request, allowed)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        cast(GuardedView, guarded).access = allowed
        return guarded

    return decorate


def refuse_staff(request: HttpRequest, allowed: frozenset[Role]) -> HttpResponse | None:
    """Why this request may not pass: a redirect to sign in or to set up the second factor, PermissionDenied for a missing role."""
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if not user.has_role(*allowed):
        raise PermissionDenied(_("Your role may not open this page."))
    if not has_second_factor(request):
        return redirect("mfa_activate_totp")
    return None


class AccessMiddleware:
    """Refuses any view that does not declare its access. A forgotten decorator is a closed door, not an open one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the check is made once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any) -> None:
        """Raise PermissionDenied for an undeclared view, Http404 for an address no row can have: the database takes no NUL in a text."""
        if "\0" in request.path_info:
            raise Http404
        if getattr(view, "access", None) is None and not request.path_info.startswith(SELF_GUARDED):
            raise PermissionDenied(_("This page is not open to anyone yet."))


class DenyAll(BasePermission):
    """The API's default permission: an endpoint opens only by naming another one."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Nobody."""
        return False
