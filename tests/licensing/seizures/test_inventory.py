"""The inventory: written until it is carried out, no second seizure of the same thing, custody, parts."""

from decimal import Decimal

import pytest

from bureau.errors import GateClosed, StaleCase
from licensing.models import HeldThing
from licensing.seizures import things
from licensing.seizures.things import ThingRefused, Whereabouts
from tests.factories.penalties import NOON, penalty_case
from tests.factories.seizures import ON_THE_SPOT, in_force, line_values, proposed, step
from tests.people import approver, officer, reviewer

pytestmark = pytest.mark.django_db
ELSEWHERE = Whereabouts(storage="entrusted", place="冷库", custodian="某仓储公司", reason="需要冷藏")


def test_lines_are_numbered_corrected_and_taken_out():
    measure = proposed(lines=2)
    first, second = measure.things.all()
    assert (first.number, second.number) == (1, 2)
    changed = things.edit_thing(first, {"quantity": Decimal(12)}, version=1, by=officer(), at=NOON)
    assert (changed.quantity, changed.version) == (Decimal(12), 2)
    with pytest.raises(StaleCase):
        things.edit_thing(first, {"quantity": Decimal(13)}, version=1, by=officer(), at=NOON)
    things.remove_thing(second, by=officer(), at=NOON)
    assert measure.things.count() == 1
    with pytest.raises(StaleCase):
        things.remove_thing(second, by=officer(), at=NOON)


def test_after_it_was_carried_out_the_inventory_is_not_rewritten():
    measure = in_force()
    line = measure.things.get()
    for attempt in (
        lambda: things.add_thing(measure, line_values(), by=officer(), at=NOON),
        lambda: things.edit_thing(line, line_values(), version=line.version, by=officer(), at=NOON),
        lambda: things.remove_thing(line, by=officer(), at=NOON),
    ):
        with pytest.raises(ThingRefused, match="第二十四条"):
            attempt()


def test_only_an_investigator_writes():
    with pytest.raises(ThingRefused, match="第四十二条"):
        things.add_thing(proposed(), line_values(), by=reviewer(), at=NOON)


def test_the_same_thing_is_not_taken_twice():
    first = proposed()
    things.add_thing(first, line_values(mark="sn 2026 001"), by=officer(), at=NOON)
    other = proposed(penalty=penalty_case())
    with pytest.raises(ThingRefused, match=rf"{first.number}.*第二十三条第二款"):
        things.add_thing(other, line_values(mark="SN2026001"), by=officer(), at=NOON)
    assert other.things.count() == 1
    step(first, "refuse", approver(), reason="证据不足。")
    things.add_thing(other, line_values(mark="SN2026001"), by=officer(), at=NOON)


def test_a_thing_that_got_into_two_inventories_is_refused_when_it_is_taken():
    first, other = in_force(), proposed(penalty=penalty_case())
    step(other, "approve", approver())
    HeldThing.objects.filter(measure__in=[first, other]).update(mark="SN1")
    with pytest.raises(GateClosed, match="第二十三条第二款"):
        step(other, "carry-out", officer(), **ON_THE_SPOT)


def test_custody_moves_only_while_held():
    measure = in_force()
    line = measure.things.get()
    things.move_thing(line, ELSEWHERE, by=officer(), at=NOON)
    line.refresh_from_db()
    assert line.place == "冷库" and [move.place for move in line.moves.all()] == ["冷库", "罚没仓库 A 区"]
    step(measure, "release", approver(), ground="no-violation", receiver="李建国")
    with pytest.raises(ThingRefused):
        things.move_thing(line, ELSEWHERE, by=officer(), at=NOON)


def test_a_part_becomes_a_line_of_its_own():
    measure = in_force()
    line = measure.things.get()
    for wrong in (Decimal(0), Decimal(100), Decimal(101)):
        with pytest.raises(ThingRefused):
            things.split_thing(line, wrong, by=officer(), at=NOON)
    part = things.split_thing(line, Decimal(30), by=officer(), at=NOON)
    line.refresh_from_db()
    assert (line.quantity, part.quantity, part.number, part.split_from) == (Decimal(70), Decimal(30), 2, line)
    step(measure, "release", approver(), ground="unrelated", receiver="李建国", lines=[2])
    assert [one.disposition for one in measure.things.order_by("number")] == ["held", "released"]
