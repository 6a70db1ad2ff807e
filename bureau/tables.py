"""A matter as a row of the workbench: the same values on screen and in the exported file."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bureau.calendar import Calendar
from bureau.models import Case, Channel, Light
from bureau.workflow import Workflow, workflow_for

EXPORT_LIMIT = 50_000
CHUNK = 2000
# A spreadsheet runs a cell that begins so as a formula; an apostrophe makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of one matter."""

    pk: int
    number: str
    version: int
    title: str
    kind: str
    state: str
    tone: str
    light: str
    light_label: str
    office: str
    handler: str
    channel: str
    opened_at: Any
    closed_at: Any
    due_on: date | None
    remaining: str

    @property
    def url(self) -> str:
        """The case page; worked out only where a link is shown, not for every line of an export."""
        return reverse("bureau:case", args=[self.number])


def flow_of(case: Case) -> Workflow | None:
    """The workflow of a matter; None for a kind whose app is not installed, which must not take the whole list down."""
    try:
        return workflow_for(case.kind)
    except KeyError:
        return None


def state_label(case: Case) -> str:
    """The statutory word for where the matter stands."""
    flow = flow_of(case)
    return flow.state_label(case.state) if flow and case.state in flow.states.values else case.state


def state_tone(case: Case) -> str:
    """The tone of the state's badge: waiting at the start, in progress, neutral when closed."""
    flow = flow_of(case)
    if case.closed_at is not None or flow is None:
        return "neutral"
    return "waiting" if case.state == flow.initial else "progress"


def channel_label(channel: str) -> str:
    """How the matter came, in the reader's language; an unknown channel as it is written."""
    try:
        return str(Channel(channel).label)
    except ValueError:
        return channel


def light_of(case: Case, today: date) -> Light:
    """The colour of the nearest running clock, as `CaseQuerySet.with_light` computes it."""
    if case.due_on is None:
        return Light.NONE
    if case.due_on < today:
        return Light.RED
    return Light.YELLOW if case.yellow_on is not None and case.yellow_on <= today else Light.GREEN


def remaining_words(due_on: date | None, today: date, calendar: Calendar) -> str:
    """How many working days remain until the last day, or have passed since."""
    if due_on is None:
        return ""
    days = calendar.working_days_between(today, due_on)
    if due_on == today:
        return _("due today")
    if due_on > today:
        return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}
    return ngettext("%(days)d working day late", "%(days)d working days late", -days) % {"days": -days}


def row_of(case: Case, *, today: date, calendar: Calendar) -> Row:
    """One matter with its labels; needs `office` and `handler` selected."""
    flow, light = flow_of(case), light_of(case, today)
    return Row(
        pk=case.pk,
        number=case.number,
        version=case.version,
        title=case.title,
        kind=str(flow.label) if flow else case.kind,
        state=state_label(case),
        tone=state_tone(case),
        light=light.value,
        light_label=str(light.label),
        office=str(case.office or ""),
        handler=str(case.handler or ""),
        channel=channel_label(case.channel),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        due_on=case.due_on,
        remaining=remaining_words(case.due_on, today, calendar),
    )


def rows_of(cases: Iterable[Case], *, today: date, calendar: Calendar) -> list[Row]:
    """Rows of a page."""
    return [row_of(case, today=today, calendar=calendar) for case in cases]


# --- export -----------------------------------------------------------------------------------------------------------
class _Echo:
    """A file that hands back what is written to it, so that a row can be sent as soon as it is made."""

    def write(self, text: str) -> str:
        return text


def safe_cell(value: object) -> str:
    """A value no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]], *, limit: int, cut_off: str) -> Iterator[str]:
    """A table as lines of CSV, made as the rows come. Of more rows than `limit` (give one more) the last line says `cut_off` instead."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for position, cells in enumerate(rows):
        if position == limit:
            yield writer.writerow([cut_off])
            return
        yield writer.writerow([safe_cell(value) for value in cells])


def csv_lines(cases: "QuerySet[Case]", *, today: date, calendar: Calendar, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV, read and sent in pieces. Past the limit it ends with a line that says so."""
    found = cases[: limit + 1].iterator(chunk_size=CHUNK)
    rows = (_cells(row_of(case, today=today, calendar=calendar)) for case in found)
    cut_off = _("The list is longer: only the first %(limit)d matters were exported. Filter it further.") % {"limit": limit}
    return csv_table(_header(), rows, limit=limit, cut_off=cut_off)


def _header() -> list[str]:
    return [
        *(_("Number"), _("Title"), _("Kind"), _("State"), _("Light"), _("Office"), _("Handler")),
        *(_("Channel"), _("Received"), _("Due"), _("Remaining"), _("Closed")),
    ]


def _cells(row: Row) -> list[str]:
    moments = [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "" for moment in (row.opened_at, row.closed_at)]
    due = row.due_on.isoformat() if row.due_on else ""
    return [
        *(row.number, row.title, row.kind, row.state, row.light_label, row.office, row.handler),
        *(row.channel, moments[0], due, row.remaining, moments[1]),
    ]
