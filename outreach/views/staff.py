"""Staff: the calls to make, and for supervisors what became of every message."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bureau.access import staff
from bureau.roles import Role
from outreach import selectors, services
from outreach.forms import Chosen, MessageFilter, ReadMark
from outreach.views.lists import back_to, links, page_in, user_of

OVERSEERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
CALLERS = (Role.CLERK, Role.SEAT, *OVERSEERS)


@staff(*OVERSEERS)
def message_list(request: HttpRequest) -> HttpResponse:
    """Every message and where it stands; what was given up comes first."""
    form = MessageFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    show = chosen.get("show") or selectors.Show.DEAD.value
    case_number = chosen.get("case", "").strip()
    page = page_in(request, selectors.messages_shown(show, case_number))
    filters = MessageFilter(initial={"show": show, "case": case_number})
    context = {"page": page, "filters": filters, "show": show, "active": int(bool(case_number)), **links(request, page)}
    return render(request, "outreach/staff_message_list.html", context)


@staff(*OVERSEERS)
@require_POST
def message_resend(request: HttpRequest) -> HttpResponse:
    """Try the ticked dead messages again."""
    form = Chosen(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick at least one message."))
        return back_to(request, "outreach:message-list")
    count = services.resend_messages(form.cleaned_data["ids"], at=timezone.now())
    messages.success(
        request, ngettext("%(count)d message is being sent again.", "%(count)d messages are being sent again.", count) % {"count": count}
    )
    return back_to(request, "outreach:message-list")


@staff(*CALLERS)
def call_list(request: HttpRequest) -> HttpResponse:
    """Whom to call because nothing written reached them, and what to tell."""
    page = page_in(request, selectors.calls_for(user_of(request)))
    return render(request, "outreach/staff_call_list.html", {"calls": selectors.words_to_say(page.rows), **links(request, page)})


@staff(*CALLERS)
@require_POST
def message_called(request: HttpRequest) -> HttpResponse:
    """The call was made."""
    form = ReadMark(request.POST)
    if not form.is_valid() or not services.note_call(form.cleaned_data["message"], by=user_of(request), at=timezone.now()):
        raise Http404
    messages.success(request, _("The call is noted."))
    return back_to(request, "outreach:call-list")
