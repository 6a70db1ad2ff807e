"""Drawing a published plan: once, by somebody who did not make it, before a witness; and one matter for each drawn enterprise.

What the draw depended on besides the pools (who was recused, which standards could be drawn) is kept with the opening event of each matter,
so that everybody can run it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bureau import docket, outbox
from bureau.errors import ConflictOfInterest
from bureau.models import Assignment, Officer, User
from bureau.roles import Role
from enterprises.models import DeclaredStandard, Enterprise, Membership, Standing
from licensing.inspections import draws, pools
from licensing.inspections.draws import DrawImpossible, Pools, Team
from licensing.inspections.items import LINES
from licensing.inspections.plans import HEADS, PlanRefused, State, locked_plan
from licensing.models import Inspection, InspectionOfficer, InspectionPlan, PoolEntry
from licensing.steps import team

TITLE_LENGTH = 200
DRAWN_MESSAGE = "staff-inspection-drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInspection:
    """One matter to be opened: what was found of the enterprise, its officers (the first leads) and what the draw recorded."""

    plan: InspectionPlan
    rank: int
    code: str
    name: str
    township: str
    officers: tuple[Officer, ...]
    standard: DeclaredStandard | None = None
    record: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def draw_plan(plan: InspectionPlan, *, by: User, witness: str, version: int, at: datetime) -> InspectionPlan:
    """Draw, open one matter for each drawn enterprise and tell its officers. A second draw finds the plan drawn and is refused.

    Raises PlanRefused, and ConflictOfInterest for whoever entered the plan.
    """
    if not by.has_role(*HEADS):
        raise PlanRefused(_("Only the head or the supervisor draws."))
    locked = locked_plan(plan, State.PUBLISHED, version=version)
    if locked.created_by_id == by.pk:
        raise ConflictOfInterest(_("You entered this plan yourself; somebody else must draw."))
    if not witness.strip():
        raise PlanRefused(_("A draw needs a witness."))
    frozen, today = pools.frozen_pools(locked), timezone.localdate(at)
    if draws.pool_digest(frozen) != locked.pool_digest or draws.commitment(locked.secret) != locked.commitment:
        raise PlanRefused(_("The pools are not the ones that were published. Do not draw; tell the supervisor."))
    officers = _officers(frozen)
    recused = _recused(frozen, officers, today)
    try:
        drawn = draws.rerun(locked.secret, frozen, recused)
    except DrawImpossible as error:
        raise PlanRefused(_("Too few officers may go to one of the drawn enterprises; the draw was not made.")) from error
    for new in _inspections(locked, drawn.teams, seed=drawn.seed, officers=officers, recused=recused, today=today):
        open_inspection(new, by=by, at=at)
    facts = {"seed": drawn.seed, "drawn_at": at, "drawn_by": by, "witness": witness.strip()}
    InspectionPlan.objects.filter(pk=locked.pk).update(state=State.DRAWN, version=F("version") + 1, **facts)
    outbox.wake_delivery()
    locked.refresh_from_db()
    return locked


def _officers(frozen: Pools) -> dict[str, Officer]:
    """The officers of the pool by certificate number, as far as they still exist."""
    rows = Officer.objects.filter(certificate_number__in=frozen.officers).select_related("user__office")
    return {row.certificate_number: row for row in rows}


def is_available(officer: Officer | None, today: date) -> bool:
    """Whether this officer may enforce today: active, in the role, with a valid certificate."""
    if officer is None:
        return False
    return officer.user.is_active and officer.user.has_role(Role.OFFICER) and officer.is_certified_on(today)


def _recused(frozen: Pools, officers: Mapping[str, Officer], today: date) -> dict[str, frozenset[str]]:
    """By enterprise who may not go: nobody whose certificate has ended since, and nobody who acts for that enterprise. One query."""
    away = frozenset(code for code in frozen.officers if not is_available(officers.get(code), today))
    recused = dict.fromkeys(frozen.enterprises, away)
    by_user = {officer.user_id: code for code, officer in officers.items()}
    acting = Membership.objects.filter(user__in=by_user, ended_at__isnull=True).values_list("enterprise__code", "user_id")
    for code, user_id in acting:
        if code in recused:
            recused[code] |= {by_user[user_id]}
    return recused


def _inspections(
    plan: InspectionPlan,
    teams: tuple[Team, ...],
    *,
    seed: str,
    officers: Mapping[str, Officer],
    recused: Mapping[str, frozenset[str]],
    today: date,
) -> list[NewInspection]:
    """What is to be opened, in the order drawn. Three queries."""
    codes = [team.enterprise for team in teams]
    names = dict(PoolEntry.objects.filter(plan=plan, pool=PoolEntry.Pool.ENTERPRISE, code__in=codes).values_list("code", "name"))
    townships = dict(Enterprise.objects.filter(code__in=codes).values_list("code", "township"))
    declared = _declared(plan, codes, today)
    found = []
    for rank, drawn_team in enumerate(teams, start=1):
        standards = {row.number: row for row in declared.get(drawn_team.enterprise, [])}
        order = draws.ranked_standards(standards, seed=seed, enterprise=drawn_team.enterprise)
        record: dict[str, Any] = {"rank": rank, "recused": sorted(recused[drawn_team.enterprise])}
        if plan.purpose == InspectionPlan.Purpose.STANDARDS:
            record["standards"] = sorted(standards)
        found.append(
            NewInspection(
                plan=plan,
                rank=rank,
                code=drawn_team.enterprise,
                name=names[drawn_team.enterprise],
                township=townships.get(drawn_team.enterprise, ""),
                officers=tuple(officers[one] for one in drawn_team.officers),
                standard=standards[order[0]] if order else None,
                record=record,
            )
        )
    return found


def _declared(plan: InspectionPlan, codes: list[str], today: date) -> dict[str, list[DeclaredStandard]]:
    """The standards in force of the drawn enterprises; none for a sampling plan. One query."""
    if plan.purpose != InspectionPlan.Purpose.STANDARDS:
        return {}
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = DeclaredStandard.objects.filter(good, enterprise__code__in=codes, standing=Standing.IN_USE).select_related("enterprise")
    if level := plan.pool_filter.get(pools.STANDARD_LEVEL):
        rows = rows.filter(level=level)
    found: dict[str, list[DeclaredStandard]] = {}
    for row in rows:
        found.setdefault(row.enterprise.code, []).append(row)
    return found


def open_inspection(new: NewInspection, *, by: User, at: datetime) -> docket.Opened:
    """Open one matter with its officers and tell them. In the caller's transaction; the first officer has it in hand."""
    plan, lead = new.plan, new.officers[0].user
    line = LINES[plan.purpose]
    case = Inspection(
        kind=line.kind,
        title=_title(new),
        category=line.item,
        item_version_id=plan.item_version_id,
        plan=plan,
        rank=new.rank,
        enterprise_code=new.code,
        enterprise_name=new.name,
        township=new.township,
        product=plan.product,
        standard=new.standard,
        handler=lead,
        office_id=lead.office_id,
    )
    opened = docket.open_case(
        case,
        prefix=line.prefix,
        search=(new.name, new.code, plan.product, plan.number),
        at=at,
        actor=by,
        actor_role=Role.APPROVER if by.has_role(Role.APPROVER) else Role.SUPERVISOR if by.has_role(Role.SUPERVISOR) else Role.OFFICER,
        record=new.record,
        without_gaps=True,
    )
    Assignment.objects.create(case_id=opened.case_id, handler=lead, office_id=lead.office_id, assigned_by=by, since=at)
    InspectionOfficer.objects.bulk_create(
        InspectionOfficer(inspection_id=opened.case_id, officer=one.user, certificate_number=one.certificate_number, rank=rank)
        for rank, one in enumerate(new.officers, start=1)
    )
    team.join(opened.case_id, [one.user for one in new.officers], by=by, at=at)
    outbox.queue_many(
        drawn_note(one.user, case, colleagues=[str(other.user) for other in new.officers if other is not one], at=at)
        for one in new.officers
    )
    return opened


def drawn_note(officer: User, case: Inspection, *, colleagues: list[str], at: datetime) -> outbox.Note:
    """What an officer is told who has been drawn, or comes in for somebody: once for each matter."""
    return outbox.Note(
        code=DRAWN_MESSAGE,
        to=officer,
        context={
            "number": case.number,
            "title": case.title,
            "colleagues": "、".join(colleagues),
            "due_on": case.plan.due_on,
        },
        case_id=case.pk,
        dedupe_key=f"{DRAWN_MESSAGE}:{case.pk}:{officer.pk}",
        at=at,
    )


def _title(new: NewInspection) -> str:
    """The title of the docket row, in the house's language whoever draws."""
    with translation.override(settings.LANGUAGE_CODE):
        if new.plan.purpose == InspectionPlan.Purpose.SAMPLING:
            words = _("%(name)s: sampling of %(product)s") % {"name": new.name, "product": new.plan.product}
        elif new.standard is not None:
            words = _("%(name)s: check of the standard %(number)s") % {"name": new.name, "number": new.standard.number}
        else:
            words = _("%(name)s: check of declared standards") % {"name": new.name}
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1] + "…"
