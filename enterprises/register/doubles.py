"""Rows of the register that may be the same enterprise. The portal finds and explains; a person decides.

Likeness is a sum anyone can follow: how the names relate, then what else is the same. From `THRESHOLD` on the pair is shown to staff.
Names are compared by their core (without region and legal form, see `name_functions`), equal or one character apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.models import Contact, DuplicatePair, Enterprise

THRESHOLD = 60
SAME_ORGANISATION, SAME_CORE, NEAR_CORE = 95, 70, 55
SAME_REPRESENTATIVE, SAME_PHONE, SAME_ADDRESS, OTHER_TOWNSHIP = 15, 10, 10, -20
# A core that many bear (a generic name) tells nothing by itself.
GENERIC = 20
CANDIDATES = 300
SHORTEST_NEAR = 4

GROUNDS: dict[str, str | Promise] = {
    "organisation": _("same organisation code"),
    "core": _("same name but for region and legal form"),
    "near": _("names one character apart"),
    "representative": _("same legal representative"),
    "phone": _("same phone"),
    "address": _("same address"),
    "township": _("different townships"),
}

# The same sum as `_likeness`, for many rows at once: pairs with equal cores or the same organisation code.
RECORD = f"""
INSERT INTO enterprises_duplicatepair (first_id, second_id, score, grounds, state, found_at)
SELECT first_id, second_id, LEAST(score, 100), grounds, 'open', %(at)s
FROM (
    SELECT DISTINCT ON (first_id, second_id) first_id, second_id,
           base + {SAME_REPRESENTATIVE} * representative::int + {SAME_PHONE} * phone::int + {SAME_ADDRESS} * address::int
                + {OTHER_TOWNSHIP} * (township AND ground <> 'organisation')::int AS score,
           array_remove(ARRAY[ground, CASE WHEN representative THEN 'representative' END, CASE WHEN phone THEN 'phone' END,
                              CASE WHEN address THEN 'address' END, CASE WHEN township THEN 'township' END], NULL) AS grounds
    FROM (
        SELECT LEAST(a.id, b.id) AS first_id, GREATEST(a.id, b.id) AS second_id, base, ground,
               a.legal_representative <> '' AND a.legal_representative = b.legal_representative AS representative,
               a.phone <> '' AND a.phone = b.phone AS phone,
               a.address <> '' AND a.address = b.address AS address,
               a.township <> '' AND b.township <> '' AND a.township <> b.township AS township
        FROM enterprises_enterprise a
        CROSS JOIN LATERAL (
            SELECT {SAME_CORE} AS base, 'core' AS ground, count(*) OVER () AS many, alike.* FROM (
                SELECT * FROM enterprises_enterprise c WHERE c.name_core = a.name_core AND c.id <> a.id LIMIT {GENERIC} + 1) AS alike
            UNION ALL
            SELECT {SAME_ORGANISATION}, 'organisation', 1, c.* FROM enterprises_enterprise c
            WHERE c.organisation_code = a.organisation_code AND c.id <> a.id
        ) AS b
        WHERE b.many <= {GENERIC} AND a.id = ANY(%(ids)s) AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
    ) AS pairs
    ORDER BY first_id, second_id, base DESC
) AS scored
WHERE score >= {THRESHOLD}
ON CONFLICT (first_id, second_id) DO NOTHING
"""  # noqa: S608 -- only numbers of this module are put in


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another row that may be the same enterprise: how alike from 0 to 100, and on what grounds (keys of GROUNDS)."""

    other: Enterprise
    score: int
    grounds: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The grounds in the reader's language."""
        return [str(GROUNDS[ground]) for ground in self.grounds]


def find_doubles(enterprise: Enterprise) -> list[Likeness]:
    """Likely doubles of one row, saved or about to be saved, most alike first. Three bounded queries."""
    core = name_core(enterprise.name)
    rows = list(_candidates(enterprise, core)[:CANDIDATES])
    same_core = sum(row.name_core == core for row in rows)
    phones = _sharing_a_contact(enterprise, rows)
    found = []
    for row in rows:
        if row.name_core == core and same_core > GENERIC and row.organisation_code != enterprise.code[8:17]:
            continue
        likeness = _likeness(enterprise, row, core, shares_contact=row.pk in phones)
        if likeness.score >= THRESHOLD:
            found.append(likeness)
    return sorted(found, key=lambda one: (-one.score, one.other.pk))


