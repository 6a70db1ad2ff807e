"""Electronic supervision: how the open matters stand by office and handler, what has stalled, and which time limits need care."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from bureau.calendar import Calendar
from bureau.models import Case, ClockRule, Office, User

STALLED_WORKING_DAYS = 10
STALLED_ROWS = 50
COUNTS = ("total", "red", "yellow", "green", "none")


@dataclass(slots=True)
class Line:
    """Open matters of one office or one handler by light."""

    name: str
    office: int | None
    handler: int | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a group in."""
        for name in COUNTS:
            self.counts[name] += row[name]


@dataclass(slots=True)
class OfficeBoard:
    """An office with its handlers, the most overdue first."""

    line: Line
    handlers: list[Line]


def boards(today: date, *, nobody: str, no_office: str) -> list[OfficeBoard]:
    """Open matters by office and handler: one GROUP BY over the open ones, and the names. Three queries."""
    rows = list(
        Case.objects.filter(closed_at__isnull=True)
        .values("office_id", "handler_id")
        .annotate(
            total=Count("pk"),
            red=Count("pk", filter=Q(due_on__lt=today)),
            yellow=Count("pk", filter=Q(due_on__gte=today, yellow_on__lte=today)),
            green=Count("pk", filter=Q(due_on__gte=today, yellow_on__gt=today)),
            none=Count("pk", filter=Q(due_on__isnull=True)),
        )
        .order_by()
    )
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in={row["office_id"] for row in rows})}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in={row["handler_id"] for row in rows})}
    found: dict[int | None, OfficeBoard] = {}
    for row in rows:
        key = row["office_id"]
        board = found.setdefault(key, OfficeBoard(Line(offices.get(key, no_office), key), []))
        line = Line(people.get(row["handler_id"], nobody), key, row["handler_id"])
        line.add(row)
        board.line.add(row)
        board.handlers.append(line)
    for board in found.values():
        board.handlers.sort(key=_urgency)
    return sorted(found.values(), key=lambda board: _urgency(board.line))


def _urgency(line: Line) -> tuple[int, int, int, str]:
    return (-line.counts["red"], -line.counts["yellow"], -line.counts["total"], line.name)


def stalled_since(now: datetime, calendar: Calendar) -> datetime:
    """Whoever has not been touched since this moment counts as stalled: ten working days ago."""
    day = calendar.add_working_days(timezone.localdate(now), -STALLED_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def stalled(before: datetime) -> list[Case]:
    """Open matters nobody has touched since, the longest first. They are among the open ones, which are few; no index of its own."""
    rows = Case.objects.filter(closed_at__isnull=True, updated_at__lt=before).select_related("office", "handler").defer("search")
    return list(rows.order_by("updated_at", "pk")[:STALLED_ROWS])


def doubtful_rules(today: date) -> list[ClockRule]:
    """Time limits in force that are internal, or not confirmed against the official text (†)."""
    in_force = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    return list(ClockRule.objects.filter(in_force & (Q(internal=True) | Q(confirmed=False))).order_by("code", "valid_from"))
