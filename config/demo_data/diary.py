"""The days of a matter: a moment that only moves forward, through office hours for staff and around the clock for citizens."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bureau.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = 8 * 60 + 30, 17 * 60 + 30
MINUTES_A_DAY = 24 * 60
# When people write: little at night, most in the morning, a second wave after supper.
HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 16, 22, 22, 16, 10, 12, 18, 20, 18, 14, 10, 14, 16, 12, 8, 4)


def at_minute(day: date, minute: int) -> datetime:
    """That minute of the day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minute)


def moment_of_writing(day: date, rng: Random) -> datetime:
    """When on this day somebody turns to the bureau: a desk for 24 hours is used at all hours."""
    hour = rng.choices(range(24), HOURS)[0]
    return at_minute(day, hour * 60 + rng.randint(0, 59)) + timedelta(seconds=rng.randint(0, 59))


class Diary:
    """Where a matter's story has got to."""

    def __init__(self, opened_at: datetime, *, calendar: Calendar, rng: Random) -> None:
        self.at = opened_at
        self.calendar = calendar
        self.rng = rng

    def office(self, low: int, high: int) -> datetime:
        """So many working days on (a number between the two), in office hours."""
        day = self.at.astimezone(SHANGHAI).date()
        return self.office_on(self.calendar.add_working_days(day, self.rng.randint(low, high)))

    def office_on(self, day: date) -> datetime:
        """That day if the bureau works on it and the day is not over, else the next on which it works."""
        day = self.calendar.next_working_day(day)
        moment = at_minute(day, self.rng.randint(OPENS, CLOSES))
        if moment <= self.at:
            moment = self.at + timedelta(minutes=self.rng.randint(8, 45))
            if moment > at_minute(day, CLOSES):
                moment = at_minute(self.calendar.add_working_days(day, 1), self.rng.randint(OPENS, OPENS + 120))
        self.at = moment
        return moment

    def minutes(self, low: int, high: int) -> datetime:
        """So many minutes on, at whatever hour: the hotline answers at night."""
        self.at += timedelta(minutes=self.rng.randint(low, high))
        return self.at

    def citizen(self, low: int, high: int) -> datetime:
        """So many days on, when people have time."""
        day = self.at.astimezone(SHANGHAI).date() + timedelta(days=self.rng.randint(low, high))
        moment = moment_of_writing(day, self.rng)
        self.at = moment if moment > self.at else self.at + timedelta(minutes=self.rng.randint(20, 90))
        return self.at
