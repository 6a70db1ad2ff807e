"""The dry run: what would become of every row of the working table, asked of the register by statements over all rows at once.

Verdicts: `new`, `changed` (with what stood there before in `was`), `same`, `refused`. A row refused keeps the first reason found here;
bad cells were found while reading and are not looked at again. Notes are reasons of rows that are not refused.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from bureau.sealing import Sealed, UnsealError, blind_index
from enterprises.imports import matching
from enterprises.imports.kinds import Kind

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
# Names opened at once while comparing.
BATCH = 10_000
# A chain of merges longer than this is no chain but a ring.
MERGES = 10

# As it was copied in: rows with unreadable cells are refused from the beginning, all others open.
UNJUDGED = """UPDATE import_work SET verdict = CASE WHEN unread IS NULL THEN '' ELSE 'refused' END, reasons = '[]', was = '{}',
                                     enterprise_id = NULL, target_id = NULL, contact_id = NULL
              WHERE verdict <> '' OR unread IS NOT NULL"""

Beat = Callable[[], None]


def judge(kind: Kind, *, beat: Beat, with_notes: bool = True) -> None:
    """Give every row of the working table its verdict. May be asked again on the same table: the register may have moved on.

    `beat()` is called between the statements. Notes are for readers: whoever only wants the verdicts saves the time.
    """
    steps = _holding_steps(kind) if kind.is_holding else _enterprise_steps(kind)
    run(UNJUDGED)
    for step in steps:
        _whole(step)
        beat()
    if kind.person:
        _mark_other_names(kind)
        beat()
    run(
        f"UPDATE import_work SET verdict = CASE WHEN target_id IS NULL THEN '{NEW}' WHEN was <> '{{}}' THEN '{CHANGED}' ELSE '{SAME}' END "  # noqa: S608
        "WHERE verdict = ''"
    )
    if with_notes:
        for step in matching.afterwards(kind):
            run(step)
    beat()


def _whole(step: str) -> None:
    """Run a statement; the one that follows merges again and again, until it has arrived at what was kept."""
    for _ in range(MERGES):
        if not run(step) or step != matching.KEPT_OWNERS:
            return


def _enterprise_steps(kind: Kind) -> list[str]:
    return [
        matching.ENTERPRISES,
        matching.MERGED_ENTERPRISES,
        *matching.missing(kind, kind.key, "true"),
        matching.twice("w.code"),
        *matching.missing(kind, [column.name for column in kind.columns if column.required], "w.target_id IS NULL"),
        matching.INDUSTRY,
        matching.CONTACTS,
        matching.differences(kind),
    ]


def _holding_steps(kind: Kind) -> list[str]:
    key = [] if kind.slug == "equipment" else kind.key
    return [
        *matching.missing(kind, ["enterprise_code"], "true"),
        matching.OWNERS,
        matching.KEPT_OWNERS,
        matching.UNKNOWN_OWNERS,
        *matching.missing(kind, key, "true"),
        *matching.find_targets(kind),
        *([matching.NAMES_OF_INSTRUMENTS] if kind.slug == "instrument" else []),
        *matching.missing(kind, [*(c.name for c in kind.columns if c.required), *kind.person[:1]], "w.target_id IS NULL"),
        matching.differences(kind),
        *matching.refused_holdings(kind),
        matching.MERGED_OWNERS,
    ]


def run(statement: str, **parameters: Any) -> int:
    """One statement; the number of rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _mark_other_names(kind: Kind) -> None:
    """Names whose masks are equal may still differ: 王芳, 王丽. They are opened here, compared by their index and never written."""
    statement = matching.names_to_compare(kind)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"after": last, "limit": BATCH})
            rows = cursor.fetchall()
        other = [line for line, wanted, token in rows if _index(bytes(token)) != wanted]
        if other:
            run(matching.mark_name(kind), lines=other)
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _index(token: bytes) -> str:
    """The index of a sealed name as hexadecimal text; of one no key opens any more, the empty text: the file's name takes its place."""
    try:
        return (blind_index(Sealed(token).open()) or b"").hex()
    except UnsealError:
        return ""


def counts() -> dict[str, int]:
    """How many rows of the working table there are of each verdict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT verdict, count(*) FROM import_work GROUP BY verdict")
        found = dict(cursor.fetchall())
    return {verdict: found.get(verdict, 0) for verdict in (NEW, CHANGED, SAME, REFUSED)}


def has_moved(run_id: int) -> bool:
    """Whether the working table's verdicts differ from what was shown: another verdict, another target, other old values."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (
                SELECT FROM import_work w FULL JOIN (SELECT * FROM enterprises_importrow WHERE run_id = %s) r ON r.line = w.line
                WHERE r.verdict IS DISTINCT FROM w.verdict
                   OR r.target_id IS DISTINCT FROM w.target_id
                   OR COALESCE(r.data->'was', '{}') IS DISTINCT FROM w.was)""",
            [run_id],
        )
        return bool(cursor.fetchone()[0])
