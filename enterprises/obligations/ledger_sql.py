"""The SQL of the obligation ledger: what the sources want, and the statements that bring the ledger to it.

Every statement works on a whole set of sources. `scope` is `ONE_BY_ONE` (only the sources in `%(ids)s`, by index) or empty (the table).
All table and column names come from the constants here; every value is a parameter.
"""

from dataclasses import dataclass

from django.conf import settings

from enterprises.obligations import ledger_notes as notes

# What must be equal between the ledger and the wish; `state` and `closed_on` follow from it.
COMPARED = ("enterprise_id", "action", "title", "township", "source_date", "due_on", "opens_on")

# Whoever has left the register, or was merged into another entry, owes nothing any more.
BELONGS = "(e.merged_into_id IS NULL AND e.status IN ('operating', 'suspended'))"
OPERATES = "(e.merged_into_id IS NULL AND e.status = 'operating')"

ONE_BY_ONE = " AND {column} = ANY(%(ids)s::bigint[])"

# The last day to act. PostgreSQL takes the last day of a shorter month: 31 March less a month is 28 or 29 February.
DUE = "(t.source_date - make_interval(months => k.before_months))::date - k.before_days + k.after_days"
# The rule of the day of the event or of expiry applies, so that of two versions of a kind exactly one counts for every date.
IN_FORCE = "t.source_date BETWEEN coalesce(k.valid_from, '-infinity') AND coalesce(k.valid_to, 'infinity')"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """One table of sources. `kind` is its column that `ObligationKind.source_kinds` names; the others are SQL over its row `s`."""

    key: str
    table: str
    kind: str
    title: str
    join: str = ""
    # The day of first use while registration is missing, and whether registration has been done.
    first_use: str = "NULL::date"
    registered: str = "false"
    # The day of issue, where a paper issued after a change of the register already bears it.
    issued_on: str = "NULL::date"


TABLES: dict[str, SourceTable] = {
    table.key: table
    for table in (
        SourceTable(
            key="equipment",
            table="enterprises_specialequipment",
            kind="category",
            title="concat_ws(' ', s.name, coalesce(nullif(s.code, ''), nullif(s.registration_number, ''), nullif(s.product_number, '')))",
            first_use="CASE WHEN s.registration_number = '' THEN s.in_use_since END",
            registered="s.registration_number <> ''",
        ),
        SourceTable(key="instrument", table="enterprises_instrument", kind="kind", title="concat_ws(' ', s.name, s.serial_number)"),
        SourceTable(
            key="certificate",
            table="enterprises_certificate",
            kind="kind",
            title="concat_ws(' ', coalesce(c.label, s.kind), s.number)",
            join="LEFT JOIN enterprises_certificatekind c ON c.code = s.kind",
            issued_on="s.last_done_on",
        ),
        SourceTable(key="standard", table="enterprises_declaredstandard", kind="level", title="concat_ws(' ', s.number, s.title)"),
        # Only the mask: the ledger is read by many.
        SourceTable(
            key="person", table="enterprises_qualifiedperson", kind="duty", title="concat_ws(' ', s.name_mask, s.certificate_number)"
        ),
    )
}


def _moment(source: SourceTable) -> str:
    """For a source `s` of the enterprise `e` and a kind `k`: the cycle and the date its obligation has, no date if there is none."""
    return f"""CROSS JOIN LATERAL (SELECT
        CASE k.trigger WHEN 'expiry' THEN s.cycle WHEN 'change' THEN e.change_cycle ELSE 0 END AS cycle,
        CASE k.trigger
            WHEN 'expiry' THEN s.expires_on
            WHEN 'change' THEN CASE WHEN e.change_cycle > 0 AND ({source.issued_on} >= e.changed_on) IS NOT TRUE THEN e.changed_on END
            WHEN 'first_use' THEN {source.first_use}
        END AS source_date) t"""


def _counts(source: SourceTable) -> str:
    """Whether the kind `k` asks something of the source `s`."""
    return f"""(k.source_type = '{source.key}' AND k.active AND (k.source_kinds = '[]' OR k.source_kinds ? s.{source.kind})
        AND s.standing = 'in_use' AND {BELONGS} AND t.source_date IS NOT NULL AND {IN_FORCE})"""


