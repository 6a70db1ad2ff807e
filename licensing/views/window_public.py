"""The window for everybody: booking a visit, moving or cancelling it, the screen in the hall, the machine that gives out numbers."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bureau import spam, throttle
from bureau.access import public
from bureau.calendar import current_calendar
from bureau.spam import address_digest
from bureau.throttle import client_address
from licensing.applications import offers
from licensing.applications.place import NothingToApplyFor, read_item
from licensing.models import WindowTicket
from licensing.views.window_device import is_device
from licensing.window import board as boards
from licensing.window import bookings, hours, order, tickets
from licensing.window.forms import BookingForm

HOUR = 3600
NUMBERS_PER_MINUTE = 20
TICKET_SALT, TICKET_AGE = "licensing.window-ticket", 600


# --- booking ----------------------------------------------------------------------------------------------------------
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Choose what for, a day and a half hour; a POST books it."""
    now, data = timezone.now(), request.POST if request.method == "POST" else request.GET
    form = BookingForm(request.POST) if request.method == "POST" else BookingForm()
    context = _choices(data, now)
    if request.method != "POST":
        return _book_page(request, form, context, now)
    problems, proof = _problems(request, context, now), spam.proof_in(request.POST, now)
    if form.is_valid() and not problems:
        if proof is None:
            problems = [_("Please answer the small sum at the end of the form. It keeps automatic programs out.")]
        else:
            return _booked(request, form, context, proof, now)
    kept = spam.kept_proof(request.POST) if proof else {}
    return _book_page(request, form, {**context, "problems": problems}, now, kept=kept, status=422)


def _booked(request: HttpRequest, form: BookingForm, context: dict[str, Any], proof: spam.Proof, now: datetime) -> HttpResponse:
    verdict = spam.admit(proof, address=client_address(request), submission_key=_key(request))
    if not verdict.admitted:
        words = _("Too many bookings came from your network, or this page was used already. Please try again.")
        return _book_page(request, form, {**context, "problems": [words]}, now, status=429 if verdict.retry_after else 422)
    try:
        ticket = bookings.book(
            context["line"],
            day=context["day"],
            starts=context["starts"],
            at=now,
            calendar=current_calendar(),
            language=get_language() or "zh-hans",
            item_code=context["item_code"],
            **form.cleaned_data,
        )
    except tickets.TicketRefused as refusal:
        fresh = {**context, **_choices(request.POST, now), "problems": [str(refusal)]}
        return _book_page(request, form, fresh, now, status=409)
    return render(request, "licensing/public_window_booked.html", {"ticket": ticket, "booked": True, **_brought(ticket.item_code, now)})


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("submission_key", "")[:36])
    except ValueError:
        return uuid4()


def _problems(request: HttpRequest, context: dict[str, Any], now: datetime) -> list[str]:
    problems = []
    if request.POST.get(spam.HONEYPOT):
        problems.append(_("The field “Leave this empty” must stay empty."))
    if context["starts"] is None:
        problems.append(_("Choose a day and a time."))
    return problems


def _book_page(
    request: HttpRequest, form: BookingForm, context: dict[str, Any], now: datetime, *, kept: Any = None, status: int = 200
) -> HttpResponse:
    values = {
        "form": form,
        "honeypot": spam.HONEYPOT,
        "submission_key": _key(request),
        "groups": _offered() if not context["line"] else [],
        "grace": int(order.GRACE.total_seconds() // 60),
        **context,
        **spam.proof_context(now, kept),
    }
    return render(request, "licensing/public_window_book.html", values, status=status)


def _offered() -> list[tuple[str, str]]:
    """Every item one applies for, by code and name, whoever may apply. Four queries."""
    found = {one.code: one.name for sort in ("enterprise", "person") for group in offers.groups(applicant=sort) for one in group.offers}
    return sorted(found.items())


def _choices(data: Any, now: datetime) -> dict[str, Any]:
    """What is chosen so far, and what can be chosen next. Four queries at most."""
    item_code, line = data.get("item", "")[:12], data.get("line", "")[:1]
    brought = _brought(item_code, now)
    item_code = item_code if brought["content"] else ""
    line = WindowTicket.Line.PERMITS.value if item_code else (line if line in WindowTicket.Line.values else "")
    return {"item_code": item_code, "line": line, **brought, **_times(line, data, now)}


def _brought(item_code: str, now: datetime) -> dict[str, Any]:
    """The item and its guide, for what to bring along."""
    if not item_code:
        return {"version": None, "content": None}
    try:
        version, _guide, content = read_item(item_code, today=timezone.localdate(now))
    except NothingToApplyFor:
        return {"version": None, "content": None}
    return {"version": version, "content": content}


def _times(line: str, data: Any, now: datetime) -> dict[str, Any]:
    """Days of the line, the day chosen with its half hours and free places, and the half hour chosen."""
    if not line:
        return {"days": [], "day": None, "starts": None, "times": []}
    calendar, local = current_calendar(), timezone.localtime(now)
    days = hours.bookable_days(line, today=local.date(), calendar=calendar)
    day, starts = _day(data.get("day", "")), _time(data.get("time", ""))
    times = []
    if day in days:
        slots = [one for one in hours.slots(line, day, calendar=calendar) if (day, one.starts) > (local.date(), local.time())]
        left = bookings.free_places(line, slots)
        times = [(one, hours.ends_at(one.starts), left[day, one.starts]) for one in slots]
    else:
        day = None
    return {"days": days, "day": day, "starts": starts if day else None, "times": times}


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        return None


def _time(raw: str) -> time | None:
    try:
        return time.fromisoformat(raw[:5])
    except ValueError:
        return None


# --- a booking by its code -----------------------------------------------------------------------------------------------
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest) -> HttpResponse:
    """Show, move or cancel the booking of a code, which comes by POST and never stands in an address."""
    template, now = "licensing/public_window_booking.html", timezone.now()
    if request.method != "POST":
        return render(request, template, {})
    throttled = f"window-booking:{address_digest(client_address(request))}"
    typed = request.POST.get("code", "")[:30]
    if throttle.is_over(throttled, limit=settings.LOOKUPS_PER_HOUR):
        return render(request, template, {"error": _("Too many wrong codes. Please try again in an hour, or call 12365.")}, status=429)
    ticket = bookings.find_booking(typed)
    if ticket is None:
        throttle.hit(throttled, limit=settings.LOOKUPS_PER_HOUR, seconds=HOUR)
        return render(request, template, {"code": typed, "error": _("No booking has this code.")}, status=404)
    return _change(request, ticket, now)


