"""When the window can be visited: the half hours of a day and how many visitors each takes, from `licensing/data/window_hours.json`.

Working hours on every working day (a make-up Saturday is one); besides, evenings and Saturday mornings by booking only. A Saturday
within the break of a festival is no booking day.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from bureau.calendar import ONE_DAY, Calendar, DayKind

FILE = Path(__file__).resolve().parent.parent / "data" / "window_hours.json"
WORKING_DAY, DAY_OFF = "working-day", "day-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One half hour of a day: when it begins, how many may book it for a line. `by_booking_only`: nobody gives out numbers then."""

    day: date
    starts: time
    places: int
    by_booking_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One block of the opening hours. `weekdays`: 1 is Monday, empty means all; `on`: the sort of day it holds on."""

    weekdays: frozenset[int]
    on: str
    periods: tuple[tuple[time, time], ...]
    places: Mapping[str, int]
    by_booking_only: bool

    def hold_on(self, day: date, calendar: Calendar) -> bool:
        """Whether this block holds on a day. A weekend inside a festival is no day off on which anybody is at the window."""
        is_free_weekend = calendar.kind(day) is DayKind.WEEKEND and calendar.break_around(day) is None
        is_right = calendar.is_working_day(day) if self.on == WORKING_DAY else is_free_weekend
        return is_right and (not self.weekdays or day.isoweekday() in self.weekdays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole file. `per_phone`: how many visits one phone number may have booked at a time."""

    minutes: int
    ahead: int
    per_phone: int
    blocks: tuple[Hours, ...]


@lru_cache(maxsize=1)
def window_rules() -> Rules:
    """The opening hours of this installation. Raises ValueError or KeyError for a file that cannot be read."""
    return read_rules(json.loads(FILE.read_text(encoding="utf-8")))


def read_rules(raw: Mapping[str, Any]) -> Rules:
    """The rules a JSON object holds. Raises ValueError or KeyError for a time, weekday or name that is none."""
    regular = _block({"weekdays": [], "on": WORKING_DAY, **raw["regular"]}, by_booking_only=False)
    others = tuple(_block(one, by_booking_only=True) for one in raw["by_booking_only"])
    return Rules(
        minutes=int(raw["slot_minutes"]),
        ahead=int(raw["book_ahead_days"]),
        per_phone=int(raw["open_bookings_per_phone"]),
        blocks=(regular, *others),
    )


def _block(raw: Mapping[str, Any], *, by_booking_only: bool) -> Hours:
    if raw["on"] not in (WORKING_DAY, DAY_OFF) or not set(raw["weekdays"]) <= set(range(1, 8)):
        raise ValueError(f"hours of the window: {raw}")
    periods = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in raw["periods"])
    return Hours(
        weekdays=frozenset(raw["weekdays"]), on=raw["on"], periods=periods, places=dict(raw["places"]), by_booking_only=by_booking_only
    )


def slots(line: str, day: date, *, calendar: Calendar, rules: Rules | None = None) -> list[Slot]:
    """The half hours of a day for one line, in order; none on a day the window is closed."""
    rules = rules or window_rules()
    found = [
        Slot(day=day, starts=starts, places=block.places.get(line, 0), by_booking_only=block.by_booking_only)
        for block in rules.blocks
        if block.hold_on(day, calendar)
        for period in block.periods
        for starts in _begins(*period, minutes=rules.minutes)
    ]
    return sorted((one for one in found if one.places), key=lambda one: one.starts)


def _begins(begin: time, end: time, *, minutes: int) -> Iterator[time]:
    """Every whole slot of a period."""
    day, step = date(2000, 1, 3), timedelta(minutes=minutes)
    at, ends = datetime.combine(day, begin), datetime.combine(day, end)
    while at + step <= ends:
        yield at.time()
        at += step


def slot_at(line: str, day: date, starts: time, *, calendar: Calendar) -> Slot | None:
    """The half hour that begins then, None if there is none."""
    return next((one for one in slots(line, day, calendar=calendar) if one.starts == starts), None)


def bookable_days(line: str, *, today: date, calendar: Calendar) -> list[date]:
    """The days, today first, on which a visit of this line can be booked."""
    days = (today + ONE_DAY * offset for offset in range(window_rules().ahead + 1))
    return [day for day in days if slots(line, day, calendar=calendar)]


def ends_at(starts: time) -> time:
    """When the half hour that begins then is over."""
    return (datetime.combine(date(2000, 1, 3), starts) + timedelta(minutes=window_rules().minutes)).time()
