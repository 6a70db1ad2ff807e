"""Reads of the obligation ledger: lists, months and what a calendar shows. No list is counted; each is a range of one index of the ledger.

A kind names its action, so a list by kind needs no second look at the action; only where the two contradict each other is nothing found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bureau.seek import Fetch, Order, Slice, fetch_plainly, read_slice
from enterprises.models import SOURCES, Enterprise, Membership, Obligation, ObligationKind
from enterprises.obligations.filter import COMING, ENDED, LATE, ObligationFilter
from enterprises.obligations.month import Month
from enterprises.register.selectors import find_by_code, stands_for

PAGE_SIZE = 30
FEW = 3
# A badge says "99+" at most: beyond that the figure helps nobody.
BADGE_LIMIT = 100
HISTORY = 20
BY_DUE, BY_END = Order("due_on"), Order("closed_on", descending=True)
SHOWN = ("enterprise__code", "enterprise__name")


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many obligations have their last day on this day, and the first few of them."""

    on: date
    count: int
    first: Sequence[Obligation]


def order_of(wanted: ObligationFilter) -> Order:
    """Open ones by their last day, ended ones from the newest back."""
    return BY_END if wanted.tab == ENDED else BY_DUE


def obligations(wanted: ObligationFilter, *, today: date, enterprise: Enterprise | None = None) -> "QuerySet[Obligation]":
    """The obligations of one list, unsorted. `enterprise` narrows it to that one, whatever the filter says."""
    kind = _kind(wanted)
    if wanted.kind and kind is None:
        return Obligation.objects.none()
    rows = Obligation.objects.filter(_tab(wanted, kind, today), **_conditions(wanted, kind))
    if enterprise is not None:
        rows = rows.filter(enterprise=enterprise)
    elif wanted.enterprise:
        rows = rows.filter(enterprise__in=_owners(wanted.enterprise))
    return rows


def _kind(wanted: ObligationFilter) -> ObligationKind | None:
    """The kind asked for, by number and with its lead time; None if there is none of that code and action."""
    if not wanted.kind:
        return None
    kinds = ObligationKind.objects.filter(code=wanted.kind)
    return (kinds.filter(action=wanted.action) if wanted.action else kinds).first()


def obligation_page(
    wanted: ObligationFilter,
    *,
    today: date,
    enterprise: Enterprise | None = None,
    before: str = "",
    after: str = "",
    size: int = PAGE_SIZE,
) -> Slice:
    """One page of a list with enterprise and kind. At most four queries."""
    rows = obligations(wanted, today=today, enterprise=enterprise)
    fetch = _fetch(wanted, today=today, is_one=enterprise is not None or bool(wanted.enterprise))
    return read_slice(_whole(rows), order_of(wanted), before=before, after=after, size=size, fetch=fetch)


def sorted_obligations(wanted: ObligationFilter, *, today: date) -> "QuerySet[Obligation]":
    """The whole list in its order, for export."""
    return _whole(obligations(wanted, today=today)).order_by(*order_of(wanted).columns())


def _whole(rows: "QuerySet[Obligation]") -> "QuerySet[Obligation]":
    """With what a row shows, and of the enterprise no more than that."""
    columns = [field.attname for field in Obligation._meta.concrete_fields]
    kinds = [f"kind__{field.attname}" for field in ObligationKind._meta.concrete_fields]
    return rows.select_related("enterprise", "kind").only(*columns, *kinds, *SHOWN)


def _tab(wanted: ObligationFilter, kind: ObligationKind | None, today: date) -> Q:
    if wanted.tab == ENDED:
        return ~Q(state=Obligation.State.OPEN)
    is_open = Q(state=Obligation.State.OPEN)
    if wanted.tab == LATE:
        return is_open & Q(due_on__lt=today)
    if wanted.tab == COMING:
        return is_open & Q(due_on__gte=today, opens_on__lte=today) & (_within_lead(kind, today) if kind else Q())
    return is_open


def _within_lead(kind: ObligationKind, today: date) -> Q:
    """What says of `opens_on` in terms of the last day, which the indexes are sorted by: the end of a range."""
    return Q(kind=kind.pk, due_on__lte=today + timedelta(days=kind.lead_days))


