"""The SQL of the dry run: which row of the register a row of the file means, what it would change, and what speaks against it.

Everywhere `w` is the working table, `t` the register's row, `e` an enterprise. Only names of model fields and constants of this package
are put into the statements; values come as parameters.
"""

# ruff: noqa: S608 -- see above

from collections.abc import Sequence

from enterprises.imports.kinds import CONTACT_DUTY, Kind

# A renewal moves the last good day by more than people shift a date when they correct it.
RENEWAL_DAYS = 90


def reason(code: str, /, **arguments: str) -> str:
    """A reason as an SQL expression; the arguments are SQL expressions."""
    pairs = ", ".join(f"'{name}', {value}" for name, value in arguments.items())
    return f"jsonb_build_array(jsonb_build_object('code', '{code}', 'arguments', jsonb_build_object({pairs})))"


def refuse(code: str, where: str, /, *, source: str = "", **arguments: str) -> str:
    """Refuse the rows not judged yet of which `where` is true."""
    return f"""UPDATE import_work w SET verdict = 'refused', reasons = w.reasons || {reason(code, **arguments)}
               {"FROM " + source if source else ""} WHERE w.verdict = '' AND ({where})"""


def missing(kind: Kind, names: Sequence[str], where: str) -> list[str]:
    """Refuse rows without these fields, naming the field."""
    return [refuse("missing", f"({where}) AND w.{name} IS NULL", field=f"'{kind.slug}.{name}'") for name in names]


def twice(key: str) -> str:
    """Refuse the later of the rows with the same key, naming the line of the first."""
    keyed = f"""(SELECT line, first_value(line) OVER (PARTITION BY {key} ORDER BY line) AS first
                 FROM import_work w WHERE verdict = '') AS k"""
    return refuse("twice-in-file", "k.line = w.line AND k.first < w.line", source=keyed, first="k.first", line="w.line")


# --- enterprises ------------------------------------------------------------------------------------------------------
ENTERPRISES = """UPDATE import_work w SET target_id = t.id, enterprise_id = t.id FROM enterprises_enterprise t
                 WHERE t.code = w.code AND w.verdict = ''"""
# Data of the entry that was given up would overwrite the kept one's: its former name, its old address.
MERGED_ENTERPRISES = refuse(
    "merged-enterprise",
    "t.id = w.target_id AND kept.id = t.merged_into_id",
    source="enterprises_enterprise t, enterprises_enterprise kept",
    code="kept.code",
    name="kept.name",
)
# A new section without a division takes away a division of the old one, as in the form.
INDUSTRY = """UPDATE import_work w SET industry_division = '' FROM enterprises_enterprise t
              WHERE t.id = w.target_id AND w.verdict = '' AND w.industry_division IS NULL
                AND w.industry_section <> t.industry_section AND t.industry_division <> ''"""
# The contact the file speaks of: whoever has that phone already, else the first general one.
CONTACTS = f"""UPDATE import_work w SET contact_id = c.id FROM (
        SELECT DISTINCT ON (w.line) w.line, c.id
        FROM import_work w JOIN enterprises_contact c ON c.enterprise_id = w.target_id AND c.active AND c.duty = '{CONTACT_DUTY.value}'
        WHERE w.verdict = '' AND (w.contact_name IS NOT NULL OR w.contact_phone IS NOT NULL)
        ORDER BY w.line, (encode(c.phone_index, 'hex') IS NOT DISTINCT FROM w.contact_phone_index) DESC, c.id) AS c
    WHERE c.line = w.line"""

