"""All or nothing, with real transactions and real second connections."""

import threading

import pytest
from django.db import Error, connection, connections

from enterprises.imports import applying, errors, pulse, runs
from enterprises.models import Contact, Enterprise, FormerName, ImportRow, ImportRun, Obligation
from enterprises.obligations import ledger
from tests.enterprises.imports.engine import checked, taken_over
from tests.factories.enterprises import AT, ContactFactory, valid_code
from tests.people import clerk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(monkeypatch):
    """A checked file: one known enterprise with a new name and phone, two new ones."""
    known = ContactFactory().enterprise
    rows = [{"code": known.code, "name": "新名厂", "contact_phone": "13951780002"}]
    return checked(monkeypatch, "enterprise", [*rows, *({"code": valid_code(n), "name": f"第{n}厂"} for n in (90001, 90002))])


def register() -> list[object]:
    tables = (Enterprise, Contact, FormerName, Obligation, Enterprise.history.rel.related_model)
    return [list(table.objects.order_by("pk").values()) for table in tables]


class Broken(Exception):
    pass


@pytest.mark.parametrize("place", ["run", "ledger", "doubles"])
def test_whatever_breaks_in_the_middle_leaves_nothing(monkeypatch, run, place):
    before = register()

    def broken(*_args, **_kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enterprises_enterprise")
            # It did break in the middle.
            assert cursor.fetchone()[0] == (1 if place == "run" else 3)
        raise Broken

    with monkeypatch.context() as patched:
        if place == "run":
            patched.setattr(applying, "_add", broken)
        elif place == "ledger":
            patched.setattr(ledger, "sync_enterprises", broken)
        else:
            patched.setattr(applying.doubles, "record_doubles", broken)
        with pytest.raises(Broken):
            taken_over(run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert run.error == errors.unexpected()
    assert register() == before
    # And it can be tried again.
    assert taken_over(run).state == ImportRun.State.APPLIED
    assert Enterprise.objects.count() == 3


def test_a_worker_that_dies_in_the_middle_leaves_nothing(monkeypatch, run):
    before = register()

    def killed(*_args, **_kwargs):
        pid = connection.connection.info.backend_pid
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        other.close()
        connection.cursor().execute("SELECT 1")

    runs.start_apply(run, by=clerk(), at=AT, without_refused=False)
    failures = []

    def work():
        try:
            runs.apply(run.pk, by=run.made_by, at=AT)
        except Error as error:
            failures.append(error)
        finally:
            connections.close_all()

    with monkeypatch.context() as patched:
        patched.setattr(applying.doubles, "record_doubles", killed)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(30)
    assert failures
    assert register() == before
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert taken_over(run).state == ImportRun.State.APPLIED


def test_progress_is_seen_from_outside_while_nothing_else_is(monkeypatch, run):
    seen = []
    sync = ledger.sync_enterprises

    def look(ids, *, at):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT done, (SELECT count(*) FROM enterprises_enterprise) FROM enterprises_importrun WHERE id = %s", [run.pk])
            seen.append(cursor.fetchone())
        other.close()
        sync(ids, at=at)

    monkeypatch.setattr(ledger, "sync_enterprises", look)
    taken_over(run)
    assert seen == [(3, 1)]


def test_of_two_workers_one_works(monkeypatch, run):
    runs.start_apply(run, by=clerk(), at=AT, without_refused=False)
    with pulse.alone(run.pk) as mine, pulse.alone(run.pk) as other:
        assert mine is not None and other is None
        runs.apply(run.pk, by=run.made_by, at=AT)
    run.refresh_from_db()
    assert (run.state, Enterprise.objects.count()) == (ImportRun.State.APPLYING, 1)
    runs.apply(run.pk, by=run.made_by, at=AT)
    assert Enterprise.objects.count() == 3


def test_of_two_people_one_is_told(run):
    outcome = []
    gate = threading.Barrier(2)

    def click():
        mine = ImportRun.objects.get(pk=run.pk)
        gate.wait(10)
        try:
            runs.start_apply(mine, by=mine.made_by, at=AT, without_refused=False)
            outcome.append("taken")
        except errors.WrongState as error:
            outcome.append("told" if str(error) else "silent")
        finally:
            connections.close_all()

    people = [threading.Thread(target=click) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join(20)
    assert sorted(outcome) == ["taken", "told"]


def test_an_enterprise_entered_in_this_very_moment_is_not_written_over(monkeypatch, run):
    add = applying._add

    def late(kind, *, at, beat):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute(
                """INSERT INTO enterprises_enterprise (code, name, search_text, legal_representative, address, township, industry_section,
                   industry_division, status, scale, tags, main_products, phone, source, change_cycle, version, created_at, updated_at)
                   VALUES (%s, '抢先厂', '抢先厂', '', '', '', '', '', 'operating', '', '{}', '', '', 'staff', 0, 1, now(), now())""",
                [valid_code(90001)],
            )
        other.close()
        return add(kind, at=at, beat=beat)

    with monkeypatch.context() as patched:
        patched.setattr(applying, "_add", late)
        taken_over(run)
    assert (run.state, run.changed, run.new) == (ImportRun.State.CHECKED, 2, 1)
    assert run.error == str(errors.RegisterMoved())
    assert Enterprise.objects.get(code=valid_code(90001)).name == "抢先厂"
    assert not FormerName.objects.exists()


def test_a_run_given_up_while_a_worker_was_still_at_it_is_not_written(monkeypatch, run):
    before = register()
    sync = ledger.sync_enterprises

    def slow(ids, *, at):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("UPDATE enterprises_importrun SET state = 'failed', error = 'x' WHERE id = %s", [run.pk])
        other.close()
        sync(ids, at=at)

    monkeypatch.setattr(ledger, "sync_enterprises", slow)
    taken_over(run)
    assert (run.state, run.error) == ("failed", "x")
    assert register() == before
    assert ImportRow.objects.filter(run=run).count() == 3
