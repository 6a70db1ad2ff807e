"""Who is at the windows on the day the demo is built: numbers served, called and waiting, and visits booked ahead."""

from datetime import datetime, timedelta
from itertools import count

from bureau.calendar import Calendar, current_calendar
from bureau.models import User
from config.demo_data.diary import SHANGHAI
from config.demo_data.permits_answers import line
from licensing.models import WindowTicket
from licensing.window import bookings, tickets
from licensing.window.hours import Slot, bookable_days, slots

NUMBERS = (("A", "XK-01"), ("A", "XK-04"), ("B", ""), ("A", "QT-03"), ("C", ""), ("A", "XK-02"), ("A", "QT-01"))
BOOKED = ("A", "A", "B", "A")
SERVED = 2
WINDOW_NUMBER = 1
VISITORS_FROM = 300
NAMES = ("沈玉兰", "韩建国", "姜海涛", "葛晓燕", "苏文斌", "蒋德明", "毛春花", "余立新", "邵桂兰", "尹志强", "陶红霞")


def build(*, now: datetime, clerk: User) -> int:
    """Add today's visitors unless there are some; how many."""
    today = now.astimezone(SHANGHAI).date()
    if WindowTicket.objects.filter(day__gte=today).exists():
        return 0
    visitors = count()
    calendar = current_calendar()
    return _book(now, calendar, visitors) + _queue(now, clerk, visitors)


def _queue(now: datetime, clerk: User, visitors: "count[int]") -> int:
    """Numbers of the last hour: the first ones are served, the next is at the window, the others wait. After midnight: nobody."""
    first = now - timedelta(minutes=10 * len(NUMBERS))
    if first.astimezone(SHANGHAI).date() != now.astimezone(SHANGHAI).date():
        return 0
    for turn, (kind, item) in enumerate(NUMBERS):
        place = next(visitors)
        tickets.take_ticket(
            kind, at=first + timedelta(minutes=8 * turn), item_code=item, name=NAMES[place], phone=line(VISITORS_FROM + place)
        )
    for turn in range(SERVED + 1):
        called_at = now - timedelta(minutes=12 - 4 * turn)
        ticket = tickets.call_next(WINDOW_NUMBER, clerk, ["A"], at=called_at)
        if ticket is not None and turn < SERVED:
            tickets.served(ticket, at=called_at + timedelta(minutes=3))
    return len(NUMBERS)


def _book(now: datetime, calendar: Calendar, visitors: "count[int]") -> int:
    """The next half hours that can be booked, the rest of today first."""
    for turn, kind in enumerate(BOOKED):
        slot = _coming(kind, now, calendar)[turn]
        place = next(visitors)
        bookings.book(
            kind,
            day=slot.day,
            starts=slot.starts,
            name=NAMES[place],
            phone=line(VISITORS_FROM + place),
            at=now,
            calendar=calendar,
            language="zh-hans",
            item_code="XK-01" if kind == "A" else "",
        )
    return len(BOOKED)


def _coming(kind: str, now: datetime, calendar: Calendar) -> list[Slot]:
    """Half hours of this line that have not begun."""
    local = now.astimezone(SHANGHAI)
    days = bookable_days(kind, today=local.date(), calendar=calendar)
    found = [slot for day in days for slot in slots(kind, day, calendar=calendar)]
    return [slot for slot in found if (slot.day, slot.starts) > (local.date(), local.time())]
