"""Reads of the docket for staff: the lists of the workbench and what stands around a case.

Lists read the root table only, never count, and are served by the indexes of `bureau_case`. Measured with 1,000,000 rows: see `find_text`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bureau.bounded import WINDOW, find_bounded
from bureau.filters import CLOSED, LATE, MINE, OFFICE, DocketFilter
from bureau.keyset import Cursor, Fetch, Page, fetch_plainly, read_page
from bureau.models import Case, CaseMember, Light, Party, User
from bureau.models.case import CaseQuerySet
from bureau.roles import CONFIDENTIAL_ROLES, WHOLE_BUREAU_ROLES
from bureau.sealing import blind_index, normalise
from bureau.search import search_query
from bureau.workflow import workflows

PAGE_SIZE = 30
PHONE_MATCHES = 200
# Matters of teams a list looks through: the newest; nobody works on more than this.
MEMBER_OF = 1000
# Digits of a number up to the end of its date: from here on the index of numbers is selective by itself.
WHOLE_DAY = 8
_NUMBER = re.compile(r"[A-Za-z]{1,4}\d{4,16}", re.ASCII)
COLUMNS = (
    *("number", "title", "kind", "state", "channel", "opened_at", "closed_at", "due_on", "yellow_on", "version"),
    *("office_id", "office__name", "office__name_en", "handler_id", "handler__display_name", "handler__username"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the typed words were taken for: "number", "phone", "text" or "" (nothing typed)."""

    rows: list[CaseQuerySet]
    fetch: Fetch = fetch_plainly
    taken_for: str = ""


def matters(wanted: DocketFilter, user: User, today: date) -> Found:
    """The matters of one list, as branches to be merged, with the way to fetch from them. One query if a phone number was typed."""
    branches = [branch.select_related("office", "handler").only(*COLUMNS) for branch in _branches(wanted, user, today)]
    if wanted.is_contradictory:
        return Found([])
    if not wanted.q:
        return Found(branches)
    return _searched(branches, wanted.q)


def matter_page(wanted: DocketFilter, user: User, today: date, *, cursor: Cursor | None = None, size: int = PAGE_SIZE) -> tuple[Page, str]:
    """One page of a list, and what the typed words were taken for."""
    found = matters(wanted, user, today)
    return read_page(found.rows, order=wanted.order, cursor=cursor, size=size, fetch=found.fetch), found.taken_for


def _branches(wanted: DocketFilter, user: User, today: date) -> list[CaseQuerySet]:
    """The rows of the tab that pass the filters. Two branches where "my office's or mine" would need two indexes at once."""
    base = _filtered(wanted)
    if wanted.is_open_only:
        base = base.open()
    base = _lit(base, wanted.light, today)
    if wanted.tab == MINE:
        return [base.filter(handler=user)]
    if wanted.tab == OFFICE:
        if not user.office_id:
            return []
        # What the office alone does not open is found again in the other branches, as far as it is the user's own.
        seen = [Q()] if user.has_role(*CONFIDENTIAL_ROLES) else [condition for condition in _own(user) if condition != Q(handler=user)]
        return [base.filter(condition, office_id=user.office_id) for condition in seen]
    # Red and yellow apart: each is a range of the index it is sorted by, which the planner cannot see in the two together.
    parts = [_lit(base, light, today) for light in (Light.RED, Light.YELLOW)] if wanted.tab == LATE else [base]
    if user.has_role(*CONFIDENTIAL_ROLES):
        return parts
    own = _own(user)
    return [part.filter(condition) for part in parts for condition in own]


def _own(user: User) -> list[Q]:
    """What somebody may see, as conditions each served by an index of its own; `CaseQuerySet.visible_to` says the same in one.

    One query: most people belong to no team besides what is in their hands, and are spared that branch.
    """
    member_of = list(CaseMember.objects.standing().filter(user=user).order_by("-case_id").values_list("case_id", flat=True)[:MEMBER_OF])
    own = [Q(handler=user), *([Q(pk__in=member_of)] if member_of else [])]
    if user.has_role(*WHOLE_BUREAU_ROLES):
        return [*own, Q(team_only=False)]
    return [*own, Q(office_id=user.office_id, team_only=False)] if user.office_id else own


