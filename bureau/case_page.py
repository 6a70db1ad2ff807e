"""What the case page shows around the app's own cards: clocks that explain themselves, actions, timeline, persons, papers, messages."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bureau import clocks, reveals
from bureau.attachments import file_kind
from bureau.calendar import Calendar, current_calendar
from bureau.models import Assignment, Attachment, Case, Clock, Document, Event, Message, Party, User
from bureau.roles import Role
from bureau.tables import flow_of, remaining_words
from bureau.workflow import Actor, Offer, offers, specific

log = logging.getLogger(__name__)

RELATED = 10
MESSAGES_SHOWN = 20
PARTIES = 20

# Steps every matter has that stand in no table of transitions.
COMMON_ACTIONS: Mapping[str, str | Promise] = {"open": gettext_lazy("Received"), "hand-over": gettext_lazy("Handed over")}
FACTS: Mapping[str, str | Promise] = {
    "handler": gettext_lazy("Handler"),
    "from": gettext_lazy("From"),
    "office": gettext_lazy("Office"),
    "recovered": gettext_lazy("Recovered loss (yuan)"),
    "score": gettext_lazy("Score"),
    "external_number": gettext_lazy("Number elsewhere"),
}
ICONS = {"open": "inbox", "hand-over": "arrow-left-right", "assign": "person-check", "reroute": "signpost-split", "note": "chat-left-text"}


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One clock in words."""

    name: str
    light: str
    due_on: date
    remaining: str
    citation: str
    explanation: list[str]
    pauses: list[Any]
    extended_days: int
    extension_reason: str
    is_running: bool
    is_confirmed: bool
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A party as staff see it before any reveal."""

    pk: int
    part: str
    name: str
    phone: str
    anonymous: bool
    sealed: list[tuple[str, str]]


def own_of(case: Case) -> Any | None:
    """The app's own object of a case; None when its app is gone or its row is missing (logged): the page shows the rest."""
    if flow_of(case) is None:
        return None
    try:
        return specific(case)
    except ObjectDoesNotExist:
        log.error("Case %s has no row of its kind %s", case.pk, case.kind)
        return None


def clock_cards(case: Case, today: date, calendar: Calendar | None = None) -> list[ClockCard]:
    """All clocks of the case, running ones first. Three queries."""
    calendar = calendar or current_calendar()
    rows = Clock.objects.filter(case_id=case.pk).select_related("rule").prefetch_related("pauses")
    cards = [_clock_card(clock, today, calendar) for clock in rows]
    return sorted(cards, key=lambda card: (not card.is_running, card.due_on))


def _clock_card(clock: Clock, today: date, calendar: Calendar) -> ClockCard:
    is_running = clock.stopped_at is None
    light = clock.light_on(today)
    return ClockCard(
        name=clock.rule.name,
        light=light.value,
        due_on=clock.due_on,
        remaining=remaining_words(clock.due_on, today, calendar) if light in {"green", "yellow", "red"} else _outcome(clock),
        citation=clock.rule.citation,
        explanation=clocks.explain(clock, calendar=calendar, today=today, language=get_language() or ""),
        pauses=list(clock.pauses.all()),
        extended_days=clock.extended_days,
        extension_reason=clock.extension_reason,
        is_running=is_running,
        is_confirmed=clock.rule.confirmed,
        is_internal=clock.rule.internal,
    )


def _outcome(clock: Clock) -> str:
    if clock.stopped_at is None:
        return _("paused: the last day moves on")
    return {True: _("kept"), False: _("missed"), None: _("no longer asked")}[clock.met]


def timeline(case: Case) -> list[dict[str, Any]]:
    """Every event, newest first, in the words of the components' timeline. One query."""
    events = Event.objects.filter(case_id=case.pk).select_related("actor").order_by("-at", "-id")
    return [event_item(event, case) for event in events]


def events_since(case: Case, seen: int) -> list[dict[str, Any]]:
    """What happened after the event somebody saw last: what a refused stale form shows."""
    events = Event.objects.filter(case_id=case.pk, pk__gt=seen).select_related("actor").order_by("-at", "-id")
    return [event_item(event, case) for event in events]


def last_event(case: Case) -> int:
    """The id of the newest event; 0 for a case without any."""
    return Event.objects.filter(case_id=case.pk).order_by("-pk").values_list("pk", flat=True).first() or 0


