"""The officers of an inspection: who stands, who may enforce today, and who comes in for somebody who cannot go."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bureau import outbox
from bureau.errors import GateClosed
from bureau.models import Officer, User
from bureau.workflow import Act, hand_to
from enterprises.models import Membership
from licensing.inspections import draws, pools
from licensing.inspections.drawing import drawn_note, is_available
from licensing.models import Inspection, InspectionOfficer
from licensing.steps import team

NEEDED = 2


def standing_officers(inspection_id: int) -> "QuerySet[InspectionOfficer]":
    """The officers who go, in the order drawn."""
    return InspectionOfficer.objects.filter(inspection_id=inspection_id, ended_at__isnull=True).select_related("officer__officer")


def certified_officers(inspection_id: int, today: date) -> list[InspectionOfficer]:
    """Those of them who may enforce today. One query."""
    rows = standing_officers(inspection_id)
    return [row for row in rows if is_available(getattr(row.officer, "officer", None), today)]


def replace_officer(act: Act, *, leaving: User, reason: str) -> InspectionOfficer:
    """Put the next of the enterprise's ranked list in the place of an officer; the seed of the draw decides, not the head.

    For the effect of a step. Raises GateClosed if the person is not one of the standing officers, or nobody is left in the pool.
    """
    case: Inspection = act.case
    rows = list(InspectionOfficer.objects.select_for_update().filter(inspection_id=case.pk).select_related("officer"))
    left = next((row for row in rows if row.officer_id == leaving.pk and row.ended_at is None), None)
    if left is None:
        raise GateClosed([_("%(officer)s is not one of the officers of this inspection.") % {"officer": leaving}])
    coming = _next(case, {row.certificate_number for row in rows}, act.now.date())
    if coming is None:
        raise GateClosed([_("Nobody is left in the pool of officers who could take the place.")])
    left.ended_at, left.ended_reason = act.at, reason
    left.save(update_fields=["ended_at", "ended_reason"])
    row = InspectionOfficer.objects.create(
        inspection_id=case.pk, officer=coming.user, certificate_number=coming.certificate_number, rank=left.rank
    )
    team.leave(case.pk, [leaving], reason=reason, at=act.at)
    team.join(case.pk, [coming.user], by=act.actor.user, at=act.at)
    if case.handler_id == leaving.pk:
        hand_to(act, coming.user, reason=reason[:200])
    others = [str(one.officer) for one in rows if one.ended_at is None and one is not left]
    _tell(case, coming.user, others, act.at)
    return row


def _next(case: Inspection, tried: set[str], today: date) -> Officer | None:
    """The next officer of the pool who was not drawn before, may enforce today and does not act for the enterprise.

    A check that a report led to has no frozen pool: there all officers of today are ranked, by the number of the matter.
    """
    pool = pools.frozen_pools(case.plan).officers or tuple(pools.officer_pool(today).values_list("certificate_number", flat=True))
    known = {one.certificate_number: one for one in Officer.objects.filter(certificate_number__in=pool).select_related("user")}
    acting = set(Membership.objects.filter(enterprise__code=case.enterprise_code, ended_at__isnull=True).values_list("user_id", flat=True))
    away = {code for code in pool if not is_available(known.get(code), today) or known[code].user_id in acting}
    code = draws.next_officer(pool, seed=case.plan.seed or case.number, enterprise=case.enterprise_code, not_these=tried | away)
    return known[code] if code else None


def _tell(case: Inspection, officer: User, others: list[str], at: datetime) -> None:
    outbox.queue_many([drawn_note(officer, case, colleagues=others, at=at)])
    outbox.wake_delivery()