def _lit(rows: CaseQuerySet, light: str, today: date) -> CaseQuerySet:
    """Open matters of one colour, as ranges of the index on due dates."""
    conditions = {
        Light.GREEN: Q(due_on__gte=today, yellow_on__gt=today),
        Light.YELLOW: Q(due_on__gte=today, yellow_on__lte=today),
        Light.RED: Q(due_on__lt=today),
        Light.NONE: Q(due_on__isnull=True),
    }
    return rows.filter(conditions[Light(light)]) if light else rows


def _filtered(wanted: DocketFilter) -> CaseQuerySet:
    conditions: dict[str, Any] = {
        name: value for name in ("kind", "category", "township", "office", "handler", "channel") if (value := getattr(wanted, name))
    }
    if wanted.state:
        conditions["state"] = wanted.state
        if not wanted.kind:
            # The index begins with the kind: a state alone stands for the kinds that know it.
            conditions["kind__in"] = kinds_with_state(wanted.state)
    for name, first, last in (
        ("opened_at", wanted.received_from, wanted.received_to),
        ("closed_at", wanted.closed_from, wanted.closed_to),
    ):
        if first:
            conditions[f"{name}__gte"] = _start_of(first)
        if last:
            conditions[f"{name}__lt"] = _start_of(last + timedelta(days=1))
    if wanted.status == CLOSED:
        conditions["closed_at__isnull"] = False
    return Case.objects.filter(**conditions)


def kinds_with_state(state: str) -> list[str]:
    """The kinds of matter that know a state of that name."""
    return [flow.kind for flow in workflows() if state in flow.states.values]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- search -----------------------------------------------------------------------------------------------------------
def _searched(branches: list[CaseQuerySet], typed: str) -> Found:
    """Take the typed words for a number, a whole phone number, or words of the text."""
    if is_number(typed):
        condition = number_condition(typed.upper())
        return Found([rows.filter(condition) for rows in branches], taken_for="number")
    if is_phone(typed):
        index = blind_index(typed)
        cases = list(Party.objects.filter(phone_index=index).order_by("-pk").values_list("case_id", flat=True)[:PHONE_MATCHES])
        if cases:
            return Found([rows.filter(pk__in=cases) for rows in branches], taken_for="phone")
    query = search_query(typed)
    if query is None:
        return Found([], taken_for="text")
    return Found(branches, fetch=text_fetch(query), taken_for="text")


def is_number(typed: str) -> bool:
    """Whether it looks like a receipt number or its beginning: letters and at least a year."""
    return _NUMBER.fullmatch(typed) is not None


def number_condition(typed: str) -> Q:
    """Matters whose number begins so. A number holds its day of receipt, which spares the index of dates the other years."""
    condition = Q(number__startswith=typed)
    digits = typed.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(digits) >= WHOLE_DAY:
        return condition
    year = int(digits[:4])
    if not MINYEAR < year < MAXYEAR:
        return condition
    return condition & Q(opened_at__gte=_start_of(date(year, 1, 1)), opened_at__lt=_start_of(date(year + 1, 1, 1)))


def is_phone(typed: str) -> bool:
    """Whether it looks like a whole phone number, with or without separators."""
    digits = normalise(typed)
    return digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 13


def text_fetch(query: SearchQuery) -> Fetch:
    """How to fetch the rows that hold these words in a bounded time; see `find_text`."""
    return lambda rows, ordering, need: find_text(rows, query, ordering, need)


def find_text(rows: "QuerySet[Case]", query: SearchQuery, ordering: tuple[Any, ...], need: int) -> list[Case]:
    """The newest rows (in the direction of `ordering`) that hold the words, in a bounded time; see `bureau.bounded`."""
    return find_bounded(rows, ordering, need, match=lambda kept: kept.filter(search=query), window=WINDOW)


def matching_rows(wanted: DocketFilter, user: User, today: date) -> "QuerySet[Case]":
    """The whole list as one queryset in its order, for export: not quick for a common word, but complete."""
    found = matters(wanted, user, today)
    if not found.rows:
        return Case.objects.none()
    rows = reduce(or_, found.rows)
    query = search_query(wanted.q) if found.taken_for == "text" else None
    if query is not None:
        rows = rows.filter(search=query)
    order: Sequence[Any] = ("-opened_at", "-id") if wanted.order != "due" else (F("due_on").asc(nulls_last=True), "id")
    return rows.order_by(*order)
