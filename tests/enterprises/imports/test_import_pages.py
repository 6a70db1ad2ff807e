"""The pages of an import, from the upload to the register, and who may see whose."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bureau.models import Township, private_storage
from enterprises.codes import clean_text
from enterprises.imports import limits, runs
from enterprises.imports.fields import FIELDS
from enterprises.imports.headers import suggest, synonyms_of
from enterprises.models import Enterprise, HeaderMapping, ImportRow, ImportRun
from tests import people
from tests.enterprises.imports.tables import CODE, upload, workbook
from tests.factories.enterprises import AT, EnterpriseFactory, valid_code
from tests.people import signed_in

pytestmark = pytest.mark.django_db
State = ImportRun.State
LIST = reverse("enterprises:import-list")
HEADERS = ["统一社会信用代码", "企业名称（必填）", "所属乡镇", "联系人", "联系电话", "厂办备注"]
GOOD = [CODE, "淮安市楚州区甲食品有限公司", "淮城", "王芳", "13951780001", "=1+1"]
BAD = [CODE[:-1] + "C", "乙公司", "淮城", "李丽", "13951780002", None]


@pytest.fixture(autouse=True)
def township():
    Township.objects.get_or_create(code="huaicheng", defaults={"label": "淮城镇", "label_en": "Huaicheng Town"})


@pytest.fixture
def clerk(client):
    return signed_in(client, people.clerk())


@pytest.fixture
def sent(clerk):
    """A run of the clerk, its columns confirmed and its rows checked."""

    def send(rows, kind="enterprise"):
        run = started(clerk, rows, kind=kind)
        header = next(row for row in rows if len(row) > 1)
        clerk.post(page("columns", run), {f"column_{place}": name for place, name in suggest(header, synonyms_of(kind)).items()})
        runs.check(run.pk, at=AT)
        run.refresh_from_db()
        return run

    return send


def page(name, run):
    return reverse("enterprises:import-run" if name == "run" else f"enterprises:import-{name}", args=[run.key])


def started(client, rows, *, kind="enterprise", name="企业名单.xlsx"):
    response = client.post(LIST, {"kind": kind, "file": upload(workbook(rows), name)})
    assert response.status_code == 302, response.content.decode()
    run = ImportRun.objects.latest("pk")
    assert response["Location"] == page("columns", run)
    return run


def test_an_upload_leads_to_its_columns_with_first_values_and_suggestions(clerk):
    run = started(clerk, [["企业名单"], HEADERS, GOOD])
    assert (run.state, run.file_name, run.made_by) == (State.UPLOADED, "企业名单.xlsx", people.clerk())
    assert re.fullmatch(r"imports/\d{4}/\d\d/[0-9a-f]{32}\.xlsx", run.file.name)
    html = clerk.get(page("columns", run)).content.decode()
    for value in GOOD[:5]:
        assert value in html
    assert re.search(r'name="column_1".*?<option value="name" selected>', html, re.DOTALL)
    assert re.search(r'name="column_5".*?<option value="" selected>', html, re.DOTALL)


def test_the_way_into_the_register(clerk, sent):
    run = sent([HEADERS, GOOD])
    assert (run.state, run.new, run.refused, run.mapping["0"]) == (State.CHECKED, 1, 0, "code")
    html = clerk.get(page("run", run)).content.decode()
    assert CODE in html
    assert "王芳" not in html, "people are shown masked"
    assert not Enterprise.objects.filter(code=CODE).exists(), "looking is not taking over"

    response = clerk.post(page("apply", run))
    assert response["Location"] == page("run", run)
    runs.apply(run.pk, by=people.clerk(), at=AT)
    assert Enterprise.objects.get(code=CODE).township == "huaicheng"
    assert clerk.get(page("run", run)).status_code == 200
    assert clerk.post(page("apply", run)).status_code == 409


def test_nothing_is_taken_over_while_rows_are_refused_unless_somebody_says_so(clerk, sent):
    run = sent([HEADERS, GOOD, BAD])
    assert run.refused == 1
    response = clerk.post(page("apply", run))
    assert response.status_code == 409
    run.refresh_from_db()
    assert run.state == State.CHECKED
    assert clerk.post(page("apply", run), {"without_refused": "on"}).status_code == 302
    runs.apply(run.pk, by=people.clerk(), at=AT, without_refused=True)
    assert set(Enterprise.objects.values_list("code", flat=True)) == {CODE}


def test_the_result_shows_old_and_new_values(clerk, sent):
    EnterpriseFactory(code=CODE, name="旧名公司", township="huaicheng")
    run = sent([HEADERS, GOOD])
    assert run.changed == 1
    html = clerk.get(page("run", run) + "?show=changed").content.decode()
    assert "<del>旧名公司</del>" in html
    assert f"<ins>{GOOD[1]}</ins>" in html
    assert clerk.get(page("run", run) + "?show=nonsense").status_code == 200


def test_columns_must_be_clear(clerk):
    run = started(clerk, [HEADERS, GOOD])
    twice = clerk.post(page("columns", run), {"column_0": "code", "column_1": "name", "column_5": "name"})
    assert twice.status_code == 422
    assert "B" in twice.content.decode()
    assert clerk.post(page("columns", run), {"column_1": "name"}).status_code == 422
    assert clerk.post(page("columns", run), {"column_0": "nonsense"}).status_code == 422
    run.refresh_from_db()
    assert run.state == State.UPLOADED
    assert not HeaderMapping.objects.exists()


def test_what_was_said_of_a_column_is_remembered(clerk):
    run = started(clerk, [HEADERS, GOOD])
    clerk.post(page("columns", run), {"column_0": "code", "column_1": "name", "column_5": "main_products"})
    again = started(clerk, [HEADERS, GOOD])
    assert 'value="main_products" selected' in clerk.get(page("columns", again)).content.decode()


def test_another_header_row_and_sheet_can_be_chosen(clerk):
    content = workbook([["甲", "乙"], ["信用代码", "名称"], [CODE, "甲公司"]], sheets=("空", "名单"))
    clerk.post(LIST, {"kind": "enterprise", "file": upload(content)})
    run = ImportRun.objects.latest("pk")
    assert CODE in clerk.get(page("columns", run)).content.decode()
    html = clerk.get(page("columns", run), {"sheet": "名单", "header_row": "1"}).content.decode()
    assert ">甲</label>" in html
    missing = clerk.get(page("columns", run), {"sheet": "名单", "header_row": "30"}, follow=True)
    assert missing.status_code == 200
    clerk.post(page("columns", run), {"sheet": "名单", "header_row": "2", "column_0": "code", "column_1": "name"})
    run.refresh_from_db()
    assert (run.sheet, run.header_row, run.mapping, run.total) == ("名单", 2, {"0": "code", "1": "name"}, 1)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"%PDF-1.4 %%EOF", "a.xlsx"), (b"PK\x03\x04", "a.xlsx"), (workbook([HEADERS]), "a.xlsx"), (b"<html>", "a.xls")],
)
def test_a_file_that_is_not_taken_leaves_nothing(clerk, content, name):
    before = set(stored_files())
    response = clerk.post(LIST, {"kind": "enterprise", "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not ImportRun.objects.exists()
    assert set(stored_files()) == before


def test_a_file_too_big_is_refused_by_its_size(clerk, monkeypatch):
    monkeypatch.setattr("enterprises.imports.uploads.FILE_BYTES", 100)
    assert clerk.post(LIST, {"kind": "enterprise", "file": upload(workbook([HEADERS, GOOD]))}).status_code == 422


def stored_files():
    storage = private_storage()
    folders = ["imports"]
    while folders and storage.exists(folder := folders.pop()):
        below, files = storage.listdir(folder)
        folders += [f"{folder}/{name}" for name in below]
        yield from files


def test_an_import_belongs_to_whoever_sent_it_and_supervisors_see_all(client, sent):
    run = sent([HEADERS, GOOD])
    other = signed_in(client, people.second_clerk())
    for name in ("run", "columns", "progress", "report"):
        assert other.get(page(name, run)).status_code == 404
    for name in ("apply", "discard", "columns"):
        assert other.post(page(name, run)).status_code == 404
    assert str(run.key) not in other.get(LIST).content.decode()

    boss = signed_in(client, people.supervisor())
    assert str(run.key) in boss.get(LIST).content.decode()
    assert page("apply", run) not in boss.get(page("run", run)).content.decode()
    assert boss.post(page("apply", run)).status_code == 404
    assert boss.get(page("columns", run)).status_code == 404
    run.refresh_from_db()
    assert run.state == State.CHECKED


def test_progress_asks_again_until_the_work_is_over(clerk, sent):
    run = sent([HEADERS, GOOD])
    ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKING, done=40, total=100)
    html = clerk.get(page("run", run)).content.decode()
    assert 'hx-trigger="every 1s"' in html
    assert "X-Background" in html
    assert re.search(r'<progress [^>]*max="100" value="40"', html)
    assert not clerk.get(page("progress", run)).has_header("HX-Redirect")
    ImportRun.objects.filter(pk=run.pk).update(state=State.CHECKED)
    assert clerk.get(page("progress", run))["HX-Redirect"] == page("run", run)


def table_of(response):
    assert response.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()


def test_the_report_has_every_row_and_can_be_sent_again(clerk, sent):
    run = sent([["名单"], HEADERS, GOOD, [], BAD])
    rows = table_of(clerk.get(page("report", run)))
    assert rows[0][4:] == [clean_text(header) for header in HEADERS]
    assert [(row[0], row[4]) for row in rows[1:]] == [("3", CODE), ("5", BAD[0])]
    assert rows[1][9] == "=1+1", "text, not a formula"
    assert rows[2][2]
    assert [row[0] for row in table_of(clerk.get(page("report", run), {"only": "refused"}))[1:]] == ["5"]
    assert suggest(rows[0], synonyms_of("enterprise")) == {
        "4": "code",
        "5": "name",
        "6": "township",
        "7": "contact_name",
        "8": "contact_phone",
    }


def test_a_supervisor_gets_a_colleagues_report_without_people(client, sent):
    run = sent([HEADERS, GOOD])
    rows = table_of(signed_in(client, people.supervisor()).get(page("report", run)))
    assert rows[0][4:] == [clean_text(header) for header in HEADERS[:3]]
    assert "王芳" not in str(rows)
    assert "13951780001" not in str(rows)


def test_the_report_of_a_file_that_is_gone_is_made_of_the_cleaned_values(clerk, sent):
    run = sent([HEADERS, GOOD, BAD])
    run.file.storage.delete(run.file.name)
    rows = table_of(clerk.get(page("report", run)))
    assert rows[1][4:7] == [CODE, GOOD[1], "huaicheng"]
    assert "王芳" not in str(rows)


def test_discarding_deletes_file_and_rows(clerk, sent, django_capture_on_commit_callbacks):
    run = sent([HEADERS, GOOD])
    storage, name = run.file.storage, run.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert clerk.post(page("discard", run))["Location"] == LIST
    assert not storage.exists(name)
    assert not ImportRow.objects.filter(run=run).exists()
    assert clerk.get(page("run", run)).status_code == 200
    assert clerk.get(page("report", run)).status_code == 404
    assert clerk.get(page("columns", run))["Location"] == page("run", run)


def test_a_run_whose_file_is_gone_says_so(clerk):
    run = started(clerk, [HEADERS, GOOD])
    run.file.storage.delete(run.file.name)
    assert clerk.get(page("columns", run), follow=True).redirect_chain[-1][0] == LIST


@pytest.mark.parametrize("kind", FIELDS)
def test_templates_are_understood_when_they_come_back(clerk, kind):
    response = clerk.get(reverse("enterprises:import-template", args=[kind]))
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    headers, *rows = book.get_sheet_by_index(0).to_python()
    assert rows == []
    assert list(suggest(headers, synonyms_of(kind)).values()) == [field.name for field in FIELDS[kind]]
    guide, example = (book.get_sheet_by_index(place).to_python() for place in (1, 2))
    assert [row[0] for row in guide[1:]] == headers
    assert example[0] == headers
    assert len(example) == 2


def test_an_example_of_enterprises_is_sound(sent, clerk):
    book = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(clerk.get(reverse("enterprises:import-template", args=["enterprise"])).streaming_content))
    )
    rows = book.get_sheet_by_name("示例").to_python()
    without_industry = [[cell for place, cell in enumerate(row) if "行业" not in rows[0][place]] for row in rows]
    run = sent(without_industry)
    assert (run.new, run.refused) == (1, 0), list(ImportRow.objects.values("reasons"))


def test_there_is_no_template_of_an_unknown_kind(clerk):
    assert clerk.get(reverse("enterprises:import-template", args=["nonsense"])).status_code == 404
    assert clerk.get(reverse("enterprises:import-run", args=[uuid4()])).status_code == 404


def test_the_list_asks_the_same_few_questions_however_many_imports(clerk):
    counts = []
    for number in (1, 30):
        ImportRun.objects.bulk_create(
            ImportRun(kind="enterprise", file_name=f"{number}.xlsx", made_by=people.clerk(), made_at=AT) for _one in range(number)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html = clerk.get(LIST).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert 'rel="next"' in html


def test_the_result_asks_few_questions(clerk, sent):
    run = sent(
        [HEADERS, *([valid_code(7_000 + number), f"第{number}公司", "淮城", None, None, None] for number in range(limits.HEADER_DEPTH * 3))]
    )
    with CaptureQueriesContext(connection) as queries:
        html = clerk.get(page("run", run)).content.decode()
    assert len(queries) <= 16
    assert html.count(valid_code(7_000)[:12]) >= 50
