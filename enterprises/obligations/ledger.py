"""The obligation ledger: what every enterprise must do by when, kept equal to its sources in the transaction that changes them.

Whoever changes a source calls `sync` for it, whoever changes an enterprise `sync_enterprises`, in the same transaction and after the
change. Both read what the sources want and write only what differs, so a second call writes nothing. What no source tells (a
rectification ordered, a report asked for) other parts of the portal `declare`, `settle` and `withdraw`.

With ids, the enterprises concerned are locked first, in the order of their ids: of two changes at once the later sees the earlier one.
Without ids everything is brought in line by bulk statements that lock nothing; while people are at work use
`enterprises.obligations.ledger_upkeep.keep_all`, which goes through the register piece by piece.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from enterprises.obligations import ledger_sql as sql
from enterprises.obligations.declared import declare, settle, withdraw
from enterprises.obligations.ledger_sql import ONE_BY_ONE, TABLES

__all__ = ["declare", "settle", "sync", "sync_enterprises", "withdraw"]

ENTERPRISE = "enterprise"


def sync(source_type: str, ids: Sequence[int] | None, *, at: datetime) -> None:
    """Bring the ledger in line with these sources (a key of `models.SOURCES`), or with the whole table if `ids` is None.

    Ids of rows that were deleted are welcome: their obligations end. Raises KeyError for an unknown type of source.
    """
    source = TABLES[source_type]
    if ids is not None:
        if not ids:
            return
        _run(sql.LOCK_OWNERS.format(table=source.table), ids, at, source_type)
    _write_source(source_type, ids, at)


def sync_enterprises(ids: Sequence[int] | None, *, at: datetime) -> None:
    """Bring the ledger in line with all sources of these enterprises, their yearly and declared obligations and their township."""
    if ids is None:
        for source_type in TABLES:
            _write_source(source_type, None, at)
        _write_enterprises(None, at)
        return
    if not ids:
        return
    _run(sql.LOCK_ENTERPRISES, ids, at, ENTERPRISE)
    for source_type, source_ids in _fetch(sql.sources_of_enterprises(), ids, at):
        if source_type in TABLES:
            _write_source(source_type, source_ids, at)
    _write_enterprises(ids, at)


def _write_source(source_type: str, ids: Sequence[int] | None, at: datetime) -> None:
    source, scope = TABLES[source_type], _scope(ids)
    _run(sql.follow_source(source, scope), ids, at, source_type)
    _run(sql.write_wanted(sql.wanted(source, scope)), ids, at, source_type)
    _run(sql.end_unwanted(source, scope), ids, at, source_type)


def _write_enterprises(ids: Sequence[int] | None, at: datetime) -> None:
    scope = _scope(ids)
    _run(sql.write_wanted(sql.wanted_yearly(scope)), ids, at, ENTERPRISE)
    _run(sql.end_unwanted_yearly(scope), ids, at, ENTERPRISE)
    _run(sql.keep_declared(scope), ids, at, ENTERPRISE)
    _run(sql.follow_enterprise(scope), ids, at, ENTERPRISE)


def _scope(ids: Sequence[int] | None) -> str:
    return "" if ids is None else ONE_BY_ONE


def _run(statement: str, ids: Sequence[int] | None, at: datetime, source_type: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters(ids, at, source_type))


def _fetch(statement: str, ids: Sequence[int] | None, at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters(ids, at, ENTERPRISE))
        return list(cursor.fetchall())


def parameters(ids: Sequence[int] | None, at: datetime, source_type: str) -> dict[str, Any]:
    """What the statements of `ledger_sql` are given. The ids go as one text: an array of 100,000 parameters is slow to read."""
    today = timezone.localdate(at)
    listed = None if ids is None else "{" + ",".join(str(int(one)) for one in ids) + "}"
    return {"ids": listed, "at": at, "today": today, "year": today.year, "source": source_type}
