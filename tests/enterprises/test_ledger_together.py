"""The ledger under two hands at once, and in whatever order things happen: one row for each thing, and always what the sources want."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from enterprises.models import Enterprise, Obligation, ObligationKind, SpecialEquipment, Standing
from enterprises.obligations.kinds import load_kinds
from enterprises.obligations.ledger import declare, settle, sync, sync_enterprises
from enterprises.obligations.ledger_proof import differences
from enterprises.reference_data import read_rows
from tests.factories.enterprises import AT, CertificateFactory, EnterpriseFactory, InstrumentFactory, SpecialEquipmentFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
PATIENCE = 20


def in_threads(*works):
    """Run each in a thread and connection of its own; an error in one is raised here."""

    def alone(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(alone, work) for work in works]]


def waits_for_a_lock(count=1):
    """Until so many other sessions of this database wait for somebody's lock."""
    for _turn in range(PATIENCE * 50):
        with connection.cursor() as cursor:
            # Inside a transaction the figures would stay those of the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.fetchone()[0] >= count:
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


@pytest.fixture
def lift(transactional_db):
    load_kinds(read_rows("obligation_kinds.json"))
    return SpecialEquipmentFactory(enterprise=EnterpriseFactory(founded_on=date(2026, 2, 1)))


def test_the_same_source_twice_at_once_is_one_row(lift):
    both_ready = threading.Barrier(2)

    def enter():
        with transaction.atomic():
            both_ready.wait(PATIENCE)
            sync("equipment", [lift.pk], at=AT)

    in_threads(enter, enter)
    assert Obligation.objects.get().source_id == lift.pk


def test_a_change_of_the_enterprise_waits_for_a_change_of_its_lift(lift):
    """The later of the two sees what the earlier wrote: neither the old township nor the old date comes back."""
    sync("equipment", [lift.pk], at=AT)
    started = threading.Event()

    def correct():
        with transaction.atomic():
            SpecialEquipment.objects.filter(pk=lift.pk).update(expires_on=date(2027, 6, 30))
            sync("equipment", [lift.pk], at=AT)
            started.set()
            waits_for_a_lock()

    def move():
        started.wait(PATIENCE)
        with transaction.atomic():
            Enterprise.objects.filter(pk=lift.enterprise_id).update(township="pingqiao")
            sync_enterprises([lift.enterprise_id], at=AT)

    in_threads(correct, move)
    row = Obligation.objects.get()
    assert (row.township, row.due_on) == ("pingqiao", date(2027, 5, 30))


def test_a_change_of_the_lift_waits_for_a_change_of_its_enterprise(lift):
    sync("equipment", [lift.pk], at=AT)
    started = threading.Event()

    def move():
        with transaction.atomic():
            Enterprise.objects.filter(pk=lift.enterprise_id).update(township="pingqiao")
            sync_enterprises([lift.enterprise_id], at=AT)
            started.set()
            waits_for_a_lock()

    def correct():
        started.wait(PATIENCE)
        with transaction.atomic():
            SpecialEquipment.objects.filter(pk=lift.pk).update(expires_on=date(2027, 6, 30))
            sync("equipment", [lift.pk], at=AT)

    in_threads(move, correct)
    row = Obligation.objects.get()
    assert (row.township, row.due_on) == ("pingqiao", date(2027, 5, 30))


def test_many_lifts_of_two_enterprises_at_once_end_as_wanted(lift):
    others = [SpecialEquipmentFactory(enterprise=lift.enterprise if turn % 2 else EnterpriseFactory()) for turn in range(6)]
    ids = [one.pk for one in (lift, *others)]

    def turn(number):
        def work():
            with transaction.atomic():
                SpecialEquipment.objects.filter(pk=ids[number % len(ids)]).update(expires_on=date(2027, 1, 1) + timedelta(days=number))
                sync("equipment", ids if number % 2 else list(reversed(ids)), at=AT)

        return work

    in_threads(*(turn(number) for number in range(8)))
    sync("equipment", None, at=AT)
    assert Obligation.objects.filter(source_type="equipment").count() == len(ids)
    assert not any(one.superfluous or one.differing for one in differences(at=AT))


def test_a_change_that_is_rolled_back_leaves_nothing(lift):
    class Abandoned(RuntimeError):
        pass

    def abandon():
        with transaction.atomic():
            sync("equipment", [lift.pk], at=AT)
            raise Abandoned

    with pytest.raises(Abandoned):
        abandon()
    assert not Obligation.objects.exists()