def wanted(source: SourceTable, scope: str) -> str:
    """The obligations the rows of this table give rise to: columns source_id, kind_id, cycle and those of `COMPARED`."""
    return f"""
    SELECT s.id AS source_id, s.enterprise_id, k.id AS kind_id, k.action, t.cycle, left(btrim({source.title}), 160) AS title,
           e.township, t.source_date, d.due_on, d.due_on - k.lead_days AS opens_on
    FROM {source.table} s
    JOIN enterprises_enterprise e ON e.id = s.enterprise_id
    {source.join}
    CROSS JOIN enterprises_obligationkind k
    {_moment(source)}
    CROSS JOIN LATERAL (SELECT {DUE} AS due_on) d
    WHERE {_counts(source)} {scope.format(column="s.id")}
    """  # noqa: S608


# The day of the kind `k` in the year `y`. 29 February stands for the last day of February; what is no day gives no obligation.
YEAR_DAY = """CROSS JOIN LATERAL (SELECT CASE WHEN y.year > 0 AND k.yearly_day ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN least(
        make_date(y.year, left(k.yearly_day, 2)::int, 1) + right(k.yearly_day, 2)::int - 1,
        (make_date(y.year, left(k.yearly_day, 2)::int, 1) + interval '1 month')::date - 1) END AS source_date) t"""
# `source_kinds` names industry sections, divisions or tags. It begins in the year after the founding (企业信息公示暂行条例 8), and with the
# first day that falls after the enterprise came into the register: of earlier years the ledger cannot know whether they were kept.
YEARLY_COUNTS = f"""(k.source_type = 'enterprise' AND k.trigger = 'yearly' AND k.active AND {OPERATES}
        AND (k.source_kinds = '[]' OR k.source_kinds ?| (e.tags::text[] || ARRAY[e.industry_section, e.industry_division]::text[]))
        AND (e.founded_on IS NULL OR extract(year FROM e.founded_on) < y.year) AND t.source_date IS NOT NULL AND {IN_FORCE}
        AND d.due_on >= (e.created_at AT TIME ZONE '{settings.TIME_ZONE}')::date
        AND (y.year <= %(year)s OR d.due_on - k.lead_days <= %(today)s))"""


def wanted_yearly(scope: str) -> str:
    """The yearly obligations of operating enterprises: this year's, next year's once it can be done, and earlier ones in the ledger."""
    return f"""
    SELECT e.id AS source_id, e.id AS enterprise_id, k.id AS kind_id, k.action, y.year AS cycle, y.year::text AS title,
           e.township, t.source_date, d.due_on, d.due_on - k.lead_days AS opens_on
    FROM enterprises_enterprise e
    JOIN enterprises_obligationkind k ON k.source_type = 'enterprise' AND k.trigger = 'yearly'
    CROSS JOIN LATERAL (
        SELECT %(year)s AS year UNION ALL SELECT %(year)s + 1
        UNION ALL SELECT p.cycle FROM enterprises_obligation p
        WHERE p.source_type = 'enterprise' AND p.source_id = e.id AND p.kind_id = k.id AND p.cycle < %(year)s) y
    {YEAR_DAY}
    CROSS JOIN LATERAL (SELECT {DUE} AS due_on) d
    WHERE {YEARLY_COUNTS} {scope.format(column="e.id")}
    """  # noqa: S608


def write_wanted(wish: str) -> str:
    """Add what is missing, correct what differs, open again what was cancelled. What is as it should be, or was met, is not touched."""
    columns = ", ".join(COMPARED)
    kept = ", ".join(f"p.{name}" for name in COMPARED)
    wished = ", ".join(f"w.{name}" for name in COMPARED)
    there = ", ".join(f"o.{name}" for name in COMPARED)
    coming = ", ".join(f"excluded.{name}" for name in COMPARED)
    return f"""
    WITH w AS MATERIALIZED ({wish})
    INSERT INTO enterprises_obligation AS o
        (source_type, source_id, kind_id, cycle, {columns}, state, closed_on, note, created_at, updated_at)
    SELECT %(source)s, w.source_id, w.kind_id, w.cycle, {wished}, 'open', NULL, '', %(at)s, %(at)s
    FROM w
    LEFT JOIN enterprises_obligation p
      ON p.source_type = %(source)s AND p.source_id = w.source_id AND p.kind_id = w.kind_id AND p.cycle = w.cycle
    WHERE p.id IS NULL OR (p.state <> 'met' AND ('open', {kept}) IS DISTINCT FROM (p.state, {wished}))
    ORDER BY w.source_id, w.kind_id, w.cycle
    ON CONFLICT (source_type, source_id, kind_id, cycle) DO UPDATE
    SET ({columns}, state, closed_on, note, updated_at) = ({coming}, 'open', NULL, '', excluded.updated_at)
    WHERE o.state <> 'met' AND ('open', {there}) IS DISTINCT FROM (o.state, {coming})
    """  # noqa: S608


