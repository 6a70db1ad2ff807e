"""What the hall sees and what the clerk sees of the queue. Reads only; nothing here opens a sealed value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from licensing.models import WindowTicket
from licensing.window import order

State, Line = WindowTicket.State, WindowTicket.Line
SHOWN, NEXT, LONGEST, BADGE = 8, 4, 400, 100
HIDDEN = ("name", "phone", "phone_index")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """One line: its letter and name, how many wait, and who is next."""

    code: str
    label: str
    waiting: int
    next: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A number on the screen."""

    label: str
    window: int | None
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The screen: the newest calls first."""

    called: list[Called]
    lines: list[LineState]


def queue(*, at: datetime, lines: Sequence[str] = Line.values) -> list[WindowTicket]:
    """Who waits today in these lines, in the order of calling; at most 400. One query."""
    rows = order.in_order(order.waiting(timezone.localdate(at), list(lines)), at=at)
    return list(rows.defer(*HIDDEN)[:LONGEST])


def board(*, at: datetime) -> Board:
    """Two queries, and no personal data in them."""
    rows = WindowTicket.objects.filter(day=timezone.localdate(at), state=State.CALLED).only("line", "serial", "window", "calls")
    called = [Called(label=row.label, window=row.window, calls=row.calls) for row in rows.order_by("-called_at")[:SHOWN]]
    return Board(called=called, lines=line_states(queue(at=at)))


def line_states(waiting: Sequence[WindowTicket]) -> list[LineState]:
    """The waiting sorted by line. No query."""
    found = []
    for code, label in Line.choices:
        labels = [row.label for row in waiting if row.line == code]
        found.append(LineState(code=code, label=str(label), waiting=len(labels), next=labels[:NEXT]))
    return found


def ahead_of(ticket: WindowTicket, *, at: datetime) -> int:
    """How many of the same line are called before this one. One query."""
    labels = [row.pk for row in queue(at=at, lines=[ticket.line])]
    return labels.index(ticket.pk) if ticket.pk in labels else 0


def booked_today(day: date) -> list[WindowTicket]:
    """Everybody who booked a visit on a day, by half hour; whether they are there is their state. One query."""
    rows = WindowTicket.objects.filter(day=day, booked_for__isnull=False).exclude(state=State.CANCELLED)
    return list(rows.defer("phone_index").order_by("booked_for", "line", "place")[:LONGEST])


def missed_today(day: date) -> list[WindowTicket]:
    """Who was called and did not come: they may come after all. One query."""
    return list(WindowTicket.objects.filter(day=day, state=State.MISSED).defer(*HIDDEN).order_by("-ended_at")[:10])


def ticket_of(label: str, day: date) -> WindowTicket | None:
    """The ticket of a number such as A012 on a day. One query."""
    line, serial = label[:1].upper(), label[1:]
    if line not in Line.values or not (serial.isascii() and serial.isdecimal()) or len(serial) > 4:
        return None
    return WindowTicket.objects.filter(day=day, line=line, serial=int(serial)).first()
