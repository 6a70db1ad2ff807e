"""Who is in the pools of a plan: the filter over the register, the look beforehand, and the freezing.

A frozen pool is written by one `INSERT … SELECT` per pool, however many enterprises the register holds, and never changed afterwards (a
database trigger refuses it).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from bureau.models import Officer
from bureau.roles import Role
from enterprises.models import Certificate, DeclaredStandard, Enterprise, Instrument, SpecialEquipment, Standing
from licensing.inspections.draws import Pools
from licensing.models import InspectionPlan, PoolEntry

SAMPLING, STANDARDS = InspectionPlan.Purpose.SAMPLING, InspectionPlan.Purpose.STANDARDS
PREVIEWED = 10
# What a filter may hold, each a fact of the register; another key is a mistake and is refused.
COLUMNS = {"township": "township", "section": "industry_section", "division": "industry_division"}
HOLDINGS = {"certificate_kind": (Certificate, "kind"), "equipment": (SpecialEquipment, "category"), "instrument_kind": (Instrument, "kind")}
STANDARD_LEVEL = "standard_level"
KEYS = frozenset({*COLUMNS, *HOLDINGS, "tags", STANDARD_LEVEL})
# The rows come from the queryset above, compiled by Django with its parameters apart.
_FREEZE = (
    "INSERT INTO licensing_poolentry (plan_id, pool, code, name, office_code) "
    "SELECT %s, %s, found.code, found.name, found.office_code FROM ({rows}) AS found (code, name, office_code)"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan's pools would hold today. `some` are the first enterprises by code."""

    enterprises: int
    officers: int
    some: list[Enterprise]


def _in_use(rows: "QuerySet[Any]", today: date) -> "QuerySet[Any]":
    """Holdings that still count today and belong to the outer row."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return rows.filter(good, enterprise=OuterRef("pk"), standing=Standing.IN_USE)


def enterprise_pool(purpose: str, wanted: dict[str, Any], *, today: date) -> "QuerySet[Enterprise]":
    """The enterprises a filter means: operating, not merged into another, and every condition met.

    For standards also: at least one declared standard in force, of the level named if one is. Raises ValueError for an unknown condition.
    """
    if strange := set(wanted) - KEYS:
        raise ValueError(f"Unknown conditions of a pool: {sorted(strange)}")
    rows = Enterprise.objects.filter(merged_into__isnull=True, status=Enterprise.Status.OPERATING)
    for key, column in COLUMNS.items():
        if wanted.get(key):
            rows = rows.filter(**{column: wanted[key]})
    if wanted.get("tags"):
        rows = rows.filter(tags__contains=list(wanted["tags"]))
    for key, (model, column) in HOLDINGS.items():
        if wanted.get(key):
            rows = rows.filter(Exists(_in_use(model._default_manager.filter(**{column: wanted[key]}), today)))
    if purpose == STANDARDS:
        level = wanted.get(STANDARD_LEVEL)
        declared = DeclaredStandard.objects.filter(level=level) if level else DeclaredStandard.objects.all()
        rows = rows.filter(Exists(_in_use(declared, today)))
    return rows


def officer_pool(today: date) -> "QuerySet[Officer]":
    """The officers who may enforce: active, holding the role, with a certificate that is good today."""
    return Officer.objects.filter(
        user__is_active=True, user__roles__contains=[Role.OFFICER.value], certificate_expires_on__gte=today
    ).select_related("user__office")


def preview(plan: InspectionPlan, *, today: date) -> Preview:
    """What would be frozen today. Three queries; nothing is written."""
    rows = enterprise_pool(plan.purpose, plan.pool_filter, today=today)
    return Preview(rows.count(), officer_pool(today).count(), list(rows.only("code", "name", "township").order_by("code")[:PREVIEWED]))


def freeze(plan: InspectionPlan, *, today: date) -> Pools:
    """Write the pools of a plan and return them; in the caller's transaction. Two statements, and one to read them back."""
    enterprises = enterprise_pool(plan.purpose, plan.pool_filter, today=today)
    _write(plan, PoolEntry.Pool.ENTERPRISE, enterprises.order_by().values_list("code", "name", Value("")))
    officers = officer_pool(today).select_related(None).order_by()
    called = Coalesce(NullIf("user__display_name", Value("")), "user__username")
    _write(plan, PoolEntry.Pool.OFFICER, officers.values_list("certificate_number", called, Coalesce("user__office__code", Value(""))))
    return frozen_pools(plan)


def _write(plan: InspectionPlan, pool: str, rows: "QuerySet[Any, Any]") -> None:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE.format(rows=sql), [plan.pk, pool, *params])


def frozen_pools(plan: InspectionPlan) -> Pools:
    """The pools as they were frozen. One query."""
    found: dict[str, list[str]] = {PoolEntry.Pool.ENTERPRISE: [], PoolEntry.Pool.OFFICER: []}
    for pool, code in PoolEntry.objects.filter(plan=plan).order_by("code").values_list("pool", "code"):
        found[pool].append(code)
    return Pools(tuple(found[PoolEntry.Pool.ENTERPRISE]), tuple(found[PoolEntry.Pool.OFFICER]), plan.wanted_enterprises, plan.officers_each)
