"""A small program that turns one sheet of a workbook into plain rows on its output. Run by `workbook`, never imported.

It is a process of its own so that its memory and time can be bounded: whatever a workbook is made of, the worst it can do is to end
this process. Output: frames of four bytes of length and a marshalled value; first the sheets, then what the sheet is, then lists of
rows, then None. A row's cells are None, str, int or float; dates come as ISO text.
"""

import marshal
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import python_calamine as calamine

try:
    import resource

    HAS_LIMITS = True
except ImportError:  # a system without them; the checks before unpacking still hold
    HAS_LIMITS = False

BATCH = 500
PLAIN = (str, float, int)
COUNTS_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](1|true)[\"']", re.IGNORECASE)


def limit(memory: int, seconds: int) -> None:
    """No more than so many bytes and seconds of work for this process."""
    if not HAS_LIMITS:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def counts_from_1904(path: str) -> bool:
    """Whether the workbook counts its days from 1904, as those made on old Macs do."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        if "xl/workbook.xml" not in package.namelist():
            return False
        with package.open("xl/workbook.xml") as part:
            return bool(COUNTS_FROM_1904.search(part.read(1024 * 1024)))


def plain(cell: Any) -> Any:
    """A cell as marshal can carry it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ", "seconds")
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


class Merged:
    """Fills merged cells with what their first cell says, row by row."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]], last_row: int, last_column: int) -> None:
        self.starting: dict[int, list[tuple[int, int, int]]] = {}
        self.open: list[tuple[int, int, int, Any]] = []
        self.area = 0
        for (top, left), (bottom, right) in ranges:
            bottom, right = min(bottom, last_row), min(right, last_column)
            if bottom >= top and right >= left:
                self.starting.setdefault(top, []).append((bottom, left, right))
                self.area += (bottom - top + 1) * (right - left + 1)

    def fill(self, number: int, row: list[Any]) -> None:
        """Fill one row. Rows must come in order."""
        if number in self.starting:
            self.open += [(bottom, left, right, row[left]) for bottom, left, right in self.starting[number]]
        if self.open:
            self.open = [one for one in self.open if one[0] >= number]
            for _bottom, left, right, value in self.open:
                for place in range(left, right + 1):
                    if row[place] is None:
                        row[place] = value


def rows_of(sheet: Any, merged: Merged) -> Iterator[list[Any]]:
    """Every row of the sheet from A1 on."""
    # The library gives the empty rows above the first filled one, but not the empty columns on its left.
    left = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows()):
        row = left + [(None if cell == "" else cell) if type(cell) in PLAIN else plain(cell) for cell in cells]
        merged.fill(number, row)
        yield row


def first_filled(book: Any, names: list[str]) -> Any:
    """The first of these sheets that has a filled cell; None if none has."""
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None and sheet.end is not None:
            return sheet
    return None


def send(value: Any, out: BinaryIO) -> None:
    """One frame."""
    content = marshal.dumps(value)
    out.write(struct.pack("<I", len(content)) + content)


def unpack(path: str, wanted: str, most_rows: int, most_columns: int, most_merged: int, out: BinaryIO) -> None:
    """Send sheets, the sheet's shape and its rows; or a frame {"refused": code, …} and nothing more."""
    book = calamine.CalamineWorkbook.from_path(path)
    usable = [
        one.name
        for one in book.sheets_metadata
        if one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible
    ]
    if not usable or (wanted and wanted not in usable):
        return send({"refused": "no-such-sheet", "sheet": wanted} if usable else {"refused": "no-sheet"}, out)
    sheet = first_filled(book, [wanted] if wanted else usable)
    if sheet is None:
        return send({"refused": "no-rows"}, out)
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if rows > most_rows:
        return send({"refused": "too-many-rows", "rows": rows, "limit": most_rows}, out)
    if columns > most_columns:
        return send({"refused": "too-many-columns", "columns": columns, "limit": most_columns}, out)
    merged = Merged(sheet.merged_cell_ranges or [], *sheet.end)
    if merged.area > most_merged:
        return send({"refused": "too-many-merged"}, out)
    send({"sheets": usable, "sheet": sheet.name, "rows": rows, "from_1904": counts_from_1904(path)}, out)
    batch: list[list[Any]] = []
    for row in rows_of(sheet, merged):
        batch.append(row)
        if len(batch) == BATCH:
            send(batch, out)
            batch.clear()
    send(batch, out)
    return send(None, out)


def main() -> None:
    """Arguments: path, sheet ("" for the first), most rows, most columns, most merged cells, most bytes, most seconds."""
    path, wanted, *numbers = sys.argv[1:]
    most_rows, most_columns, most_merged, memory, seconds = map(int, numbers)
    limit(memory, seconds)
    out = sys.stdout.buffer
    try:
        unpack(path, wanted, most_rows, most_columns, most_merged, out)
        out.flush()
    except calamine.PasswordError:
        send({"refused": "encrypted"}, out)
    except calamine.CalamineError as error:
        # The library has a limit of its own for cells repeated in OpenDocument.
        send({"refused": "too-much-inside" if "limit" in str(error) else "damaged"}, out)
    except MemoryError:
        send({"refused": "too-much-inside"}, out)
    except BrokenPipeError:
        # The reader has seen enough. Nothing is left to be written, not even by the interpreter on its way out.
        sys.stderr.close()


if __name__ == "__main__":
    main()
