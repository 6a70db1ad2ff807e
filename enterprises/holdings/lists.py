"""Lists of one sort of holding, of one enterprise or over all of them, by the last good day. Paged without counting.

A row without a last good day cannot be sought by it: those stand on a list of their own (`undated`), in the order they were entered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bureau.seek import Order, Slice, read_slice
from bureau.tables import CHUNK, EXPORT_LIMIT, csv_table
from enterprises.codes import LENGTH, clean_text
from enterprises.holdings.kinds import HoldingKind, HoldingRow, shown, with_words
from enterprises.models import Enterprise, Standing

PAGE_SIZE = 30
DATED, UNDATED = Order("expires_on"), Order("id")


@dataclass(frozen=True, slots=True)
class HoldingFilter:
    """What a list holds. Empty means "any", but for the standing: what is in use, unless another is asked for."""

    q: str = ""
    sort: str = ""
    standing: str = Standing.IN_USE
    before: date | None = None
    undated: bool = False

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return UNDATED if self.undated else DATED

    def query(self, **changes: Any) -> str:
        """The list as a query string, with some parameters changed."""
        given = {
            "q": self.q,
            "sort": self.sort,
            "standing": "" if self.standing == Standing.IN_USE else self.standing,
            "before": self.before.isoformat() if self.before else "",
            "undated": "1" if self.undated else "",
            **changes,
        }
        return urlencode({name: value for name, value in given.items() if value})


def filter_of(cleaned: Mapping[str, Any], *, undated: bool) -> HoldingFilter:
    """The filter a form asked for; what it could not understand is left out."""
    return HoldingFilter(
        q=clean_text(cleaned.get("q", "")),
        sort=cleaned.get("sort") or "",
        standing=cleaned.get("standing") or Standing.IN_USE,
        before=None if undated else cleaned.get("before"),
        undated=undated,
    )


def holdings(wanted: HoldingFilter, kind: HoldingKind, enterprise: Enterprise | None = None) -> "QuerySet[Any]":
    """The rows of a list, unordered, with their enterprise."""
    every = with_words(kind.model._default_manager.select_related("enterprise"), kind)
    rows = every.filter(standing=wanted.standing, expires_on__isnull=wanted.undated)
    if enterprise is not None:
        rows = rows.filter(enterprise=enterprise)
    if wanted.sort:
        rows = rows.filter(**{kind.sort_field: wanted.sort})
    if wanted.before:
        rows = rows.filter(expires_on__lte=wanted.before)
    return rows.filter(_typed(wanted.q, kind)) if wanted.q else rows


def _typed(typed: str, kind: HoldingKind) -> Q:
    """A number in full, or the code of an enterprise: equality, which an index answers."""
    if len(typed) == LENGTH and Enterprise.objects.filter(code=typed.upper()).exists():
        return Q(enterprise__code=typed.upper())
    found = Q()
    for field in kind.numbers:
        # Some hold their index only for rows that have a number at all.
        found |= Q(**{field: typed}) & ~Q(**{field: ""})
    return found


def holding_page(
    wanted: HoldingFilter, kind: HoldingKind, enterprise: Enterprise | None = None, *, before: str = "", after: str = ""
) -> Slice:
    """One page of a list with its words. One query, and one if something was typed."""
    page = read_slice(holdings(wanted, kind, enterprise), wanted.order, before=before, after=after, size=PAGE_SIZE)
    return Slice(shown(page.rows, kind), page.before, page.after)


def csv_lines(wanted: HoldingFilter, kind: HoldingKind, *, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV, the same rows in the same order; people by their masks."""
    rows = holdings(wanted, kind).order_by(*wanted.order.columns())[: limit + 1].iterator(chunk_size=CHUNK)
    cells = (_cells(one) for row in rows for one in shown([row], kind))
    cut_off = _("The list is longer: only the first %(limit)d rows were exported. Filter it further.") % {"limit": limit}
    return csv_table(_header(kind), cells, limit=limit, cut_off=cut_off)


def _header(kind: HoldingKind) -> list[str]:
    return [
        *(_("Unified social credit code"), _("Enterprise"), str(kind.sort_label), str(kind.name_label)),
        *(str(label) for _field, label in kind.columns),
        *(_("Standing"), str(kind.done_on_label), _("Good until")),
    ]


def _cells(one: HoldingRow) -> list[Any]:
    row: Any = one.row
    days = [day.isoformat() if day else "" for day in (row.last_done_on, row.expires_on)]
    own = [cell for _label, cell in one.cells]
    return [row.enterprise.code, row.enterprise.name, one.sort, one.name, *own, row.get_standing_display(), *days]
