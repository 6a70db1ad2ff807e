"""What a member of staff asked the workbench for, read from the address and written back to it.

The names of the parameters are a contract: the dashboard, saved views and bookmarks link by them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.models import Channel, Light

MINE, OFFICE, LATE, ALL = TABS = ("mine", "office", "late", "all")
OPEN, CLOSED = "open", "closed"
DUE, RECEIVED = "due", "received"
MAX_WORDS = 100
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,48}")


@dataclass(frozen=True, slots=True)
class DocketFilter(ListFilter):
    """One list of matters. Empty means "any". A light is asked of open matters only; so is sorting by due date."""

    tab: str = MINE
    q: str = ""
    kind: str = ""
    state: str = ""
    category: str = ""
    township: str = ""
    office: int | None = None
    handler: int | None = None
    channel: str = ""
    light: str = ""
    received_from: date | None = None
    received_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    status: str = ""
    sort: str = ""

    @property
    def order(self) -> str:
        """How the list is sorted: what is searched for comes newest first, queues and lights by due date, the docket newest first."""
        if self.q or self.status == CLOSED or self.closed_from or self.closed_to:
            return RECEIVED
        return self.sort or (RECEIVED if self.tab == ALL and not self.light else DUE)

    @property
    def is_open_only(self) -> bool:
        """Whether closed matters cannot be on the list."""
        return self.tab != ALL or self.status == OPEN or bool(self.light) or (self.order == DUE)

    @property
    def is_contradictory(self) -> bool:
        """Closed matters asked of a list of open ones: nothing fits, and no query need find that out."""
        asks_closed = self.status == CLOSED or bool(self.closed_from or self.closed_to)
        return asks_closed and (self.tab != ALL or bool(self.light) or self.status == OPEN)


def read_slug(text: str) -> str | None:
    """A code of the reference tables."""
    return text if _SLUG.fullmatch(text) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    """A day of a year in which a bureau can have been at work; the ends of the calendar cannot be counted past."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and 1900 <= day.year < 3000 else None


READERS: Mapping[str, Reader] = {
    "tab": one_of(*TABS),
    "kind": read_slug,
    "state": read_slug,
    "category": read_slug,
    "township": read_slug,
    "office": _number,
    "handler": _number,
    "channel": one_of(*Channel.values),
    "light": one_of(*Light.values),
    "received_from": _day,
    "received_to": _day,
    "closed_from": _day,
    "closed_to": _day,
    "status": one_of(OPEN, CLOSED),
    "sort": one_of(DUE, RECEIVED),
}


def read_words(parameters: Mapping[str, str]) -> str:
    """The words typed into the search field; the database takes no NUL."""
    return parameters.get("q", "").replace("\0", "").strip()[:MAX_WORDS]


def read_filter(parameters: Mapping[str, str]) -> DocketFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    found = DocketFilter(q=read_words(parameters), **values)
    for start, end in ((found.received_from, found.received_to), (found.closed_from, found.closed_to)):
        if start and end and start > end:
            problems.append(_("The period ends before it starts."))
    return replace(found, problems=tuple(problems))
