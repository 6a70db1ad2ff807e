"""Opening a matter: the case and everything around it in one statement, once per submission key, however often it is sent."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from bureau import clocks
from bureau.models import Case, Clock, Event, Measure, Message, Party
from bureau.numbering import NEXT_NUMBER
from bureau.roles import Role
from bureau.search import vector_text
from bureau.tallies import delta_for
from bureau.together import Statement, add_root, add_row
from bureau.workflow import workflow_for

RECEIPT_SERIAL = "nextval('bureau_receipt_seq')"
YEARLY_SERIAL = "(SELECT last FROM serial)"


class _ReceivedBefore(Exception):
    """The submission key is known: nothing was written."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of it. `created` is False when this submission key had been received before: the earlier case is returned."""

    case_id: int
    number: str
    created: bool


def open_case(
    case: Case,
    *,
    prefix: str,
    search: Sequence[str],
    at: datetime,
    parties: Sequence[Party] = (),
    clock_codes: Sequence[str] = (),
    messages: Sequence[Message] = (),
    basket: UUID | None = None,
    actor: Any = None,
    actor_role: Role = Role.CITIZEN,
    record: dict[str, Any] | None = None,
    without_gaps: bool = False,
) -> Opened:
    """Write a new case (an unsaved specific object), its parties, opening event, clocks, messages, tally and attachments.

    One statement, one round trip. The receipt number is `prefix` + date + a sequence (quick, may have gaps). `without_gaps`: the serial
    counts the prefix's own matters of the year from 1, none left out; others of that prefix wait until the caller's transaction ends, so
    open such a case late in it. `basket`: attachments handed in beforehand. Messages may point at the unsaved parties.
    """
    day = timezone.localdate(at)
    case.state = workflow_for(case.kind).initial
    case.opened_at = case.updated_at = at
    running = _started(case, clock_codes, day)
    statement = Statement()
    if without_gaps:
        statement.add("serial", NEXT_NUMBER, [f"case-{prefix}", day.year])
    computed = {
        "number": (f"%s || lpad({YEARLY_SERIAL if without_gaps else RECEIPT_SERIAL}::text, 6, '0')", f"{prefix}{day:%Y%m%d}"),
        "search": ("to_tsvector('simple', %s)", vector_text(case.title, *search)),
    }
    add_root(statement, case, model=Case, computed=computed, once="submission_key")
    add_row(statement, "own", case, root=case)
    opening = _opening(case, at=at, actor=actor, actor_role=actor_role, record=record or {})
    rows: list[models.Model] = [*parties, opening, *running, *messages, delta_for(case, Measure.RECEIVED, Decimal(1), day)]
    for position, row in enumerate(rows):
        if isinstance(row, Party | Message):
            row.case = case
        add_row(statement, f"row{position}", row, root=case)
    if basket:
        statement.add(
            "papers", "UPDATE bureau_attachment SET case_id = root.id, basket = NULL FROM root WHERE basket = %s RETURNING 1", [basket]
        )
    # A serial taken for a submission that had been received before goes back with the savepoint: that is what leaves no gap.
    return _send(statement, case, savepoint=without_gaps)


def _started(case: Case, codes: Sequence[str], day: date) -> list[Clock]:
    """The unsaved clocks that run from the receipt; the case's nearest dates are set from them."""
    running = [Clock(case=case, **clocks.clock_values(code, on=day, rules_as_of=day)) for code in codes if clocks.is_switched_on(code, day)]
    if running:
        case.due_on = min(clock.due_on for clock in running)
        case.yellow_on = min(clock.yellow_on for clock in running)
    return running


def _opening(case: Case, *, at: datetime, actor: Any, actor_role: Role, record: dict[str, Any]) -> Event:
    """The first line of the timeline."""
    return Event(
        case=case,
        action="open",
        to_state=case.state,
        actor=actor,
        actor_role=actor_role,
        at=at,
        data=record,
        audience=Event.Audience.PUBLIC,
    )


def _send(statement: Statement, case: Case, *, savepoint: bool) -> Opened:
    try:
        with transaction.atomic() if savepoint else nullcontext(), connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(statement.parts)} SELECT id, number FROM root", statement.params)  # noqa: S608
            row = cursor.fetchone()
            if row is None:
                raise _ReceivedBefore
    except _ReceivedBefore:
        earlier = Case.objects.only("id", "number").get(submission_key=case.submission_key)
        return Opened(earlier.pk, earlier.number, created=False)
    case.pk, case.number = row
    return Opened(row[0], row[1], created=True)
