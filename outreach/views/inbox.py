"""The own inbox: of staff at the workbench, of an enterprise's people in the frame of their desk. Everyone reads only their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bureau.access import GuardedView, staff
from bureau.roles import STAFF_ROLES, Role
from enterprises.access import MemberRequest, account, member
from outreach import selectors, services
from outreach.forms import ReadMark
from outreach.views.lists import back_to, links, page_in, user_of

View = Callable[..., HttpResponseBase]


def reader(view: View) -> View:
    """Open to staff, with the second factor, and to accounts of enterprise users. Who is both is staff here: the messages are the same."""
    for_staff, for_enterprises = staff()(view), account(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        guard = for_enterprises if _is_of_an_enterprise(request) else for_staff
        return guard(request, *args, **kwargs)

    cast(GuardedView, guarded).access = STAFF_ROLES | {Role.ENTERPRISE}
    return guarded


def _is_of_an_enterprise(request: HttpRequest) -> bool:
    """Whether the person on screen works for an enterprise and not for the bureau."""
    user = request.user
    return user.is_authenticated and user.has_role(Role.ENTERPRISE) and not user.is_bureau_staff


@reader
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What the portal told this person."""
    return _inbox(request, base="enterprise_base.html" if _is_of_an_enterprise(request) else "staff_base.html")


@member()
@never_cache
def desk_inbox(request: MemberRequest) -> HttpResponse:
    """The same inside one enterprise's desk. Staff who act for an enterprise too read theirs at the workbench, behind the second factor."""
    if request.user.is_bureau_staff:
        return redirect("outreach:inbox")
    return _inbox(request, base="enterprise_base.html")


def _inbox(request: HttpRequest, *, base: str) -> HttpResponse:
    page = page_in(request, selectors.inbox_of(user_of(request)))
    return render(request, "outreach/inbox.html", {"page": page, "base": base, **links(request, page)})


@reader
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark one message read or unread; somebody else's is not found."""
    form = ReadMark(request.POST)
    if not form.is_valid():
        raise Http404
    at = None if form.cleaned_data["unread"] else timezone.now()
    if not services.mark_read(form.cleaned_data["message"], user=user_of(request), at=at):
        raise Http404
    return back_to(request, "outreach:inbox")


@reader
@require_POST
def inbox_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    count = services.mark_all_read(user=user_of(request), at=timezone.now())
    messages.success(request, ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", count) % {"count": count})
    return back_to(request, "outreach:inbox")
