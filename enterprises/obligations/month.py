"""A month as people hang it on the wall: weeks from Monday, the days before and after left blank. Pure: no clock, no database."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 1)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONDAY_FIRST = calendar.Calendar(firstweekday=calendar.MONDAY)


@dataclass(frozen=True, slots=True)
class Month:
    """One month by its first day."""

    first: date

    @property
    def last(self) -> date:
        """The last day."""
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def weeks(self) -> list[list[date | None]]:
        """Rows of seven days, Monday to Sunday; None where the day is of another month."""
        rows = _MONDAY_FIRST.monthdatescalendar(self.first.year, self.first.month)
        return [[day if day.month == self.first.month else None for day in row] for row in rows]

    @property
    def previous(self) -> "Month | None":
        """The month before; None at the beginning of what the calendar knows."""
        return None if self.first <= EARLIEST else Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def next(self) -> "Month | None":
        """The month after; None at the end of what the calendar knows."""
        return None if self.first >= LATEST else Month(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return Month(day.replace(day=1))


def read_month(text: str) -> Month | None:
    """The month an address names as 2026-12; None for what is no month between 1900 and 2999."""
    found = _MONTH.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return Month(date(year, month, 1)) if EARLIEST.year <= year <= LATEST.year and 1 <= month <= 12 else None