def test_an_enterprise_that_leaves_while_something_is_declared(lift):
    """Whichever comes first, nothing is open in the end."""
    ObligationKind.objects.create(code="rectify", label="整改", action="report", trigger="outside", source_type="visit", basis="-")
    started = threading.Event()
    facts = {"source_type": "visit", "source_id": 1, "kind_code": "rectify", "cycle": 0, "title": "整改", "source_date": date(2026, 11, 1)}

    def leave():
        with transaction.atomic():
            Enterprise.objects.filter(pk=lift.enterprise_id).update(status="revoked")
            sync_enterprises([lift.enterprise_id], at=AT)
            started.set()
            waits_for_a_lock()

    def order():
        started.wait(PATIENCE)
        with transaction.atomic():
            return declare(**facts, enterprise_id=lift.enterprise_id, at=AT)

    assert in_threads(leave, order)[1] is None
    assert not Obligation.objects.filter(state="open").exists()


DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
MAYBE_DAY = st.none() | DAYS
STEPS = st.one_of(
    st.tuples(st.just("expires"), st.integers(0, 2), MAYBE_DAY),
    st.tuples(st.just("renew"), st.integers(0, 2), MAYBE_DAY),
    st.tuples(st.just("standing"), st.integers(0, 2), st.sampled_from(Standing.values)),
    st.tuples(st.just("registration"), st.sampled_from(["", "梯11苏H1"]), MAYBE_DAY),
    st.tuples(st.just("status"), st.sampled_from(Enterprise.Status.values), st.none()),
    st.tuples(st.just("change"), DAYS, st.none()),
    st.tuples(st.just("township"), st.sampled_from(["huaicheng", "pingqiao", ""]), st.none()),
    st.tuples(st.just("kind"), st.sampled_from(["equipment-inspection", "annual-report", "production-licence-change"]), st.booleans()),
    st.tuples(st.just("settle"), st.integers(2025, 2028), st.none()),
    st.tuples(st.just("later"), st.integers(1, 500), st.none()),
)


class AnyOrder(TestCase):
    """Whatever happens in whatever order: after each step's sync the proof holds, and a second sync writes nothing."""

    @classmethod
    def setUpTestData(cls):
        load_kinds(read_rows("obligation_kinds.json"))

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=st.lists(STEPS, min_size=1, max_size=12), by_enterprise=st.booleans())
    def test_the_ledger_is_what_the_sources_want(self, steps, by_enterprise):
        enterprise = EnterpriseFactory()
        sources = [SpecialEquipmentFactory(enterprise=enterprise), InstrumentFactory(enterprise=enterprise)]
        sources.append(CertificateFactory(enterprise=enterprise))
        at = AT
        sync_enterprises([enterprise.pk], at=at)
        for name, first, second in steps:
            if name == "later":
                at += timedelta(days=first)
            touched = take(name, first, second, enterprise, sources, at)
            if touched is None or by_enterprise:
                sync_enterprises([enterprise.pk], at=at)
            else:
                sync(*touched, at=at)
            assert [one for one in differences(at=at) if not one.is_none] == []
        before = snapshot()
        sync_enterprises([enterprise.pk], at=at)
        sync_enterprises(None, at=at)
        assert snapshot() == before


def take(name, first, second, enterprise, sources, at):
    """One step in the register; the source it touched as `sync` wants it, or None if it was the enterprise or a kind."""
    row = sources[first] if isinstance(first, int) and name in ("expires", "renew", "standing") else sources[0]
    fields = {
        "expires": lambda: {"expires_on": second},
        "renew": lambda: {"cycle": row.cycle + 1, "last_done_on": at.date(), "expires_on": second},
        "standing": lambda: {"standing": second},
        "registration": lambda: {"registration_number": first, "in_use_since": second},
    }
    if name in fields:
        type(row).objects.filter(pk=row.pk).update(**fields[name]())
        row.refresh_from_db()
        return ("equipment", "instrument", "certificate")[sources.index(row)], [row.pk]
    enterprises = Enterprise.objects.filter(pk=enterprise.pk)
    if name == "change":
        enterprise.change_cycle += 1
        enterprises.update(change_cycle=enterprise.change_cycle, changed_on=first)
    elif name in ("status", "township"):
        enterprises.update(**{name: first})
    elif name == "kind":
        ObligationKind.objects.filter(code=first).update(active=second)
    elif name == "settle":
        on = datetime(first, 3, 1, tzinfo=SHANGHAI).date()
        settle(source_type="enterprise", source_id=enterprise.pk, kind_code="annual-report", cycle=first, on=on, at=at)
    return None


def snapshot():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, ctid::text, state FROM enterprises_obligation ORDER BY id")
        return cursor.fetchall()
