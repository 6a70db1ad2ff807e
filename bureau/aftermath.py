"""What follows a step inside its transaction: clocks move, figures count, letters and messages are queued, the floors above are told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone, translation

from bureau import clocks, documents, outbox
from bureau.calendar import forget_calendar
from bureau.models import Case, Clock, Event, Measure, Party, User
from bureau.signals import transitioned
from bureau.tallies import count_fact

if TYPE_CHECKING:
    from bureau.workflow import Act, Workflow

RECOUNT_TASK = "bureau.recount_clocks"
BATCH = 500


def move_clocks(act: Act, flow: Workflow) -> None:
    """Stop, pause, resume and start the clocks a step names, then refresh the case's nearest due date.

    A clock that a step stops, pauses or resumes may have ended before, or never have run under the rules of the day of receipt.
    """
    case, step, by = act.case, act.transition, act.actor.user
    today = timezone.localdate(act.at)
    received_on = timezone.localdate(case.opened_at)
    running = set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))
    for code in _codes(case, flow, step.stops) & running:
        end_clock(case, code, at=act.at)
    for code in _codes(case, flow, step.pauses) & running:
        clocks.pause_clock(case_id=case.pk, code=code, on=today, reason=str(step.label), basis=step.basis, by=by)
    for code in _codes(case, flow, step.resumes) & running:
        clocks.resume_clock(case_id=case.pk, code=code, on=today, by=by)
    for code in _codes(case, flow, step.starts):
        if clocks.is_switched_on(code, received_on):
            clocks.start_clock(case_id=case.pk, code=code, on=act.counted_from or today, rules_as_of=received_on)
    refresh_due(case)


def end_clock(case: Case, code: str, *, at: datetime, met: bool | None = True, done_on: date | None = None) -> Clock:
    """Stop a running clock and count it as kept or missed; also for what ends outside a step. Arguments as of `clocks.stop_clock`."""
    clock = clocks.stop_clock(case_id=case.pk, code=code, at=at, met=met, done_on=done_on)
    if clock.met is not None:
        count_fact(case, Measure.CLOCK_MET if clock.met else Measure.CLOCK_MISSED, Decimal(1), timezone.localdate(at))
    return clock


def _codes(case: Case, flow: Workflow, named: tuple[str, ...]) -> set[str]:
    """The clocks a step names, as this matter has them."""
    return {flow.clock_code(case, code) if flow.clock_code else code for code in named}


def refresh_due(case: Case) -> None:
    """Copy the nearest ticking clock's dates to the docket row, where the queues sort by them. Does not save."""
    nearest = clocks.nearest_due(case.pk)
    case.due_on, case.yellow_on = nearest.due_on, nearest.yellow_on


def recount_clocks(today: date) -> int:
    """Count every running clock anew after the calendar or a rule changed, and bring the docket's dates after; how many cases moved."""
    # The change was made in another process: this one may still remember the calendar of a minute ago.
    forget_calendar()
    waiting = list(Clock.objects.running().order_by("case_id").values_list("case_id", flat=True).distinct())
    ticking = Clock.objects.ticking().filter(case=OuterRef("pk")).order_by().values("case")
    moved = 0
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        with transaction.atomic():
            # Cases first and clocks after them, as every step does it, so that the two never wait for each other.
            list(Case.objects.filter(pk__in=batch).order_by("pk").select_for_update().values_list("pk", flat=True))
            moved += Case.objects.filter(pk__in=clocks.recompute(batch, today=today)).update(
                due_on=Subquery(ticking.annotate(first=Min("due_on")).values("first")),
                yellow_on=Subquery(ticking.annotate(first=Min("yellow_on")).values("first")),
            )
    return moved


def count_closing(case: Case, *, closed_before: datetime | None) -> None:
    """Count the closing on its day; a reopening takes the earlier closing back from the day it was counted on."""
    if case.closed_at is not None and closed_before is None:
        count_fact(case, Measure.CLOSED, Decimal(1), timezone.localdate(case.closed_at))
    elif case.closed_at is None and closed_before is not None:
        count_fact(case, Measure.CLOSED, Decimal(-1), timezone.localdate(closed_before))


def paper_and_post(act: Act, flow: Workflow, event: Event) -> None:
    """Issue the letters, queue the messages, tell the floors above after commit."""
    case = act.case
    for letter in act.letters:
        source = flow.letter_source(act, letter) if flow.letter_source else {}
        documents.issue_document(case, letter, source, by=act.actor.user, at=act.at)
    _queue_messages(act, flow, event)
    transaction.on_commit(
        lambda: transitioned.send(sender=Case, case_id=case.pk, kind=case.kind, transition=act.transition.name, event_id=event.pk)
    )


def _queue_messages(act: Act, flow: Workflow, event: Event) -> None:
    queued = []
    for whom, code in act.transition.tells:
        for person in addressees(act.case, whom):
            # In the language of who reads it, not of who takes the step.
            with translation.override(person.language if isinstance(person, Party) else settings.LANGUAGE_CODE):
                context = message_context(act, flow)
            queued += outbox.queue(
                code=code,
                to=person,
                channels=None,
                context=context,
                case_id=act.case.pk,
                at=act.at,
                dedupe_key=f"{code}:{event.pk}:{person.pk}",
            )
    if queued:
        outbox.wake_delivery()


def addressees(case: Case, whom: str) -> list[Party | User]:
    """Whom a step tells: the handler, or the parties of that part."""
    if whom == "handler":
        return [case.handler] if case.handler else []
    return list(Party.objects.filter(case_id=case.pk, part=whom))


def message_context(act: Act, flow: Workflow) -> dict[str, Any]:
    """What a message may say: never personal data, which is looked up at sending."""
    case = act.case
    return {
        "number": case.number,
        "kind": str(flow.label),
        "title": case.title,
        "state": flow.state_label(case.state),
        "due_on": case.due_on.isoformat() if case.due_on else "",
        "office": str(case.office or ""),
        "office_phone": case.office.phone if case.office else "",
        **{key: str(value) for key, value in act.record.items() if isinstance(value, str | int | float | Decimal)},
    }
