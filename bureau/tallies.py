"""Figures kept up to date as facts happen, folded by a task, and a proof that they equal the docket."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from bureau.models import Case, Measure, TallyDelta

DIMENSIONS = ("day", "measure", "kind", "office_id", "township", "category")
DIMENSION_LIST = ", ".join(DIMENSIONS)


def delta_for(case: Case, measure: Measure, amount: Decimal, day: date) -> TallyDelta:
    """An unsaved fact about a case."""
    return TallyDelta(
        day=day,
        measure=measure,
        kind=case.kind,
        office_id=case.office_id or 0,
        township=case.township,
        category=case.category,
        amount=amount,
    )


def count_fact(case: Case, measure: Measure, amount: Decimal, day: date) -> None:
    """Count one fact in the caller's transaction: an insert, so that no two cases wait for one row."""
    delta_for(case, measure, amount, day).save(force_insert=True)


_FOLD = """
WITH taken AS (DELETE FROM bureau_tallydelta RETURNING day, measure, kind, office_id, township, category, amount),
     summed AS (SELECT day, measure, kind, office_id, township, category, sum(amount) AS amount FROM taken GROUP BY 1, 2, 3, 4, 5, 6)
INSERT INTO bureau_tally AS t (day, measure, kind, office_id, township, category, amount)
SELECT day, measure, kind, office_id, township, category, amount FROM summed
ORDER BY day, measure, kind, office_id, township, category
ON CONFLICT (day, measure, kind, office_id, township, category) DO UPDATE SET amount = t.amount + excluded.amount
"""


def fold_tallies() -> int:
    """Fold the facts counted so far into the figures in one statement; returns how many figures changed. Safe to run twice at once."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
        return cursor.rowcount


def sums(measures: Sequence[Measure], by: Sequence[str], *, since: date, until: date) -> list[dict[str, Any]]:
    """Figures of days `since` to `until` inclusive, grouped by the dimensions named, folded and not yet folded together."""
    unknown = set(by) - set(DIMENSIONS)
    if unknown:
        raise ValueError(f"not a dimension: {sorted(unknown)}")
    columns = ", ".join(by)
    comma = ", " if by else ""
    group = f"GROUP BY {columns} ORDER BY {columns}" if by else ""
    # Column names come from the fixed tuple above; values are parameters.
    sql = f"""
    SELECT {columns}{comma}sum(amount) AS amount FROM (
        SELECT * FROM (SELECT {DIMENSION_LIST}, amount FROM bureau_tally) AS folded WHERE measure = ANY(%s) AND day BETWEEN %s AND %s
        UNION ALL
        SELECT * FROM (SELECT {DIMENSION_LIST}, amount FROM bureau_tallydelta) AS fresh WHERE measure = ANY(%s) AND day BETWEEN %s AND %s
    ) AS facts {group}
    """  # noqa: S608
    names = [str(measure) for measure in measures]
    with connection.cursor() as cursor:
        cursor.execute(sql, [names, since, until, names, since, until])
        keys = [*by, "amount"]
        return [dict(zip(keys, row, strict=True)) for row in cursor.fetchall() if row[-1] is not None]


_DIFFERENCES = """
WITH shown AS (
    SELECT measure, kind, sum(amount) AS amount FROM (
        SELECT measure, kind, amount FROM bureau_tally UNION ALL SELECT measure, kind, amount FROM bureau_tallydelta) AS all_facts
    GROUP BY 1, 2),
real AS (
    SELECT 'received' AS measure, kind, count(*)::numeric AS amount FROM bureau_case GROUP BY kind
    UNION ALL
    SELECT 'closed', kind, count(*)::numeric FROM bureau_case WHERE closed_at IS NOT NULL GROUP BY kind
    UNION ALL
    SELECT CASE WHEN k.met THEN 'clock-met' ELSE 'clock-missed' END, c.kind, count(*)::numeric
    FROM bureau_clock k JOIN bureau_case c ON c.id = k.case_id WHERE k.met IS NOT NULL GROUP BY 1, 2)
SELECT coalesce(r.measure, s.measure), coalesce(r.kind, s.kind), coalesce(r.amount, 0), coalesce(s.amount, 0)
FROM real r FULL JOIN shown s ON s.measure = r.measure AND s.kind = r.kind
WHERE coalesce(r.measure, s.measure) IN ('received', 'closed', 'clock-met', 'clock-missed')
  AND coalesce(r.amount, 0) <> coalesce(s.amount, 0)
ORDER BY 1, 2
"""


def differences() -> list[tuple[str, str, Decimal, Decimal]]:
    """Where a figure differs from the docket's rows: (measure, kind, in the docket, shown). Empty means proven equal."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return list(cursor.fetchall())
