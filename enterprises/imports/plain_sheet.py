"""Writes a workbook of one sheet of text, fast and row by row: a report of 100,000 rows in seconds where a full writer takes a minute.

Every cell is text (format “@”, inline string): nothing is run as a formula, and codes keep their digits when the sheet is saved again.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

CELL_LENGTH = 32_767
FLUSH_ROWS = 500
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>'
)


def write_sheet(path: Path, *, name: str, headers: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
    """The workbook at `path`; `widths` in characters, one for each header. Rows are taken one at a time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for part, content in _fixed_parts(name).items():
            package.writestr(part, content)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            columns = "".join(
                f'<col min="{place}" max="{place}" width="{width}" style="0" customWidth="1"/>'
                for place, width in enumerate(widths, start=1)
            )
            frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            sheet.write(
                f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
                f"<cols>{columns}</cols><sheetData>{_row(1, headers, style=1)}".encode()
            )
            waiting: list[str] = []
            for number, row in enumerate(rows, start=2):
                waiting.append(_row(number, row, style=0))
                if len(waiting) == FLUSH_ROWS:
                    sheet.write("".join(waiting).encode())
                    waiting.clear()
            sheet.write(f"{''.join(waiting)}</sheetData></worksheet>".encode())


def letters(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name


LETTERS = [letters(place) for place in range(300)]


def _row(number: int, cells: Sequence[str], *, style: int) -> str:
    written = [
        f'<c r="{LETTERS[place]}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _text(cell: str) -> str:
    if cell.isalnum():
        return cell[:CELL_LENGTH]
    return escape(UNWRITABLE.sub("", cell[:CELL_LENGTH]))


def _fixed_parts(name: str) -> dict[str, str]:
    """What every workbook has around its sheet."""
    types = {
        "/xl/workbook.xml": f"{SHEET_TYPE}.sheet.main+xml",
        "/xl/worksheets/sheet1.xml": f"{SHEET_TYPE}.worksheet+xml",
        "/xl/styles.xml": f"{SHEET_TYPE}.styles+xml",
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{rels}{overrides}</Types>',
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.xml"}),
        "xl/_rels/workbook.xml.rels": _relations({"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name[:31])} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/styles.xml": STYLES,
    }


def _relations(targets: dict[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'
