"""The late fee: three in a hundred of the unpaid fine for each day past its last day, never more than the fine (行政处罚法 72 no. 1).

Pure reckoning: no database, no clock. Not counted are the days of a reconsideration or suit (73 para. 3) and those that an approved plan
gives (66); each part of a plan is late by itself. A payment lowers the base from the day after it. Only the fine bears it, never the
illegal gain. 行政强制法 45 para. 2 has the same cap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from django.utils.translation import gettext as _

from bureau.day_words import day_words

RATE = Decimal("0.03")
CENT = Decimal("0.01")
ZERO = Decimal(0)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the fine as it was asked for (yuan), and what was paid on it. `ended_on`: from that day a plan stood in its place."""

    amount: Decimal
    due_on: date
    payments: Sequence[tuple[date, Decimal]] = ()
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which nothing is counted, both included: a reconsideration or suit. An open end runs on."""

    began_on: date
    ended_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether that day is one of them."""
        return self.began_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A run of days with one base: `amount` is what it adds in yuan. `is_stopped`: days that are not counted."""

    first: date
    last: date
    base: Decimal
    days: int
    amount: Decimal
    is_stopped: bool = False
    is_capped: bool = False

    @property
    def words(self) -> str:
        """The line in the reader's language."""
        known = {"first": day_words(self.first), "last": day_words(self.last), "days": self.days, "base": f"{self.base:.2f}"}
        if self.is_stopped:
            return _("%(first)s to %(last)s: not counted, reconsideration or suit (行政处罚法第七十三条第三款).") % known
        line = _("%(first)s to %(last)s: %(days)s days, %(base)s yuan × 3%% a day = %(sum)s yuan.") % {**known, "sum": f"{self.amount:.2f}"}
        if self.is_capped:
            line = f"{line} " + _("Ends here: never more than the fine itself (行政处罚法第七十二条第一款第一项).")
        return line


@dataclass(frozen=True, slots=True)
class LateFee:
    """The late fee up to and including a day: yuan, days counted (of all parts together), and how it came about."""

    amount: Decimal
    days: int
    lines: Sequence[Line] = ()


def reckon(parts: Iterable[Part], *, cap: Decimal, on: date, stops: Sequence[Stop] = ()) -> LateFee:
    """The late fee of these parts up to and including `on`. `cap`: the fine in yuan, for all parts together."""
    lines: list[Line] = []
    total, days = ZERO, 0
    for part in sorted(parts, key=lambda one: one.due_on):
        # No part bears more than itself, and all of them no more than the fine.
        left = min(part.amount, cap - total)
        for line in _lines_of(part, on=on, stops=stops):
            if left <= 0:
                break
            kept = line if line.is_stopped else _within(line, left)
            lines.append(kept)
            total, left = total + kept.amount, left - kept.amount
            days += 0 if kept.is_stopped else kept.days
    return LateFee(total, days, tuple(lines))


def _within(line: Line, left: Decimal) -> Line:
    """The line as far as the cap leaves room: it ends on the day on which the cap is reached."""
    if line.amount < left:
        return line
    days = min(line.days, ceil(left / (line.base * RATE)))
    return Line(first=line.first, last=line.first + (days - 1) * DAY, base=line.base, days=days, amount=left, is_capped=True)


def _lines_of(part: Part, *, on: date, stops: Sequence[Stop]) -> Iterator[Line]:
    last = on if part.ended_on is None else min(on, part.ended_on - DAY)
    run: list[date] = []
    state: tuple[Decimal, bool] | None = None
    day = part.due_on + DAY
    while day <= last:
        base = part.amount - sum((paid for paid_on, paid in part.payments if paid_on < day), ZERO)
        if base <= 0:
            break
        now = (base, any(stop.covers(day) for stop in stops))
        if state is not None and now != state:
            yield _line(run, state)
            run = []
        state = now
        run.append(day)
        day += DAY
    if run and state is not None:
        yield _line(run, state)


def _line(run: list[date], state: tuple[Decimal, bool]) -> Line:
    base, is_stopped = state
    amount = ZERO if is_stopped else (base * RATE * len(run)).quantize(CENT, ROUND_HALF_UP)
    return Line(first=run[0], last=run[-1], base=base, days=len(run), amount=amount, is_stopped=is_stopped)
