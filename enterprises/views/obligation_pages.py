"""What the staff's pages and the desk's pages of obligations have in common: the context of a list and of a month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bureau.calendar import Calendar, DayKind, current_calendar
from enterprises.models import Enterprise
from enterprises.obligations import selectors
from enterprises.obligations.controls import controls, tabs
from enterprises.obligations.filter import OPEN, ObligationFilter, read_filter
from enterprises.obligations.month import Month, month_of, read_month
from enterprises.obligations.rows import ObligationRow, row_of, rows_of, township_labels

# A month shows what is still to be done, by its last day: the tab and the dates of a list mean nothing there.
NOT_OF_A_MONTH = frozenset({"tab", "date_from", "date_to"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the month on screen."""

    on: date
    kind: DayKind
    festival: str
    count: int
    rows: list[ObligationRow]
    url: str
    is_today: bool

    @property
    def more(self) -> int:
        """How many are not named in the cell."""
        return self.count - len(self.rows)


def list_context(
    request: HttpRequest, *, here: str, today: date, names: frozenset[str], enterprise: Enterprise | None = None
) -> dict[str, Any]:
    """A page of a list with its tabs and filters. At most seven queries."""
    wanted = read_filter(request.GET, names=names)
    page = selectors.obligation_page(
        wanted, today=today, enterprise=enterprise, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return {
        "wanted": wanted,
        "rows": rows_of(page.rows, today=today, calendar=current_calendar()),
        "obligations": page.rows,
        "tabs": tabs(wanted, here),
        "controls": controls(wanted, names=names),
        "here": here,
        "clear_url": f"{here}?{ObligationFilter(tab=wanted.tab).query()}",
        "previous_url": f"{here}?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"{here}?{wanted.query(after=page.after)}" if page.after else "",
        "month_query": replace(wanted, tab=OPEN, date_from=None, date_to=None).query(tab=None),
    }


def month_context(
    request: HttpRequest, *, here: str, list_url: str, today: date, names: frozenset[str], enterprise: Enterprise | None = None
) -> dict[str, Any]:
    """A month with its days, and the way to the months beside it. A month that cannot be understood is this one."""
    names = names - NOT_OF_A_MONTH
    wanted = read_filter(request.GET, names=names)
    month = read_month(request.GET.get("month", "")) or month_of(today)
    days = selectors.month_counts(wanted, month, today=today, enterprise=enterprise)
    return {
        "wanted": wanted,
        "month": month,
        # Translators: PHP-style date format of a month: December 2026
        "month_name": date_format(month.first, _("F Y")),
        "weekdays": [str(name) for name in WEEKDAYS_ABBR.values()],
        "weeks": _weeks(month, days, wanted=wanted, list_url=list_url, today=today),
        "total": sum(day.count for day in days.values()),
        "controls": controls(wanted, names=names),
        "here": here,
        "list_url": f"{list_url}?{wanted.query(tab=None)}",
        "clear_url": f"{here}?month={month}",
        **_beside(month, wanted, here, today),
    }


def _beside(month: Month, wanted: ObligationFilter, here: str, today: date) -> dict[str, str]:
    targets = {"previous_month": month.previous, "next_month": month.next, "this_month": month_of(today)}
    return {name: f"{here}?{wanted.query(tab=None, month=target)}" if target else "" for name, target in targets.items()}


def _weeks(
    month: Month, days: Mapping[date, selectors.DayCount], *, wanted: ObligationFilter, list_url: str, today: date
) -> list[list[Cell | None]]:
    calendar, townships = current_calendar(), township_labels()

    def cell(on: date | None) -> Cell | None:
        if on is None:
            return None
        found = days.get(on)
        rows = [row_of(row, today=today, calendar=calendar, townships=townships) for row in found.first] if found else []
        url = f"{list_url}?{wanted.query(tab=OPEN, date_from=on, date_to=on)}" if found else ""
        return Cell(on, calendar.kind(on), _festival(calendar, on), found.count if found else 0, rows, url, on == today)

    return [[cell(on) for on in week] for week in month.weeks]


def _festival(calendar: Calendar, on: date) -> str:
    """The name of the holiday a day off belongs to."""
    holiday = calendar.break_around(on) if not calendar.is_working_day(on) else None
    return holiday.name(get_language() or "") if holiday else ""
