"""Who may open a page of an enterprise's desk: those who act for that very enterprise.

The enterprise's code is in every address of the desk, so that two windows for two enterprises never mix, and each request finds the
membership anew: somebody whose membership ended a second ago is out. An enterprise one does not act for does not exist: 404, never 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from bureau.access import GuardedView, StaffRequest
from bureau.models import User
from bureau.roles import Role
from enterprises.models import Enterprise, Membership

EVERY_PART = frozenset(Membership.Part)
ACTING = frozenset({Membership.Part.OWNER, Membership.Part.AGENT})
OWNERS = frozenset({Membership.Part.OWNER})


class MemberRequest(StaffRequest):
    """A request that passed `@member`: the user acts for `enterprise` by `membership`."""

    membership: Membership
    enterprise: Enterprise


def memberships_of(user: User) -> "QuerySet[Membership]":
    """What this user acts for now, by name of the enterprise; nothing of an account that is switched off."""
    return (
        Membership.objects.filter(user=user, user__is_active=True, ended_at__isnull=True, enterprise__merged_into__isnull=True)
        .select_related("enterprise", "user")
        .order_by("enterprise__name", "id")
    )


def find_membership(user: Any, code: str) -> Membership | None:
    """The user's standing membership of the enterprise with this code; None if there is none."""
    if not getattr(user, "is_authenticated", False) or not user.has_role(Role.ENTERPRISE):
        return None
    return memberships_of(user).filter(enterprise__code=code).first()


def member(*parts: Membership.Part) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open to people who act for the enterprise `code` of the address in one of the parts (none named: any).

    The view is called with `request.membership` and `request.enterprise` set, and without the argument `code`.
    """
    allowed = frozenset(parts) or EVERY_PART

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, code: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            found = find_membership(request.user, code)
            if found is None:
                raise Http404
            if found.part not in allowed:
                raise PermissionDenied(_("Your role at this enterprise may look at this but not do it."))
            asked = cast(MemberRequest, request)
            asked.membership, asked.enterprise = found, found.enterprise
            return view(request, *args, **kwargs)

        cast(GuardedView, guarded).access = frozenset({Role.ENTERPRISE})
        return guarded

    return decorate


def account(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open to every account of an enterprise user, also while it acts for nobody yet."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not request.user.has_role(Role.ENTERPRISE):
            raise PermissionDenied(_("This page is for people of an enterprise."))
        return view(request, *args, **kwargs)

    cast(GuardedView, guarded).access = frozenset({Role.ENTERPRISE})
    return guarded