def _change(request: HttpRequest, ticket: WindowTicket, now: datetime) -> HttpResponse:
    step, language = request.POST.get("step", ""), get_language() or "zh-hans"
    chosen, error = _times(ticket.line, request.POST, now), ""
    try:
        if step == "cancel":
            ticket = bookings.cancel(ticket.code, at=now, language=language)
        elif step == "move" and chosen["day"] and chosen["starts"]:
            ticket = bookings.reschedule(
                ticket.code, day=chosen["day"], starts=chosen["starts"], at=now, calendar=current_calendar(), language=language
            )
    except tickets.TicketRefused as refusal:
        error = str(refusal)
    context = {
        "ticket": ticket,
        "ends": hours.ends_at(ticket.booked_for) if ticket.booked_for else None,
        "is_open": ticket.state == WindowTicket.State.BOOKED,
        "moved": step == "move" and not error and bool(chosen["starts"]),
        "error": error,
        **chosen,
        **_brought(ticket.item_code, now),
    }
    return render(request, "licensing/public_window_booking.html", context, status=409 if error else 200)


# --- in the hall ---------------------------------------------------------------------------------------------------------
@public
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The big screen; it asks for its inner part every five seconds. Numbers and windows only."""
    template = "licensing/public_window_board_part.html" if request.headers.get("HX-Request") else "licensing/public_window_board.html"
    now = timezone.now()
    return render(request, template, {"board": boards.board(at=now), "now": timezone.localtime(now)})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Three big buttons and a box for a booking code; the number itself to print. Only the machine a clerk marked gives out numbers."""
    template, now = "licensing/public_window_kiosk.html", timezone.now()
    own = is_device(request)
    if request.method != "POST":
        return render(request, template, {"is_device": own, "lines": WindowTicket.Line.choices, **_given(request, now)})
    error = _("Numbers are given out by the machine in the hall.")
    if own and throttle.hit(f"kiosk:{address_digest(client_address(request))}", limit=NUMBERS_PER_MINUTE, seconds=60):
        try:
            ticket = _take(request, now)
        except tickets.TicketRefused as refusal:
            error = str(refusal)
        else:
            token = signing.dumps(ticket.label, salt=TICKET_SALT)
            return redirect(f"{reverse('licensing:window-kiosk')}?number={token}")
    elif own:
        error = _("Too many numbers in one minute. Please wait a moment.")
    context = {"is_device": own, "lines": WindowTicket.Line.choices, "error": error}
    return render(request, template, context, status=422 if own else 403)


def _take(request: HttpRequest, now: datetime) -> WindowTicket:
    code = request.POST.get("code", "").strip()
    if code:
        return tickets.check_in(bookings.read_code(code) or "-", at=now)
    return tickets.take_ticket(request.POST.get("line", "")[:1], at=now)


def _given(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The number just taken, with how many are called before it."""
    try:
        label = signing.loads(request.GET.get("number", ""), salt=TICKET_SALT, max_age=TICKET_AGE)
    except signing.BadSignature:
        return {}
    ticket = boards.ticket_of(label, timezone.localdate(now))
    return {"ticket": ticket, "ahead": boards.ahead_of(ticket, at=now)} if ticket else {}
