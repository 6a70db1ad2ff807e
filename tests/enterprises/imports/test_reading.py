"""Rows out of every sort of file, with the line numbers a spreadsheet program shows."""

from datetime import date, datetime

import pytest

from enterprises.imports.headers import synonyms_of
from enterprises.imports.refusals import FileRefused
from enterprises.imports.uploads import check_content
from enterprises.imports.workbook import open_path
from tests.enterprises.imports.tables import CODE, HEADERS, ods, ods_row, saved, workbook

KNOWN = synonyms_of("enterprise")


def opened(folder, content, **place):
    path = saved(folder, content)
    suffix = check_content(path)
    return suffix, open_path(path.rename(path.with_suffix(f".{suffix}")), known=KNOWN, **place)


def refusal(folder, content, **place):
    with pytest.raises(FileRefused) as caught:
        list(opened(folder, content, **place)[1].rows())
    return caught.value.code


def test_titles_and_unit_rows_above_the_headers_are_found_out(tmp_path):
    rows = [["二〇二六年企业名单", None, None], ["填报单位：楚州区局", None, "填报日期"], [*HEADERS], [CODE, "甲公司", date(2015, 6, 1)]]
    suffix, sheet = opened(tmp_path, workbook(rows, merged=("A1:C1",)))
    assert (suffix, sheet.header_row, sheet.headers) == ("xlsx", 3, list(HEADERS))
    assert list(sheet.rows()) == [(4, [CODE, "甲公司", "2015-06-01"])]


def test_a_table_that_begins_further_down_and_right_keeps_its_lines(tmp_path):
    rows = [[], [], [None, *HEADERS], [], [None, CODE, "甲公司", None], [None, None, "   ", None], [], [None, None, "乙公司", None]]
    _suffix, sheet = opened(tmp_path, workbook(rows))
    assert sheet.header_row == 3
    assert list(sheet.rows()) == [(5, [None, CODE, "甲公司", None]), (8, [None, None, "乙公司", None])]


def test_merged_cells_say_the_same_in_every_row(tmp_path):
    rows = [["信用代码", "企业名称", "所属乡镇"], ["1", "甲", "淮城镇"], ["2", "乙", None], ["3", "丙", None], ["4", "丁", None]]
    _suffix, sheet = opened(tmp_path, workbook(rows, merged=("C2:C4",)))
    assert [cells[2] for _line, cells in sheet.rows()] == ["淮城镇", "淮城镇", "淮城镇", None]


def test_trailing_blank_columns_and_a_header_printed_again_are_dropped(tmp_path):
    rows = [[*HEADERS, " ", None], ["1", "甲"], [*HEADERS], ["2", "乙"]]
    _suffix, sheet = opened(tmp_path, workbook(rows))
    assert sheet.headers == list(HEADERS)
    assert [line for line, _cells in sheet.rows()] == [2, 4]


def test_rows_can_be_read_twice(tmp_path):
    _suffix, sheet = opened(tmp_path, workbook([[*HEADERS], ["1", "甲"]]))
    assert list(sheet.rows()) == list(sheet.rows()) != []


def test_the_first_sheet_with_cells_is_taken_and_another_can_be_asked_for(tmp_path):
    content = workbook([[*HEADERS], ["1", "甲"]], sheets=("封面", "名单"))
    _suffix, sheet = opened(tmp_path, content)
    assert (sheet.sheets, sheet.name) == (["封面", "名单"], "名单")
    assert refusal(tmp_path, content, sheet="封面") == "no-rows"
    assert refusal(tmp_path, content, sheet="没有") == "no-such-sheet"


def test_a_person_may_name_the_header_row(tmp_path):
    content = workbook([["名单"], ["甲列", "乙列"], ["1", "2"]])
    _suffix, sheet = opened(tmp_path, content, header_row=2)
    assert (sheet.headers, list(sheet.rows())) == (["甲列", "乙列"], [(3, ["1", "2"])])
    assert refusal(tmp_path, content, header_row=9) == "no-such-row"


@pytest.mark.parametrize("date_1904", [False, True])
def test_real_dates_are_the_same_day_in_both_date_systems(tmp_path, date_1904):
    content = workbook([[*HEADERS], [CODE, "甲", date(2026, 5, 1)], [CODE, "乙", datetime(2026, 5, 1, 8, 30)]], date_1904=date_1904)
    _suffix, sheet = opened(tmp_path, content)
    assert [cells[2] for _line, cells in sheet.rows()] == ["2026-05-01", "2026-05-01 08:30:00"]
    assert sheet.from_1904 is date_1904


def test_open_document(tmp_path):
    # As LibreOffice writes it: the rest of row and sheet is there, empty and repeated.
    empty = '<table:table-cell table:number-columns-repeated="16381"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048573">{empty}</table:table-row>'
    suffix, sheet = opened(tmp_path, ods(ods_row(*HEADERS, more=empty) + ods_row(CODE, "甲公司", "2026-5-1", more=empty) + rest))
    assert (suffix, sheet.sheets) == ("ods", ["企业"])
    assert list(sheet.rows()) == [(2, [CODE, "甲公司", "2026-5-1"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_every_encoding(tmp_path, encoding, delimiter):
    lines = ["企业名单", delimiter.join(HEADERS), "", delimiter.join((CODE, '"淮安，""甲"" 公司, 一"', "2026-5-1"))]
    suffix, sheet = opened(tmp_path, "\r\n".join(lines).encode(encoding))
    assert (suffix, sheet.header_row, sheet.sheets) == ("csv", 2, [])
    assert list(sheet.rows()) == [(4, [CODE, '淮安，"甲" 公司, 一', "2026-5-1"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 \xe2\xe3 %%EOF", "wrong-type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "wrong-type"),
        (b"MZ\x90\x00\x03", "wrong-type"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "web-page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "wrong-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xff\xff\x81 no text at all \xff", "unknown-encoding"),
        ('编号,名称\n1,"never closed'.encode() + b"x" * 40_000, "open-quote"),
        (b"\n \n\n", "no-rows"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path, content, code):
    assert refusal(tmp_path, content) == code


def test_a_header_alone_has_no_rows(tmp_path):
    assert list(opened(tmp_path, workbook([[*HEADERS]]))[1].rows()) == []


def test_the_reading_process_ends_with_the_reader(tmp_path):
    _suffix, sheet = opened(tmp_path, workbook([[*HEADERS], *([str(number), "甲"] for number in range(20_000))]))
    rows = sheet.rows()
    assert next(rows)[0] == 2
    rows.close()
    sheet.close()
    assert sum(1 for _row in sheet.rows()) == 20_000
