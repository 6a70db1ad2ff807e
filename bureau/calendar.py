"""Working days of mainland China.

The `holidays` library knows the yearly notices of the State Council: the statutory days, the days off gained by exchange and the
make-up Saturdays and Sundays that pay for them. Staff correct it through the table `CalendarDay` (a schedule the library does not
have yet, a local closure). `Calendar` is a pure value; only `current_calendar` and `load_overrides` touch the database.
"""

import json
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from holidays import country_holidays
from holidays.countries.china import ChinaStaticHolidays

from bureau.models.time import CalendarDay

OVERRIDES_FILE = Path(__file__).resolve().parent / "data" / "calendar_overrides.json"
CACHE_SECONDS = 60.0
ONE_DAY = timedelta(days=1)
SATURDAY = 5
# How the library labels a day off that was swapped against a weekend; its English and Chinese wording.
EXCHANGED = ("Day off", "休息日")
OBSERVED = ("（补假）", " (observed)")
ESTIMATED = ("（推定）", "（补假，推定）", " (estimated)", " (observed, estimated)")
# The eve belongs to the festival that follows; a break is called by the festival alone.
EVES = frozenset({"农历除夕", "Chinese New Year's Eve"})


class DayKind(StrEnum):
    """What a day is for somebody who counts."""

    WORKDAY = "workday"
    MAKEUP = "makeup"  # a Saturday or Sunday that the yearly notice makes a working day
    WEEKEND = "weekend"
    BRIDGE = "bridge"  # a weekday off in exchange for a make-up day, or a local closure: off, but not by statute
    STATUTORY = "statutory"  # 法定节假日, with the days the statute gives in lieu (补假)

    @property
    def is_working(self) -> bool:
        """Whether the bureau works on such a day."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP)


@dataclass(frozen=True)
class Break:
    """A holiday as people know it: the whole run of days off around at least one statutory day, e.g. 1 to 7 October."""

    first: date
    last: date
    names: tuple[tuple[str, str], ...]  # (Chinese, English)

    def name(self, language: str) -> str:
        """The festivals in it, in the reader's language."""
        column = 1 if language.startswith("en") else 0
        return ("、", " and ")[column].join(pair[column] for pair in self.names)


@dataclass(frozen=True)
class _Year:
    """One year, ready to be looked up: what each day is, its festival, and all working days in order."""

    kinds: Mapping[date, DayKind]
    names: Mapping[date, tuple[str, str]]
    working: tuple[date, ...]


def days_of(year: int) -> Iterator[date]:
    """Every day of the year in order."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def _plain_name(label: str) -> str:
    for tail in (*ESTIMATED, *OBSERVED):
        label = label.removesuffix(tail)
    return label


@lru_cache(maxsize=128)
def _library_year(year: int) -> tuple[dict[date, DayKind], dict[date, tuple[str, str]]]:
    """What the library says of one year."""
    chinese = country_holidays("CN", years=year, language="zh_CN")
    english = country_holidays("CN", years=year, language="en_US")
    kinds: dict[date, DayKind] = {}
    names: dict[date, tuple[str, str]] = {}
    for day in days_of(year):
        weekend = day.weekday() >= SATURDAY
        label = chinese.get(day)
        if label is not None and not label.startswith(EXCHANGED):
            kinds[day] = DayKind.STATUTORY
            names[day] = (_plain_name(label.split("; ")[0]), _plain_name(str(english[day]).split("; ", maxsplit=1)[0]))
        elif label is not None:
            kinds[day] = DayKind.BRIDGE
        elif weekend:
            kinds[day] = DayKind.MAKEUP if chinese.is_working_day(day) else DayKind.WEEKEND
        else:
            kinds[day] = DayKind.WORKDAY
    return kinds, names


@dataclass(frozen=True)
class Calendar:
    """A value: the library's calendar with corrections. Two calendars with the same corrections are equal."""

    overrides: Mapping[date, DayKind] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            kinds, names = _library_year(year)
            kinds = kinds | {day: kind for day, kind in self.overrides.items() if day.year == year}
            names = names | {day: (name, name) for day, name in self.names.items() if day.year == year and name}
            known = _Year(kinds=kinds, names=names, working=tuple(day for day, kind in kinds.items() if kind.is_working))
            self._years[year] = known
        return known

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        return self._year(day.year).kinds[day]

    def is_working_day(self, day: date) -> bool:
        """Whether the bureau works on that day; a make-up Saturday is a working day."""
        return self.kind(day).is_working

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether the day is off by statute (法定节假日 and days in lieu), not merely a weekend or a swapped day."""
        return self.kind(day) is DayKind.STATUTORY

    def is_published(self, year: int) -> bool:
        """Whether the State Council's schedule of that year is known.

        The library lists the swapped days of a year once the notice is out (in November of the year before). A year typed in by
        staff counts once it has a make-up day, because every yearly notice since 2001 has one; a single local closure is no schedule.
        """
        if year in ChinaStaticHolidays.special_public_holidays:
            return True
        return any(day.year == year and kind is DayKind.MAKEUP for day, kind in self.overrides.items())

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; before it when negative; `day` itself for 0."""
        if count == 0:
            return day
        year = day.year
        working = self._year(year).working
        if count > 0:
            index = bisect_right(working, day) + count - 1
            while index >= len(working):
                index -= len(working)
                year += 1
                working = self._year(year).working
        else:
            index = bisect_left(working, day) + count
            while index < 0:
                year -= 1
                working = self._year(year).working
                index += len(working)
        return working[index]

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        total = 0
        for year in range(start.year, end.year + 1):
            working = self._year(year).working
            low = bisect_right(working, start) if year == start.year else 0
            high = bisect_right(working, end) if year == end.year else len(working)
            total += high - low
        return total

    def break_around(self, day: date) -> Break | None:
        """The holiday the day lies in, or None on a working day, an ordinary weekend or a local closure."""
        if self.is_working_day(day):
            return None
        first = last = day
        while not self.is_working_day(first - ONE_DAY):
            first -= ONE_DAY
        while not self.is_working_day(last + ONE_DAY):
            last += ONE_DAY
        run = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        statutory = [one for one in run if self.is_statutory_holiday(one)]
        if not statutory:
            return None
        names = dict.fromkeys(pair for one in statutory if (pair := self._year(one.year).names.get(one)) is not None)
        festivals = tuple(pair for pair in names if pair[0] not in EVES) or tuple(names)
        return Break(first=first, last=last, names=festivals)

    def next_non_holiday(self, day: date) -> date:
        """The day itself unless it lies in a holiday, then the first day after that holiday (order 121 art. 45).

        A holiday is the whole break the yearly notice announces, e.g. 15 to 23 February, not only its three or four statutory days;
        an ordinary weekend is no holiday and moves nothing.
        """
        holiday = self.break_around(day)
        return day if holiday is None else holiday.last + ONE_DAY

    def next_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def breaks_between(self, start: date, end: date) -> list[Break]:
        """The holidays that touch the days after `start` up to and including `end`, in order."""
        found: list[Break] = []
        day = start + ONE_DAY
        while day <= end:
            holiday = self.break_around(day) if self.is_statutory_holiday(day) else None
            if holiday is not None:
                found.append(holiday)
                day = holiday.last
            day += ONE_DAY
        return found


