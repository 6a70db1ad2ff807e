"""From which day until which a certificate is good. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from bureau.counting import add_months


@dataclass(frozen=True, slots=True)
class Period:
    """First and last good day; None for the last: without end."""

    first: date
    last: date | None


def first_period(issued_on: date, months: int) -> Period:
    """Counted from the day of issue; the last good day is the one before the same date (four years from 23 November end on the 22nd)."""
    return Period(issued_on, add_months(issued_on, months) - timedelta(days=1) if months else None)


def next_period(issued_on: date, months: int, *, ended_on: date | None) -> Period:
    """A renewal goes on from the last good day before it, so that whoever applies early loses nothing (行政许可法 50).

    Renewed after that day (by silence of the law) it begins on the day after it, so that there is no gap.
    """
    if not months or ended_on is None:
        return first_period(issued_on, months)
    return Period(min(issued_on, ended_on + timedelta(days=1)), add_months(ended_on, months))
