"""Who is called next. The rule, told at the machine and on the booking:

1. Whoever booked, was there in time (checked in no later than ten minutes after the booked half hour began) and whose half hour has
   begun comes first, earlier half hours before later ones.
2. All others come in the order in which they took their number or checked in: walk-ins, visitors who booked and came late, and visitors
   who booked and whose half hour has not begun yet.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, ExpressionWrapper, F, IntegerField, Q, QuerySet, TimeField, Value, When
from django.utils import timezone

from licensing.models import WindowTicket

GRACE = timedelta(minutes=10)
FIRST, OTHERS = 0, 1
ORDERING = ("turn", "turn_time", "taken_at", "pk")


def in_time(now: datetime) -> Q:
    """Booked, there in time, and the half hour has begun. `now` in Shanghai."""
    latest = ExpressionWrapper(F("booked_for") + Value(GRACE), output_field=TimeField())
    return Q(booked_for__isnull=False, booked_for__lte=now.time(), taken_at__time__lte=latest)


def in_order(rows: "QuerySet[WindowTicket]", *, at: datetime) -> "QuerySet[WindowTicket]":
    """Tickets in the order in which they are called."""
    comes_first = in_time(timezone.localtime(at))
    ranked: Any = rows.annotate(
        turn=Case(When(comes_first, then=Value(FIRST)), default=Value(OTHERS), output_field=IntegerField()),
        turn_time=Case(When(comes_first, then=F("booked_for")), default=Value(None), output_field=TimeField()),
    )
    return ranked.order_by(*ORDERING)


def waiting(day: date, lines: "tuple[str, ...] | list[str]") -> "QuerySet[WindowTicket]":
    """Who waits in these lines on a day, in no order."""
    return WindowTicket.objects.filter(day=day, state=WindowTicket.State.WAITING, line__in=lines)
