"""Staff: the own inbox, the calls to make, and for supervisors what became of every message."""

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bureau.access import StaffRequest, staff
from bureau.models import Message, User
from bureau.roles import Role
from outreach import selectors, services
from outreach.forms import Chosen, MessageFilter, Position, ReadMark

OVERSEERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
CALLERS = (Role.CLERK, Role.SEAT, *OVERSEERS)


@staff()
def inbox(request: HttpRequest) -> HttpResponse:
    """What the portal told this person."""
    page = _page(request, selectors.inbox_of(_user(request)))
    return render(request, "outreach/staff_inbox.html", {"page": page, **_links(request, page)})


@staff()
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark one message read or unread; somebody else's is not found."""
    form = ReadMark(request.POST)
    if not form.is_valid():
        raise Http404
    at = None if form.cleaned_data["unread"] else timezone.now()
    if not services.mark_read(form.cleaned_data["message"], user=_user(request), at=at):
        raise Http404
    return _back(request, "outreach:inbox")


@staff()
@require_POST
def inbox_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    count = services.mark_all_read(user=_user(request), at=timezone.now())
    messages.success(request, ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", count) % {"count": count})
    return redirect("outreach:inbox")


@staff(*OVERSEERS)
def message_list(request: HttpRequest) -> HttpResponse:
    """Every message and where it stands; what was given up comes first."""
    form = MessageFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    show = chosen.get("show") or selectors.Show.DEAD.value
    case_number = chosen.get("case", "").strip()
    page = _page(request, selectors.messages_shown(show, case_number))
    filters = MessageFilter(initial={"show": show, "case": case_number})
    context = {"page": page, "filters": filters, "show": show, "active": int(bool(case_number)), **_links(request, page)}
    return render(request, "outreach/staff_message_list.html", context)


@staff(*OVERSEERS)
@require_POST
def message_resend(request: HttpRequest) -> HttpResponse:
    """Try the ticked dead messages again."""
    form = Chosen(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick at least one message."))
        return _back(request, "outreach:message-list")
    count = services.resend_messages(form.cleaned_data["ids"], at=timezone.now())
    messages.success(
        request, ngettext("%(count)d message is being sent again.", "%(count)d messages are being sent again.", count) % {"count": count}
    )
    return _back(request, "outreach:message-list")


@staff(*CALLERS)
def call_list(request: HttpRequest) -> HttpResponse:
    """Whom to call because nothing written reached them, and what to tell."""
    page = _page(request, selectors.calls_for(_user(request)))
    return render(request, "outreach/staff_call_list.html", {"calls": selectors.words_to_say(page.rows), **_links(request, page)})


@staff(*CALLERS)
@require_POST
def message_called(request: HttpRequest) -> HttpResponse:
    """The call was made."""
    form = ReadMark(request.POST)
    if not form.is_valid() or not services.note_call(form.cleaned_data["message"], by=_user(request), at=timezone.now()):
        raise Http404
    messages.success(request, _("The call is noted."))
    return _back(request, "outreach:call-list")


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


def _page(request: HttpRequest, rows: QuerySet[Message]) -> selectors.Page:
    form = Position(request.GET)
    place = form.cleaned_data if form.is_valid() else {}
    return selectors.page_of(rows, before=place.get("before"), after=place.get("after"))


def _links(request: HttpRequest, page: selectors.Page) -> dict[str, str]:
    """Addresses of the neighbouring pages with the filters kept."""
    return {"next_url": _link(request.GET, before=page.older), "previous_url": _link(request.GET, after=page.newer)}


def _link(query: QueryDict, **place: int | None) -> str:
    (name, value), *_rest = place.items()
    if value is None:
        return ""
    kept = query.copy()
    for gone in ("before", "after"):
        kept.pop(gone, None)
    kept[name] = str(value)
    return f"?{kept.urlencode()}"


def _back(request: HttpRequest, name: str) -> HttpResponse:
    """To the page of the list one came from, if it is ours."""
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else name)
