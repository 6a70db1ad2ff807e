"""Reads around plans of random inspection: lists, one plan with its draw, what is public of it and when, running a draw again.

A draw is binding from the moment it is made, for commitment and pools are public. Its result is shown when the last visit has been made (or
the plan's last day is past): an enterprise that read its own name here would be warned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from bureau.models import Event
from bureau.seek import Order, Slice, read_slice
from licensing.inspections import draws, pools
from licensing.inspections.draws import Draw, DrawImpossible, Team
from licensing.inspections.plans import PREFIX, State
from licensing.models import Inspection, InspectionOfficer, InspectionPlan, PoolEntry

NEWEST = Order("created_at", descending=True)
NEWEST_RESULT = Order("published_at", descending=True)
BEFORE_THE_VISIT = "assigned"
POOL_SHOWN = 200


def plans() -> "QuerySet[InspectionPlan]":
    """Plans of a draw; the collections of checks from reports are none."""
    return InspectionPlan.objects.filter(number__startswith=PREFIX)


def plan_page(*, before: str = "", after: str = "", state: str = "", purpose: str = "") -> Slice:
    """One page of plans, newest first. One query."""
    rows = plans().select_related("created_by")
    if state:
        rows = rows.filter(state=state)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return read_slice(rows, NEWEST, before=before, after=after)


def result_page(*, before: str = "", after: str = "") -> Slice:
    """One page of published results, newest first. One query."""
    rows = Inspection.objects.filter(published_at__isnull=False).select_related("plan").defer("search")
    return read_slice(rows, NEWEST_RESULT, before=before, after=after)


def pool_of(plan: InspectionPlan, pool: str, *, before: str = "", after: str = "") -> Slice:
    """One page of a frozen pool by code. One query."""
    rows = PoolEntry.objects.filter(plan=plan, pool=pool)
    return read_slice(rows, Order("code"), before=before, after=after, size=POOL_SHOWN)


def pool_sizes(plan: InspectionPlan) -> dict[str, int]:
    """How many names each pool holds. One query."""
    rows = PoolEntry.objects.filter(plan=plan).values_list("pool").annotate(found=Count("pk")).order_by()
    return {pool: found for pool, found in rows}


def inspections_of(plan: InspectionPlan) -> "QuerySet[Inspection]":
    """The matters of a plan in the order drawn, with their officers, standing and replaced. Two queries."""
    officers = InspectionOfficer.objects.select_related("officer").order_by("rank", "id")
    rows = Inspection.objects.filter(plan=plan).select_related("standard", "handler", "office").defer("search")
    return rows.prefetch_related(Prefetch("officers", officers)).order_by("rank")


def is_disclosed(plan: InspectionPlan, today: date) -> bool:
    """Whether the draw is public: nobody is still to be visited, or the day by which all should have been is past. One query."""
    if plan.state != State.DRAWN:
        return False
    return today > plan.due_on or not Inspection.objects.filter(plan=plan, state=BEFORE_THE_VISIT).exists()


# --- running it again -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Comparison:
    """The stored result beside the one that comes out now. `differences` are places where they part, in words of the data."""

    stored: Draw
    computed: Draw | None
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything comes out as it was stored."""
        return not self.differences


def drawn_records(plan: InspectionPlan) -> list[tuple[Inspection, Mapping[str, Any]]]:
    """The matters in the order drawn, each with what its draw recorded. Three queries."""
    rows = list(inspections_of(plan))
    opened = Event.objects.filter(case_id__in=[row.pk for row in rows], action="open").values_list("case_id", "data")
    records = dict(opened)
    return [(row, records.get(row.pk, {})) for row in rows]


def drawn_team(case: Inspection) -> Team:
    """The officers as they were drawn: of each rank the first row; later ones are replacements."""
    first: dict[int, str] = {}
    for row in case.officers.all():
        first.setdefault(row.rank, row.certificate_number)
    return Team(case.enterprise_code, tuple(first[rank] for rank in sorted(first)))


