"""The inventory line by line (行政强制法 24): written until the measure is carried out, split and moved afterwards, never lost.

The storing costs the party nothing (26 para. 3): no line has a charge. Every writing locks the case first, as every step does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError, StaleCase
from bureau.models import Case, User
from licensing.models import HeldThing, HeldThingMove, MeasureCase
from licensing.penalties import team
from licensing.seizures.states import BEFORE, CLOSED, HOLDING

Disposition = HeldThing.Disposition
# What a person may write in a line.
WRITTEN = ("name", "specification", "mark", "quantity", "unit", "unit_value", "condition", "storage", "place", "custodian")


class ThingRefused(BureauError):
    """The inventory cannot be changed so. `faults` lists everything that stands against it."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a line is kept from now on, by whom, and why it was moved."""

    storage: str
    place: str
    custodian: str
    reason: str


def normal_mark(typed: str) -> str:
    """A batch or serial number as it is compared: capitals, no blanks."""
    return "".join(typed.split()).upper()


def held_of(case_id: int) -> "QuerySet[HeldThing]":
    """The lines that are still in the bureau's power."""
    return HeldThing.objects.filter(measure_id=case_id, disposition=Disposition.HELD)


def held_twice(case: MeasureCase) -> list[str]:
    """The lines of this measure whose thing another measure holds already, each in words with that measure's number.

    A thing held as evidence may be taken over into a measure: the line that does so says from which it comes. One query.
    """
    mine = [(line.mark, line.split_from_id, str(line)) for line in held_of(case.pk) if line.mark]
    others = HeldThing.objects.filter(disposition=Disposition.HELD, mark__in=[mark for mark, *_rest in mine])
    known: dict[str, list[tuple[int, str]]] = {}
    for line in others.exclude(measure_id=case.pk).exclude(measure__state__in=CLOSED).select_related("measure"):
        known.setdefault(line.mark, []).append((line.pk, line.measure.number))
    words = _("%(line)s is held already in %(number)s: no second seizure of the same thing (行政强制法第二十三条第二款).")
    return [words % {"line": line, "number": number} for mark, origin, line in mine for pk, number in known.get(mark, []) if pk != origin]


@transaction.atomic
def add_thing(case: MeasureCase, values: Mapping[str, Any], *, by: User, at: datetime, origin: HeldThing | None = None) -> HeldThing:
    """A new line. Raises ThingRefused after the measure was carried out, or for a thing another measure holds (行政强制法 23 para. 2)."""
    locked = _admitted(case, by=by, at=at, states=BEFORE)
    line = HeldThing(measure_id=case.pk, number=_next_number(case), split_from=origin, **_written(values))
    line.save()
    _refuse_twice(locked)
    return line


@transaction.atomic
def edit_thing(line: HeldThing, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> HeldThing:
    """Correct a line before the measure is carried out. Raises ThingRefused, StaleCase."""
    locked = _admitted(line.measure, by=by, at=at, states=BEFORE)
    fresh = _fresh(line)
    if fresh.version != version:
        raise StaleCase
    for name, value in _written(values).items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    _refuse_twice(locked)
    return fresh


@transaction.atomic
def remove_thing(line: HeldThing, *, by: User, at: datetime) -> None:
    """Take a line out before the measure is carried out; the numbers of the others stay. Raises ThingRefused."""
    _admitted(line.measure, by=by, at=at, states=BEFORE)
    _fresh(line).delete()


@transaction.atomic
def move_thing(line: HeldThing, to: Whereabouts, *, by: User, at: datetime) -> HeldThingMove:
    """One link of the custody (行政强制法 26). Raises ThingRefused when the line is not held any more."""
    _admitted(line.measure, by=by, at=at, states=HOLDING)
    fresh = _still_held(line)
    fresh.storage, fresh.place, fresh.custodian = to.storage, to.place, to.custodian
    fresh.version += 1
    fresh.save(update_fields=["storage", "place", "custodian", "version"])
    return HeldThingMove.objects.create(
        thing=fresh, at=at, storage=to.storage, place=to.place, custodian=to.custodian, reason=to.reason, recorded_by=by
    )


@transaction.atomic
def split_thing(line: HeldThing, quantity: Decimal, *, by: User, at: datetime) -> HeldThing:
    """A part of a line goes another way: it becomes a line of its own, which names where it comes from. Raises ThingRefused."""
    _admitted(line.measure, by=by, at=at, states=HOLDING)
    fresh = _still_held(line)
    if not 0 < quantity < fresh.quantity:
        raise ThingRefused([_("A part is more than nothing and less than the whole line.")])
    values = {name: getattr(fresh, name) for name in WRITTEN}
    part = HeldThing.objects.create(
        **{**values, "quantity": quantity}, measure_id=fresh.measure_id, number=_next_number(fresh.measure), split_from=fresh
    )
    fresh.quantity -= quantity
    fresh.version += 1
    fresh.save(update_fields=["quantity", "version"])
    return part


def first_moves(case: MeasureCase, *, by: User, at: datetime, reason: str) -> None:
    """The custody begins: one link for each line. Called by the step that carries the measure out."""
    HeldThingMove.objects.bulk_create(
        HeldThingMove(thing=line, at=at, storage=line.storage, place=line.place, custodian=line.custodian, reason=reason, recorded_by=by)
        for line in held_of(case.pk)
    )


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in WRITTEN if name in values}
    return {**kept, "mark": normal_mark(kept.get("mark", ""))} if "mark" in kept else kept


def _admitted(case: MeasureCase, *, by: User, at: datetime, states: Sequence[str]) -> MeasureCase:
    """The locked measure, for one of its officers, while its inventory may be changed so."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    locked = MeasureCase.objects.defer("search").get(pk=case.pk)
    faults = []
    if locked.state not in states:
        words = _("The measure was carried out: its inventory is handed over and not rewritten (行政强制法第二十四条).")
        faults.append(words if locked.state in HOLDING else _("Nothing is held here: the inventory can no longer be changed."))
    if not team.is_investigator(locked, by):
        faults.append(_("Only an investigating officer of this case may do this (行政处罚法第四十二条)."))
    elif not team.has_certificate(by, timezone.localdate(at)):
        faults.append(_("Your enforcement certificate is not valid today (行政处罚法第四十二条)."))
    if faults:
        raise ThingRefused(faults)
    return locked


def _fresh(line: HeldThing) -> HeldThing:
    found = HeldThing.objects.select_for_update().filter(pk=line.pk).first()
    if found is None:
        raise StaleCase
    return found


def _still_held(line: HeldThing) -> HeldThing:
    fresh = _fresh(line)
    if fresh.disposition != Disposition.HELD:
        raise ThingRefused([_("This line was disposed of already: %(what)s.") % {"what": fresh.get_disposition_display()}])
    return fresh


def _refuse_twice(case: MeasureCase) -> None:
    # Two measures that write down the same thing at once wait for each other here; the second then sees the first.
    marks = sorted(set(held_of(case.pk).exclude(mark="").values_list("mark", flat=True)))
    with connection.cursor() as cursor:
        for mark in marks:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"held-thing:{mark}"])
    if twice := held_twice(case):
        raise ThingRefused(twice)


def _next_number(case: MeasureCase) -> int:
    last: int | None = HeldThing.objects.filter(measure_id=case.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
