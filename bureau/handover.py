"""Putting cases into other hands: several ticked on a list, or everything of somebody who left, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import Assignment, Case, Event, User
from bureau.roles import STAFF_ROLES, Role
from bureau.workflow import Actor, perform

# The step of that name hands a matter over; every kind that can be handed over has it.
ASSIGN = "assign"
HAND_OVER = "hand-over"
MAX_BULK = 100
BATCH = 1000


class HandOverRefused(BureauError):
    """The two are the same person, or the taker cannot have cases in hand."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of one ticked row; `problem` is empty when it went well."""

    number: str
    title: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a hand-over would move."""

    total: int
    late: int
    by_kind: Sequence[Mapping[str, Any]]


def assign_ticked(ticked: Sequence[tuple[str, int]], *, handler: User, reason: str, by: User, at: datetime) -> list[Assigned]:
    """Assign each ticked case (number, version seen) through the engine; one that is refused does not stop the others."""
    numbers = [number for number, _version in ticked[:MAX_BULK]]
    visible = Case.objects.visible_to(by)
    cases = {case.number: case for case in visible.filter(number__in=numbers).only("number", "title")}
    results = []
    for number, version in ticked[:MAX_BULK]:
        case = cases.get(number)
        if case is None:
            results.append(Assigned(number, "", _("There is no such matter, or you may not see it.")))
            continue
        try:
            perform(case.pk, ASSIGN, actor=Actor.of(by), at=at, data={"handler": handler, "reason": reason}, version=version)
        except BureauError as error:
            results.append(Assigned(number, case.title, str(error)))
        else:
            results.append(Assigned(number, case.title))
    return results


def preview(giver: User, today: date) -> Preview:
    """How much this person has in hand. One query."""
    rows = list(
        Case.objects.filter(handler=giver, closed_at__isnull=True)
        .values("kind")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
        .order_by("kind")
    )
    return Preview(sum(row["total"] for row in rows), sum(row["late"] for row in rows), rows)


@transaction.atomic
def hand_over_all(*, giver: User, taker: User, by: User, reason: str, at: datetime) -> int:
    """Move every open case of `giver` to `taker` and return how many: four statements for every 1,000 cases, an event for each case.

    As with a single assignment the case goes to the taker's office. Everything or nothing. Raises HandOverRefused.
    """
    if giver.pk == taker.pk:
        raise HandOverRefused(_("Giver and taker are the same person."))
    if not taker.is_active or not taker.has_role(*STAFF_ROLES):
        raise HandOverRefused(_("%(person)s cannot have cases in hand.") % {"person": taker})
    if not reason.strip():
        raise HandOverRefused(_("A hand-over needs a reason."))
    locked = Case.objects.select_for_update().filter(handler=giver, closed_at__isnull=True)
    rows = list(locked.order_by("pk").values_list("pk", "state"))
    role = next((role for role in (Role.SUPERVISOR, Role.APPROVER) if by.has_role(role)), Role(by.roles[0]))
    with pghistory.context(user=by.pk, transition=HAND_OVER):
        for start in range(0, len(rows), BATCH):
            _move(rows[start : start + BATCH], giver=giver, taker=taker, by=by, role=role, reason=reason.strip(), at=at)
    return len(rows)


def _move(rows: Sequence[tuple[int, str]], *, giver: User, taker: User, by: User, role: Role, reason: str, at: datetime) -> None:
    ids = [pk for pk, _state in rows]
    Assignment.objects.filter(case_id__in=ids, until__isnull=True).update(until=at)
    Assignment.objects.bulk_create(
        Assignment(case_id=pk, handler=taker, office_id=taker.office_id, assigned_by=by, reason=reason[:200], since=at) for pk in ids
    )
    moved: dict[str, Any] = {"handler": taker, "version": F("version") + 1, "updated_at": at}
    if taker.office_id:
        moved["office_id"] = taker.office_id
    Case.objects.filter(pk__in=ids).update(**moved)
    Event.objects.bulk_create(
        Event(
            case_id=pk,
            action=HAND_OVER,
            from_state=where,
            to_state=where,
            actor=by,
            actor_role=role,
            at=at,
            note=reason,
            data={"from": str(giver), "handler": str(taker)},
            audience=Event.Audience.STAFF,
        )
        for pk, where in rows
    )
