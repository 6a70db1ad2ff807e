"""Paging through the docket without counting it: a page begins where the last one ended, so the thousandth costs what the first does.

The two orders are those of the indexes of `bureau_case`: by due date (undated last), or newest first. A list may have several branches
(what my office has, what I have in hand) that no single index serves; each is read by its own index, and the few rows found are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from bureau.filters import DUE
from bureau.models import Case

MARK = "~"
Fetch = Callable[["QuerySet[Case]", tuple[Any, ...], int], list[Case]]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row a page goes on from: its sort key (None: undated) and id; `back` reads towards the beginning."""

    key: date | datetime | None
    pk: int
    back: bool = False

    def __str__(self) -> str:
        return f"{self.key.isoformat() if self.key else ''}{MARK}{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in reading order; the cursors are empty at the ends."""

    rows: list[Case]
    before: str = ""
    after: str = ""


def read_cursor(text: str, *, order: str, back: bool) -> Cursor | None:
    """The cursor an address names; None for none or a damaged one, which shows the first page."""
    key, mark, pk = text.partition(MARK)
    if not mark or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return None
    try:
        value = parse_date(key) if order == DUE else parse_datetime(key)
    except ValueError:
        return None
    if value is None and (key or order != DUE):
        return None
    if isinstance(value, datetime) and value.tzinfo is None:
        return None
    return Cursor(value, int(pk), back)


def fetch_plainly(rows: QuerySet[Case], ordering: tuple[Any, ...], need: int) -> list[Case]:
    """The first rows in that order."""
    return list(rows.order_by(*ordering)[:need])


def read_page(branches: Sequence[QuerySet[Case]], *, order: str, cursor: Cursor | None, size: int, fetch: Fetch = fetch_plainly) -> Page:
    """One page of the union of `branches`: at most two fetches from each of them."""
    back = cursor is not None and cursor.back
    found: list[Case] = []
    for condition, ordering in _segments(order, cursor):
        need = size + 1 - len(found)
        if need > 0:
            rows = {row.pk: row for branch in branches for row in fetch(branch.filter(condition), ordering, need)}
            found += sorted(rows.values(), key=_sort_key(order), reverse=(order == DUE) == back)[:need]
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found and cursor is not None:
        # What the page began with has left the list since: better the first page than an empty one.
        return read_page(branches, order=order, cursor=None, size=size, fetch=fetch)
    if not found:
        return Page([])
    first, last = (Cursor(_key(row, order), row.pk) for row in (found[0], found[-1]))
    return Page(
        found,
        before=str(first) if (more if back else cursor is not None) else "",
        after=str(last) if (more or back) else "",
    )


def _key(row: Case, order: str) -> date | datetime | None:
    return row.due_on if order == DUE else row.opened_at


def _sort_key(order: str) -> Callable[[Case], tuple[Any, int]]:
    return lambda row: ((row.due_on or date.max) if order == DUE else row.opened_at, row.pk)


def _segments(order: str, cursor: Cursor | None) -> list[tuple[Q, tuple[Any, ...]]]:
    """What to read in turn, each part a range of one index.

    `a >= x AND (a > x OR id > i)` is written instead of `(a, id) > (x, i)`: the first half gives the index its starting point.
    """
    if order == DUE:
        return _segments_by_due(cursor)
    if cursor is None:
        return [(Q(), ("-opened_at", "-id"))]
    if cursor.back:
        return [(Q(opened_at__gte=cursor.key) & (Q(opened_at__gt=cursor.key) | Q(pk__gt=cursor.pk)), ("opened_at", "id"))]
    return [(Q(opened_at__lte=cursor.key) & (Q(opened_at__lt=cursor.key) | Q(pk__lt=cursor.pk)), ("-opened_at", "-id"))]


def _segments_by_due(cursor: Cursor | None) -> list[tuple[Q, tuple[Any, ...]]]:
    undated, forwards, backwards = Q(due_on__isnull=True), ("due_on", "id"), ("-due_on", "-id")
    if cursor is None:
        return [(Q(), (F("due_on").asc(nulls_last=True), "id"))]
    if cursor.key is None and not cursor.back:
        return [(undated & Q(pk__gt=cursor.pk), forwards)]
    if cursor.key is None:
        return [(undated & Q(pk__lt=cursor.pk), backwards), (~undated, backwards)]
    if cursor.back:
        return [(Q(due_on__lte=cursor.key) & (Q(due_on__lt=cursor.key) | Q(pk__lt=cursor.pk)), backwards)]
    return [(Q(due_on__gte=cursor.key) & (Q(due_on__gt=cursor.key) | Q(pk__gt=cursor.pk)), forwards), (undated, forwards)]
