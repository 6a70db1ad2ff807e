"""The obligation ledger: equal to its sources in every case, and written only where it differs."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from enterprises.models import SOURCES, Enterprise, Obligation, Standing
from enterprises.obligations import ledger_notes
from enterprises.obligations.ledger import settle, sync, sync_enterprises
from enterprises.obligations.ledger_sql import TABLES
from tests.enterprises.ledger_cases import (
    FACTS,
    LATER,
    TODAY,
    Action,
    State,
    everything,
    kind,
    ledger,
    only,
    prove,
    put,
    renew,
    row_versions,
)
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    DeclaredStandardFactory,
    InstrumentFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)

pytestmark = pytest.mark.django_db


class TestDates:
    """The last day to act, and from when it can be done."""

    @pytest.mark.parametrize(
        ("expires", "rule", "due"),
        [
            (date(2027, 3, 31), {"before_months": 1}, date(2027, 2, 28)),
            (date(2028, 3, 31), {"before_months": 1}, date(2028, 2, 29)),
            (date(2027, 3, 29), {"before_months": 1}, date(2027, 2, 28)),
            (date(2028, 2, 29), {"before_months": 12}, date(2027, 2, 28)),
            (date(2028, 2, 29), {"before_months": 6}, date(2027, 8, 29)),
            (date(2027, 1, 31), {"before_months": 6}, date(2026, 7, 31)),
            (date(2026, 12, 31), {"before_months": 1}, date(2026, 11, 30)),
            (date(2027, 5, 31), {"before_months": 0, "before_days": 30}, date(2027, 5, 1)),
            (date(2028, 3, 1), {"before_months": 0, "before_days": 1}, date(2028, 2, 29)),
            (date(2027, 3, 31), {"before_months": 1, "before_days": 5}, date(2027, 2, 23)),
            (date(2027, 3, 31), {"before_months": 0, "after_days": 30}, date(2027, 4, 30)),
            (date(2027, 3, 31), {"before_months": 0}, date(2027, 3, 31)),
        ],
    )
    def test_counted_from_expiry(self, expires, rule, due):
        kind(lead_days=60, **rule)
        lift = SpecialEquipmentFactory(expires_on=expires)
        sync("equipment", [lift.pk], at=AT)
        row = only()
        assert (row.source_date, row.due_on, row.opens_on) == (expires, due, due - timedelta(days=60))

    def test_everything_a_row_says(self):
        rule = kind(lead_days=45)
        lift = SpecialEquipmentFactory(code="31103208032020000001", cycle=3)
        sync("equipment", [lift.pk], at=AT)
        row = only()
        assert (row.enterprise, row.kind, row.action) == (lift.enterprise, rule, Action.INSPECT)
        assert (row.source_type, row.source_id, row.cycle) == ("equipment", lift.pk, 3)
        assert (row.title, row.township) == ("乘客电梯 31103208032020000001", "huaicheng")
        assert (row.state, row.closed_on, row.note) == (State.OPEN, None, "")
        assert (row.created_at, row.updated_at) == (AT, AT)

    def test_the_day_of_the_call_is_shanghais(self):
        """At 23:30 UTC of 22 November it is the 23rd in Shanghai."""
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        put(lift, standing=Standing.ENDED)
        sync("equipment", [lift.pk], at=datetime.fromisoformat("2026-11-22T23:30:00+00:00"))
        assert only().closed_on == date(2026, 11, 23)


class TestEverySource:
    """Each table of sources feeds the ledger, by its own column of kinds."""

    @pytest.mark.parametrize(
        ("source_type", "factory", "mine", "title"),
        [
            ("equipment", SpecialEquipmentFactory, "lift", "乘客电梯 C1"),
            ("instrument", InstrumentFactory, "weighbridge", "电子汽车衡 C1"),
            ("certificate", CertificateFactory, "production-licence", "production-licence C1"),
            ("standard", DeclaredStandardFactory, "enterprise", "C1 速冻调制食品"),
            ("person", QualifiedPersonFactory, "operator", "赵* C1"),
        ],
    )
    def test_its_kinds_and_title(self, source_type, factory, mine, title):
        number = {
            "equipment": "code",
            "instrument": "serial_number",
            "certificate": "number",
            "standard": "number",
            "person": "certificate_number",
        }
        every = kind("every", source_type=source_type)
        this = kind("this", source_type=source_type, source_kinds=["something", mine])
        kind("another", source_type=source_type, source_kinds=["something"])
        kind("elsewhere", source_type="visit")
        source = factory(**{number[source_type]: "C1"})
        sync(source_type, [source.pk], at=AT)
        assert {row.kind for row in ledger()} == {every, this}
        assert {row.title for row in ledger()} == {title}
        prove()

    def test_a_title_is_cut_to_its_column(self):
        kind(source_type="standard")
        standard = DeclaredStandardFactory(number="Q" * 60, title="长" * 200)
        sync("standard", [standard.pk], at=AT)
        assert len(only().title) == 160
        sync("standard", [standard.pk], at=AT)
        prove()

    def test_equipment_without_a_code_goes_by_another_number(self):
        kind()
        lift = SpecialEquipmentFactory(code="", registration_number="", product_number="P-7")
        sync("equipment", [lift.pk], at=AT)
        assert only().title == "乘客电梯 P-7"

    def test_an_unknown_type_is_a_mistake_of_the_caller(self):
        with pytest.raises(KeyError):
            sync("visit", [1], at=AT)

    def test_there_is_a_table_for_every_source(self):
        assert {key: table.table for key, table in TABLES.items()} == {key: model._meta.db_table for key, model in SOURCES.items()}


class TestCycles:
    """A renewal moves on; a correction stays."""

    def test_a_renewal_meets_the_old_round_and_opens_the_next(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        renew(lift, done_on=date(2026, 11, 20), expires_on=date(2027, 12, 31))
        sync("equipment", [lift.pk], at=LATER)
        old, new = ledger()
        assert (old.state, old.closed_on, old.note, old.cycle) == (State.MET, date(2026, 11, 20), "", 0)
        assert (new.state, new.due_on, new.cycle) == (State.OPEN, date(2027, 11, 30), 1)
        prove(LATER)

    def test_without_the_day_it_was_done_it_is_met_today(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        renew(lift, done_on=None, expires_on=None)
        sync("equipment", [lift.pk], at=LATER)
        assert (only().state, only().closed_on) == (State.MET, timezone.localdate(LATER))

    def test_a_corrected_date_stays_in_its_round(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        first = only().pk
        put(lift, expires_on=date(2027, 1, 31))
        sync("equipment", [lift.pk], at=LATER)
        assert (only().pk, only().due_on, only().created_at, only().updated_at) == (first, date(2026, 12, 31), AT, LATER)

    def test_a_met_round_is_left_alone(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        key = {"source_type": "equipment", "source_id": lift.pk, "kind_code": "lift-inspection", "cycle": 0}
        assert settle(**key, on=TODAY, at=AT, note="已报检")
        assert not settle(**key, on=TODAY + timedelta(days=5), at=LATER)
        put(lift, expires_on=date(2027, 1, 31), name="货梯")
        sync("equipment", [lift.pk], at=LATER)
        put(lift, standing=Standing.ENDED)
        sync("equipment", [lift.pk], at=LATER)
        row = only()
        assert (row.state, row.closed_on, row.note, row.source_date) == (State.MET, TODAY, "已报检", date(2026, 12, 31))
        prove()

    def test_two_rounds_at_once_meet_everything_before(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        put(lift, cycle=5, last_done_on=date(2026, 11, 1), expires_on=date(2028, 1, 1))
        sync("equipment", [lift.pk], at=AT)
        assert [(row.cycle, row.state) for row in ledger()] == [(0, State.MET), (5, State.OPEN)]


ENDINGS = {
    "scrapped": ({"standing": Standing.ENDED}, {}, {}, ledger_notes.SOURCE_ENDED),
    "stopped": ({"standing": Standing.STOPPED}, {}, {}, ledger_notes.SOURCE_ENDED),
    "date removed": ({"expires_on": None}, {}, {}, ledger_notes.DATE_REMOVED),
    "other category": ({"category": "boiler"}, {}, {}, ledger_notes.NOT_COVERED),
    "enterprise cancelled": ({}, {"status": "cancelled"}, {}, ledger_notes.ENTERPRISE_LEFT),
    "enterprise revoked": ({}, {"status": "revoked"}, {}, ledger_notes.ENTERPRISE_LEFT),
    "enterprise moved out": ({}, {"status": "moved_out"}, {}, ledger_notes.ENTERPRISE_LEFT),
    "kind off": ({}, {}, {"active": False}, ledger_notes.KIND_OFF),
    "kind for others": ({}, {}, {"source_kinds": ["crane"]}, ledger_notes.NOT_COVERED),
    "kind for another table": ({}, {}, {"source_type": "instrument"}, ledger_notes.NOT_COVERED),
    "kind not yet in force": ({}, {}, {"valid_from": date(2027, 1, 1)}, ledger_notes.NOT_COVERED),
    "kind repealed": ({}, {}, {"valid_to": date(2026, 12, 30)}, ledger_notes.NOT_COVERED),
}
BACK = {"standing": Standing.IN_USE, "expires_on": date(2026, 12, 31), "category": "lift"}
BACK_KIND = {"active": True, "source_kinds": ["lift"], "source_type": "equipment", "valid_from": None, "valid_to": None}


class TestEndings:
    """What is not wanted any more is cancelled and says why; what is wanted again opens again."""

    @pytest.mark.parametrize(("source", "enterprise", "rule", "note"), ENDINGS.values(), ids=ENDINGS)
    @pytest.mark.parametrize("by_enterprise", [False, True])
    def test_cancelled_and_opened_again(self, source, enterprise, rule, note, by_enterprise):
        inspection = kind(source_kinds=["lift"])
        lift = SpecialEquipmentFactory()

        def follow(at):
            if by_enterprise:
                sync_enterprises([lift.enterprise_id], at=at)
            else:
                sync("equipment", [lift.pk], at=at)

        follow(AT)
        assert only().state == State.OPEN
        for row, fields in ((lift, source), (lift.enterprise, enterprise), (inspection, rule)):
            if fields:
                put(row, **fields)
        follow(LATER)
        ended = only()
        assert (ended.state, ended.closed_on, ended.note) == (State.CANCELLED, timezone.localdate(LATER), note)
        prove(LATER)
        put(lift, **BACK)
        put(lift.enterprise, status="operating")
        put(inspection, **BACK_KIND)
        follow(LATER)
        again = only()
        assert (again.pk, again.state, again.closed_on, again.note) == (ended.pk, State.OPEN, None, "")
        prove(LATER)

    def test_a_deleted_source(self):
        kind()
        lift = SpecialEquipmentFactory()
        pk = lift.pk
        sync("equipment", [pk], at=AT)
        lift.delete()
        sync("equipment", [pk], at=AT)
        assert (only().state, only().note) == (State.CANCELLED, ledger_notes.SOURCE_DELETED)

    def test_a_deleted_source_is_found_through_its_enterprise(self):
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        lift.delete()
        sync_enterprises([lift.enterprise_id], at=AT)
        assert only().note == ledger_notes.SOURCE_DELETED

    def test_a_suspended_business_still_has_its_lift_inspected(self):
        kind()
        lift = SpecialEquipmentFactory(enterprise__status="suspended")
        sync("equipment", [lift.pk], at=AT)
        assert only().state == State.OPEN

    def test_of_two_versions_of_a_rule_exactly_one_counts(self):
        kind("old", valid_to=date(2026, 12, 31))
        kind("new", valid_from=date(2027, 1, 1), before_months=0, before_days=15)
        days = [date(2026, 12, 31) + timedelta(days=n) for n in range(-1, 3)]
        for day in days:
            SpecialEquipmentFactory(expires_on=day)
        sync("equipment", None, at=AT)
        found = Obligation.objects.order_by("source_date").values_list("source_date", "kind__code")
        assert list(found) == list(zip(days, ["old", "old", "new", "new"], strict=True))

    def test_every_reason_has_words(self):
        slugs = {value for name, value in vars(ledger_notes).items() if name.isupper() and isinstance(value, str)}
        assert slugs == set(ledger_notes.NOTES)
        assert all(ledger_notes.note_text(slug) != slug for slug in slugs)
        assert ledger_notes.note_text("已报检") == "已报检"
        assert ledger_notes.note_text("") == ""


class TestScope:
    """Only what is asked for is touched, and nothing that is right already."""

    def test_ids_touch_only_their_rows(self):
        kind()
        mine, other = SpecialEquipmentFactory(), SpecialEquipmentFactory()
        sync("equipment", [mine.pk], at=AT)
        assert only().source_id == mine.pk
        sync("equipment", None, at=AT)
        put(mine, standing=Standing.ENDED)
        put(other, standing=Standing.ENDED)
        sync("equipment", [other.pk], at=AT)
        assert [(row.source_id, row.state) for row in ledger()] == [(mine.pk, State.OPEN), (other.pk, State.CANCELLED)]

    def test_no_ids_is_no_work(self, django_assert_num_queries):
        kind()
        SpecialEquipmentFactory()
        with django_assert_num_queries(0):
            sync("equipment", [], at=AT)
            sync_enterprises([], at=AT)
        assert not Obligation.objects.exists()

    def test_one_source_costs_four_statements(self, django_assert_num_queries):
        kind()
        lift = SpecialEquipmentFactory()
        with django_assert_num_queries(4):
            sync("equipment", [lift.pk], at=AT)

    def test_one_enterprise_costs_a_fixed_number(self, django_assert_num_queries):
        everything()
        pk = Enterprise.objects.get().pk
        with django_assert_num_queries(21):
            sync_enterprises([pk], at=AT)

    def test_a_second_time_writes_nothing(self):
        everything()
        enterprise = Enterprise.objects.get()
        sync_enterprises([enterprise.pk], at=AT)
        before = row_versions()
        assert len(before) == 8
        for _time in range(2):
            sync_enterprises([enterprise.pk], at=LATER)
            sync_enterprises(None, at=LATER)
            for source_type, model in SOURCES.items():
                sync(source_type, list(model.objects.values_list("pk", flat=True)), at=LATER)
                sync(source_type, None, at=LATER)
        assert row_versions() == before
        prove(LATER)

    def test_bulk_and_one_by_one_agree(self):
        everything()
        sync_enterprises(None, at=AT)
        in_bulk = list(Obligation.objects.order_by("source_type", "source_id", "kind_id").values(*FACTS))
        Obligation.objects.all().delete()
        for source_type, model in SOURCES.items():
            for pk in model.objects.values_list("pk", flat=True):
                sync(source_type, [pk], at=AT)
        sync_enterprises(list(Enterprise.objects.values_list("pk", flat=True)), at=AT)
        assert list(Obligation.objects.order_by("source_type", "source_id", "kind_id").values(*FACTS)) == in_bulk
