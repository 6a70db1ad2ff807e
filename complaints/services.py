"""Writes of the 12365 desk that are not steps of a workflow: taking in a submission."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bureau import docket, outbox
from bureau.models import Case, Channel, Message, MessageChannel, Party
from bureau.roles import Role
from complaints.models import Complaint, Consultation, Report, Submission

TITLE_LENGTH = 60
DATE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")
LONG_NUMBER = re.compile(r"(?<!\d)\d[\d \-]{5,}[\dXx](?!\d)")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of submission needs to be opened."""

    model: type[Submission]
    prefix: str
    part: Party.Part
    clocks: tuple[str, ...]
    receipt: str


KINDS: Mapping[str, Kind] = {
    "complaint": Kind(Complaint, "TS", Party.Part.COMPLAINANT, ("complaint-acceptance",), "complaint-received"),
    "report": Kind(Report, "JB", Party.Part.REPORTER, ("report-verification",), "report-received"),
    "consultation": Kind(Consultation, "ZX", Party.Part.ASKER, ("consultation-answer-5",), "consultation-received"),
}


def headline(statement: str) -> str:
    """A title from the first sentence, for a citizen who was not asked for one, without the long numbers people let slip in."""
    first = statement.strip().splitlines()[0] if statement.strip() else ""
    for stop in "。！？!?；;":
        first = first.split(stop, 1)[0]
    # The title stands in every list and export: no phone, card or identity number may travel there with it.
    first = LONG_NUMBER.sub(lambda found: found.group() if DATE.fullmatch(found.group()) else "*" * len(found.group()), first)
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def submit(
    kind: str,
    facts: Mapping[str, Any],
    person: Mapping[str, str],
    *,
    at: datetime,
    submission_key: UUID,
    language: str,
    channel: Channel = Channel.WEB,
    basket: UUID | None = None,
    office_id: int | None = None,
    actor: Any = None,
    actor_role: Role = Role.CITIZEN,
) -> docket.Opened:
    """Open a complaint, report or consultation: one statement, one round trip, once per `submission_key`.

    `facts` are the columns of the submission (statement, subject_name, category, …); `person` holds name, phone, email and address in plain
    text, which are sealed here. All empty means anonymous, which only a report may be; the form sees to that.
    """
    plan = KINDS[kind]
    case = plan.model(
        kind=kind,
        title=facts.get("title") or headline(facts["statement"]),
        channel=channel,
        office_id=office_id,
        submission_key=submission_key,
        **{name: value for name, value in facts.items() if name != "title"},
    )
    party = Party.sealed(plan.part, language=language, **person)
    return docket.open_case(
        case,
        prefix=plan.prefix,
        search=(case.statement, case.subject_name, case.subject_address),
        at=at,
        parties=[party],
        clock_codes=plan.clocks,
        messages=receipts(plan.receipt, party, person, submission_key=submission_key, at=at),
        basket=basket,
        actor=actor,
        actor_role=actor_role,
    )


def receipts(code: str, party: Party, person: Mapping[str, str], *, submission_key: UUID, at: datetime) -> list[Message]:
    """Unsaved messages that tell the number and the query code, one for each way the person can be reached."""
    ways = [(MessageChannel.SMS, person.get("phone")), (MessageChannel.EMAIL, person.get("email"))]
    return [
        Message(
            channel=channel,
            code=code,
            template_id=outbox.message_values(code, channel, party.language),
            party=party,
            language=party.language,
            dedupe_key=f"{code}:{submission_key}:{channel}",
            created_at=at,
            next_attempt_at=at,
        )
        for channel, address in ways
        if address
    ]


def open_matters_of(phone_index: bytes) -> Any:
    """Open cases of a caller by the blind index of the phone number, newest first."""
    return Case.objects.filter(parties__phone_index=phone_index, closed_at__isnull=True).order_by("-opened_at")