def event_item(event: Event, case: Case) -> dict[str, Any]:
    """One event for the timeline component."""
    flow = flow_of(case)
    title = COMMON_ACTIONS.get(event.action)
    if title is None and flow is not None:
        title = next((step.label for step in flow.transitions if step.name == event.action), event.action)
    words = str(title or event.action)
    if flow and event.to_state != event.from_state and event.to_state in flow.states.values:
        words = f"{words} → {flow.state_label(event.to_state)}"
    facts = [f"{label}: {event.data[key]}" for key, label in FACTS.items() if event.data.get(key) not in (None, "")]
    return {
        "at": event.at,
        "title": words,
        "text": "\n".join([*facts, event.note] if event.note else facts),
        "actor": _actor(event),
        "icon": ICONS.get(event.action, "chevron-right"),
        "tone": "success" if flow and event.to_state in flow.closed and event.to_state != event.from_state else "",
    }


def _actor(event: Event) -> str:
    role = str(Role(event.actor_role).label) if event.actor_role in Role.values else event.actor_role
    return f"{event.actor} ({role})" if event.actor else role


def people(case: Case) -> list[Person]:
    """The persons of the case by their masks. One query."""
    rows = Party.objects.filter(case_id=case.pk).order_by("pk")[:PARTIES]
    return [
        Person(row.pk, str(row.get_part_display()), row.name_mask, row.phone_mask, row.anonymous, reveals.openable(row)) for row in rows
    ]


def files(case: Case) -> list[dict[str, Any]]:
    """Attachments for the file list component, but those only their own room opens. One query."""
    rows = Attachment.objects.filter(case_id=case.pk, guarded=False).order_by("uploaded_at", "pk")
    outside, inside = _("from outside the bureau"), _("from staff")
    return [
        {
            "name": row.name,
            "url": reverse("bureau:attachment", args=[case.number, row.pk]),
            "size": row.size,
            "kind": f"{file_kind(row)} · {outside if row.from_citizen else inside}",
            "added_at": row.uploaded_at,
        }
        for row in rows
    ]


def papers(case: Case) -> Sequence[Document]:
    """Documents the bureau issued. One query."""
    return list(Document.objects.filter(case_id=case.pk).select_related("voided").defer("source").order_by("issued_at", "pk"))


def messages_sent(case: Case) -> list[dict[str, Any]]:
    """The newest messages with where delivery stands. One query."""
    rows = Message.objects.filter(case_id=case.pk).select_related("party", "user").order_by("-pk")[:MESSAGES_SHOWN]
    flow = flow_of(case)
    # A message is named after the step that sends it: its own words are sealed, and a text message has no subject.
    occasions = {code: step.label for step in reversed(flow.transitions) for _whom, code in step.tells} if flow else {}
    return [
        {
            "channel": row.get_channel_display(),
            "to": row.user or (row.party.get_part_display() if row.party else ""),
            "subject": row.subject or occasions.get(row.code) or (row.code if row.user else COMMON_ACTIONS["open"]),
            "status": row.get_status_display(),
            "at": row.sent_at or row.created_at,
            "error": row.error,
            "is_dead": row.status == Message.Status.DEAD,
        }
        for row in rows
    ]


def hands(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Who had the case in hand, and for how many days. One query."""
    rows = Assignment.objects.filter(case_id=case.pk).select_related("handler", "office").order_by("since", "pk")
    # With the end of the matter nobody has it in hand any more, though no other hand took it.
    ends = [(row, row.until or case.closed_at) for row in rows]
    return [{"row": row, "until": until, "days": ((until or at) - row.since).days} for row, until in ends]


def same_person(case: Case, user: User) -> list[Case]:
    """Other open matters of whoever has one of this case's phone numbers, as far as this reader may see them. Two queries."""
    rows = Party.objects.filter(case_id=case.pk, phone_index__isnull=False).values_list("phone_index", flat=True)
    numbers = [bytes(index) for index in rows if index is not None]
    return open_matters_of(numbers, user, leave_out=case.pk) if numbers else []


def open_matters_of(phones: Sequence[bytes], user: User, *, leave_out: int = 0) -> list[Case]:
    """Open matters of the holders of these phone numbers (blind indexes), newest first."""
    others = Party.objects.filter(phone_index__in=phones).exclude(case_id=leave_out).order_by("-pk").values_list("case_id", flat=True)
    visible = Case.objects.visible_to(user).open()
    return list(
        visible.filter(pk__in=list(others[:200])).select_related("office", "handler").defer("search").order_by("-opened_at")[:RELATED]
    )


def action_offers(own: Any | None, user: User, at: datetime) -> tuple[list[Offer], list[Offer]]:
    """The steps this reader may take now, and those closed to them with what is missing."""
    found = offers(own, Actor.of(user), at) if own is not None else []
    return [offer for offer in found if offer.is_open], [offer for offer in found if not offer.is_open]
