"""The SQL of taking over: new rows by INSERT … SELECT, changed ones by UPDATE … FROM, out of the judged working table.

Runs inside the transaction of `runs.apply`, after the rows concerned were locked and judged once more. `w` is the working table, `t` the
register's row; only names of model fields are put into the statements.
"""

# ruff: noqa: S608 -- see above

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils import timezone

from bureau.models import MessageChannel
from enterprises.imports.checking import run
from enterprises.imports.kinds import CONTACT_DUTY, Kind
from enterprises.imports.matching import RENEWAL_DAYS
from enterprises.models import Enterprise
from enterprises.obligations import ledger
from enterprises.register import doubles

Beat = Callable[[int], None]

# New rows per INSERT: the page sees progress after each.
CHUNK = 10_000
# From so many rows on statements are planned for many.
MANY = 1_000
# The enterprises a file speaks of, then what it changes of theirs, both in the order of their ids: so do all who write the register.
LOCK_ENTERPRISES = """SELECT count(*) FROM (SELECT id FROM enterprises_enterprise WHERE {which}
                      ORDER BY id FOR NO KEY UPDATE) AS held"""
IN_FILE = "code IN (SELECT code FROM import_work)"
OWNING = "id IN (SELECT enterprise_id FROM import_work WHERE enterprise_id IS NOT NULL)"
LOCK_TARGETS = """SELECT count(*) FROM (SELECT id FROM {table} WHERE id IN
                  (SELECT target_id FROM import_work WHERE target_id IS NOT NULL) ORDER BY id FOR NO KEY UPDATE) AS held"""
# Numbered in the order of their keys, so that neighbours in the index are written together.
NUMBER_NEW = """UPDATE import_work w SET target_id = n.id FROM (
                    SELECT line, nextval(pg_get_serial_sequence('{table}', 'id')) AS id
                    FROM (SELECT line FROM import_work w WHERE verdict = 'new' ORDER BY {key}) AS ordered) AS n
                WHERE n.line = w.line"""
FORMER_NAMES = """INSERT INTO enterprises_formername (enterprise_id, name, until)
                  SELECT t.id, t.name, %(today)s FROM import_work w JOIN enterprises_enterprise t ON t.id = w.target_id
                  WHERE w.verdict = 'changed' AND w.was ? 'name'"""
# The present name, then the former ones newest first, each once: as `services.names_text`.
SEARCH_TEXT = """CASE WHEN w.was ? 'name' THEN w.name || COALESCE((
                    SELECT E'\\n' || string_agg(f.name, E'\\n' ORDER BY f.until DESC, f.id DESC)
                    FROM (SELECT DISTINCT ON (name) name, until, id FROM enterprises_formername
                          WHERE enterprise_id = w.target_id AND name <> w.name ORDER BY name, until DESC, id DESC) AS f), '')
                 ELSE t.search_text END"""
# Filling a gap is no change: only what said something else before stands wrong on certificates.
ON_CERTIFICATES = " OR ".join(f"(w.was ? '{name}' AND t.{name} <> '')" for name in ("name", "address", "legal_representative"))
NEXT_ROUND = f"""CASE WHEN w.last_done_on > t.last_done_on
                        OR ((w.last_done_on IS NULL OR t.last_done_on IS NULL) AND w.expires_on - t.expires_on >= {RENEWAL_DAYS})
                 THEN 1 ELSE 0 END"""
MESSAGE_CHANNEL = MessageChannel.SMS.value
ADD_CONTACTS = f"""INSERT INTO enterprises_contact (enterprise_id, duty, name, name_mask, phone, phone_mask, phone_index, email, email_mask,
                                                    channel, active, created_at, updated_at)
    SELECT w.target_id, '{CONTACT_DUTY.value}', decode(COALESCE(w.contact_name, ''), 'hex'), COALESCE(w.contact_name_mask, ''),
           decode(COALESCE(w.contact_phone, ''), 'hex'), COALESCE(w.contact_phone_mask, ''), decode(w.contact_phone_index, 'hex'),
           '', '', '{MESSAGE_CHANNEL}', true, %(at)s, %(at)s
    FROM import_work w
    WHERE w.verdict IN ('new', 'changed') AND w.contact_id IS NULL AND (w.contact_name IS NOT NULL OR w.contact_phone IS NOT NULL)
    ORDER BY w.target_id"""
CHANGE_CONTACTS = """UPDATE enterprises_contact t SET updated_at = %(at)s, {values} FROM import_work w
    WHERE t.id = w.contact_id AND w.verdict = 'changed' AND (w.was ? 'contact_name' OR w.was ? 'contact_phone')"""


