"""What happens by the passing of time: announced papers count as served, notices nobody answered lapse (行政处罚法 45, 64; 民事诉讼法 95).

Candidates come from bounded queries; each is its own transaction and asks its own gates again. What cannot be moved is logged.
"""

import logging
from datetime import date, datetime

from django.db import DatabaseError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bureau.errors import BureauError
from bureau.models import Clock
from licensing.models import Hearing, PenaltyCase, ServiceAttempt
from licensing.penalties.states import PenaltyState
from licensing.permit.silence import take_all
from licensing.procedure import serving
from licensing.procedure.periods import ASKING, STATEMENT, Kind

log = logging.getLogger(__name__)

BATCH = 200


def pass_time(at: datetime) -> int:
    """Serve what was announced long enough, then let notices lapse that nobody answered; how many steps were taken."""
    today = timezone.localdate(at)
    return serve_announced(today, at=at) + take_all("lapse-notice", lambda after: unanswered_notices(today, after=after), at)


def serve_announced(today: date, *, at: datetime) -> int:
    """Announcements whose thirty days are over count as served on the last of them (民事诉讼法 95, unconfirmed)."""
    pending = ServiceAttempt.objects.filter(way=ServiceAttempt.Way.ANNOUNCEMENT, outcome=ServiceAttempt.Outcome.PENDING)
    # A notice whose case was transferred meanwhile is not waited for any more: its service would be a step of a closed case.
    pending = pending.exclude(document__template__in=serving.STEPS, case__closed_at__isnull=False)
    served = 0
    for attempt in pending.order_by("pk").iterator(chunk_size=BATCH):
        until = serving.announced_until(attempt)
        served += until < today and _serve(attempt, until, at)
    return served


def _serve(attempt: ServiceAttempt, until: date, at: datetime) -> bool:
    try:
        serving.succeed(attempt, on=until, by=None, at=at)
    except (BureauError, LookupError, ValueError, DatabaseError):
        log.exception("The announcement %s could not be settled", attempt.pk)
        return False
    return True


def unanswered_notices(today: date, *, after: int = 0) -> list[int]:
    """Cases whose notice was served, whose periods are over or waived, with no defence that waits and no hearing ahead. One query."""
    own = OuterRef("pk")
    running = Clock.objects.running().filter(case_id=own, code__in=(STATEMENT, ASKING), due_on__gte=today)
    hearing = Hearing.objects.filter(case_id=own, held_at__isnull=True, lapsed_on__isnull=True)
    waiting = PenaltyCase.objects.filter(
        ~Exists(running), ~Exists(hearing), kind="penalty", state=PenaltyState.NOTICED, noticed_on__isnull=False, pk__gt=after
    ).exclude(statements__kind=Kind.DEFENCE, statements__adopted__isnull=True)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
