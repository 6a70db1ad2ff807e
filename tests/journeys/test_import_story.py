"""A spreadsheet as a bureau keeps it comes into the register: mistakes are shown row by row, corrected in the report, sent again."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.factories.enterprises import valid_code
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.register import XINYUAN, today
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ["序号", "统一社会信用代码\n（必填）", "企业名称", "法人", "住所", "所属乡镇", "成立日期", "备注"]
FUTURE = today() + timedelta(days=40)
GOOD, BAD_CODE, TWICE = valid_code(90_011), "91320803000900129A", valid_code(90_013)
WIDE = GOOD.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789X"})
ROWS = [
    # Full-width figures and letters, a date as a serial number.
    [
        "1",
        GOOD.translate({ord(a): ord(a) + 0xFEE0 for a in "0123456789X"}),
        "淮安市楚运豆制品有限公司",
        "陈　刚 ",
        "平桥镇 1 号",
        "平桥",
        42005,
        "",
    ],
    ["2", BAD_CODE, "淮安市楚运粮油有限公司", "王强", "平桥镇 2 号", "平桥镇", "2015.3.8", "代码抄错"],
    ["3", valid_code(90_012), "淮安市楚运饮料有限公司", "李娜", "车桥镇 3 号", "车桥镇", FUTURE.isoformat(), "日期在将来"],
    ["4", TWICE, "淮安市楚运面粉有限公司", "赵敏", "车桥镇 4 号", "车桥镇", "2016年5月1日", ""],
    ["5", TWICE, "淮安市楚运面粉厂", "赵敏", "车桥镇 4 号", "车桥镇", "2016年5月1日", "重复"],
]
RIGHT_CODE = valid_code(90_014)


def workbook(headers: list[str], rows: list[list[object]], *, title: str = "") -> bytes:
    """An Excel file, with a merged title above the headers if there is one."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("企业名录")
        top = 0
        if title:
            sheet.merge_range(0, 0, 0, len(headers) - 1, title)
            top = 1
        for place, header in enumerate(headers):
            sheet.write(top, place, header)
        for number, row in enumerate(rows, start=top + 1):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
    return content.getvalue()


def upload(page: Page, content: bytes, name: str = "企业名录.xlsx") -> None:
    """From the list of imports to the page of columns."""
    page.goto("/enterprises/staff/imports/")
    page.locator("input[name=kind][value=enterprise]").check()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.locator("form[enctype] button[type=submit]").click()


def check_rows(page: Page) -> None:
    """Confirm the columns and wait, with the page, for the worker."""
    page.wait_for_url("**/columns/")
    page.locator("main form[method=post] .form-buttons button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("导入结果", timeout=30_000)


def test_an_import_with_its_mistakes_corrected(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    visitor = visit(state=desk.signed_in("clerk"))
    page = visitor.open()
    upload(page, workbook(HEADERS, ROWS, title="楚州区企业名录（2026 年）"))
    page.wait_for_url("**/columns/")
    expect(page.locator("main select").nth(1)).to_have_value("code")
    check_rows(page)
    refused = page.locator("main")
    page.goto(f"{page.url.partition('?')[0]}?show=refused")
    expect(refused).to_contain_text("校验位")
    expect(refused).to_contain_text("晚于今天")
    expect(refused).to_contain_text(TWICE)
    address = page.url.partition("?")[0]

    # While rows are refused nothing is taken over.
    page.goto(address)
    with visitor.expecting(409):
        page.locator("form[action$='/apply/'] button[type=submit]").click()
        page.wait_for_url("**/apply/")
        expect(page.locator("main")).to_contain_text("3 行未通过")
    assert stack.rows("SELECT count(*) FROM enterprises_enterprise WHERE code = ANY(%s)", [[GOOD, TWICE]]) == [(0,)]

    # The report is corrected and sent again: its columns are understood.
    report = page.request.get(f"{address}report/")
    assert report.ok
    upload(page, corrected(report.body()), name="企业名录（改）.xlsx")
    check_rows(page)
    page.locator("form[action$='/apply/'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("新增 4 行，变更 0 行", timeout=30_000)

    page.goto("/enterprises/staff/?q=楚运")
    expect(page.locator("main tbody tr")).to_have_count(4)
    page.get_by_role("link", name="淮安市楚运豆制品有限公司").click()
    expect(page.locator("main")).to_contain_text(GOOD)
    expect(page.locator("main")).to_contain_text("陈 刚")
    expect(page.locator("main")).to_contain_text("2015")
    # What happened is fetched after the page.
    expect(page.locator("section[aria-labelledby=timeline-title] a", has_text="查看变动记录")).to_have_count(0)


def corrected(report: bytes) -> bytes:
    """What a clerk does in Excel: the right code, a possible date, the double line taken out."""
    rows = CalamineWorkbook.from_filelike(BytesIO(report)).get_sheet_by_index(0).to_python()
    headers = [str(one) for one in rows[0]]
    code, founded = (next(place for place, header in enumerate(headers) if word in header) for word in ("信用代码", "成立日期"))
    kept = []
    for row in rows[1:]:
        if "重复" in [str(cell) for cell in row]:
            continue
        cells = list(row)
        if cells[code] == BAD_CODE:
            cells[code] = RIGHT_CODE
        if str(cells[founded]).startswith(FUTURE.isoformat()):
            cells[founded] = "2017-07-01"
        kept.append(cells)
    return workbook(headers, kept)


def test_a_spreadsheet_bomb_and_a_wrong_file_are_refused_in_words(visit: OpenVisit, desk: Desk) -> None:
    visitor = visit(state=desk.signed_in("clerk"))
    page = visitor.open()
    with visitor.expecting(422):
        upload(page, bomb())
        expect(page.locator("[data-error-summary]")).to_be_visible()
        upload(page, b"%PDF-1.7 this is no table", name="企业名录.xlsx")
        expect(page.locator("[data-error-summary]")).to_be_visible()


def bomb() -> bytes:
    """A workbook of a few hundred kilobytes that would unfold to 400 megabytes."""

    content = BytesIO(workbook(HEADERS, ROWS))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet2.xml", "w") as sheet:
        for _ in range(400):
            sheet.write(b" " * 1_000_000)
    return content.getvalue()


def test_the_register_can_be_taken_out_and_read_in_again(visit: OpenVisit, desk: Desk) -> None:
    """What the portal exports it understands: nothing changes."""
    page = visit(state=desk.signed_in("clerk")).open()
    export = page.request.get(f"/enterprises/staff/export/xlsx/?q={XINYUAN.code}")
    assert export.ok
    upload(page, export.body(), name="登记册.xlsx")
    check_rows(page)
    expect(page.locator("main")).to_contain_text("没有需要导入的内容")
