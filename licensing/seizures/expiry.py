"""Nothing outlives its date unseen (行政强制法 28 no. 4; 行政处罚法 56): what is over is marked, and the people answerable are told daily.

Called by the task every hour; safe to run twice and by two workers at once.
"""

from datetime import datetime, timedelta

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bureau import outbox
from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Clock, User
from bureau.workflow import Actor, perform
from licensing.models import HeldThing, MeasureCase
from licensing.seizures import gates
from licensing.seizures.law import TERMS, URGENT_HOURS
from licensing.seizures.states import HOLDING, MUST_RELEASE, MeasureState
from licensing.steps.telling import heads

log = structlog.get_logger("licensing.seizures")
REMINDER = "staff-measure-must-release"
KEPT = (MeasureState.URGENT, MeasureState.IN_FORCE)


def keep_dates(at: datetime) -> int:
    """Mark what is over, close what is disposed of, remind of what must be released; how many were marked or closed."""
    changed = _take(_over(at), "expire", at) + _take(_finished(), "end", at)
    remind(at)
    return changed


def settle(case_id: int, at: datetime) -> None:
    """Close one measure whose last line was disposed of just now."""
    _take(_finished().filter(pk=case_id), "end", at)


def emptied_by(case_id: int) -> list[int]:
    """The measure itself, and the holdings whose evidence it took over."""
    origins = HeldThing.objects.filter(parts__measure_id=case_id).exclude(measure_id=case_id)
    return [case_id, *origins.order_by("measure_id").values_list("measure_id", flat=True).distinct()]


def _over(at: datetime) -> "QuerySet[MeasureCase]":
    """In force, and the last day of the term is past. A term paused for a test is not over."""
    late = Clock.objects.ticking().filter(case=OuterRef("pk"), code__in=TERMS, due_on__lt=timezone.localdate(at))
    return MeasureCase.objects.filter(Exists(late), state__in=KEPT, closed_at__isnull=True)


def _finished() -> "QuerySet[MeasureCase]":
    """Carried out, and no line is held any more."""
    held = HeldThing.objects.filter(measure=OuterRef("pk"), disposition=HeldThing.Disposition.HELD)
    return MeasureCase.objects.filter(~Exists(held), state__in=HOLDING, closed_at__isnull=True)


def _take(rows: "QuerySet[MeasureCase]", step: str, at: datetime) -> int:
    """Take one automatic step on each; somebody who was quicker, or a clock that moved, is no error."""
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            perform(pk, step, actor=Actor.system(), at=at)
        except (TransitionRefused, GateClosed) as refusal:
            log.info("measure_step_skipped", case=pk, step=step, reason=str(refusal))
        else:
            done += 1
    return done


def must_be_released(at: datetime) -> "QuerySet[MeasureCase]":
    """Over, not approved afterwards, urgent and not approved in time, or without a ground any more: to be acted on today."""
    unapproved = Q(state=MeasureState.URGENT, carried_out_at__lt=at - timedelta(hours=URGENT_HOURS))
    wanted = Q(state__in=MUST_RELEASE) | unapproved
    groundless = Q(penalty__decision__in=gates.WITHOUT_PENALTY) | Q(penalty__state__in=gates.WITHOUT_DECISION)
    return MeasureCase.objects.filter(wanted | (Q(state__in=KEPT) & groundless), closed_at__isnull=True)


def remind(at: datetime) -> int:
    """Once a day, the handler and every head, of each; how many measures."""
    rows = list(must_be_released(at).select_related("handler", "penalty").defer("search").order_by("pk"))
    people = heads() if rows else []
    notes = [_note(row, user, at) for row in rows for user in {one.pk: one for one in [*people, row.handler] if one}.values()]
    if notes:
        outbox.queue_many(notes)
        outbox.wake_delivery()
    return len(rows)


def _note(row: MeasureCase, user: User, at: datetime) -> outbox.Note:
    day = timezone.localdate(at)
    return outbox.Note(
        code=REMINDER,
        to=user,
        context={"number": row.number, "title": row.title, "due_on": row.due_on.isoformat() if row.due_on else ""},
        case_id=row.pk,
        dedupe_key=f"{REMINDER}:{row.pk}:{day.isoformat()}:user{user.pk}",
        at=at,
    )