def _fetch(wanted: ObligationFilter, *, today: date, is_one: bool) -> Fetch:
    """How to read a page. What can be done by now is read kind by kind and merged: far ahead only the kinds with a long lead time have any,
    and a walk by date would look through everything else that is due until then.
    """
    if wanted.tab != COMING or wanted.kind or is_one:
        return fetch_plainly
    kinds = list(ObligationKind.objects.filter(action=wanted.action) if wanted.action else ObligationKind.objects.all())

    def fetch(rows: "QuerySet[Any]", ordering: tuple[str, ...], need: int) -> list[Any]:
        branches = [rows.filter(_within_lead(kind, today)).order_by(*ordering).values_list("id", "due_on")[:need] for kind in kinds]
        if len(branches) < 2:
            return fetch_plainly(rows, ordering, need)
        merged = branches[0].union(*branches[1:], all=True).order_by(*ordering)[:need]
        return list(rows.filter(pk__in=[pk for pk, _ in merged]).order_by(*ordering))

    return fetch


def _conditions(wanted: ObligationFilter, kind: ObligationKind | None) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    if wanted.township:
        conditions["township"] = wanted.township
    if kind is not None:
        conditions["kind"] = kind.pk
    elif wanted.action:
        conditions["action"] = wanted.action
    day = order_of(wanted).column
    if wanted.date_from:
        conditions[f"{day}__gte"] = wanted.date_from
    if wanted.date_to:
        conditions[f"{day}__lte"] = wanted.date_to
    return conditions


def _owners(code: str) -> list[int]:
    """The enterprise of a code; of a merged one the row it was merged into; nothing for a code the register does not know."""
    known = find_by_code(code)
    return [stands_for(known).pk] if known else []


# --- a month ----------------------------------------------------------------------------------------------------------
def month_counts(wanted: ObligationFilter, month: Month, *, today: date, enterprise: Enterprise | None = None) -> dict[date, DayCount]:
    """The days of a month on which something is due. Three queries more than the filter's own: counts, which come first, those rows."""
    rows = obligations(wanted, today=today, enterprise=enterprise).filter(due_on__range=(month.first, month.last))
    counts = dict(rows.order_by("due_on").values_list("due_on").annotate(count=Count("pk")))
    first = _first_of(rows, list(counts))
    return {day: DayCount(day, count, first.get(day, [])) for day, count in counts.items()}


def _first_of(rows: "QuerySet[Obligation]", days: Sequence[date]) -> dict[date, list[Obligation]]:
    """The first FEW rows of each day. One range of an index a day: ranking all rows of a month would read the whole month."""
    if not days:
        return {}
    branches = [rows.filter(due_on=day).order_by("id").values_list("pk", flat=True)[:FEW] for day in days]
    keys = list(branches[0].union(*branches[1:], all=True)) if len(branches) > 1 else list(branches[0])
    found: dict[date, list[Obligation]] = {}
    for row in _whole(Obligation.objects.filter(pk__in=keys)).order_by("id"):
        found.setdefault(row.due_on, []).append(row)
    return found


# --- one obligation ---------------------------------------------------------------------------------------------------
def source_of(obligation: Obligation) -> Any | None:
    """The equipment, instrument, certificate, standard or person it is about; None where it is about something else or that is gone."""
    model = SOURCES.get(obligation.source_type)
    if model is None:
        return None
    return model.objects.filter(pk=obligation.source_id, enterprise_id=obligation.enterprise_id).first()


def rounds_of(obligation: Obligation) -> list[Obligation]:
    """The same obligation in its other rounds, newest first."""
    rows = Obligation.objects.filter(
        source_type=obligation.source_type,
        source_id=obligation.source_id,
        kind_id=obligation.kind_id,
        enterprise_id=obligation.enterprise_id,
    )
    return list(rows.exclude(pk=obligation.pk).order_by("-cycle")[:HISTORY])


def waiting_count(enterprise_id: int, *, today: date) -> int:
    """How many open obligations of an enterprise are late or can be done by now; counting stops at BADGE_LIMIT."""
    rows = Obligation.objects.filter(enterprise_id=enterprise_id, state=Obligation.State.OPEN, opens_on__lte=today)
    return rows[:BADGE_LIMIT].count()


def badge(membership: Membership) -> int | None:
    """What the desk's menu says beside the obligations of the enterprise one acts for."""
    return waiting_count(membership.enterprise_id, today=timezone.localdate()) or None
