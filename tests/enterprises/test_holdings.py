"""Entering, correcting, recording and ending what an enterprise has, and what the ledger makes of it."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from enterprises.errors import EntryRefused, StaleEntry
from enterprises.holdings import services as holdings
from enterprises.models import CertificateKind, InstrumentKind, Obligation, ObligationKind, QualifiedPerson, SpecialEquipment, Standing
from tests import people
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    EnterpriseFactory,
    InstrumentFactory,
    PremisesFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)

pytestmark = pytest.mark.django_db

TODAY = AT.date()
LIFT = {"category": "lift", "name": "乘客电梯", "code": "31103208030000000001", "registration_number": "梯11苏H00001"}


@pytest.fixture
def inspection(db):
    """The periodic inspection of special equipment, due a month before the last good day."""
    return ObligationKind.objects.create(
        code="equipment-inspection-test",
        label="特种设备定期检验",
        action="inspect",
        trigger="expiry",
        source_type="equipment",
        before_months=1,
        basis="特种设备安全法第四十条",
    )


def add(source_type="equipment", enterprise=None, **fields):
    return holdings.add_holding(source_type, enterprise or EnterpriseFactory(), by=people.clerk(), at=AT, **fields)


def problems(call):
    with pytest.raises(ValidationError) as caught:
        call()
    return caught.value.message_dict


def states(row):
    found = Obligation.objects.filter(source_id=row.pk, source_type="equipment").order_by("cycle")
    return [(one.cycle, one.state, one.due_on) for one in found]


# --- adding -----------------------------------------------------------------------------------------------------------
def test_adding_writes_the_row_and_its_obligation(inspection):
    row = add(**LIFT, last_done_on=date(2025, 12, 31), expires_on=date(2026, 12, 31))
    assert (row.cycle, row.version, row.standing) == (0, 1, Standing.IN_USE)
    assert states(row) == [(0, "open", date(2026, 11, 30))]


def test_full_width_figures_and_spaces_are_brought_to_one_spelling():
    row = add(**{**LIFT, "code": " ３１１０３２０８０３００００００００７７ "})
    assert row.code == "31103208030000000077"


@pytest.mark.parametrize("field", ["last_done_on", "in_use_since"])
def test_what_tells_of_the_past_is_not_in_the_future(field):
    assert list(problems(lambda: add(**LIFT, **{field: TODAY + timedelta(days=1)}))) == [field]


def test_the_last_good_day_is_after_the_day_it_was_done():
    assert list(problems(lambda: add(**LIFT, last_done_on=TODAY, expires_on=TODAY))) == ["expires_on"]


@pytest.mark.parametrize("year", [1026, 2926])
def test_a_mistyped_year_is_refused(year):
    assert list(problems(lambda: add(**LIFT, expires_on=date(year, 5, 1)))) == ["expires_on"]


def test_what_must_be_there_and_what_can_be_chosen_is_checked():
    assert sorted(problems(lambda: add(category="rocket", name=""))) == ["category", "name"]


@pytest.mark.parametrize(("source_type", "table"), [("instrument", InstrumentKind), ("certificate", CertificateKind)])
def test_a_kind_must_be_known_and_in_use(source_type, table):
    table.objects.create(code="retired-kind", label="停用", active=False)
    number = {"instrument": {"name": "秤", "serial_number": "1"}, "certificate": {"number": "1"}}[source_type]
    for kind in ("retired-kind", "no-such-kind"):
        assert list(problems(lambda kind=kind: add(source_type, kind=kind, **number))) == ["kind"]
    table.objects.update(active=True)
    assert add(source_type, kind="retired-kind", **number).kind == "retired-kind"


def test_a_number_of_another_enterprise_is_named_with_its_row():
    other = SpecialEquipmentFactory(name="货梯", enterprise__name="淮安市楚州区老字号酱园有限公司")
    words = " ".join(problems(lambda: add(**{**LIFT, "code": other.code}))["code"])
    assert "货梯" in words and "老字号" in words and other.enterprise.code in words


def test_a_number_entered_twice_here_is_named_with_its_row():
    InstrumentKind.objects.create(code="weighbridge", label="汽车衡")
    first = InstrumentFactory(name="电子汽车衡")
    words = problems(lambda: add("instrument", first.enterprise, kind="weighbridge", name="另一台", serial_number=first.serial_number))
    assert "电子汽车衡" in " ".join(words["serial_number"])
    assert add("instrument", kind="weighbridge", name="别家", serial_number=first.serial_number).pk, (
        "another enterprise may have the number"
    )


def test_equipment_without_a_code_may_be_entered_many_times():
    enterprise = EnterpriseFactory()
    rows = [add(enterprise=enterprise, category="vehicle", name="叉车") for _ in range(2)]
    assert rows[0].pk != rows[1].pk


def test_premises_of_another_enterprise_are_refused():
    assert list(problems(lambda: add(**LIFT, premises=PremisesFactory()))) == ["premises"]


def test_nothing_is_added_to_a_merged_enterprise():
    kept = EnterpriseFactory()
    with pytest.raises(EntryRefused):
        add(enterprise=EnterpriseFactory(merged_into=kept), **LIFT)
    assert not SpecialEquipment.objects.exists()


def test_people_are_sealed():
    person = add("person", duty="operator", name="赵刚", phone="13951780001", certificate_number="TS6G00000001")
    stored = QualifiedPerson.objects.get(pk=person.pk)
    assert (stored.name_mask, stored.phone_mask) == ("赵*", "139****0001")
    assert "赵刚".encode() not in stored.name.token and stored.name.open() == "赵刚"
    assert list(problems(lambda: add("person", duty="operator", name=" ", certificate_number="TS6G00000002"))) == ["name"]


def test_a_field_the_source_does_not_have_is_a_mistake_of_the_program():
    with pytest.raises(TypeError):
        add(**LIFT, cycle=5)


# --- correcting -------------------------------------------------------------------------------------------------------
def test_a_corrected_date_stays_in_its_cycle_and_moves_the_obligation(inspection):
    row = add(**LIFT, expires_on=date(2026, 12, 31))
    fresh = holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, expires_on=date(2027, 2, 28))
    assert (fresh.cycle, fresh.version, fresh.name) == (0, 2, "乘客电梯")
    assert states(row) == [(0, "open", date(2027, 1, 28))]


def test_two_people_cannot_overwrite_each_other():
    row = SpecialEquipmentFactory()
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, location="1 号楼")
    with pytest.raises(StaleEntry):
        holdings.correct_holding(row, by=people.officer(), at=AT, version=1, location="2 号楼")
    row.refresh_from_db()
    assert (row.location, row.version) == ("1 号楼", 2)


def test_a_person_keeps_what_was_not_given():
    person = QualifiedPersonFactory(name="赵刚", phone="13951780001")
    fresh = holdings.correct_holding(person, by=people.clerk(), at=AT, version=1, item="G2")
    assert (fresh.name_mask, fresh.phone_mask, fresh.item) == ("赵*", "139****0001", "G2")
    renamed = holdings.correct_holding(person, by=people.clerk(), at=AT, version=2, name="钱进")
    assert (renamed.name.open() if hasattr(renamed.name, "open") else renamed.name, renamed.phone_mask) == ("钱进", "139****0001")


def test_an_old_row_may_keep_a_retired_kind():
    row = CertificateFactory(kind="gone")
    assert holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, scope="水泥制品").scope == "水泥制品"


def test_history_keeps_who_changed_it():
    row = SpecialEquipmentFactory()
    holdings.correct_holding(row, by=people.clerk(), at=AT, version=1, location="1 号楼")
    assert row.history.get().pgh_context.metadata["user"] == people.clerk().pk


# --- recording --------------------------------------------------------------------------------------------------------
def test_an_inspection_done_meets_the_obligation_and_opens_the_next(inspection):
    row = add(**LIFT, last_done_on=date(2025, 12, 1), expires_on=date(2026, 12, 31))
    fresh = holdings.record_done(row, done_on=date(2026, 11, 20), expires_on=date(2027, 12, 31), by=people.clerk(), at=AT, version=1)
    assert (fresh.cycle, fresh.last_done_on, fresh.expires_on) == (1, date(2026, 11, 20), date(2027, 12, 31))
    assert states(row) == [(0, "met", date(2026, 11, 30)), (1, "open", date(2027, 11, 30))]


@pytest.mark.parametrize(
    ("done_on", "expires_on", "field"),
    [
        (date(2025, 12, 31), date(2027, 1, 1), "done_on"),
        (TODAY + timedelta(days=1), date(2027, 12, 31), "done_on"),
        (date(2026, 11, 1), date(2026, 11, 1), "expires_on"),
    ],
)
def test_what_was_done_is_later_than_before_not_ahead_and_good_for_a_time(done_on, expires_on, field):
    row = SpecialEquipmentFactory(last_done_on=date(2025, 12, 31))
    found = problems(lambda: holdings.record_done(row, done_on=done_on, expires_on=expires_on, by=people.clerk(), at=AT, version=1))
    assert list(found) == [field]
    row.refresh_from_db()
    assert (row.cycle, row.version) == (0, 1)


# --- standing ---------------------------------------------------------------------------------------------------------
def test_out_of_use_ends_what_was_due_and_use_brings_it_back(inspection):
    row = add(**LIFT, expires_on=date(2026, 12, 31))
    holdings.set_standing(row, Standing.STOPPED, by=people.clerk(), at=AT, version=1)
    assert [state for _cycle, state, _due in states(row)] == ["cancelled"]
    holdings.set_standing(row, Standing.IN_USE, by=people.clerk(), at=AT, version=2)
    assert states(row)[-1][1:] == ("open", date(2026, 11, 30))
    with pytest.raises(EntryRefused):
        holdings.set_standing(row, Standing.IN_USE, by=people.clerk(), at=AT, version=3)


def test_what_was_scrapped_takes_no_more():
    row = SpecialEquipmentFactory()
    holdings.set_standing(row, Standing.ENDED, by=people.clerk(), at=AT, version=1)
    writes = (
        lambda: holdings.correct_holding(row, by=people.clerk(), at=AT, version=2, location="1"),
        lambda: holdings.record_done(row, done_on=TODAY, expires_on=None, by=people.clerk(), at=AT, version=2),
        lambda: holdings.set_standing(row, Standing.IN_USE, by=people.clerk(), at=AT, version=2),
    )
    for write in writes:
        with pytest.raises(EntryRefused):
            write()
    row.refresh_from_db()
    assert (row.version, row.standing) == (2, Standing.ENDED)


@pytest.mark.django_db(transaction=True)
def test_the_same_code_entered_by_two_at_once_is_refused_in_words_to_the_second():
    first, second, by = EnterpriseFactory(), EnterpriseFactory(), people.clerk()
    ready, results = threading.Barrier(2), []

    def enter(enterprise):
        ready.wait()
        try:
            holdings.add_holding("equipment", enterprise, by=by, at=AT, **LIFT)
            results.append("entered")
        except ValidationError as error:
            results.append(next(iter(error.message_dict)))
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["code", "entered"]
    assert SpecialEquipment.objects.count() == 1