def lock_rows(kind: Kind) -> None:
    """Hold every row of the register that the working table speaks of, until the transaction ends. Of holdings it must be judged first."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ENTERPRISES.format(which=OWNING if kind.is_holding else IN_FILE))
        if kind.is_holding:
            cursor.execute(LOCK_TARGETS.format(table=kind.table))


def write(kind: Kind, *, at: datetime, beat: Beat) -> None:
    """Write the working table's new and changed rows into the register, then bring the ledger and the likely doubles in line.

    `beat(rows so far)` is called between the statements.
    """
    changed = _change(kind, at=at)
    beat(changed)
    new = _add(kind, at=at, beat=lambda rows: beat(changed + rows))
    if not kind.is_holding:
        run(ADD_CONTACTS, at=at)
        run(CHANGE_CONTACTS.format(values=_sealed_values("contact_name", "contact_phone")), at=at)
        beat(changed + new)
    touched = sorted(_ids("'new', 'changed'"))
    with _planned_for_many(kind, len(touched)):
        if kind.is_holding:
            ledger.sync(kind.slug, touched, at=at)
        else:
            ledger.sync_enterprises(touched, at=at)
    beat(changed + new)
    if not kind.is_holding:
        doubles.record_doubles(_ids("'new'"), at=at)


@contextmanager
def _planned_for_many(kind: Kind, rows: int) -> Iterator[None]:
    """The ledger's statements join what this transaction has just written, of which the planner has no figures yet.

    It would take it for a handful of rows and compare each with each: hours for a big file. Joins by hashing cost the same either way.
    """
    if rows < MANY:
        yield
        return
    run(f"ANALYZE {kind.table}")
    run("SET LOCAL enable_nestloop = off")
    yield
    run("SET LOCAL enable_nestloop = on")


def _change(kind: Kind, *, at: datetime) -> int:
    """Former names first: they are read from the row before it changes."""
    today = timezone.localdate(at)
    values = [f"{column.name} = COALESCE({column.value()}, t.{column.name})" for column in kind.columns]
    if kind.is_holding:
        values.append(f"cycle = t.cycle + {NEXT_ROUND}")
        if kind.person:
            values.append(_sealed_values(*kind.person))
    else:
        run(FORMER_NAMES, today=today)
        values.append(f"search_text = {SEARCH_TEXT}")
        values.append(f"change_cycle = t.change_cycle + CASE WHEN {ON_CERTIFICATES} THEN 1 ELSE 0 END")
        values.append(f"changed_on = CASE WHEN {ON_CERTIFICATES} THEN %(today)s ELSE t.changed_on END")
    # A contact of the enterprise that changes is no change of its entry.
    own = "" if kind.is_holding else " AND w.was - 'contact_name' - 'contact_phone' <> '{}'"
    return run(
        f"""UPDATE {kind.table} t SET {", ".join(values)}, version = t.version + 1, updated_at = %(at)s
            FROM import_work w WHERE t.id = w.target_id AND w.verdict = 'changed'{own}""",
        at=at,
        today=today,
    )


def _sealed_values(name: str, phone: str) -> str:
    """Assignments of a person's columns from the working table; an empty cell leaves what is there."""
    return f"""name = COALESCE(decode(w.{name}, 'hex'), t.name), name_mask = COALESCE(w.{name}_mask, t.name_mask),
        phone = COALESCE(decode(w.{phone}, 'hex'), t.phone), phone_mask = COALESCE(w.{phone}_mask, t.phone_mask),
        phone_index = COALESCE(decode(w.{phone}_index, 'hex'), t.phone_index)"""


def _add(kind: Kind, *, at: datetime, beat: Beat) -> int:
    """Insert the new rows in chunks of ids; returns how many."""
    run(NUMBER_NEW.format(table=kind.table, key=", ".join(f"w.{name}" for name in kind.key)))
    columns = {"id": "w.target_id", "created_at": "%(at)s", "updated_at": "%(at)s", "version": "1"}
    columns |= {column.name: f"COALESCE({column.value()}, {column.default})" for column in kind.columns}
    if kind.is_holding:
        columns |= {"enterprise_id": "w.enterprise_id", "cycle": "0"}
        if kind.person:
            columns |= _sealed_columns(*kind.person)
    else:
        columns |= {"search_text": "w.name", "change_cycle": "0", "source": f"'{Enterprise.Source.IMPORT.value}'"}
    statement = f"""INSERT INTO {kind.table} ({", ".join(columns)}) SELECT {", ".join(columns.values())}
                    FROM import_work w WHERE verdict = 'new' AND target_id BETWEEN %(first)s AND %(last)s ORDER BY target_id"""
    ids, added = sorted(_ids("'new'")), 0
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        added += run(statement, at=at, first=chunk[0], last=chunk[-1])
        beat(added)
    return added


def _sealed_columns(name: str, phone: str) -> dict[str, str]:
    return {
        "name": f"decode(COALESCE(w.{name}, ''), 'hex')",
        "name_mask": f"COALESCE(w.{name}_mask, '')",
        "phone": f"decode(COALESCE(w.{phone}, ''), 'hex')",
        "phone_mask": f"COALESCE(w.{phone}_mask, '')",
        "phone_index": f"decode(w.{phone}_index, 'hex')",
    }


def _ids(verdicts: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT target_id FROM import_work WHERE verdict IN ({verdicts})")
        return [row[0] for row in cursor.fetchall()]
