"""What the person whose matter it is may read: the public side of one case. Reads only.

Safe by default: of an event only its name is told, and its text only for the steps listed here, whose text is written for the citizen.
Names of staff and internal notes are in none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.attachments import file_kind
from bureau.calendar import current_calendar
from bureau.models import Attachment, Case, Clock, Document, Event, Office, Party
from bureau.roles import Role
from bureau.sealing import mask_name
from bureau.workflow import Actor, Offer, Workflow, offers, specific, workflow_for
from complaints.models import Rating, RefusalGround, ReportOutcome, TerminationGround
from complaints.standing import Standing, standing

# Steps whose text the citizen reads, because it was written for them or by them.
TOLD = frozenset({"ask-supplement", "refuse", "settle", "terminate", "release-answer", "supplement", "withdraw", "rate"})
GROUNDS = {"refuse": RefusalGround, "terminate": TerminationGround}
ICONS = {
    "open": "inbox",
    "accept": "check2-circle",
    "refuse": "x-circle",
    "settle": "patch-check",
    "supplement": "paperclip",
    "rate": "star",
}
ACTIONS = ("supplement", "withdraw", "rate")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A running period: what must happen, by when, and why then. Paused: the day still moves."""

    label: str
    due_on: date
    light: str
    why: list[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter as its person sees it."""

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
    actions: Mapping[str, Offer]
    rating: Rating | None
    asked: str


def case_of(number: str) -> Case | None:
    """The docket row of a number."""
    return Case.objects.select_related("office").defer("search").filter(number=number).first()


def matter_of(root: Case, *, at: datetime, today: date, language: str) -> Matter:
    """Everything the page shows, in a fixed number of queries."""
    case, flow = specific(root), workflow_for(root.kind)
    events = list(public_events(root.pk))
    asked = open_question(events)
    return Matter(
        case=case,
        kind=str(flow.label),
        state=flow.state_label(root.state),
        office=office_words(root.office),
        standing=standing(root.kind, root.state, asked=bool(asked)),
        deadlines=deadlines(root.pk, today=today, language=language),
        timeline=[told(event, flow) for event in events],
        documents=list(Document.objects.filter(case_id=root.pk, for_citizen=True).order_by("issued_at", "pk")),
        files=[handed_in(file) for file in files_of(root.pk)],
        contact=contact_of(root.pk),
        actions={offer.transition.name: offer for offer in offers(case, Actor.citizen(), at) if offer.transition.name in ACTIONS},
        rating=Rating.objects.filter(case_id=root.pk).first(),
        asked=asked,
    )


def public_events(case_id: int) -> Any:
    """The events the citizen may know of, newest first."""
    return Event.objects.filter(case_id=case_id, audience=Event.Audience.PUBLIC).select_related("actor__office").order_by("-at", "-id")


def open_question(events: list[Event]) -> str:
    """What the bureau asked for, if the citizen has not sent anything since; empty otherwise. `events` come newest first."""
    last = next((event for event in events if event.action in {"ask-supplement", "supplement"}), None)
    return last.note if last is not None and last.action == "ask-supplement" else ""


def told(event: Event, flow: Workflow) -> dict[str, Any]:
    """One event for the timeline component."""
    title = _("Received") if event.action == "open" else str(flow.transition(event.action).label)
    texts = [_ground(event), event.note if event.action in TOLD else "", _outcome(event)]
    return {
        "at": event.at,
        "title": title,
        "text": "\n".join(text for text in texts if text),
        "actor": _who(event),
        "icon": ICONS.get(event.action, "dot"),
        "tone": {"refuse": "danger", "ask-supplement": "warning", "settle": "success", "release-answer": "success"}.get(event.action, ""),
    }


def _who(event: Event) -> str:
    """Never a name: the office, the bureau, or the reader."""
    if event.actor_role == Role.CITIZEN:
        return _("You")
    return office_words(event.actor.office if event.actor else None) or _("The bureau")


def office_words(office: Office | None) -> str:
    """The office in the reader's language; empty for none."""
    if office is None:
        return ""
    return office.name_en if office.name_en and (get_language() or "").startswith("en") else office.name


def _ground(event: Event) -> str:
    grounds = GROUNDS.get(event.action)
    code = event.data.get("ground", "")
    return str(grounds(code).label) if grounds is not None and code in grounds.values else ""


def _outcome(event: Event) -> str:
    """The outcome of a report, and the office a matter was passed to."""
    if event.action == "conclude" and event.data.get("outcome") in ReportOutcome.values:
        return str(ReportOutcome(event.data["outcome"]).label)
    return str(event.data.get("office", "")) if event.action == "reroute" else ""


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
    """What the citizen handed in."""
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
