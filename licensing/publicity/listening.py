"""When a publication is prepared or must be withdrawn: after the decision, at its service, and when the decision falls."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from licensing.models import PenaltyCase, ServiceAttempt
from licensing.publicity import services

DECIDING = "decide"


def decided(*, case_id: int, kind: str, transition: str, **_signal: Any) -> None:
    """Receiver of `bureau.signals.transitioned`: the decision is made, the twenty working days run (公示规定 9)."""
    if kind == "penalty" and transition == DECIDING:
        services.prepare_alone(PenaltyCase.objects.defer("search").get(pk=case_id), timezone.now())


def served(attempt: ServiceAttempt, at: datetime) -> None:
    """The decision was served; what was not prepared at the decision is prepared now, in the same transaction."""
    case = PenaltyCase.objects.defer("search").filter(pk=attempt.case_id, kind="penalty").first()
    if case is not None:
        services.prepare(case, at)