def record_doubles(enterprise_ids: Sequence[int], *, at: datetime, near: bool = False) -> int:
    """Write down the likely doubles of these rows and return how many are new; a pair decided before stays decided.

    One statement. `near` also looks for names one character apart, row by row: for a single save, not for a bulk import.
    """
    if not enterprise_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(RECORD, {"ids": list(enterprise_ids), "at": at})
        added = int(cursor.rowcount)
    if near:
        added += sum(_record(row, find_doubles(row), at=at) for row in Enterprise.objects.filter(pk__in=enterprise_ids).order_by("pk"))
    return added


def name_core(name: str) -> str:
    """What is left of a name without region and legal form, by the database's own function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT enterprises_name_core(%s)", [name])
        return str(cursor.fetchone()[0])


def is_one_edit_apart(one: str, other: str) -> bool:
    """Whether one character added, left out or changed makes them equal. Equal texts are not."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    rest = short[same:] if len(short) < len(long) else short[same + 1 :]
    return rest == long[same + 1 :]


def _candidates(enterprise: Enterprise, core: str) -> "QuerySet[Enterprise]":
    """Rows whose core or organisation code is the same, or whose core begins alike and has the first or the second half in common.

    An edit leaves one half as it is. The common first character makes it a range of the index on cores; names that differ in their very
    first character are different names to a reader.
    """
    wanted = Q(name_core=core) | Q(organisation_code=enterprise.code[8:17])
    if len(core) >= SHORTEST_NEAR:
        half = len(core) // 2
        alike = Q(name_core__startswith=core[:half]) | Q(name_core__startswith=core[0], name_core__endswith=core[-half:])
        wanted |= alike & Q(core_length__range=(len(core) - 1, len(core) + 1))
    rows = Enterprise.objects.alias(core_length=Length("name_core")).filter(wanted, merged_into__isnull=True)
    return rows.exclude(pk=enterprise.pk).exclude(code=enterprise.code).order_by("pk")


def _sharing_a_contact(enterprise: Enterprise, rows: Sequence[Enterprise]) -> set[int]:
    """Of the rows those with a contact of the same phone number."""
    if enterprise._state.adding or not rows:
        return set()
    own = Contact.objects.filter(enterprise=enterprise, active=True, phone_index__isnull=False).values("phone_index")
    alike = Contact.objects.filter(enterprise__in=[row.pk for row in rows], active=True, phone_index__in=own)
    return set(alike.values_list("enterprise_id", flat=True))


def _likeness(enterprise: Enterprise, row: Enterprise, core: str, *, shares_contact: bool) -> Likeness:
    score, grounds = 0, []
    for ground, points, holds in (
        ("organisation", SAME_ORGANISATION, row.organisation_code == enterprise.code[8:17]),
        ("core", SAME_CORE, row.name_core == core),
        ("near", NEAR_CORE, is_one_edit_apart(row.name_core, core)),
    ):
        if holds:
            score, grounds = points, [ground]
            break
    if not grounds:
        return Likeness(row, 0, ())
    has_other_town = bool(row.township and enterprise.township and row.township != enterprise.township)
    for ground, points, holds in (
        ("representative", SAME_REPRESENTATIVE, _same(row.legal_representative, enterprise.legal_representative)),
        ("phone", SAME_PHONE, shares_contact or _same(row.phone, enterprise.phone)),
        ("address", SAME_ADDRESS, _same(row.address, enterprise.address)),
        ("township", OTHER_TOWNSHIP if grounds != ["organisation"] else 0, has_other_town),
    ):
        if holds:
            score += points
            grounds.append(ground)
    return Likeness(row, min(score, 100), tuple(grounds))


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _record(enterprise: Enterprise, found: Sequence[Likeness], *, at: datetime) -> int:
    pairs = [
        DuplicatePair(
            first_id=min(enterprise.pk, one.other.pk),
            second_id=max(enterprise.pk, one.other.pk),
            score=one.score,
            grounds=list(one.grounds),
            found_at=at,
        )
        for one in found
    ]
    known = DuplicatePair.objects.filter(Q(first=enterprise) | Q(second=enterprise)).count()
    DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)
    return DuplicatePair.objects.filter(Q(first=enterprise) | Q(second=enterprise)).count() - known
