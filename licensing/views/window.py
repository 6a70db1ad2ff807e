"""The clerk's side of the window: the queue, numbers called, today's bookings, the quick search, results handed over."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau import drafts
from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.models import User
from bureau.roles import Role
from bureau.views.case import visible_case
from licensing.applications import offers
from licensing.models import Delivery, WindowTicket
from licensing.views.window_device import mark_device
from licensing.window import accepting, board, order, tickets
from licensing.window import deliveries as results
from licensing.window import search as finding
from licensing.window.forms import ReceiverForm, WindowForm, first_error
from licensing.window.place import PURPOSE, begun

DESK = (Role.CLERK, Role.SUPERVISOR)
SETTINGS = "window"
STEPS = {
    "again": tickets.call_again,
    "missed": tickets.missed,
    "served": tickets.served,
    "back": tickets.back_to_queue,
}


def _user(request: HttpRequest) -> User:
    return cast(StaffRequest, request).user


def _own(request: HttpRequest) -> dict[str, Any]:
    """Window number and lines as this session remembers them; no window yet: number 0."""
    known = request.session.get(SETTINGS) or {}
    return {"window": int(known.get("window", 0)), "lines": list(known.get("lines") or WindowTicket.Line.values)}


@staff(*DESK)
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Queue, the visitor called to this window, today's bookings, what to take in, and one's own drafts. Ten queries at most."""
    now, user, own = timezone.now(), _user(request), _own(request)
    today = timezone.localdate(now)
    waiting = board.queue(at=now)
    context = {
        "own": own,
        "settings_form": WindowForm(initial={**own, "window": own["window"] or None}),
        "current": tickets.present(own["window"], at=now) if own["window"] else None,
        "calls_before_missed": tickets.CALLS,
        "lines": board.line_states(waiting),
        "waiting": waiting[:20],
        "missed": board.missed_today(today),
        "bookings": board.booked_today(today),
        "states": WindowTicket.State,
        "grace": int(order.GRACE.total_seconds() // 60),
        "line_choices": WindowTicket.Line.choices,
        "may_take_in": user.has_role(Role.CLERK),
        "groups": [*offers.groups(applicant="enterprise")],
        "person_groups": offers.groups(applicant="person"),
        "drafts": [begun(row) for row in drafts.drafts_of(user, at=now, purpose=PURPOSE)[:10]],
    }
    return render(request, "licensing/staff_window.html", context)


@staff(*DESK)
@require_POST
def settings_(request: HttpRequest) -> HttpResponse:
    """Remember which window this is, for the session."""
    form = WindowForm(request.POST)
    if form.is_valid():
        request.session[SETTINGS] = {"window": form.cleaned_data["window"], "lines": form.cleaned_data["lines"]}
        messages.success(request, _("This is window %(number)d now.") % {"number": form.cleaned_data["window"]})
    else:
        messages.error(request, first_error(form))
    return redirect("licensing:window")


@staff(*DESK)
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Call the next one; with `served` the present visit is ended first."""
    own, now = _own(request), timezone.now()
    if not own["window"]:
        messages.warning(request, _("Say first which window you sit at."))
        return redirect("licensing:window")
    try:
        current = tickets.present(own["window"], at=now)
        if current is not None and "served" in request.POST:
            tickets.served(current, at=now)
        ticket = tickets.call_next(own["window"], _user(request), own["lines"], at=now)
    except tickets.TicketRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(number)s is called.") % {"number": ticket.label} if ticket else _("Nobody is waiting.")
        messages.success(request, words)
    return redirect("licensing:window")


@staff(*DESK)
@require_POST
def ticket_step(request: HttpRequest, label: str, step: str) -> HttpResponse:
    """One of the buttons at a number of today."""
    now = timezone.now()
    ticket, take = board.ticket_of(label, timezone.localdate(now)), STEPS.get(step)
    if ticket is None or take is None:
        raise Http404
    try:
        take(ticket, at=now)
    except tickets.TicketRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("licensing:window")


@staff(*DESK)
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A number from the clerk's hand, or for somebody who shows a booking code."""
    now = timezone.now()
    code = request.POST.get("code", "").strip()
    try:
        if code:
            ticket = tickets.check_in("".join(code.replace("-", "").split()).upper(), at=now)
        else:
            ticket = tickets.take_ticket(request.POST.get("line", ""), at=now)
    except tickets.TicketRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The number is %(number)s.") % {"number": ticket.label})
    return redirect("licensing:window")


@staff(*DESK)
@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """Make this browser the machine that gives out numbers: only there the public page does."""
    response = redirect("licensing:window-kiosk")
    mark_device(request, response)
    return response


@staff(*DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Who stands there. What is typed comes by POST, because a phone number in an address would lie in logs; a link names a code."""
    words = request.POST.get("q", "") if request.method == "POST" else request.GET.get("code", "")
    found = finding.find(words, _user(request), at=timezone.now()) if words else None
    template = "licensing/staff_window_found.html" if request.headers.get("HX-Request") else "licensing/staff_window_search.html"
    today = timezone.localdate()
    return render(request, template, {"found": found, "q": words[: finding.LONGEST], "today": today, "may_take_in": _takes_in(request)})


def _takes_in(request: HttpRequest) -> bool:
    return _user(request).has_role(Role.CLERK)


@staff(*DESK)
@never_cache
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Results waiting to be collected."""
    words = request.GET.get("q", "")[:60]
    rows = results.waiting(_user(request), typed=words)
    context = {"rows": rows, "q": words, "is_cut": len(rows) == results.MOST, "may_deliver": _takes_in(request)}
    return render(request, "licensing/staff_window_deliveries.html", context)


@staff(Role.CLERK)
@require_POST
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Hand a result over."""
    case, form = visible_case(request, number), ReceiverForm(request.POST)
    if not case.is_open:
        raise PermissionDenied(_("This matter is closed."))
    if not form.is_valid():
        messages.error(request, _("Write down who received it."))
        return redirect("licensing:window-deliveries")
    try:
        accepting.deliver(case.pk, mode=Delivery.COLLECT, receiver=form.cleaned_data["receiver"], clerk=_user(request), at=timezone.now())
    except BureauError as refusal:
        messages.error(request, " ".join(accepting.reasons(refusal)))
    else:
        messages.success(request, _("%(number)s is handed over.") % {"number": case.number})
    return redirect("licensing:window-deliveries")
