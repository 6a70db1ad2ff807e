"""What gives rise to obligations besides expiry: first use, a change of the register, the year; and whose they are."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from enterprises.models import SOURCES, Certificate, CertificateKind, Enterprise, Obligation, QualifiedPerson, SpecialEquipment, Standing
from enterprises.obligations import ledger_notes
from enterprises.obligations.ledger import settle, sync, sync_enterprises
from tests.enterprises.ledger_cases import (
    LATER,
    TODAY,
    Action,
    State,
    change,
    everything,
    first_use,
    kind,
    ledger,
    only,
    prove,
    put,
    renew,
    yearly,
)
from tests.factories.enterprises import AT, CertificateFactory, EnterpriseFactory, QualifiedPersonFactory, SpecialEquipmentFactory

pytestmark = pytest.mark.django_db


class TestFirstUse:
    """Use registration within thirty days of the first use (特种设备安全法 33)."""

    def test_wanted_until_there_is_a_number(self):
        first_use()
        lift = SpecialEquipmentFactory(registration_number="", in_use_since=date(2026, 11, 10))
        sync("equipment", [lift.pk], at=AT)
        row = only()
        assert (row.cycle, row.source_date, row.due_on) == (0, date(2026, 11, 10), date(2026, 12, 10))
        put(lift, registration_number="梯11苏H00001")
        sync("equipment", [lift.pk], at=LATER)
        row = only()
        assert (row.state, row.closed_on, row.note) == (State.MET, timezone.localdate(LATER), "")

    def test_an_inspection_does_not_meet_it(self):
        first_use()
        lift = SpecialEquipmentFactory(registration_number="")
        sync("equipment", [lift.pk], at=AT)
        renew(lift, done_on=TODAY, expires_on=date(2027, 12, 31))
        sync("equipment", [lift.pk], at=AT)
        assert (only().state, only().cycle) == (State.OPEN, 0)

    @pytest.mark.parametrize("fields", [{"registration_number": "梯11苏H1"}, {"in_use_since": None}, {"standing": Standing.STOPPED}])
    def test_not_wanted(self, fields):
        first_use()
        lift = SpecialEquipmentFactory(**{"registration_number": ""} | fields)
        sync("equipment", [lift.pk], at=AT)
        assert not ledger()

    def test_taken_out_of_use_before_registering(self):
        first_use()
        lift = SpecialEquipmentFactory(registration_number="")
        sync("equipment", [lift.pk], at=AT)
        put(lift, standing=Standing.ENDED)
        sync("equipment", [lift.pk], at=AT)
        assert (only().state, only().note) == (State.CANCELLED, ledger_notes.SOURCE_ENDED)


class TestChange:
    """After a change of the register every certificate must be changed too."""

    @pytest.fixture
    def changed(self):
        change(source_kinds=["production-licence"])
        enterprise = EnterpriseFactory(change_cycle=1, changed_on=date(2026, 11, 2))
        return CertificateFactory(enterprise=enterprise)

    def test_within_so_many_days_of_the_change(self, changed):
        CertificateFactory(enterprise=changed.enterprise, kind="ccc")
        sync_enterprises([changed.enterprise_id], at=AT)
        row = only()
        assert (row.source_id, row.cycle, row.source_date, row.due_on) == (changed.pk, 1, date(2026, 11, 2), date(2026, 12, 2))

    @pytest.mark.parametrize(("done_on", "wanted"), [(date(2026, 11, 1), 1), (date(2026, 11, 2), 0), (date(2026, 11, 3), 0), (None, 1)])
    def test_a_certificate_issued_since_is_right_already(self, changed, done_on, wanted):
        put(changed, last_done_on=done_on)
        sync("certificate", [changed.pk], at=AT)
        assert len(ledger()) == wanted

    def test_met_by_the_new_certificate(self, changed):
        sync("certificate", [changed.pk], at=AT)
        put(changed, last_done_on=date(2026, 11, 20))
        sync("certificate", [changed.pk], at=LATER)
        assert (only().state, only().closed_on) == (State.MET, date(2026, 11, 20))
        prove(LATER)

    def test_a_second_change_takes_the_place_of_the_first(self, changed):
        sync("certificate", [changed.pk], at=AT)
        put(changed.enterprise, change_cycle=2, changed_on=date(2026, 11, 21))
        sync_enterprises([changed.enterprise_id], at=AT)
        first, second = ledger()
        assert (first.state, first.note) == (State.CANCELLED, ledger_notes.SUPERSEDED)
        assert (second.state, second.cycle, second.source_date) == (State.OPEN, 2, date(2026, 11, 21))

    def test_no_change_no_obligation(self):
        change()
        sync("certificate", [CertificateFactory().pk], at=AT)
        assert not ledger()

    def test_a_certificate_that_ended_need_not_be_changed(self, changed):
        put(changed, standing=Standing.ENDED)
        sync("certificate", [changed.pk], at=AT)
        assert not ledger()


class TestYearly:
    """The annual report and its like: one a year for whoever operates."""

    def test_this_year(self):
        yearly()
        enterprise = EnterpriseFactory()
        sync_enterprises([enterprise.pk], at=AT)
        row = only()
        assert (row.source_type, row.source_id, row.enterprise_id) == ("enterprise", enterprise.pk, enterprise.pk)
        assert (row.cycle, row.due_on, row.title) == (2026, date(2026, 6, 30), "2026")
        assert row.opens_on == date(2026, 1, 1)

    @pytest.mark.parametrize("status", ["suspended", "cancelled", "revoked", "moved_out"])
    def test_only_who_operates(self, status):
        yearly()
        enterprise = EnterpriseFactory(status=status)
        sync_enterprises([enterprise.pk], at=AT)
        assert not ledger()

    def test_whoever_stops_and_begins_again(self):
        yearly()
        enterprise = EnterpriseFactory()
        for status, state, note in [
            ("operating", State.OPEN, ""),
            ("suspended", State.CANCELLED, ledger_notes.NOT_OPERATING),
            ("operating", State.OPEN, ""),
            ("cancelled", State.CANCELLED, ledger_notes.ENTERPRISE_LEFT),
        ]:
            put(enterprise, status=status)
            sync_enterprises([enterprise.pk], at=AT)
            assert (only().state, only().note) == (state, note)
            prove()

    def test_from_the_year_after_the_founding(self):
        yearly()
        young, old = EnterpriseFactory(founded_on=date(2026, 1, 1)), EnterpriseFactory(founded_on=date(2025, 12, 31))
        sync_enterprises([young.pk, old.pk], at=AT)
        assert only().source_id == old.pk

    def test_a_corrected_founding_day(self):
        yearly()
        enterprise = EnterpriseFactory()
        sync_enterprises([enterprise.pk], at=AT)
        put(enterprise, founded_on=date(2026, 3, 1))
        sync_enterprises([enterprise.pk], at=AT)
        assert (only().state, only().note) == (State.CANCELLED, ledger_notes.NOT_COVERED)

    def test_years_before_the_entry_are_not_held_against_it(self):
        """Whether they were kept the ledger cannot know: a register taken over in November would begin all red."""
        yearly()
        late, in_time = (EnterpriseFactory(created_at=datetime.fromisoformat(f"2026-{day}T09:00:00+08:00")) for day in ("07-01", "06-30"))
        sync_enterprises([late.pk, in_time.pk], at=AT)
        assert [(row.enterprise, row.cycle) for row in ledger()] == [(in_time, 2026)]

    def test_next_years_comes_when_it_can_be_done(self):
        yearly(yearly_day="01-15", lead_days=30)
        enterprise = EnterpriseFactory()
        before, after = (datetime.fromisoformat(f"2026-12-{day}T09:00:00+08:00") for day in (15, 16))
        sync_enterprises([enterprise.pk], at=before)
        assert [row.cycle for row in ledger()] == [2026]
        sync_enterprises([enterprise.pk], at=after)
        assert [row.cycle for row in ledger()] == [2026, 2027]
        prove(after)

    def test_a_year_that_was_missed_stays_open_and_is_settled_late(self):
        yearly()
        enterprise = EnterpriseFactory()
        sync_enterprises([enterprise.pk], at=AT)
        next_year = datetime.fromisoformat("2027-02-01T09:00:00+08:00")
        sync_enterprises([enterprise.pk], at=next_year)
        assert [(row.cycle, row.state) for row in ledger()] == [(2026, State.OPEN), (2027, State.OPEN)]
        key = {"source_type": "enterprise", "source_id": enterprise.pk, "kind_code": "annual-report"}
        assert settle(**key, cycle=2026, on=date(2027, 2, 1), at=next_year)
        sync_enterprises([enterprise.pk], at=next_year)
        assert [(row.cycle, row.state) for row in ledger()] == [(2026, State.MET), (2027, State.OPEN)]
        prove(next_year)

    @pytest.mark.parametrize(("kinds", "count"), [([], 1), (["C"], 1), (["14"], 1), (["exporter"], 1), (["D", "15", "other"], 0)])
    def test_only_for_some_industries_or_tags(self, kinds, count):
        yearly(source_kinds=kinds)
        enterprise = EnterpriseFactory(tags=["exporter"])
        sync_enterprises([enterprise.pk], at=AT)
        assert len(ledger()) == count

    @pytest.mark.parametrize(
        ("day", "year", "due"),
        [
            ("02-29", 2027, date(2027, 2, 28)),
            ("02-29", 2028, date(2028, 2, 29)),
            ("02-31", 2028, date(2028, 2, 29)),
            ("12-31", 2027, date(2027, 12, 31)),
            ("04-31", 2027, date(2027, 4, 30)),
        ],
    )
    def test_the_last_day_of_a_short_month(self, day, year, due):
        yearly(yearly_day=day, lead_days=0)
        enterprise = EnterpriseFactory()
        sync_enterprises([enterprise.pk], at=datetime.fromisoformat(f"{year}-11-23T09:00:00+08:00"))
        assert only().due_on == due

    @pytest.mark.parametrize("day", ["", "6-30", "13-01", "00-10", "06-00", "06-32", "ab-cd", "06/30"])
    def test_a_kind_without_a_proper_day_asks_nothing(self, day):
        yearly(yearly_day=day)
        sync_enterprises([EnterpriseFactory().pk], at=AT)
        assert not ledger()


class TestFollowing:
    """Township and owner are those of today, in what is open and in what has ended."""

    def test_a_move_to_another_township(self):
        everything()
        enterprise = Enterprise.objects.get()
        sync_enterprises([enterprise.pk], at=AT)
        ended = Obligation.objects.filter(source_type="instrument")
        ended.update(state=State.MET, closed_on=TODAY)
        put(enterprise, township="pingqiao")
        sync_enterprises([enterprise.pk], at=LATER)
        assert set(Obligation.objects.values_list("township", flat=True)) == {"pingqiao"}
        assert ended.get().state == State.MET
        prove(LATER)

    @pytest.mark.parametrize("whole", [True, False])
    def test_sources_that_change_hands(self, whole):
        """As a merge does it: the sources go to the kept entry, history with them; what was the dropped entry's own ends."""
        everything()
        yearly("self-check", yearly_day="12-31")
        dropped = Enterprise.objects.get()
        kept = EnterpriseFactory(township="cheqiao")
        sync_enterprises([dropped.pk, kept.pk], at=AT)
        lift = SpecialEquipment.objects.get()
        renew(lift, done_on=TODAY, expires_on=date(2027, 12, 31))
        sync("equipment", [lift.pk], at=AT)
        for model in SOURCES.values():
            model.objects.update(enterprise=kept)
        put(dropped, merged_into=kept)
        sync_enterprises(None if whole else [kept.pk, dropped.pk], at=LATER)
        own = Obligation.objects.filter(source_type="enterprise")
        assert set(own.filter(source_id=dropped.pk).values_list("state", "note")) == {(State.CANCELLED, ledger_notes.ENTERPRISE_LEFT)}
        assert own.filter(source_id=kept.pk, state=State.OPEN).count() == 2
        moved = Obligation.objects.exclude(source_type="enterprise")
        assert set(moved.values_list("enterprise_id", "township")) == {(kept.pk, "cheqiao")}
        assert moved.filter(state=State.MET).count() == 1
        assert moved.filter(state=State.CANCELLED).get().kind.code == "change-certificate"
        prove(LATER)

    def test_only_the_dropped_entry_is_named(self):
        """A call for the old owner alone does not cancel what has moved on."""
        kind()
        lift = SpecialEquipmentFactory()
        sync("equipment", [lift.pk], at=AT)
        old = lift.enterprise_id
        put(lift, enterprise=EnterpriseFactory(township="cheqiao"))
        sync_enterprises([old], at=AT)
        assert (only().state, only().enterprise_id, only().township) == (State.OPEN, lift.enterprise_id, "cheqiao")

    def test_a_new_name_of_the_thing_and_of_its_kind(self, django_assert_num_queries):
        kind(source_type="certificate")
        certificate = CertificateFactory(number="苏XK13-1")
        sync("certificate", None, at=AT)
        CertificateKind.objects.create(code="production-licence", label="工业产品生产许可证")
        sync("certificate", [certificate.pk], at=AT)
        assert only().title == "工业产品生产许可证 苏XK13-1"


def test_the_person_is_only_a_mask():
    kind(source_type="person")
    person = QualifiedPersonFactory(name="欧阳建国", duty=QualifiedPerson.Duty.OPERATOR)
    sync("person", [person.pk], at=AT)
    assert "欧阳建国" not in only().title


def test_a_certificate_may_be_renewed_and_changed_at_once():
    kind("renewal", source_type="certificate", action=Action.RENEW, before_months=6)
    change()
    certificate = CertificateFactory(enterprise=EnterpriseFactory(change_cycle=1, changed_on=date(2026, 11, 2)))
    sync("certificate", [certificate.pk], at=AT)
    assert [row.state for row in ledger()] == [State.OPEN, State.OPEN]
    renew(certificate, done_on=date(2026, 11, 20), expires_on=date(2031, 11, 19))
    sync("certificate", [certificate.pk], at=AT)
    assert sorted((row.kind.code, row.cycle, row.state) for row in ledger()) == [
        ("change-certificate", 1, State.MET),
        ("renewal", 0, State.MET),
        ("renewal", 1, State.OPEN),
    ]
    assert Certificate.objects.get().cycle == 1
