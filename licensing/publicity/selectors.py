"""What the public and staff read of publications: pages, one by number, figures, what waits. No list by officer (行政处罚法 74)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_date

from bureau.calendar import Calendar
from bureau.filters import read_slug, read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.models import Case, User
from bureau.seek import Order, Slice, read_slice
from bureau.tables import remaining_words
from licensing.models import ItemBasis, ItemVersion, Publication
from licensing.models.penalty import PartyType

State = Publication.State
NEWEST = Order("published_on", descending=True)
SOONEST = Order("publish_by")
PAGE_SIZE, FEED_SIZE, MOST_FIGURES = 30, 50, 100
WAITING, WITHDRAW, SHOWN, OVER = TABS = ("waiting", "withdraw", "published", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFilter(ListFilter):
    """One list of published penalties; empty means "any". Days are those of publication, both included."""

    q: str = ""
    item: str = ""
    party: str = ""
    since: date | None = None
    until: date | None = None


def read_day(text: str) -> date | None:
    """A day as the browser's calendar writes it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


READERS: Mapping[str, Reader] = {
    "item": read_slug,
    "party": one_of(*PartyType.values),
    "since": read_day,
    "until": read_day,
}


def read_filter(parameters: Mapping[str, str]) -> PublicFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    return replace(PublicFilter(q=read_words(parameters), **values), problems=tuple(problems))


def shown(today: date) -> "QuerySet[Publication]":
    """What the public may read today: published, and its last day not past, whether the nightly task ran or not."""
    return Publication.objects.filter(state=State.PUBLISHED, ends_on__gte=today)


def public_rows(wanted: PublicFilter, today: date) -> "QuerySet[Publication]":
    """The rows of a public list, unordered. Words are looked for in the name of units, the credit code and the number of the decision.

    The names of natural persons are not searched, not even as they are published: nobody is found by being penalised.
    """
    rows = shown(today)
    if wanted.item:
        rows = rows.filter(case__category=wanted.item)
    if wanted.party:
        rows = rows.filter(case__party_type=wanted.party)
    if wanted.since:
        rows = rows.filter(published_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(published_on__lte=wanted.until)
    if wanted.q:
        named = Q(summary__party__icontains=wanted.q) & ~Q(case__party_type=PartyType.CITIZEN)
        rows = rows.filter(named | Q(summary__number__icontains=wanted.q) | Q(summary__code=wanted.q.upper()))
    return rows


def public_page(wanted: PublicFilter, today: date, *, before: str = "", after: str = "", size: int = PAGE_SIZE) -> Slice:
    """One page of published penalties, newest first. One query."""
    rows = public_rows(wanted, today).select_related("case").defer("text", "case__search", "case__facts", "case__decision_text")
    return read_slice(rows, NEWEST, before=before, after=after, size=size)


def public_one(number: str) -> Publication:
    """The publication of that case if it was ever before the public. Raises Http404: what is only prepared does not exist yet."""
    rows = Publication.objects.select_related("case").defer("case__search", "case__facts")
    found = rows.filter(case__number=number, published_on__isnull=False).first()
    if found is None:
        raise Http404
    return found


def item_choices(today: date) -> list[tuple[str, str]]:
    """Codes and names of the items that occur among what is shown. Two queries."""
    codes = set(shown(today).exclude(case__category="").values_list("case__category", flat=True).distinct())
    names = dict(ItemVersion.objects.in_force(today).filter(item__code__in=codes).values_list("item__code", "name"))
    return [(code, f"{code} {names.get(code, '')[:30]}".strip()) for code in sorted(codes)]


# --- figures ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Figure:
    """How many published decisions have to do with something."""

    label: str
    count: int


def figures(year: int) -> Mapping[str, Any]:
    """Published decisions of a year by kind of act, by law and by kind of party: numbers of cases, no sums, no offices. Four queries."""
    rows = Publication.objects.filter(published_on__year=year).exclude(state=State.WITHDRAWN)
    acts = list(rows.values_list("case__category").annotate(many=Count("pk")).order_by("-many", "case__category")[:MOST_FIGURES])
    names = dict(
        ItemVersion.objects.filter(item__code__in=[code for code, _many in acts], valid_to__isnull=True).values_list("item__code", "name")
    )
    # One case counts once for a law, however many of its acts rest on it.
    charged = ItemBasis.objects.filter(version__charges__case__publication__in=rows)
    laws = charged.values_list("law").annotate(many=Count("version__charges__case", distinct=True)).order_by("-many", "law")[:MOST_FIGURES]
    parties = rows.values_list("case__party_type").annotate(many=Count("pk")).order_by("case__party_type")
    kinds = dict(PartyType.choices)
    return {
        "acts": [Figure(f"{code} {names.get(code, '')}".strip() or "—", many) for code, many in acts],
        "laws": [Figure(law, many) for law, many in laws],
        "parties": [Figure(str(kinds.get(kind, kind)), many) for kind, many in parties],
    }


# --- staff --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """One publication as the list of staff shows it."""

    publication: Publication
    due_on: date | None
    light: str
    remaining: str


def staff_page(tab: str, user: User, *, today: date, calendar: Calendar, before: str = "", after: str = "") -> Slice:
    """What waits (soonest first), must be withdrawn, is published or over (newest first), of the cases this person may see. One query."""
    rows: QuerySet[Publication] = Publication.objects.filter(case__in=Case.objects.visible_to(user).filter(kind="penalty").values("pk"))
    order = NEWEST
    if tab == WAITING:
        rows, order = rows.filter(state=State.PREPARING), SOONEST
    elif tab == WITHDRAW:
        rows, order = rows.filter(state=State.PUBLISHED, withdraw_by__isnull=False), Order("withdraw_by")
    elif tab == SHOWN:
        rows = rows.filter(state=State.PUBLISHED)
    else:
        rows = rows.filter(state__in=(State.WITHDRAWN, State.ENDED), published_on__isnull=False)
    found = read_slice(
        rows.select_related("case").defer("text", "case__search", "case__facts"), order, before=before, after=after, size=PAGE_SIZE
    )
    return Slice(_waiting(found.rows, today, calendar), found.before, found.after)


def _waiting(rows: Iterable[Publication], today: date, calendar: Calendar) -> list[Waiting]:
    return [Waiting(row, day := due_on(row), light_of(day, today, calendar), remaining_words(day, today, calendar)) for row in rows]


def due_on(row: Publication) -> date | None:
    """The last day of what has to be done with it next."""
    if row.state == State.PREPARING:
        return row.publish_by
    return row.withdraw_by if row.state == State.PUBLISHED else None


def light_of(day: date | None, today: date, calendar: Calendar) -> str:
    """Red past the last day, yellow in the last five working days."""
    if day is None:
        return "stopped"
    if day < today:
        return "red"
    return "yellow" if calendar.working_days_between(today, day) <= 5 else "green"


def staff_one(user: User, number: str) -> Publication:
    """The publication of a case this person may see. Raises Http404."""
    rows = Publication.objects.select_related("case__decision_document", "published_by").defer("case__search")
    found = rows.filter(case__number=number, case__in=Case.objects.visible_to(user).values("pk")).first()
    if found is None:
        raise Http404
    return found