def compare(plan: InspectionPlan) -> Comparison:
    """Run the draw of a plan again and compare everything that was stored. Five queries."""
    records = drawn_records(plan)
    stored = Draw(plan.pool_digest, plan.seed, tuple(drawn_team(case) for case, _record in records))
    recused = {case.enterprise_code: frozenset(record.get("recused", ())) for case, record in records}
    found = []
    if draws.commitment(plan.secret) != plan.commitment:
        found.append("commitment")
    try:
        computed = draws.rerun(plan.secret, pools.frozen_pools(plan), recused)
    except DrawImpossible:
        return Comparison(stored, None, (*found, "pools"))
    found += _differences(stored, computed)
    found += [f"standard {case.enterprise_code}" for case, record in records if not _same_standard(case, record, computed.seed)]
    return Comparison(stored, computed, tuple(found))


def _differences(stored: Draw, computed: Draw) -> list[str]:
    found = []
    if stored.pool_digest != computed.pool_digest:
        found.append("pool_digest")
    if stored.seed != computed.seed:
        found.append("seed")
    if [team.enterprise for team in stored.teams] != [team.enterprise for team in computed.teams]:
        found.append("enterprises")
    expected = {team.enterprise: team.officers for team in computed.teams}
    found += [f"officers {team.enterprise}" for team in stored.teams if expected.get(team.enterprise, team.officers) != team.officers]
    return found


def _same_standard(case: Inspection, record: Mapping[str, Any], seed: str) -> bool:
    order = draws.ranked_standards(record.get("standards", ()), seed=seed, enterprise=case.enterprise_code)
    return (case.standard.number if case.standard else None) == (order[0] if order else None)


def published_data(plan: InspectionPlan, *, today: date) -> dict[str, Any]:
    """What the public file of a plan holds: facts and commitment at once, pools when published, secret and draw when disclosed."""
    data: dict[str, Any] = {
        "algorithm": draws.ALGORITHM,
        "number": plan.number,
        "state": plan.state,
        "commitment": plan.commitment,
        "wanted_enterprises": plan.wanted_enterprises,
        "officers_each": plan.officers_each,
    }
    if plan.published_at is None:
        return data
    data |= {"title": plan.title, "purpose": plan.purpose, "published_at": plan.published_at.isoformat(), "pool_digest": plan.pool_digest}
    entries = PoolEntry.objects.filter(plan=plan).order_by("code").values_list("pool", "code", "name")
    named: dict[str, list[dict[str, str]]] = {"enterprise": [], "officer": []}
    for pool, code, name in entries:
        named[pool].append({"code": code, "name": name})
    data["pools"] = named
    if plan.drawn_at is not None:
        data |= {"drawn_at": plan.drawn_at.isoformat(), "witness": plan.witness}
    if is_disclosed(plan, today):
        data |= {"secret": plan.secret, "seed": plan.seed, "draw": [_drawn(case, record) for case, record in drawn_records(plan)]}
    return data


def _drawn(case: Inspection, record: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "rank": case.rank,
        "enterprise": case.enterprise_code,
        "officers": list(drawn_team(case).officers),
        "recused": list(record.get("recused", ())),
        "went": [row.certificate_number for row in case.officers.all() if row.ended_at is None],
    }
    if "standards" in record:
        found |= {"standards": list(record["standards"]), "standard": case.standard.number if case.standard else None}
    return found


def progress_of(plan: InspectionPlan) -> dict[str, int]:
    """How far the matters of a plan are: all, visited, closed. One query."""
    rows = Inspection.objects.filter(plan=plan)
    return rows.aggregate(
        all=Count("pk"), visited=Count("pk", filter=~Q(state=BEFORE_THE_VISIT)), closed=Count("pk", filter=Q(closed_at__isnull=False))
    )
