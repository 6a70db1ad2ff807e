"""Paging through one index of any large table without counting: a page begins where the last one ended.

The order is one column and the primary key, both in the same direction; the column is never NULL. (The docket, with its undated rows and
merged branches, has `keyset`, built on the same marks.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from bureau.keyset import MARK

MAX_DIGITS = 18
# How to read the first rows of a queryset in an order: another way than the plain one is `bureau.bounded.find_bounded`.
Fetch = Callable[["QuerySet[Any]", tuple[str, ...], int], list[Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by `column` ("id" for the primary key alone), newest or greatest first if `descending`."""

    column: str
    descending: bool = False

    def columns(self, *, reverse: bool = False) -> tuple[str, ...]:
        """The arguments of `order_by`, the other way round for reading backwards."""
        sign = "-" if self.descending != reverse else ""
        return (f"{sign}id",) if self.column == "id" else (f"{sign}{self.column}", f"{sign}id")


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a page in reading order; the marks are empty at the ends."""

    rows: Sequence[Any]
    before: str = ""
    after: str = ""


def fetch_plainly(rows: "QuerySet[Any]", ordering: tuple[str, ...], need: int) -> list[Any]:
    """The first rows in that order: one query."""
    return list(rows.order_by(*ordering)[:need])


def read_slice(
    rows: "QuerySet[Any]", order: Order, *, before: str = "", after: str = "", size: int = 30, fetch: Fetch = fetch_plainly
) -> Slice:
    """One page of `rows`: from the beginning, or next to a mark of an earlier page. A damaged mark shows the first page. One fetch."""
    back = bool(before)
    position = _read_mark(rows.model, order, before or after)
    if position is None:
        back = False
    wanted = rows if position is None else rows.filter(_beyond(order, position, back=back))
    found = fetch(wanted, order.columns(reverse=back), size + 1)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found and position is not None:
        # What the page began with has left the list since: better the first page than an empty one.
        return read_slice(rows, order, size=size, fetch=fetch)
    if not found:
        return Slice([])
    return Slice(
        found,
        before=_mark(found[0], order) if (more if back else position is not None) else "",
        after=_mark(found[-1], order) if (more or back) else "",
    )


def _mark(row: Any, order: Order) -> str:
    key = "" if order.column == "id" else getattr(row, order.column)
    return f"{key.isoformat() if isinstance(key, date) else key}{MARK}{row.pk}"


def _read_mark(model: type[Model], order: Order, text: str) -> tuple[Any, int] | None:
    key, mark, pk = text.rpartition(MARK)
    if not mark or not (pk.isascii() and pk.isdigit()) or len(pk) > MAX_DIGITS:
        return None
    if order.column == "id":
        return None, int(pk)
    value = _read_key(model._meta.get_field(order.column).get_internal_type(), key)
    return None if value is None else (value, int(pk))


def _read_key(column_type: str, text: str) -> Any:
    try:
        if column_type == "DateField":
            return parse_date(text)
        if column_type == "DateTimeField":
            moment = parse_datetime(text)
            return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None
        if column_type.endswith("IntegerField"):
            return int(text)
    except ValueError:
        return None
    return text


def _beyond(order: Order, position: tuple[Any, int], *, back: bool) -> Q:
    """What lies past the position.

    `a >= x AND (a > x OR id > i)` is written instead of `(a, id) > (x, i)`: the first half gives the index its starting point.
    """
    key, pk = position
    sign = "lt" if order.descending != back else "gt"
    past = Q(**{f"id__{sign}": pk})
    if order.column == "id":
        return past
    return Q(**{f"{order.column}__{sign}e": key}) & (Q(**{f"{order.column}__{sign}": key}) | past)
