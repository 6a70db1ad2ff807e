"""The working table of an import: a temporary table of this connection, one column for each field of the kind.

Checking fills it from the file by COPY and ends by writing `ImportRow`, once, with the verdicts: what nobody has looked at never lies
there half done. Applying fills it from `ImportRow`. Both then ask the register the same questions (`checking`), so that what is
taken over is what was shown. Only this table holds dates as dates; `ImportRow.data` holds text.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, Protocol

from django.db import connection, transaction

from bureau.sealing import blind_index, mask_name, mask_phone, seal
from enterprises.imports.kinds import Kind

# Rows per COPY: the page sees progress after each, and so much of the file is in memory at once.
CHUNK = 2_000
# Characters of a cell that could not be read, kept for the report.
QUOTED = 200


class Reason(Protocol):
    """Why a row was refused, as a code with what belongs into the sentence."""

    @property
    def code(self) -> str:
        """Which sentence."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What it is about."""


class CleanRow(Protocol):
    """One row as `reading.cleaned_rows` gives it: values as text, dates ISO, choices as slugs, lists joined by commas."""

    @property
    def line(self) -> int:
        """Where it stands in the sheet, counted from 1."""

    @property
    def values(self) -> Mapping[str, str | None]:
        """Field to cleaned value; None where the cell is empty."""

    @property
    def reasons(self) -> Iterable[Reason]:
        """What is wrong with its cells."""

    @property
    def cells(self) -> Sequence[Any]:
        """The raw cells of the whole row."""


def create_table(kind: Kind) -> None:
    """An empty working table. One that a broken run left on this connection goes."""
    columns = [
        *(f"{name} text" for name in kind.plain if name not in _by_name(kind)),
        *(f"{column.name} {column.sql_type}" for column in kind.columns),
        *(f"{name} text" for name in kind.sealed),
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_work")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE import_work (
                line integer NOT NULL, {", ".join(columns)},
                unread jsonb, cells jsonb, verdict text NOT NULL DEFAULT '',
                reasons jsonb NOT NULL DEFAULT '[]', was jsonb NOT NULL DEFAULT '{{}}',
                enterprise_id bigint, target_id bigint, contact_id bigint)"""
        )


def drop_table() -> None:
    """Give the space back: workers keep their connections."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_work")


def copy_rows(kind: Kind, rows: Iterable[CleanRow], *, places: Mapping[str, int], beat: Callable[[int], None]) -> int:
    """Copy what was read into the working table, chunk by chunk, and return how many rows there are.

    `places` says in which column of the sheet a field stands, for those that may be quoted where a row is refused. `beat(rows so far)`
    is called after each chunk, in the chunk's own short transaction; it may raise to stop.
    """
    names = ["line", *kind.plain, *kind.sealed, "unread", "cells"]
    statement = f"COPY import_work ({', '.join(names)}) FROM STDIN WITH (FORMAT csv)"
    records = _records(kind, rows, places)
    copied = 0
    while chunk := list(islice(records, CHUNK)):
        text = StringIO()
        csv.writer(text).writerows(chunk)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(statement, BytesIO(text.getvalue().replace("\x00", "").encode("utf-8", "replace")))
            copied += len(chunk)
            beat(copied)
    _settle()
    return copied


def _records(kind: Kind, rows: Iterable[CleanRow], places: Mapping[str, int]) -> Iterator[list[Any]]:
    """One list per row in the order of the columns of the working table; nothing but None stands for an empty cell."""
    plain, person = kind.plain, kind.person
    for row in rows:
        record = [row.line, *map(row.values.get, plain)]
        if person:
            record += _sealed(row.values.get(person[0]) or "", row.values.get(person[1]) or "")
        record += _refusal(row, places) if row.reasons else (None, None)
        yield record


def _refusal(row: CleanRow, places: Mapping[str, int]) -> tuple[str, str]:
    """The reasons, and what the cells said that could not be read: never of a person, and never of columns nobody mapped."""
    reasons = [{"code": reason.code, "arguments": dict(reason.arguments)} for reason in row.reasons]
    cells = {
        name: str(row.cells[place])[:QUOTED]
        for name, place in places.items()
        if row.values.get(name) is None and place < len(row.cells) and row.cells[place] is not None
    }
    return _json(reasons), _json(cells)


def _json(value: Any) -> str:
    """JSON that PostgreSQL takes: a NUL lies nowhere in a text of its."""
    return json.dumps(value, ensure_ascii=False, default=str).replace("\\u0000", "")


def _sealed(name: str, phone: str) -> list[str | None]:
    """Sealed, mask and index of a name and a phone, the bytes as hexadecimal text."""
    return [
        *((seal(name).hex(), mask_name(name), (blind_index(name) or b"").hex()) if name else (None, None, None)),
        *((seal(phone).hex(), mask_phone(phone), (blind_index(phone) or b"").hex()) if phone else (None, None, None)),
    ]


def load_rows(kind: Kind, run_id: int) -> int:
    """Fill the working table from the checked rows, as they came out of the file: what the register said then is left behind."""
    columns = _by_name(kind)
    names = [*kind.plain, *kind.sealed]
    values = [f"NULLIF(data->>'{name}', '')" + ("::date" if name in columns and columns[name].is_date else "") for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO import_work (line, {", ".join(names)}, unread, cells)
            SELECT line, {", ".join(values)}, CASE WHEN data ? 'unread' THEN reasons END, data->'cells'
            FROM enterprises_importrow WHERE run_id = %s ORDER BY line""",  # noqa: S608 -- names of model fields
            [run_id],
        )
        copied = int(cursor.rowcount)
    _settle()
    return copied


def write_rows(kind: Kind, run_id: int) -> None:
    """Put the working table with its verdicts into `ImportRow`, in place of what stood there for this run."""
    pairs = ", ".join(f"'{name}', w.{name}" for name in [*kind.plain, *kind.sealed])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM enterprises_importrow WHERE run_id = %s", [run_id])
        cursor.execute(
            f"""INSERT INTO enterprises_importrow (run_id, line, key, data, verdict, reasons, target_id)
            SELECT %s, w.line, left({key_text(kind)}, 120),
                   jsonb_strip_nulls(jsonb_build_object({pairs}, 'was', NULLIF(w.was, '{{}}'),
                                                        'cells', w.cells, 'unread', CASE WHEN w.unread IS NOT NULL THEN true END)),
                   w.verdict, COALESCE(w.unread, w.reasons), w.target_id
            FROM import_work w ORDER BY w.line""",  # noqa: S608 -- names of model fields
            [run_id],
        )


def key_text(kind: Kind) -> str:
    """What a row is recognised by, in one line of text, as an SQL expression."""
    return f"concat_ws(' ', {', '.join(f'w.{name}' for name in ([*(['enterprise_code'] if kind.is_holding else []), *kind.key]))})"


def _by_name(kind: Kind) -> dict[str, Any]:
    return {column.name: column for column in kind.columns}


def _settle() -> None:
    """Nobody analyses temporary tables by himself, and without figures joins are planned for a handful of rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE import_work")
