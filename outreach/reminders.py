"""Warnings before the law's patience ends: each clock warns once when it turns yellow and once when it turns red."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from bureau import outbox
from bureau.models import User
from bureau.roles import Role

CODE = "staff-digest"
# A digest longer than this is not read; the workbench has the whole list.
LISTED = 50
CHUNK = 5000
# Taken for the length of a chunk's transaction: one worker at a time, so that nobody gets two digests of one moment.
LOCK = 0x77_61_72_6E


class Turned(NamedTuple):
    """A clock that changed colour."""

    clock_id: int
    light: str
    number: str
    due_on: date
    label: str
    label_en: str
    handler_id: int | None
    office_id: int | None


@dataclass(slots=True)
class Roster:
    """Who is told: people by id, the clerks of each office, the desk that receives what has no office, the supervisors."""

    people: dict[int, User] = field(default_factory=dict)
    clerks: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))
    desk: list[User] = field(default_factory=list)
    supervisors: list[User] = field(default_factory=list)

    def readers(self, turned: Turned) -> list[User]:
        """The handler, else the clerks of the office, else the desk; of a red one also the supervisors; nobody else left: they alone."""
        handler = self.people.get(turned.handler_id or 0)
        first = [handler] if handler else self.clerks.get(turned.office_id or 0) or self.desk or self.supervisors
        also = self.supervisors if turned.light == "red" else []
        return list({user.pk: user for user in (*first, *also)}.values())


def warn_clocks(now: datetime) -> int:
    """Mark every clock that has turned since the last run and queue one digest per reader, by inbox and e-mail.

    Marks and digests commit together, so a clock is warned of exactly once per colour whatever dies in between. A second worker that comes
    along meanwhile leaves at once. Returns the number of warnings.
    """
    total = 0
    while True:
        with transaction.atomic():
            turned = _take_turned(now) if _alone() else []
            _queue_digests(turned, now)
        total += len(turned)
        if len(turned) < CHUNK:
            return total


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _take_turned(now: datetime) -> list[Turned]:
    """Mark and return up to one chunk of turned clocks, those of one handler together. Stopped and paused clocks do not turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH turned AS (
                SELECT k.id, k.due_on < %(today)s AS red, c.number, c.handler_id, c.office_id, r.label, r.label_en
                  FROM bureau_clock k
                  JOIN bureau_case c ON c.id = k.case_id
                  JOIN bureau_clockrule r ON r.id = k.rule_id
                 WHERE k.stopped_at IS NULL AND k.yellow_on <= %(today)s AND k.warned_red_at IS NULL
                   AND (k.due_on < %(today)s OR k.warned_yellow_at IS NULL)
                   AND NOT EXISTS (SELECT 1 FROM bureau_clockpause p WHERE p.clock_id = k.id AND p.ended_on IS NULL)
                 ORDER BY c.handler_id, c.office_id, k.id
                 LIMIT %(chunk)s
                   FOR UPDATE OF k SKIP LOCKED)
            UPDATE bureau_clock k
               SET warned_red_at = CASE WHEN turned.red THEN %(now)s::timestamptz END,
                   warned_yellow_at = CASE WHEN turned.red THEN k.warned_yellow_at ELSE %(now)s::timestamptz END
              FROM turned WHERE k.id = turned.id
            RETURNING k.id, CASE WHEN turned.red THEN 'red' ELSE 'yellow' END, turned.number, k.due_on, turned.label, turned.label_en,
                      turned.handler_id, turned.office_id
            """,
            {"today": timezone.localdate(now), "now": now, "chunk": CHUNK},
        )
        return [Turned(*row) for row in cursor.fetchall()]


def _queue_digests(turned: Iterable[Turned], now: datetime) -> None:
    """One note per reader; the case's number and clock only, so that a mail gives nothing away."""
    turned = list(turned)
    if not turned:
        return
    roster = _roster({one.handler_id for one in turned if one.handler_id})
    shares: dict[int, list[Turned]] = defaultdict(list)
    for one in sorted(turned, key=lambda one: (one.due_on, one.clock_id)):
        for reader in roster.readers(one):
            shares[reader.pk].append(one)
    outbox.queue_many(
        outbox.Note(code=CODE, to=roster.people[pk], context=_context(share), case_id=None, dedupe_key=_occasion(pk, share), at=now)
        for pk, share in shares.items()
    )
    outbox.wake_delivery()


def _roster(handlers: set[int]) -> Roster:
    """Handlers, clerks, seats and supervisors who still work here, in one query."""
    receiving = [Role.CLERK.value, Role.SEAT.value, Role.SUPERVISOR.value]
    users = User.objects.filter(Q(pk__in=handlers) | Q(roles__overlap=receiving), is_active=True).select_related("office").order_by("pk")
    roster = Roster()
    for user in users:
        roster.people[user.pk] = user
        if user.has_role(Role.CLERK) and user.office_id:
            roster.clerks[user.office_id].append(user)
        if user.has_role(Role.CLERK, Role.SEAT) and user.office and user.office.is_desk:
            roster.desk.append(user)
        if user.has_role(Role.SUPERVISOR):
            roster.supervisors.append(user)
    return roster


def _context(share: list[Turned]) -> dict[str, Any]:
    red = sum(one.light == "red" for one in share)
    listed = [
        {"number": one.number, "clock": one.label, "clock_en": one.label_en or one.label, "due_on": one.due_on, "light": one.light}
        for one in share[:LISTED]
    ]
    return {"red": red, "yellow": len(share) - red, "cases": listed, "more": max(len(share) - LISTED, 0)}


def _occasion(reader: int, share: list[Turned]) -> str:
    """Names the occasion by what it tells: these clocks in these colours, to this reader."""
    facts = ",".join(f"{one.clock_id}{one.light}" for one in share)
    return f"digest:{reader}:{hashlib.sha256(facts.encode()).hexdigest()[:32]}"