def end_unwanted(source: SourceTable, scope: str) -> str:
    """End open rows nothing gives rise to any more: met where the source has moved on or the thing was done, else cancelled with why.

    Each row is looked at with its own source: joining all that is wanted would be quadratic where the planner guesses too few.
    """
    return f"""
    UPDATE enterprises_obligation o
    SET state = v.state, closed_on = v.closed_on, note = v.note, updated_at = %(at)s
    FROM (
        SELECT x.id, CASE WHEN r.met THEN 'met' ELSE 'cancelled' END AS state,
               CASE WHEN r.met AND k.trigger <> 'first_use' THEN coalesce(s.last_done_on, %(today)s) ELSE %(today)s END AS closed_on,
               CASE WHEN r.met THEN ''
                    WHEN s.id IS NULL THEN '{notes.SOURCE_DELETED}'
                    WHEN NOT {BELONGS} THEN '{notes.ENTERPRISE_LEFT}'
                    WHEN s.standing <> 'in_use' THEN '{notes.SOURCE_ENDED}'
                    WHEN NOT k.active THEN '{notes.KIND_OFF}'
                    WHEN k.trigger = 'expiry' AND s.expires_on IS NULL THEN '{notes.DATE_REMOVED}'
                    WHEN k.trigger = 'change' AND x.cycle < e.change_cycle THEN '{notes.SUPERSEDED}'
                    ELSE '{notes.NOT_COVERED}' END AS note
        FROM enterprises_obligation x
        JOIN enterprises_obligationkind k ON k.id = x.kind_id
        LEFT JOIN {source.table} s ON s.id = x.source_id
        LEFT JOIN enterprises_enterprise e ON e.id = s.enterprise_id
        {_moment(source)}
        CROSS JOIN LATERAL (SELECT coalesce(CASE k.trigger
            WHEN 'expiry' THEN s.cycle > x.cycle
            WHEN 'change' THEN {source.issued_on} >= x.source_date
            WHEN 'first_use' THEN {source.registered} END, false) AS met) r
        WHERE x.source_type = %(source)s AND x.state = 'open' AND k.trigger <> 'outside'
          AND ({_counts(source)} AND t.cycle = x.cycle) IS NOT TRUE {scope.format(column="x.source_id")}) v
    WHERE o.id = v.id AND o.state = 'open'
    """  # noqa: S608


def end_unwanted_yearly(scope: str) -> str:
    """Cancel open yearly rows of enterprises that have closed or stopped, and of kinds that are switched off. Only `settle` meets one."""
    return f"""
    UPDATE enterprises_obligation o
    SET state = 'cancelled', closed_on = %(today)s, updated_at = %(at)s, note = v.note
    FROM (
        SELECT x.id, CASE WHEN e.id IS NULL THEN '{notes.SOURCE_DELETED}'
                          WHEN NOT {BELONGS} THEN '{notes.ENTERPRISE_LEFT}'
                          WHEN NOT {OPERATES} THEN '{notes.NOT_OPERATING}'
                          WHEN NOT k.active THEN '{notes.KIND_OFF}'
                          ELSE '{notes.NOT_COVERED}' END AS note
        FROM enterprises_obligation x
        JOIN enterprises_obligationkind k ON k.id = x.kind_id
        LEFT JOIN enterprises_enterprise e ON e.id = x.source_id
        CROSS JOIN LATERAL (SELECT x.cycle AS year) y
        {YEAR_DAY}
        CROSS JOIN LATERAL (SELECT {DUE} AS due_on) d
        WHERE x.source_type = 'enterprise' AND x.state = 'open' AND k.trigger <> 'outside'
          AND {YEARLY_COUNTS} IS NOT TRUE {scope.format(column="x.source_id")}) v
    WHERE o.id = v.id AND o.state = 'open'
    """  # noqa: S608


def follow_source(source: SourceTable, scope: str) -> str:
    """Rows of every state go with their source to another enterprise, and to its township."""
    return f"""
    UPDATE enterprises_obligation o
    SET enterprise_id = s.enterprise_id, township = e.township, updated_at = %(at)s
    FROM {source.table} s JOIN enterprises_enterprise e ON e.id = s.enterprise_id
    WHERE o.source_type = %(source)s AND o.source_id = s.id AND (o.enterprise_id <> s.enterprise_id OR o.township <> e.township)
      {scope.format(column="s.id")}
    """  # noqa: S608


def follow_enterprise(scope: str) -> str:
    """Every row of an enterprise bears its township."""
    return f"""
    UPDATE enterprises_obligation o SET township = e.township, updated_at = %(at)s
    FROM enterprises_enterprise e
    WHERE o.enterprise_id = e.id AND o.township <> e.township {scope.format(column="o.enterprise_id")}
    """  # noqa: S608


