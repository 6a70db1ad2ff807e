"""Rows on their way into the working table and the report: nothing is lost, nothing personal lies open, progress is seen."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from bureau.sealing import Sealed
from enterprises.imports import handing, runs, staging
from enterprises.imports.errors import FileGone, NotConfirmed, WrongState
from enterprises.models import ImportRow, ImportRun
from tests.enterprises.imports.engine import Reason, Row, checked, codes, fill, import_run, verdicts
from tests.factories.enterprises import AT, valid_code
from tests.people import clerk

pytestmark = pytest.mark.django_db
NAME = "淮安市丰华食品有限公司"


def row(serial: int, **values: str | None) -> dict[str, str | None]:
    return {"code": valid_code(serial), "name": f"{NAME}{serial}", **values}


def test_every_sign_a_cell_may_hold_arrives(monkeypatch):
    strange = '引号"，逗号,\n换行\\.反斜线\t制表'
    run = checked(monkeypatch, "enterprise", [row(1, address=strange), row(2, address="\x00空\x00"), row(3, address="\\N")])
    data = list(ImportRow.objects.filter(run=run).order_by("line").values_list("data__address", flat=True))
    assert data == [strange, "空", "\\N"]


def test_many_chunks_arrive_whole_and_progress_is_counted(monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 3)
    seen = []
    watch = runs._still_wanted
    monkeypatch.setattr(runs, "_still_wanted", lambda run_id, done: (seen.append(done), watch(run_id, done)))
    run = checked(monkeypatch, "enterprise", [row(n) for n in range(1, 9)])
    assert list(verdicts(run)) == list(range(2, 10))
    assert (run.total, run.done, run.new) == (8, 8, 8)
    assert seen[:3] == [3, 6, 8]


def test_a_person_is_sealed_before_it_touches_the_database(monkeypatch):
    run = checked(monkeypatch, "enterprise", [row(1, contact_name="王芳", contact_phone="13951780001")])
    data = ImportRow.objects.get(run=run).data
    assert "王芳" not in str(data) and "13951780001" not in str(data)
    assert Sealed(bytes.fromhex(data["contact_name"])).open() == "王芳"
    assert (data["contact_name_mask"], data["contact_phone_mask"]) == ("王*", "139****0001")


def test_a_row_with_bad_cells_keeps_what_they_said_but_nothing_of_a_person(monkeypatch):
    wrong = Row(
        2,
        {"code": valid_code(1), "name": NAME, "founded_on": None, "contact_phone": None},
        [Reason("unclear-date", {"field": "enterprise.founded_on", "value": "去年\u0000"}), Reason("no-phone", {})],
        [valid_code(1), NAME, "去年", "139-王芳"],
    )
    mapping = {"0": "code", "1": "name", "2": "founded_on", "3": "contact_phone"}
    run = checked(monkeypatch, "enterprise", [wrong], mapping=mapping)
    stored = ImportRow.objects.get(run=run)
    assert stored.verdict == "refused"
    assert codes(run, 2) == ["unclear-date", "no-phone"]
    assert stored.data["cells"] == {"founded_on": "去年"}


def test_checking_again_replaces_the_first_result(monkeypatch):
    run = checked(monkeypatch, "enterprise", [row(1), row(2)])
    fill(monkeypatch, [row(3)])
    runs.start_check(run, at=AT)
    runs.check(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.total, verdicts(run)) == (1, {2: "new"})


def test_discarding_stops_the_check_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 1)
    run = import_run("enterprise")
    runs.start_check(run, at=AT)

    def rows():
        yield Row(2, row(1))
        runs.discard(run, by=clerk(), at=AT)
        yield Row(3, row(2))
        raise AssertionError("read on after it was discarded")

    monkeypatch.setattr(runs, "opened_rows", _gives(rows()))
    runs.check(run.pk, at=AT)
    run.refresh_from_db()
    assert run.state == ImportRun.State.DISCARDED
    assert not ImportRow.objects.filter(run=run).exists()


def test_a_file_without_rows_or_without_a_file_says_so(monkeypatch):
    fill(monkeypatch, [])
    run = import_run("enterprise")
    runs.start_check(run, at=AT)
    runs.check(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, run.checked_at) == (ImportRun.State.FAILED, None)
    assert run.error
    monkeypatch.undo()
    runs.start_check(run, at=AT)
    runs.check(run.pk, at=AT)
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert run.error == str(FileGone())


def test_columns_must_be_confirmed_first():
    with pytest.raises(NotConfirmed):
        runs.start_check(import_run("enterprise", mapping={}), at=AT)


def test_a_check_under_way_is_not_started_twice(monkeypatch):
    run = import_run("enterprise")
    runs.start_check(run, at=AT)
    with pytest.raises(WrongState):
        runs.start_check(run, at=AT)


def test_a_lost_queue_is_said_at_once(monkeypatch, django_capture_on_commit_callbacks):
    def away(*_arguments):
        raise handing.QueueAway

    monkeypatch.setattr(handing, "hand_over", away)
    run = import_run("enterprise")
    with django_capture_on_commit_callbacks(execute=True):
        runs.start_check(run, at=AT)
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert run.error


def test_a_run_no_worker_touches_is_given_up(monkeypatch):
    still, moving = (import_run("enterprise", state="checking", beat_at=AT - timedelta(minutes=n)) for n in (6, 4))
    assert runs.fail_stuck(AT) == 1
    still.refresh_from_db(), moving.refresh_from_db()
    assert (still.state, moving.state) == ("failed", "checking")
    assert still.error


def test_old_files_and_their_rows_go_and_the_runs_stay(monkeypatch, django_capture_on_commit_callbacks):
    run = checked(monkeypatch, "enterprise", [row(1)])
    run.file.save("imports/test-old.xlsx", ContentFile(b"x"))
    storage, name = run.file.storage, run.file.name
    assert runs.clear_old(AT + timedelta(days=7)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.clear_old(AT + timedelta(days=7, seconds=1)) == 1
    run.refresh_from_db()
    assert (run.state, str(run.file), storage.exists(name)) == ("discarded", "", False)
    assert not ImportRow.objects.filter(run=run).exists()


def _gives(rows):
    def opened(_run):
        return _Opened(rows)

    return opened


class _Opened:
    def __init__(self, rows):
        self.rows = rows

    def __enter__(self):
        return self.rows

    def __exit__(self, *_problem):
        return False
