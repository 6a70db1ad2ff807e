"""A check that a report leads to (标准化法 35): opened by hand, for one enterprise, without a draw.

Every inspection belongs to a plan; those from reports belong to the yearly collection "JB2026", which is no plan of a draw: it has neither
pools nor secret, and stands in no list of plans.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import docket, outbox
from bureau.models import User
from bureau.roles import Role
from enterprises.models import DeclaredStandard, Enterprise
from licensing.inspections.drawing import NewInspection, is_available, open_inspection
from licensing.inspections.items import item_for
from licensing.inspections.plans import PlanRefused
from licensing.models import Inspection, InspectionPlan

PREFIX = "JB"
OPENERS = (Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
STANDARDS = InspectionPlan.Purpose.STANDARDS


@transaction.atomic
def open_reported_check(
    enterprise: Enterprise,
    *,
    standard: DeclaredStandard | None,
    officers: tuple[User, User],
    subject: str,
    source: str,
    by: User,
    at: datetime,
) -> docket.Opened:
    """Open a check for one enterprise; whoever reported is not named.

    `source` is the number of the report, `subject` what is to be looked at.

    Raises PlanRefused when the officers may not enforce or are one person, ItemNotInForce.
    """
    today = timezone.localdate(at)
    certificates = [getattr(user, "officer", None) for user in officers]
    able = [one for one in certificates if one is not None and is_available(one, today)]
    if len({one.pk for one in able}) < len(officers):
        raise PlanRefused(_("Two different officers with a valid certificate must go."))
    collection = _collection(by=by, at=at)
    new = NewInspection(
        plan=collection,
        rank=(Inspection.objects.filter(plan=collection).aggregate(last=Max("rank"))["last"] or 0) + 1,
        code=enterprise.code,
        name=enterprise.name,
        township=enterprise.township,
        officers=tuple(able),
        standard=standard,
        record={"source": source, "subject": subject},
    )
    opened = open_inspection(new, by=by, at=at)
    outbox.wake_delivery()
    return opened


def _collection(*, by: User, at: datetime) -> InspectionPlan:
    """The year's collection, locked so that ranks are counted one after the other."""
    day = timezone.localdate(at)
    number = f"{PREFIX}{day.year}"
    InspectionPlan.objects.get_or_create(
        number=number,
        defaults={
            "title": "举报线索核查",
            "purpose": STANDARDS,
            "item_version": item_for(STANDARDS, day),
            "wanted_enterprises": 1,
            "due_on": day.replace(month=12, day=31),
            "created_by": by,
            "created_at": at,
        },
    )
    return InspectionPlan.objects.select_for_update().get(number=number)
