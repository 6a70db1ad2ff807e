"""Obligations no source of the register tells: other parts of the portal declare, settle and withdraw them through the ledger."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from enterprises.models import Enterprise, Obligation, ObligationKind
from enterprises.obligations.ledger_sql import COMPARED, DUE

_COLUMNS = ", ".join(COMPARED)
_THERE = ", ".join(f"o.{name}" for name in COMPARED)
_COMING = ", ".join(f"excluded.{name}" for name in COMPARED)
_DECLARE = f"""
INSERT INTO enterprises_obligation AS o
    (source_type, source_id, kind_id, cycle, {_COLUMNS}, state, closed_on, note, created_at, updated_at)
SELECT %(source_type)s, %(source_id)s, k.id, %(cycle)s, e.id, k.action, left(btrim(%(title)s), 160), e.township, t.source_date, d.due_on,
       d.due_on - k.lead_days, 'open', NULL, '', %(at)s, %(at)s
FROM enterprises_obligationkind k
CROSS JOIN enterprises_enterprise e
CROSS JOIN LATERAL (SELECT %(source_date)s::date AS source_date) t
CROSS JOIN LATERAL (SELECT {DUE} AS due_on) d
WHERE k.id = %(kind_id)s AND e.id = %(enterprise_id)s
ON CONFLICT (source_type, source_id, kind_id, cycle) DO UPDATE
SET ({_COLUMNS}, state, closed_on, note, updated_at) = ({_COMING}, 'open', NULL, '', excluded.updated_at)
WHERE o.state <> 'met' AND ('open', {_THERE}) IS DISTINCT FROM (o.state, {_COMING})
"""  # noqa: S608


def declare(
    *,
    source_type: str,
    source_id: int,
    kind_code: str,
    enterprise_id: int,
    cycle: int,
    title: str,
    source_date: date,
    at: datetime,
) -> Obligation | None:
    """Enter an obligation of a kind with the trigger OUTSIDE, or correct it; one that was withdrawn opens again, a met one stays met.

    None if the kind is switched off or not in force on `source_date`, or if the enterprise has closed or moved away: then nothing is
    owed. An enterprise that was merged into another owes it as that other. Raises ObligationKind.DoesNotExist for an unknown kind and
    ValueError for one that is not declared, or not by this type of source.
    """
    kind = _declared_kind(kind_code, source_type)
    enterprise = _owner(enterprise_id)
    in_force = (kind.valid_from or date.min) <= source_date <= (kind.valid_to or date.max)
    if not (kind.active and in_force and enterprise.status in (Enterprise.Status.OPERATING, Enterprise.Status.SUSPENDED)):
        return None
    values: dict[str, Any] = {
        "source_type": source_type,
        "source_id": source_id,
        "kind_id": kind.pk,
        "cycle": cycle,
        "title": title,
        "source_date": source_date,
        "enterprise_id": enterprise.pk,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DECLARE, values)
    return Obligation.objects.get(source_type=source_type, source_id=source_id, kind=kind, cycle=cycle)


def settle(*, source_type: str, source_id: int, kind_code: str, cycle: int, on: date, at: datetime, note: str = "") -> bool:
    """Meet an open obligation of any kind on the day `on`; whether there was an open one. It stays met whatever its source says later."""
    return _close(source_type, source_id, kind_code, cycle, state=Obligation.State.MET, closed_on=on, note=note[:200], updated_at=at)


def withdraw(*, source_type: str, source_id: int, kind_code: str, cycle: int, at: datetime, note: str = "") -> bool:
    """Cancel a declared obligation that does not apply after all; whether there was an open one. Raises ValueError for other kinds."""
    _declared_kind(kind_code, source_type)
    today = timezone.localdate(at)
    return _close(
        source_type, source_id, kind_code, cycle, state=Obligation.State.CANCELLED, closed_on=today, note=note[:200], updated_at=at
    )


def _declared_kind(code: str, source_type: str) -> ObligationKind:
    kind = ObligationKind.objects.get(code=code)
    if kind.trigger != ObligationKind.Trigger.OUTSIDE or kind.source_type != source_type:
        raise ValueError(f"{code} is not declared by {source_type}: it follows from {kind.trigger} of {kind.source_type}")
    return kind


def _owner(enterprise_id: int) -> Enterprise:
    """The enterprise itself, or what it was merged into; locked, so that it does not leave meanwhile."""
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    while enterprise.merged_into_id is not None:
        enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.merged_into_id)
    return enterprise


def _close(source_type: str, source_id: int, kind_code: str, cycle: int, **ended: object) -> bool:
    row = Obligation.objects.filter(
        source_type=source_type, source_id=source_id, kind__code=kind_code, cycle=cycle, state=Obligation.State.OPEN
    )
    return bool(row.update(**ended))
