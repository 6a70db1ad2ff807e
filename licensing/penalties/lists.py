"""The penalty cases somebody may see, as pages and as a file; and how many there are of what. No list ranks officers or offices (74)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.calendar import Calendar
from bureau.dashboard import Period, list_url
from bureau.models import Case, CaseMember, User
from bureau.roles import Role
from bureau.search import search_query
from bureau.seek import Slice, read_slice
from bureau.tables import CHUNK, EXPORT_LIMIT, Row, csv_table, row_of, state_label
from licensing.models import ItemVersion, PenaltyCase
from licensing.penalties.filter import CLOSED, LATE, NEWEST, OPEN, SOON, PenaltyFilter
from licensing.penalties.states import PenaltyState

PAGE_SIZE = 30
KINDS: Mapping[str, str] = {PenaltyCase.Procedure.ORDINARY: "penalty", PenaltyCase.Procedure.SIMPLE: "spot-penalty"}
NUMBER_STARTS = ("AJ", "DC")


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """One case as a list shows it; the party of a person by its mask."""

    row: Row
    party: str
    source: str
    item: str
    item_name: str


def penalties(wanted: PenaltyFilter, user: User, *, today: date) -> "QuerySet[Case]":
    """The docket rows of a list, unordered, with the app's own row at hand. Only what this person may see."""
    kinds = [KINDS[wanted.procedure]] if wanted.procedure else list(KINDS.values())
    rows: Any = Case.objects.visible_to(user).filter(kind__in=kinds)
    columns = {"state": wanted.state, "category": wanted.item, "penaltycase__source": wanted.source}
    rows = rows.filter(**{name: value for name, value in columns.items() if value})
    if wanted.status:
        rows = rows.filter(closed_at__isnull=wanted.status != CLOSED)
    if wanted.due == LATE:
        rows = rows.late(today)
    elif wanted.due == SOON:
        rows = rows.nearly_late(today)
    if wanted.officer is not None:
        members = CaseMember.objects.standing().filter(user_id=wanted.officer, part__in=(CaseMember.Part.LEAD, CaseMember.Part.OFFICER))
        rows = rows.filter(pk__in=members.values("case_id"))
    if wanted.q:
        rows = _searched(rows, wanted.q)
    rows = rows.select_related("penaltycase", "office", "handler")
    deferred: QuerySet[Case] = rows.defer("search", "penaltycase__search", "penaltycase__facts", "penaltycase__decision_text")
    return deferred


def _searched(rows: Any, typed: str) -> "QuerySet[Case]":
    """A number or its beginning, a credit code in full, else all the words anywhere in title, unit's name and facts."""
    if typed.upper().startswith(NUMBER_STARTS):
        return rows.filter(number__startswith=typed.upper())
    query = search_query(typed)
    return rows.filter(search=query) if query is not None else rows.none()


def penalty_page(wanted: PenaltyFilter, user: User, *, today: date, calendar: Calendar, before: str = "", after: str = "") -> Slice:
    """One page, newest first. Two queries."""
    page = read_slice(penalties(wanted, user, today=today), NEWEST, before=before, after=after, size=PAGE_SIZE)
    names = item_names({case.category for case in page.rows}, today)
    return Slice([_row(case, names, today=today, calendar=calendar) for case in page.rows], page.before, page.after)


def item_names(codes: set[str], today: date) -> dict[str, str]:
    """Names of items in force by code. One query."""
    rows = ItemVersion.objects.in_force(today).filter(item__code__in=codes - {""})
    return dict(rows.values_list("item__code", "name"))


def _row(case: Case, names: Mapping[str, str], *, today: date, calendar: Calendar) -> PenaltyRow:
    own = case.penaltycase
    row, name = row_of(case, today=today, calendar=calendar), names.get(case.category, "")
    return PenaltyRow(row, own.party_name, str(own.get_source_display()), case.category, name)


def state_choices() -> list[tuple[str, str]]:
    """States of the ordinary procedure."""
    return [(value, str(label)) for value, label in PenaltyState.choices]


def item_choices(user: User) -> list[tuple[str, str]]:
    """Codes of the items that occur among the cases this person may see. One query."""
    cases = Case.objects.visible_to(user).filter(kind__in=list(KINDS.values())).exclude(category="")
    return [(code, code) for code in cases.order_by("category").values_list("category", flat=True).distinct()]


def officer_choices() -> list[tuple[str, str]]:
    """Officers by name, in no other order. One query."""
    people = User.objects.holding(Role.OFFICER).order_by("display_name", "pk").only("display_name", "username")
    return [(str(person.pk), str(person)) for person in people]


# --- file ---------------------------------------------------------------------------------------------------------------
def csv_lines(wanted: PenaltyFilter, user: User, *, today: date, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The list as lines of CSV, newest first: no names of persons, no numbers or addresses of theirs, no officers."""
    rows = penalties(wanted, user, today=today).order_by(*NEWEST.columns())[: limit + 1].iterator(chunk_size=CHUNK)
    header = [
        *(_("Number"), _("Procedure"), _("State"), _("Source"), _("Power item"), _("Kind of party"), _("Unified social credit code")),
        *(_("Received"), _("Case filed on"), _("Decided"), _("Decision"), _("Due"), _("Closed")),
    ]
    cut_off = _("The list is longer: only the first %(limit)d matters were exported. Filter it further.") % {"limit": limit}
    return csv_table(header, (_cells(case) for case in rows), limit=limit, cut_off=cut_off)


def _cells(case: Case) -> list[str]:
    own = case.penaltycase
    closed_on = timezone.localdate(case.closed_at) if case.closed_at else None
    days = (timezone.localdate(case.opened_at), own.filed_on, own.decided_on, case.due_on, closed_on)
    received, filed, decided, due, closed = (day.isoformat() if day else "" for day in days)
    return [
        *(case.number, own.get_procedure_display(), state_label(case), own.get_source_display(), case.category),
        *(own.get_party_type_display(), case.enterprise_code),
        *(received, filed, decided, own.get_decision_display(), due, closed),
    ]


# --- figures ------------------------------------------------------------------------------------------------------------
def figures(period: Period) -> Mapping[str, Any]:
    """For the dashboard: open cases by state, and decisions of the period by kind. Neither money nor officers. One query."""
    open_cases = PenaltyCase.objects.filter(kind="penalty", closed_at__isnull=True).order_by()
    decided = PenaltyCase.objects.filter(decided_on__gte=period.since, decided_on__lte=period.until).order_by()
    counted = _counted(open_cases, "state").union(_counted(decided, "decision"), all=True)
    numbers = {(of, value): number for of, value, number in counted}
    return {
        "states": [
            (str(state.label), numbers["state", state.value], list_url(kind="penalty", state=state.value, status=OPEN))
            for state in PenaltyState
            if ("state", state.value) in numbers
        ],
        "decisions": [(str(one.label), numbers.get(("decision", one.value), 0)) for one in PenaltyCase.Decision],
    }


def _counted(rows: "QuerySet[PenaltyCase]", column: str) -> Any:
    """How many rows there are of each value of a column, as (column, value, number)."""
    return rows.values_list(Value(column), column).annotate(number=Count("pk"))