class _Cache:
    """The calendar in use, reread at most once a minute; the lock only keeps two threads from reading at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.calendar: Calendar | None = None
        self.read_at = 0.0

    def fresh(self) -> Calendar | None:
        calendar = self.calendar
        return calendar if calendar is not None and time.monotonic() - self.read_at < CACHE_SECONDS else None


_cache = _Cache()


def override_kind(day: date, *, is_working: bool, is_statutory: bool) -> DayKind:
    """What a row of the table makes of its day."""
    weekend = day.weekday() >= SATURDAY
    if is_working:
        return DayKind.MAKEUP if weekend else DayKind.WORKDAY
    if is_statutory:
        return DayKind.STATUTORY
    return DayKind.WEEKEND if weekend else DayKind.BRIDGE


def current_calendar() -> Calendar:
    """The calendar with the corrections now in the table; another process's change is seen within a minute."""
    calendar = _cache.fresh()
    if calendar is not None:
        return calendar
    with _cache.lock:
        calendar = _cache.fresh()
        if calendar is None:
            rows = list(CalendarDay.objects.values_list("date", "is_working", "is_statutory", "name"))
            calendar = Calendar(
                overrides={day: override_kind(day, is_working=working, is_statutory=statutory) for day, working, statutory, _ in rows},
                names={day: name for day, _, _, name in rows},
            )
            if _cache.calendar == calendar:
                calendar = _cache.calendar  # nothing changed: keep the tables already built
            _cache.calendar, _cache.read_at = calendar, time.monotonic()
    return calendar


def forget_calendar(**_signal: Any) -> None:
    """Drop the cached calendar now, and again on commit in case somebody rereads the old rows before that."""
    _cache.read_at = 0.0
    _cache.calendar = None


def _forget_on_change(**_signal: Any) -> None:
    forget_calendar()
    transaction.on_commit(forget_calendar)


post_save.connect(_forget_on_change, sender=CalendarDay, dispatch_uid="bureau.calendar.forget")
post_delete.connect(_forget_on_change, sender=CalendarDay, dispatch_uid="bureau.calendar.forget")


def load_overrides(path: Path = OVERRIDES_FILE) -> int:
    """Add the corrections shipped with the product; a day staff have entered themselves is left alone. Returns the days in the file.

    Raises `ValueError` for a date or a key that cannot be read.
    """
    rows = [
        CalendarDay(
            date=date.fromisoformat(entry["date"]),
            is_working=bool(entry["is_working"]),
            is_statutory=bool(entry.get("is_statutory", False)),
            name=str(entry["name"]),
            source=str(entry["source"]),
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))["days"]
    ]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    forget_calendar()
    return len(rows)
