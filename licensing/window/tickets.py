"""Numbers of the day: taken, called, called again, missed, served. Writes."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.errors import BureauError
from bureau.models import User
from bureau.numbering import next_number
from licensing.models import WindowTicket
from licensing.window import order

State, Line = WindowTicket.State, WindowTicket.Line
# Whoever does not come is called three times before the next one's turn.
CALLS = 3
# Letters and digits nobody mistakes for one another.
SIGNS, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 10


class TicketRefused(BureauError):
    """The step does not fit where the number stands; the sentence says why."""


def new_code() -> str:
    """A booking code: ten signs, about 49 bits."""
    return "".join(secrets.choice(SIGNS) for _position in range(CODE_LENGTH))


@transaction.atomic
def take_ticket(
    line: str, *, at: datetime, item_code: str = "", name: str = "", phone: str = "", enterprise_code: str = ""
) -> WindowTicket:
    """The next number of the line today. Counts from 1 without gaps: the counter's row is locked until the transaction ends."""
    if line not in Line.values:
        raise TicketRefused(_("There is no such line."))
    ticket = WindowTicket(
        day=timezone.localdate(at), line=line, state=State.WAITING, taken_at=at, item_code=item_code, enterprise_code=enterprise_code
    )
    ticket.seal(name=name, phone=phone)
    _number(ticket)
    ticket.save(force_insert=True)
    return ticket


def _number(ticket: WindowTicket) -> None:
    ticket.serial = next_number(f"ticket-{ticket.line}-{ticket.day:%Y%m%d}", ticket.day.year)


@transaction.atomic
def check_in(code: str, *, at: datetime) -> WindowTicket:
    """Give a booked visitor the number, on the day booked. Twice gives the same number. Raises TicketRefused."""
    ticket = WindowTicket.objects.select_for_update().filter(code=code).exclude(code="").first()
    if ticket is None:
        raise TicketRefused(_("No booking has this code."))
    if ticket.state == State.CANCELLED:
        raise TicketRefused(_("This booking was cancelled. Please take a number."))
    if ticket.day != timezone.localdate(at):
        raise TicketRefused(_("This booking is for another day: %(day)s.") % {"day": day_words(ticket.day)})
    if ticket.state != State.BOOKED:
        return ticket
    _number(ticket)
    _row(ticket).update(state=State.WAITING, serial=ticket.serial, taken_at=at)
    return _reread(ticket)


# --- at the window ------------------------------------------------------------------------------------------------------
@transaction.atomic
def call_next(window: int, clerk: User, lines: Sequence[str], *, at: datetime) -> WindowTicket | None:
    """Call whoever's turn it is in these lines; None if nobody waits.

    Two clerks never call the same: a row another one is just taking is passed over. Raises TicketRefused while this window still has
    somebody called, who is served or missed first.
    """
    if present(window, at=at) is not None:
        raise TicketRefused(_("Somebody is called to this window already: end that visit first."))
    rows = order.in_order(order.waiting(timezone.localdate(at), list(lines)), at=at)
    ticket = rows.select_for_update(skip_locked=True).first()
    if ticket is None:
        return None
    _row(ticket).update(state=State.CALLED, window=window, clerk=clerk, called_at=at, calls=1)
    return _reread(ticket)


def present(window: int, *, at: datetime) -> WindowTicket | None:
    """Who is called to a window and not served yet, the last one. One query."""
    rows = WindowTicket.objects.filter(day=timezone.localdate(at), state=State.CALLED, window=window)
    return rows.order_by("-called_at").first()


@transaction.atomic
def call_again(ticket: WindowTicket, *, at: datetime) -> WindowTicket:
    """Once more on the screen."""
    locked = _locked(ticket, State.CALLED)
    locked.calls, locked.called_at = locked.calls + 1, at
    locked.save(update_fields=["calls", "called_at"])
    return locked


@transaction.atomic
def missed(ticket: WindowTicket, *, at: datetime) -> WindowTicket:
    """Did not come, after three calls. Raises TicketRefused before."""
    locked = _locked(ticket, State.CALLED)
    if locked.calls < CALLS:
        raise TicketRefused(_("Call the number %(calls)d times before it counts as missed.") % {"calls": CALLS})
    _row(locked).update(state=State.MISSED, ended_at=at)
    return _reread(locked)


@transaction.atomic
def served(ticket: WindowTicket, *, at: datetime) -> WindowTicket:
    """The visit is over."""
    locked = _locked(ticket, State.CALLED)
    _row(locked).update(state=State.SERVED, ended_at=at)
    return _reread(locked)


@transaction.atomic
def back_to_queue(ticket: WindowTicket, *, at: datetime) -> WindowTicket:
    """Called by mistake: back to the old place. Missed and come after all: behind those who wait."""
    locked = _locked(ticket, State.CALLED, State.MISSED)
    since = at if locked.state == State.MISSED else locked.taken_at
    _row(locked).update(state=State.WAITING, taken_at=since, window=None, clerk=None, called_at=None, ended_at=None, calls=0)
    return _reread(locked)


def _locked(ticket: WindowTicket, *states: str) -> WindowTicket:
    """The row as it stands now. Raises TicketRefused if somebody was quicker."""
    locked = WindowTicket.objects.select_for_update().get(pk=ticket.pk)
    if locked.state not in states:
        words = _("%(number)s is “%(state)s” now: this step is not possible any more.")
        raise TicketRefused(words % {"number": locked.label, "state": locked.get_state_display()})
    return locked


def _row(ticket: WindowTicket) -> "QuerySet[WindowTicket]":
    return WindowTicket.objects.filter(pk=ticket.pk)


def _reread(ticket: WindowTicket) -> WindowTicket:
    ticket.refresh_from_db()
    return ticket
