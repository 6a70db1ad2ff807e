"""Visits booked ahead: a place in a half hour, moved, cancelled. Writes.

A place is held by a unique constraint, so that however many book at once no place is given twice.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import outbox
from bureau.calendar import Calendar
from bureau.outbox import Addressee, Secret
from bureau.sealing import blind_index
from licensing.models import WindowTicket
from licensing.window.hours import Slot, slot_at, window_rules
from licensing.window.tickets import CODE_LENGTH, SIGNS, TicketRefused, new_code

State = WindowTicket.State


def read_code(typed: str) -> str:
    """A booking code as people type it; empty if it can be none."""
    code = "".join(typed.upper().replace("-", " ").split())
    return code if len(code) == CODE_LENGTH and set(code) <= set(SIGNS) else ""


def find_booking(typed: str) -> WindowTicket | None:
    """The booking of a code, whatever its state. One query."""
    code = read_code(typed)
    return WindowTicket.objects.filter(code=code).first() if code else None


def free_places(line: str, slots: list[Slot]) -> Mapping[tuple[date, time], int]:
    """How many places are left in each of these half hours. One query."""
    taken: dict[tuple[date, time | None], int] = {}
    rows = WindowTicket.objects.filter(line=line, day__in={one.day for one in slots}, booked_for__isnull=False)
    for day, starts in rows.exclude(state=State.CANCELLED).values_list("day", "booked_for"):
        taken[day, starts] = taken.get((day, starts), 0) + 1
    return {(one.day, one.starts): max(one.places - taken.get((one.day, one.starts), 0), 0) for one in slots}


@transaction.atomic
def book(
    line: str,
    *,
    day: date,
    starts: time,
    name: str,
    phone: str,
    at: datetime,
    calendar: Calendar,
    language: str,
    item_code: str = "",
    enterprise_code: str = "",
) -> WindowTicket:
    """Book a place and tell the visitor the code by SMS. Raises TicketRefused for a half hour that is none, over, or full."""
    slot = _slot(line, day, starts, at=at, calendar=calendar)
    index = blind_index(phone)
    # Two bookings of one phone at the same moment may both pass; that is no harm.
    held = WindowTicket.objects.filter(phone_index=index, state=State.BOOKED, day__gte=timezone.localdate(at)).count() if index else 0
    if held >= window_rules().per_phone:
        raise TicketRefused(_("This phone number has %(count)d visits booked already. Cancel one of them first.") % {"count": held})
    ticket = WindowTicket(line=line, state=State.BOOKED, code=new_code(), item_code=item_code, enterprise_code=enterprise_code, taken_at=at)
    ticket.seal(name=name, phone=phone)
    _put(ticket, slot)
    _tell("window-booked", ticket, phone=phone, at=at, language=language)
    return ticket


@transaction.atomic
def reschedule(code: str, *, day: date, starts: time, at: datetime, calendar: Calendar, language: str) -> WindowTicket:
    """Move a booking to another half hour; its code stays. Raises TicketRefused; then the old place is kept."""
    ticket = _open(code)
    slot = _slot(ticket.line, day, starts, at=at, calendar=calendar)
    if (ticket.day, ticket.booked_for) == (slot.day, slot.starts):
        return ticket
    _put(ticket, slot)
    _tell("window-booking-moved", ticket, phone=_phone(ticket), at=at, language=language)
    return ticket


@transaction.atomic
def cancel(code: str, *, at: datetime, language: str) -> WindowTicket:
    """Give the place back. Raises TicketRefused once the visitor is there or the booking is over."""
    ticket = _open(code)
    WindowTicket.objects.filter(pk=ticket.pk).update(state=State.CANCELLED, ended_at=at)
    ticket.refresh_from_db()
    _tell("window-booking-cancelled", ticket, phone=_phone(ticket), at=at, language=language)
    return ticket


def _open(code: str) -> WindowTicket:
    ticket = WindowTicket.objects.select_for_update().filter(Q(code=code) & ~Q(code="")).first()
    if ticket is None:
        raise TicketRefused(_("No booking has this code."))
    if ticket.state != State.BOOKED:
        raise TicketRefused(_("This booking can no longer be changed: it is “%(state)s”.") % {"state": ticket.get_state_display()})
    return ticket


def _slot(line: str, day: date, starts: time, *, at: datetime, calendar: Calendar) -> Slot:
    now = timezone.localtime(at)
    slot = slot_at(line, day, starts, calendar=calendar)
    last = now.date().toordinal() + window_rules().ahead
    if slot is None or day.toordinal() > last:
        raise TicketRefused(_("The window cannot be visited then. Choose one of the times shown."))
    if (day, starts) <= (now.date(), now.time()):
        raise TicketRefused(_("This time has passed already. Choose a later one."))
    return slot


def _put(ticket: WindowTicket, slot: Slot) -> None:
    """Give the ticket the first free place; whoever is beaten to it tries the next. Raises TicketRefused when all are taken."""
    ticket.day, ticket.booked_for = slot.day, slot.starts
    for _attempt in range(slot.places + 1):
        held = WindowTicket.objects.filter(day=slot.day, line=ticket.line, booked_for=slot.starts).exclude(state=State.CANCELLED)
        taken = set(held.exclude(pk=ticket.pk).values_list("place", flat=True))
        free = next((one for one in range(1, slot.places + 1) if one not in taken), None)
        if free is None:
            break
        ticket.place = free
        try:
            with transaction.atomic():
                ticket.save()
        except IntegrityError:
            continue
        return
    raise TicketRefused(_("All places at %(time)s are taken. Choose another time.") % {"time": f"{slot.starts:%H:%M}"})


def _phone(ticket: WindowTicket) -> str:
    """For the message alone: the visitor's own number, to the visitor."""
    kept: Any = ticket.phone
    return kept if isinstance(kept, str) else kept.open()


def _tell(code: str, ticket: WindowTicket, *, phone: str, at: datetime, language: str) -> None:
    if not phone or ticket.booked_for is None:
        return
    context = {
        "code": Secret(ticket.code),
        "day": ticket.day.isoformat(),
        "time": f"{ticket.booked_for:%H:%M}",
        "line": ticket.line,
    }
    occasion = f"{code}:{ticket.pk}:{ticket.day}:{ticket.booked_for:%H%M}:{at.timestamp():.0f}"
    outbox.queue(
        code=code, to=Addressee(phone=phone), channels=None, context=context, case_id=None, dedupe_key=occasion, at=at, language=language
    )
    outbox.wake_delivery()