# A row of the register that has no name to compare with is no double; three are enough to look at.
LIKELY_DOUBLES = f"""UPDATE import_work w SET reasons = w.reasons || d.notes FROM (
        SELECT w.line, jsonb_agg(({reason("likely-double", code="e.code", name="e.name")})->0 ORDER BY e.id) AS notes
        FROM (SELECT line, code, enterprises_name_core(name) AS core FROM import_work WHERE verdict = 'new') w
        CROSS JOIN LATERAL (
            SELECT id, code, name FROM (
                (SELECT id, code, name FROM enterprises_enterprise WHERE name_core = w.core AND merged_into_id IS NULL LIMIT 3)
                UNION
                (SELECT id, code, name FROM enterprises_enterprise
                 WHERE organisation_code = substr(w.code, 9, 9) AND merged_into_id IS NULL LIMIT 3)) AS alike LIMIT 3) AS e
        GROUP BY w.line) AS d
    WHERE d.line = w.line"""

# --- what enterprises hold --------------------------------------------------------------------------------------------
OWNERS = """UPDATE import_work w SET enterprise_id = e.id FROM enterprises_enterprise e
            WHERE e.code = w.enterprise_code AND w.verdict = ''"""
KEPT_OWNERS = """UPDATE import_work w SET enterprise_id = e.merged_into_id FROM enterprises_enterprise e
                 WHERE e.id = w.enterprise_id AND e.merged_into_id IS NOT NULL AND w.verdict = ''"""
UNKNOWN_OWNERS = refuse("unknown-enterprise", "w.enterprise_id IS NULL", code="w.enterprise_code")
MERGED_OWNERS = f"""UPDATE import_work w SET reasons = w.reasons || {reason("goes-to-kept", code="e.code", name="e.name")}
                    FROM enterprises_enterprise e
                    WHERE e.id = w.enterprise_id AND e.code <> w.enterprise_code AND w.verdict = ''"""

# Sheets of instruments often have no column for the name: the kind says it.
NAMES_OF_INSTRUMENTS = """UPDATE import_work w SET name = k.label FROM enterprises_instrumentkind k
                          WHERE k.code = w.kind AND w.name IS NULL AND w.target_id IS NULL AND w.verdict = ''"""
OTHER_OWNER = refuse(
    "other-enterprise",
    "w.code IS NOT NULL AND t.code = w.code AND t.enterprise_id <> w.enterprise_id AND e.id = t.enterprise_id",
    source="enterprises_specialequipment t, enterprises_enterprise e",
    code="w.code",
    owner="e.code",
    name="e.name",
)
BY_EQUIPMENT_CODE = """UPDATE import_work w SET target_id = t.id FROM enterprises_specialequipment t
                       WHERE t.code = w.code AND t.code <> '' AND t.enterprise_id = w.enterprise_id AND w.verdict = ''"""
# Without a code, or with one the register has not yet written down for that piece: by the maker's number within the enterprise.
SAME_PRODUCT = """t.enterprise_id = w.enterprise_id AND t.product_number = w.product_number AND t.product_number <> ''
                  AND (w.code IS NULL OR t.code = '')"""
AMBIGUOUS = refuse(
    "ambiguous",
    f"w.target_id IS NULL AND (SELECT count(*) FROM enterprises_specialequipment t WHERE {SAME_PRODUCT}) > 1",
    number="w.product_number",
)
BY_PRODUCT_NUMBER = f"""UPDATE import_work w SET target_id = t.id FROM enterprises_specialequipment t
                        WHERE w.target_id IS NULL AND w.verdict = '' AND {SAME_PRODUCT}"""


def find_targets(kind: Kind) -> list[str]:
    """Which row of the register is meant; refuses what is meant twice in the file."""
    if kind.slug != "equipment":
        same = " AND ".join(f"t.{name} = w.{name}" for name in kind.key)
        key = ", ".join(["w.enterprise_id", *(f"w.{name}" for name in kind.key)])
        return [
            f"""UPDATE import_work w SET target_id = t.id FROM {kind.table} t
                WHERE t.enterprise_id = w.enterprise_id AND {same} AND w.verdict = ''""",
            twice(key),
        ]
    own = "CASE WHEN w.code IS NOT NULL THEN w.code ELSE concat_ws(' ', w.enterprise_id, w.product_number) END"
    return [
        refuse("no-number", "w.code IS NULL AND w.product_number IS NULL"),
        OTHER_OWNER,
        BY_EQUIPMENT_CODE,
        AMBIGUOUS,
        BY_PRODUCT_NUMBER,
        twice(own),
        twice("COALESCE(w.target_id, -w.line)"),
    ]


