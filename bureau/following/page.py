"""What the person whose matter it is may read: the public side of one case. Reads only.

Safe by default: of an event only its name is told, and its text only for the steps its kind lists as told, whose text is written for the
reader. Names of staff and internal notes are in none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.attachments import file_kind
from bureau.calendar import current_calendar
from bureau.case_page import own_of
from bureau.following.kinds import FollowKind, FollowStep, Mark, follow_kind
from bureau.models import Attachment, Case, Clock, Document, Event, Office, Party
from bureau.roles import Role
from bureau.sealing import mask_name
from bureau.standings import Card, Standing, Text
from bureau.tables import flow_of, state_label
from bureau.workflow import Actor, Transition, Workflow, offers

OPENED = Mark("inbox")
Filled = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A running period: what must happen, by when, and why then. Paused: the day still moves."""

    label: str
    due_on: date
    light: str
    why: list[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter as its person sees it. `card` and `sent` are the app's own pieces: template and its variable `panel`."""

    case: Any
    kind: str
    state: str
    office: str
    standing: Standing
    deadlines: list[Deadline]
    timeline: list[dict[str, Any]]
    documents: list[Document]
    files: list[dict[str, Any]]
    contact: list[tuple[str, str]]
    no_contact: Text
    steps: list[tuple[Transition, FollowStep]]
    remarks: list[str]
    links: list[tuple[Text, str]]
    card: Filled | None
    sent: Filled | None
    asked: str


def case_of(number: str) -> Case | None:
    """The docket row of a number; None for an unknown one and for a matter whose person must not learn of it yet."""
    found = Case.objects.select_related("office").defer("search").filter(number=number).first()
    return found if found is not None and follow_kind(found.kind).is_visible(found) else None


def matter_of(root: Case, *, at: datetime, today: date, language: str) -> Matter:
    """Everything the page shows, in a fixed number of queries; an app that is gone leaves the neutral page."""
    own, flow = own_of(root), flow_of(root)
    kind = follow_kind(root.kind) if own is not None else FollowKind(kind=root.kind)
    case = root if own is None else own
    events = list(public_events(root.pk, since=kind.since(root) if kind.since else None))
    asked = open_question(events, kind)
    return Matter(
        case=case,
        kind=str(flow.label) if flow else "",
        state=state_label(root) if flow else "",
        office=office_words(root.office),
        standing=kind.standing(root, asked=bool(asked)),
        deadlines=deadlines(root.pk, today=today, language=language),
        timeline=[told(event, flow, kind) for event in events],
        documents=list(documents_of(root).order_by("issued_at", "pk")),
        files=[handed_in(file) for file in files_of(root.pk)],
        contact=contact_of(root.pk),
        no_contact=kind.no_contact,
        steps=open_steps(case, kind, at=at),
        remarks=kind.remarks(case) if kind.remarks else [],
        links=kind.links(case) if kind.links else [],
        card=filled(kind.card, case),
        sent=filled(kind.sent, case),
        asked=asked,
    )


def filled(card: Card | None, case: Any) -> Filled | None:
    """A card of the app with its contents."""
    return (card.template, card.context(case)) if card else None


def open_steps(case: Any, kind: FollowKind, *, at: datetime) -> list[tuple[Transition, FollowStep]]:
    """What the reader can do now, in the order of the kind."""
    if not kind.steps:
        return []
    opened = {offer.transition.name: offer.transition for offer in offers(case, Actor.citizen(), at) if offer.is_open}
    return [(opened[name], step) for name, step in kind.steps.items() if name in opened]


def documents_of(root: Case) -> Any:
    """The letters of a matter its person may read."""
    return Document.objects.filter(follow_kind(root.kind).papers or Q(), case_id=root.pk, for_citizen=True).defer("source")


def public_events(case_id: int, *, since: datetime | None = None) -> Any:
    """The events the reader may know of, newest first; none from before `since`."""
    known = Q(at__gte=since) if since else Q()
    rows = Event.objects.filter(known, case_id=case_id, audience=Event.Audience.PUBLIC)
    return rows.select_related("actor__office").order_by("-at", "-id")


def open_question(events: list[Event], kind: FollowKind) -> str:
    """What the bureau asked for, if the reader has not answered since; empty otherwise. `events` come newest first."""
    turns = {*kind.questions, *kind.questions.values()}
    last = next((event for event in events if event.action in turns), None)
    return last.note if last is not None and last.action in kind.questions else ""


def told(event: Event, flow: Workflow | None, kind: FollowKind) -> dict[str, Any]:
    """One event for the timeline component."""
    texts = [kind.adds(event) if kind.adds else "", event.note if event.action in kind.told else ""]
    mark = kind.marks.get(event.action) or (OPENED if event.action == "open" else Mark())
    return {
        "at": event.at,
        "title": _title(event, flow),
        "text": "\n".join(text for text in texts if text),
        "actor": _who(event),
        "icon": mark.icon,
        "tone": mark.tone,
    }


def _title(event: Event, flow: Workflow | None) -> str:
    """The step's name; the ground floor's own events and those of an app that is gone have neutral ones."""
    if event.action == "open":
        return _("Received")
    labels = {step.name: step.label for step in flow.transitions} if flow else {}
    return str(labels.get(event.action) or _("The bureau worked on it"))


def _who(event: Event) -> str:
    """Never a name: the office, the bureau, the enterprise, or the reader."""
    if event.actor_role == Role.CITIZEN:
        return _("You")
    if event.actor_role == Role.ENTERPRISE:
        return _("The enterprise")
    return office_words(event.actor.office if event.actor else None) or _("The bureau")


def office_words(office: Office | None) -> str:
    """The office in the reader's language; empty for none."""
    if office is None:
        return ""
    return office.name_en if office.name_en and (get_language() or "").startswith("en") else office.name


def deadlines(case_id: int, *, today: date, language: str) -> list[Deadline]:
    """The running periods with their reasons."""
    calendar = current_calendar()
    running = Clock.objects.running().of_cases([case_id])
    return [
        Deadline(
            label=clock.rule.name,
            due_on=clock.due_on,
            light=clock.light_on(today),
            why=clocks.explain(clock, calendar=calendar, today=today, language=language),
        )
        for clock in running
    ]


def files_of(case_id: int) -> Any:
    """What the reader handed in."""
    return Attachment.objects.filter(case_id=case_id, from_citizen=True).order_by("pk")


def handed_in(file: Attachment) -> dict[str, Any]:
    """A file for the list component, without its address, which the view knows."""
    return {"pk": file.pk, "name": file.name, "size": file.size, "kind": file_kind(file), "added_at": file.uploaded_at}


def contact_of(case_id: int) -> list[tuple[str, str]]:
    """How the bureau can reach the person, masked: whoever looks over the shoulder learns nothing new."""
    party = Party.objects.filter(case_id=case_id).order_by("pk").first()
    if party is None:
        return []
    facts = [(_("Name"), party.name_mask), (_("Phone number"), party.phone_mask), (_("E-mail"), masked_email(party.email.open()))]
    facts.append((_("Postal address"), mask_name(party.address.open())[:6]))
    return [(label, value) for label, value in facts if value]


def masked_email(address: str) -> str:
    """wang@example.com → w***@example.com."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else ""
