"""A plan of random inspection: entered, changed, its pools published, cancelled. The draw is in `drawing`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import User
from bureau.numbering import next_number
from bureau.roles import Role
from licensing.inspections import draws, pools
from licensing.inspections.items import item_for
from licensing.models import InspectionPlan

# Numbers of plans that are drawn; matters opened from a report belong to a plan of the year that is none (`licensing.standards.reports`).
PREFIX = "SJ"
PLANNERS = (Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
HEADS = (Role.APPROVER, Role.SUPERVISOR)
# Whoever may see before the visits whom the draw named.
READERS = (*PLANNERS, Role.MANAGER)
State = InspectionPlan.State
FIELDS = (*("title", "purpose", "product", "basis", "pool_filter"), *("wanted_enterprises", "officers_each", "due_on"))


class PlanRefused(BureauError):
    """The plan may not take this step: its state, its pools or the person stand against it."""


@transaction.atomic
def create_plan(fields: Mapping[str, Any], *, by: User, at: datetime) -> InspectionPlan:
    """Enter a plan. Its secret is drawn now and committed to now, before anybody knows the pools; nobody is ever shown it before the draw.

    `fields`: those of `FIELDS`. Raises PlanRefused for a day that is past, ItemNotInForce.
    """
    today = timezone.localdate(at)
    _check(fields, at)
    secret = draws.new_secret()
    item = item_for(fields["purpose"], today)
    return InspectionPlan.objects.create(
        **{name: fields[name] for name in FIELDS},
        number=f"{PREFIX}{today.year}{next_number('inspection-plan', today.year):04d}",
        item_version=item,
        secret=secret,
        commitment=draws.commitment(secret),
        created_by=by,
        created_at=at,
    )


@transaction.atomic
def change_plan(plan: InspectionPlan, fields: Mapping[str, Any], *, version: int, at: datetime) -> InspectionPlan:
    """Change a plan that is not published yet; secret, commitment and purpose stay. Raises PlanRefused."""
    locked = locked_plan(plan, State.DRAFT, version=version)
    _check({**fields, "purpose": locked.purpose}, at)
    for name in FIELDS:
        if name != "purpose":
            setattr(locked, name, fields[name])
    locked.version += 1
    locked.save(update_fields=[*FIELDS, "version"])
    return locked


@transaction.atomic
def publish_plan(plan: InspectionPlan, *, version: int, at: datetime) -> InspectionPlan:
    """Freeze both pools, keep their digest and show them to everybody. Raises PlanRefused when they are too small for what is wanted."""
    locked, today = locked_plan(plan, State.DRAFT, version=version), timezone.localdate(at)
    _check({name: getattr(locked, name) for name in FIELDS}, at)
    frozen = pools.freeze(locked, today=today)
    if len(frozen.enterprises) < locked.wanted_enterprises:
        raise PlanRefused(
            _("Only %(found)d enterprises fit, fewer than the %(wanted)d to be drawn.")
            % {"found": len(frozen.enterprises), "wanted": locked.wanted_enterprises}
        )
    if len(frozen.officers) < locked.officers_each:
        raise PlanRefused(
            _("Only %(found)d officers hold a valid enforcement certificate; %(wanted)d are needed for each enterprise.")
            % {"found": len(frozen.officers), "wanted": locked.officers_each}
        )
    changes = {"pool_digest": draws.pool_digest(frozen), "published_at": at}
    InspectionPlan.objects.filter(pk=locked.pk).update(state=State.PUBLISHED, version=F("version") + 1, **changes)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def cancel_plan(plan: InspectionPlan, *, by: User, version: int) -> InspectionPlan:
    """Give up a plan that is not drawn yet. It stays public with its pools, so that nobody can draw until the result pleases.

    Raises PlanRefused.
    """
    if not by.has_role(*HEADS):
        raise PlanRefused(_("Only the head or the supervisor cancels a plan."))
    locked = locked_plan(plan, State.DRAFT, State.PUBLISHED, version=version)
    InspectionPlan.objects.filter(pk=locked.pk).update(state=State.CANCELLED, version=F("version") + 1)
    locked.refresh_from_db()
    return locked


def locked_plan(plan: InspectionPlan, *states: str, version: int | None = None) -> InspectionPlan:
    """The plan locked for this transaction, if it is in one of the states and as it was seen. Raises PlanRefused."""
    locked = InspectionPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.state not in states:
        raise PlanRefused(_("This is not possible any more: the plan is “%(state)s” now.") % {"state": locked.get_state_display()})
    if version is not None and locked.version != version:
        raise PlanRefused(_("Somebody changed this plan while you were looking at it. Look at it again, then repeat."))
    return locked


def _check(fields: Mapping[str, Any], at: datetime) -> None:
    """What no plan may say."""
    if fields["due_on"] < timezone.localdate(at):
        raise PlanRefused(_("The day by which it is to be done is past."))
    if fields["purpose"] == InspectionPlan.Purpose.SAMPLING and not fields["product"]:
        raise PlanRefused(_("A sampling plan names the product that is sampled."))
