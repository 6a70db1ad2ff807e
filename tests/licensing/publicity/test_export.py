"""The national field set: what a line holds, what is wrong with it, the files."""

import csv
import io
import resource
from datetime import date
from decimal import Decimal

import pytest
from django.test import override_settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bureau.models import Case
from licensing.models import Application, Publication
from licensing.publicity.exports import fields, files, penalties, permits
from licensing.publicity.exports.faults import find_faults
from licensing.publicity.exports.fields import Line, wan
from tests import people
from tests.factories import licensing as make
from tests.factories.enterprises import valid_code
from tests.licensing.publicity import scenes
from tests.people import signed_in

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
GOOD = {
    "CF_XDR_MC": "某公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": "91320803MA1MXYJX0B",
    "CF_FRDB": "李建国",
    "CF_WSH": "楚质罚〔2026〕1号",
    "CF_WFXW": "生产不合格产品",
    "CF_SY": "生产不合格产品",
    "CF_YJ": "《中华人民共和国产品质量法》第四十九条",
    "CF_CFLB": "罚款;没收违法所得",
    "CF_NR": "罚款",
    "CF_NR_FK": "1.000000",
    "CF_JDRQ": "2026/12/06",
    "CF_GSJZQ": "2029/12/07",
    "CF_CFJG": "某局",
    "CF_SJLY": "某局",
}


def faults_with(**changes):
    return find_faults(Line("AJ1", {**GOOD, **changes}), "penalties")


def test_a_good_line_has_no_fault():
    code = valid_code(7)
    assert faults_with(CF_XDR_SHXYM=code) == []


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"CF_XDR_SHXYM": ""}, "CF_XDR_SHXYM"),
        ({"CF_XDR_SHXYM": "913208030000000000"}, "CF_XDR_SHXYM"),
        ({"CF_FRDB": ""}, "CF_FRDB"),
        ({"CF_XDR_LB": "公司"}, "CF_XDR_LB"),
        ({"CF_CFLB": "罚款;训诫"}, "训诫"),
        ({"CF_GSJZQ": "2026/12/05"}, "CF_GSJZQ"),
        ({"CF_JDRQ": "2026-12-06"}, "CF_JDRQ"),
        ({"CF_NR": "处罚320803197001011234"}, "CF_NR"),
        ({"CF_WSH": ""}, "CF_WSH"),
        ({"CF_NR": "长" * 2001}, "CF_NR"),
    ],
)
def test_each_fault_names_its_field(changes, about):
    found = faults_with(**{"CF_XDR_SHXYM": valid_code(7), **changes})
    assert len(found) == 1
    assert about in found[0]


def test_a_person_needs_no_code():
    assert faults_with(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_FRDB="") == []


@pytest.mark.parametrize(("yuan", "shown"), [("10000.00", "1.000000"), ("0.01", "0.000001"), ("1234567.89", "123.456789"), ("0", "")])
def test_sums_in_ten_thousands_with_six_places(yuan, shown):
    assert wan(Decimal(yuan)) == shown


@pytest.mark.django_db
def test_a_published_penalty_is_a_line_and_a_withdrawn_one_is_none():
    row = scenes.published(enterprise_code=valid_code(7))
    line = next(files.checked("penalties", FIRST, LAST))
    assert line.faults == []
    assert line.cells["CF_XDR_MC"] == row.case.party_name
    assert (line.cells["CF_NR_FK"], line.cells["CF_CFLB"], line.cells["CF_JDRQ"]) == ("1.000000", "罚款", "2026/12/06")
    assert line.cells["CF_GSJZQ"] == "2029/12/07"
    assert set(line.cells) <= set(fields.FIELDS["penalties"])
    Publication.objects.update(state="withdrawn")
    assert list(penalties.lines(FIRST, LAST)) == []
    assert list(penalties.lines(date(2025, 1, 1), date(2025, 2, 1))) == []


def granted(count=1, **changes):
    """Applications granted on 1 June 2026, each with its certificate."""
    for _place in range(count):
        case = make.application(enterprise_code=valid_code(7), **changes)
        Application.objects.filter(pk=case.pk).update(decided_on=date(2026, 6, 1))
        Case.objects.filter(pk=case.pk).update(state="delivered")
        make.certificate(case)


@pytest.mark.django_db
def test_a_granted_permit_is_a_line_with_its_certificate(django_assert_max_num_queries):
    granted(3)
    with django_assert_max_num_queries(6):
        lines = list(permits.lines(FIRST, LAST))
    assert len(lines) == 3
    cells = lines[0].cells
    assert set(cells) <= set(fields.FIELDS["permits"])
    assert cells["XK_XKLB"] == "登记"
    assert cells["XK_XKBH"]
    assert cells["XK_JDRQ"] == "2026/06/01"
    assert "XK_WSH" in " ".join(find_faults(lines[0], "permits"))


@pytest.mark.django_db
def test_files_hold_only_lines_without_faults():
    row = scenes.published(enterprise_code=valid_code(7))
    read = list(csv.reader(io.StringIO("".join(files.csv_lines("penalties", FIRST, LAST)).lstrip("\ufeff"))))
    assert tuple(read[0]) == fields.FIELDS["penalties"]
    assert len(read) == 2
    with files.workbook("penalties", FIRST, LAST) as book:
        sheet = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    assert sheet[1][2] == row.case.enterprise_code
    Case.objects.filter(pk=row.case_id).update(enterprise_code="913208030000000000")
    assert list(files.rows("penalties", FIRST, LAST)) == []


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_number_of_lines(monkeypatch):
    def many(_first, _last):
        for place in range(60_000):
            yield Line(f"AJ{place}", {**GOOD, "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_NR": f"罚款{place}" * 5})

    monkeypatch.setitem(files.LINES, "penalties", many)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with files.workbook("penalties", FIRST, LAST) as book:
        assert book.read(2) == b"PK"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    # Kilobytes. The lines alone are some 60 MB.
    assert grown < 40_000


@pytest.mark.django_db
def test_through_the_page(client):
    row = scenes.published()
    Case.objects.filter(pk=row.case_id).update(enterprise_code="913208030000000000")
    page, file = reverse("licensing:double-export"), reverse("licensing:double-export-file")
    supervisor = signed_in(client, people.supervisor())
    asked = {"kind": "penalties", "first": "2026-12-01", "last": "2026-12-31"}
    shown = supervisor.get(page, asked).content.decode()
    assert row.case.number in shown
    assert "CF_XDR_SHXYM" in shown
    assert supervisor.post(file, {**asked, "format": "csv"}).status_code == 422
    left_out = supervisor.post(file, {**asked, "format": "csv", "skip": "on"})
    assert b"".join(left_out.streaming_content).count(b"\n") == 1
    Case.objects.filter(pk=row.case_id).update(enterprise_code=valid_code(7))
    whole = supervisor.post(file, {**asked, "format": "xlsx"})
    assert b"".join(whole.streaming_content)[:2] == b"PK"
    assert supervisor.get(page, {**asked, "last": "2026-11-01"}).status_code == 200
    assert supervisor.post(file, {**asked, "format": "xlsx", "last": "2028-12-31"}).status_code == 422


@override_settings(BUREAU_CODE="113208030000000001")
def test_the_code_of_the_bureau_comes_from_the_settings():
    assert fields.agency()[1] == "113208030000000001"


def test_days_are_written_as_the_set_wants_them():
    assert fields.day(date(2026, 1, 2)) == "2026/01/02"
    assert fields.day(None) == ""
