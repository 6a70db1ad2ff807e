"""One matter as the enterprise reads it on its desk, and the lists around it. Reads only.

Safe by default: of an event only its name is told, its text only for the steps the kind lists as told and for the enterprise's own.
Names of staff and internal notes are in none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bureau.attachments import file_kind
from bureau.calendar import Calendar
from bureau.case_page import ClockCard, clock_cards
from bureau.following.page import public_events
from bureau.models import Attachment, Case, Document, Event
from bureau.models.case import CaseQuerySet
from bureau.roles import Role
from bureau.search import search_query
from bureau.seek import Order, Slice, read_slice
from bureau.selectors import is_number
from bureau.standings import Standing
from bureau.tables import Row, row_of
from bureau.workflow import Actor, Offer, Workflow, offers, specific, workflow_for
from enterprises.desk.matters import desk_kind, readable_papers, standing_of, visible_matters
from enterprises.models import Membership

PAGE_SIZE = 30
NEWEST = Order("opened_at", descending=True)
BY_ISSUE = Order("issued_at", descending=True)
OPEN, CLOSED, ALL = "open", "closed", ""
# Whoever takes a step on the desk takes it as the enterprise, whatever other roles the account has.
THE_ENTERPRISE = Actor(frozenset({Role.ENTERPRISE}))


@dataclass(frozen=True, slots=True)
class Matter:
    """What the page of one matter shows. `card` is the app's own piece: template and its variable `panel`."""

    case: Any
    row: Row
    standing: Standing
    deadlines: list[ClockCard]
    timeline: list[dict[str, Any]]
    documents: list[Document]
    files: list[Attachment]
    offers: list[Offer]
    card: tuple[str, Mapping[str, Any]] | None


def matters_of(membership: Membership) -> CaseQuerySet:
    """The docket rows this person may read on this desk, with what a row shows."""
    return visible_matters(membership).select_related("office", "handler")


def matter_page(membership: Membership, *, q: str, status: str, before: str = "", after: str = "") -> Slice:
    """One page of the enterprise's matters, newest first. Two queries."""
    rows = matters_of(membership)
    if status in {OPEN, CLOSED}:
        rows = rows.filter(closed_at__isnull=status == OPEN)
    return read_slice(_searched(rows, q), NEWEST, before=before, after=after, size=PAGE_SIZE)


def _searched(rows: CaseQuerySet, typed: str) -> CaseQuerySet:
    """By the beginning of a number, or by words."""
    if not typed:
        return rows
    if is_number(typed):
        return rows.filter(number__startswith=typed.upper())
    query = search_query(typed)
    return rows.none() if query is None else rows.filter(search=query)


def document_page(membership: Membership, *, before: str = "", after: str = "") -> Slice:
    """What the bureau issued in the enterprise's matters, newest first. Two queries."""
    return read_slice(documents_of(membership).select_related("case"), BY_ISSUE, before=before, after=after, size=PAGE_SIZE)


def documents_of(membership: Membership) -> "QuerySet[Document]":
    """Documents of visible matters that were written for the person whose matter it is."""
    return Document.objects.filter(readable_papers(), case__in=visible_matters(membership), for_citizen=True).defer("source")


def papers_of(root: Case) -> "QuerySet[Document]":
    """The same of one matter, the first issued first."""
    kind = desk_kind(root.kind)
    limited = kind.papers if kind and kind.papers is not None else Q()
    return Document.objects.filter(limited, case_id=root.pk, for_citizen=True).defer("source").order_by("issued_at", "pk")


def files_of(membership: Membership) -> "QuerySet[Attachment]":
    """Files the enterprise itself handed in with its visible matters."""
    return Attachment.objects.filter(case__in=visible_matters(membership), from_citizen=True)


def open_offers(own: Any, membership: Membership, at: datetime) -> list[Offer]:
    """The steps the enterprise may take now; none for somebody who only reads."""
    if membership.part == Membership.Part.READER:
        return []
    return [offer for offer in offers(own, THE_ENTERPRISE, at) if offer.is_open]


def matter_of(root: Case, membership: Membership, *, at: datetime, today: date, calendar: Calendar) -> Matter:
    """Everything the page shows, in a fixed number of queries."""
    own, flow, kind = specific(root), workflow_for(root.kind), desk_kind(root.kind)
    since = kind.since(root) if kind and kind.since else None
    events = public_events(root.pk, since=since)
    told = kind.told if kind else frozenset()
    return Matter(
        case=own,
        row=row_of(root, today=today, calendar=calendar),
        standing=standing_of(root),
        deadlines=[clock for clock in clock_cards(root, today, calendar) if clock.is_running],
        timeline=[told_event(event, flow, told) for event in events],
        documents=list(papers_of(root)),
        files=list(Attachment.objects.filter(case_id=root.pk, from_citizen=True).order_by("pk")),
        offers=open_offers(own, membership, at),
        card=(kind.card.template, kind.card.context(own, membership)) if kind and kind.card else None,
    )


def told_event(event: Event, flow: Workflow, told: frozenset[str]) -> dict[str, Any]:
    """One event for the timeline component."""
    own = event.actor_role == Role.ENTERPRISE
    steps = {step.name: step for step in flow.transitions}
    title = str(steps[event.action].label) if event.action in steps else _("Handed in")
    ends = event.to_state in flow.closed and event.to_state != event.from_state
    return {
        "at": event.at,
        "title": title,
        "text": event.note if own or event.action in told else "",
        "actor": _("Your enterprise") if own else _office_of(event) or _("The bureau"),
        "icon": "inbox" if event.action == "open" else "dot",
        "tone": "success" if ends else "",
    }


def _office_of(event: Event) -> str:
    return str(event.actor.office) if event.actor and event.actor.office else ""


def file_facts(file: Attachment) -> dict[str, Any]:
    """A file for the list component, without its address, which the view knows."""
    return {"name": file.name, "size": file.size, "kind": file_kind(file), "added_at": file.uploaded_at}
