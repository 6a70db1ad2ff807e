"""Spreadsheets made for the tests, as bytes or files; nothing is taken from anybody's drawer."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

CODE = "91320803000000017B"
HEADERS = ("统一社会信用代码", "企业名称", "成立日期")


def workbook(rows: list[list[Any]], *, merged: tuple[str, ...] = (), sheets: tuple[str, ...] = ("数据",), date_1904: bool = False) -> bytes:
    """Rows from A1 of the last of the sheets; strings stay text. `merged` ranges must lie over one filled cell."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "date_1904": date_1904}) as book:
        pages = [book.add_worksheet(name) for name in sheets]
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    pages[-1].write_string(line, place, value)
                elif value is not None:
                    pages[-1].write(line, place, value)
        for area in merged:
            row, column = xlsxwriter.utility.xl_cell_to_rowcol(area.partition(":")[0])
            pages[-1].merge_range(area, rows[row][column])
    return out.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    """A packed file of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def repacked(book: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts put in place of its own; keys are `sheet`, `workbook` or `extra` for one more part."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "workbook": "xl/workbook.xml", "extra": "xl/media/picture1.bin"}
    with ZipFile(BytesIO(book)) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    return package(found | {names[key]: content for key, content in parts.items()})


def sheet_xml(cells: str, *, before: str = "", dimension: str = "A1") -> bytes:
    """A worksheet part with this content of `sheetData`."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'
    ).encode()


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet with these table rows."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="企业">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def ods_row(*values: str, more: str = "") -> str:
    """One row of text cells, then whatever is given."""
    cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in values)
    return f"<table:table-row>{cells}{more}</table:table-row>"


def upload(content: bytes, name: str = "企业名单.xlsx") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, content)


def saved(folder: Path, content: bytes, suffix: str = "") -> Path:
    """As a file whose name ends so."""
    path = folder / f"table{suffix}"
    path.write_bytes(content)
    return path