# Whether what another part of the portal has declared still counts.
DECLARED_COUNTS = f"({BELONGS} AND k.active)"
# Ended by the ledger itself, so that it opens again with the enterprise or the kind; what was withdrawn stays so.
ENDED_HERE = f"('{notes.ENTERPRISE_LEFT}', '{notes.KIND_OFF}')"


def keep_declared(scope: str) -> str:
    """End declared rows of an enterprise that has left and of a kind switched off, and open them again when it is back."""
    return f"""
    UPDATE enterprises_obligation o
    SET state = CASE WHEN v.counts THEN 'open' ELSE 'cancelled' END, closed_on = CASE WHEN v.counts THEN NULL ELSE %(today)s END,
        note = CASE WHEN v.counts THEN '' WHEN v.belongs THEN '{notes.KIND_OFF}' ELSE '{notes.ENTERPRISE_LEFT}' END, updated_at = %(at)s
    FROM (
        SELECT x.id, {DECLARED_COUNTS} AS counts, {BELONGS} AS belongs
        FROM enterprises_obligation x
        JOIN enterprises_obligationkind k ON k.id = x.kind_id
        JOIN enterprises_enterprise e ON e.id = x.enterprise_id
        WHERE k.trigger = 'outside' {scope.format(column="x.enterprise_id")}
          AND ((x.state = 'open' AND NOT {DECLARED_COUNTS}) OR (x.state = 'cancelled' AND x.note IN {ENDED_HERE} AND {DECLARED_COUNTS}))) v
    WHERE o.id = v.id
    """  # noqa: S608


LOCK_OWNERS = """
SELECT id FROM enterprises_enterprise WHERE id IN (SELECT enterprise_id FROM {table} WHERE id = ANY(%(ids)s::bigint[]))
ORDER BY id FOR NO KEY UPDATE
"""
LOCK_ENTERPRISES = "SELECT id FROM enterprises_enterprise WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE"


def sources_of_enterprises() -> str:
    """Every source of the enterprises in `%(ids)s`, also one the ledger still has under their name: pairs (source type, array of ids)."""
    arms = " UNION ALL ".join(
        f"SELECT '{one.key}' AS key, id FROM {one.table} WHERE enterprise_id = ANY(%(ids)s::bigint[])"  # noqa: S608
        for one in TABLES.values()
    )
    return f"""
    SELECT key, array_agg(DISTINCT id) FROM (
        {arms}
        UNION ALL SELECT source_type, source_id FROM enterprises_obligation WHERE enterprise_id = ANY(%(ids)s::bigint[])) found
    GROUP BY key ORDER BY key
    """  # noqa: S608


def compare(wish: str) -> str:
    """One row: how many rows of this type of source are missing, superfluous and different from the wish."""
    kept = ", ".join(f"x.{name}" for name in COMPARED)
    wished = ", ".join(f"w.{name}" for name in COMPARED)
    return f"""
    WITH w AS MATERIALIZED ({wish}),
         x AS (SELECT o.*, e.township AS town FROM enterprises_obligation o
               JOIN enterprises_obligationkind k ON k.id = o.kind_id
               JOIN enterprises_enterprise e ON e.id = o.enterprise_id
               WHERE o.source_type = %(source)s AND k.trigger <> 'outside')
    SELECT count(*) FILTER (WHERE x.id IS NULL OR (w.source_id IS NOT NULL AND x.state = 'cancelled')),
           count(*) FILTER (WHERE w.source_id IS NULL AND x.state = 'open'),
           count(*) FILTER (WHERE x.township <> x.town
               OR (w.source_id IS NOT NULL AND x.state = 'open' AND ({kept}) IS DISTINCT FROM ({wished})))
    FROM w FULL JOIN x ON x.source_id = w.source_id AND x.kind_id = w.kind_id AND x.cycle = w.cycle
    """  # noqa: S608


COMPARE_DECLARED = f"""
SELECT count(*) FILTER (WHERE o.state = 'cancelled' AND o.note IN {ENDED_HERE} AND {DECLARED_COUNTS}),
       count(*) FILTER (WHERE o.state = 'open' AND NOT {DECLARED_COUNTS}),
       count(*) FILTER (WHERE o.township <> e.township)
FROM enterprises_obligation o
JOIN enterprises_obligationkind k ON k.id = o.kind_id
JOIN enterprises_enterprise e ON e.id = o.enterprise_id
WHERE k.trigger = 'outside'
"""  # noqa: S608