def refused_holdings(kind: Kind) -> list[str]:
    """What speaks against a row of a holding: it has ended, or its dates cannot be."""
    target = f"{kind.table} t"
    done, good = "COALESCE(w.last_done_on, t.last_done_on)", "COALESCE(w.expires_on, t.expires_on)"
    return [
        refuse("ended", "t.id = w.target_id AND t.standing = 'ended' AND w.was <> '{}'", source=target),
        refuse(
            "older-than-register",
            "t.id = w.target_id AND w.last_done_on < t.last_done_on",
            source=target,
            file="w.last_done_on",
            register="t.last_done_on",
        ),
        refuse(
            "dates-contradict",
            f"t.id = w.target_id AND (w.was ? 'last_done_on' OR w.was ? 'expires_on') AND {good} <= {done}",
            source=target,
            done=done,
            expires=good,
        ),
        refuse("dates-contradict", "w.target_id IS NULL AND w.expires_on <= w.last_done_on", done="w.last_done_on", expires="w.expires_on"),
    ]


# --- what would change ------------------------------------------------------------------------------------------------
def differences(kind: Kind) -> str:
    """Write down what the register says now wherever the file says something else."""
    found = {column.name: (column.differs(), column.shown()) for column in kind.columns}
    if kind.person:
        name, phone = kind.person
        found[name] = (f"w.{name} IS NOT NULL AND w.{name}_mask IS DISTINCT FROM t.person_name", "t.person_name")
        found[phone] = (f"w.{phone} IS NOT NULL AND w.{phone}_index IS DISTINCT FROM t.person_index", "t.person_phone")
    parts = [
        f"CASE WHEN {differs} THEN jsonb_build_object('{name}', COALESCE({shown}, '')) ELSE '{{}}' END"
        for name, (differs, shown) in found.items()
    ]
    # The person is the row itself (qualified people) or the enterprise's contact.
    person = "t" if kind.is_holding else "p"
    contact = "" if kind.is_holding else "LEFT JOIN enterprises_contact p ON p.id = m.contact_id"
    columns = [f"t.{column.name}" for column in kind.columns]
    if kind.person:
        columns += [f"{person}.name_mask AS person_name", f"{person}.phone_mask AS person_phone"]
        columns += [f"encode({person}.phone_index, 'hex') AS person_index"]
    return f"""UPDATE import_work w SET was = {" || ".join(parts)}
        FROM (SELECT m.line, {", ".join(columns)}
              FROM import_work m JOIN {kind.table} t ON t.id = m.target_id {contact} WHERE m.verdict = '') AS t
        WHERE t.line = w.line AND ({" OR ".join(f"({differs})" for differs, _ in found.values())})"""


def names_to_compare(kind: Kind) -> str:
    """Line, index of the file's name and sealed name of the register, where the masks are equal."""
    name = kind.person[0]
    source = f"{kind.table} p ON p.id = w.target_id" if kind.is_holding else "enterprises_contact p ON p.id = w.contact_id"
    return f"""SELECT w.line, w.{name}_index, p.name FROM import_work w JOIN {source}
               WHERE w.verdict = '' AND w.{name}_mask = p.name_mask AND w.line > %(after)s ORDER BY w.line LIMIT %(limit)s"""


def mark_name(kind: Kind) -> str:
    """Write down that the name of these lines changes; of the old one only the mask."""
    name = kind.person[0]
    return f"UPDATE import_work w SET was = w.was || jsonb_build_object('{name}', w.{name}_mask) WHERE line = ANY(%(lines)s)"


def afterwards(kind: Kind) -> list[str]:
    """Notes that need the verdict."""
    return [] if kind.is_holding else [LIKELY_DOUBLES]
