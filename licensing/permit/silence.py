"""What the law says of matters left undecided: accepted after five working days of silence, renewed when the certificate ended.

Candidates come from indexed, bounded queries; every step is its own transaction and asks its own gates again, so that two workers, or a
clerk a moment earlier, do no harm. A matter that cannot be moved is logged and does not stop the others.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from bureau.errors import BureauError, GateClosed, TransitionRefused
from bureau.models import Clock
from bureau.workflow import Actor, perform, workflows
from licensing.models import Application, Request
from licensing.permit.hearings import ASKING
from licensing.permit.states import RENEWED_BY_SILENCE
from licensing.steps.transitions import ACCEPTANCE

log = logging.getLogger(__name__)

BATCH = 200
ACCEPTED, LAPSED, RENEWED = "deem-accepted", "lapse-hearing", "deem-renewed"
KIND = "permit"
Page = Callable[[int], list[int]]


def apply_silence(at: datetime) -> int:
    """Take every step the law takes by itself today; how many were taken. A renewal comes first: it ends the matter."""
    today = timezone.localdate(at)
    return (
        take_all(RENEWED, lambda after: undecided_renewals(today, after=after), at)
        + take_all(ACCEPTED, lambda after: silently_accepted(today, after=after), at)
        + take_all(LAPSED, lambda after: hearings_not_asked_for(today, after=after), at)
    )


def silently_accepted(today: date, *, after: int = 0) -> list[int]:
    """Matters whose time for acceptance is over, of every kind that knows acceptance by silence. One query."""
    kinds = {flow.kind: step.sources for flow in workflows() for step in flow.transitions if step.name == ACCEPTED}
    waiting = overdue(ACCEPTANCE, today).filter(case__kind__in=kinds, case__state__in={state for step in kinds.values() for state in step})
    return first_page(waiting, after)


def hearings_not_asked_for(today: date, *, after: int = 0) -> list[int]:
    """Permits whose time for asking for a hearing is over. One query."""
    return first_page(overdue(ASKING, today).filter(case__kind=KIND), after)


def undecided_renewals(today: date, *, after: int = 0) -> list[int]:
    """Renewals not decided though the certificate has ended. One query; open matters of one kind are few."""
    waiting = Application.objects.filter(
        kind=KIND, state__in=RENEWED_BY_SILENCE, closed_at__isnull=True, request=Request.RENEWAL, certificate__valid_to__lt=today
    )
    return list(waiting.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])


def overdue(code: str, today: date) -> "QuerySet[Clock]":
    """Running clocks of that code whose last day is past."""
    return Clock.objects.running().filter(code=code, due_on__lt=today)


def first_page(clocks: "QuerySet[Clock]", after: int) -> list[int]:
    """The next cases of these clocks."""
    return list(clocks.filter(case_id__gt=after).order_by("case_id").values_list("case_id", flat=True)[:BATCH])


def take_all(name: str, page: Page, at: datetime) -> int:
    """Batch by batch, each matter once: what could not be moved is passed over, not asked for again."""
    taken, after = 0, 0
    while batch := page(after):
        after = batch[-1]
        taken += sum(_take(case_id, name, at) for case_id in batch)
    return taken


def _take(case_id: int, name: str, at: datetime) -> bool:
    try:
        perform(case_id, name, actor=Actor.system(), at=at)
    except (TransitionRefused, GateClosed):
        # Somebody was quicker, or the rule has an exception: the gate says so, and nothing is owed.
        log.info("Case %s needs no step %s", case_id, name)
        return False
    except (BureauError, LookupError, ValueError, DatabaseError):
        log.exception("Case %s could not take the step %s", case_id, name)
        return False
    return True
