"""One sheet of an uploaded file as rows of raw cells, whatever kind of file it is. Streams: the file is never held as a whole.

The container was checked when it was uploaded (`packages`, `uploads`); unpacking runs in a process with bounded memory (`unpack`).
"""

import marshal
import struct
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.files import File

from enterprises.imports import delimited
from enterprises.imports.errors import FileGone
from enterprises.imports.headers import find_header, known_headers, show_header
from enterprises.imports.limits import COLUMNS, HEADER_DEPTH, MEGABYTE, MERGED_CELLS, ROWS, UNPACKER_BYTES, UNPACKER_SECONDS
from enterprises.imports.refusals import FileRefused
from enterprises.models import ImportRun

PROGRAM = Path(__file__).with_name("unpack.py")
WORKBOOK_OPENINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
Rows = Generator[tuple[int, list[Any]], None, None]


@dataclass(slots=True)
class Sheet:
    """One sheet. `header_row` and line numbers are as a spreadsheet program shows them, from 1.

    `headers` are the header cells as people read them, trailing blanks dropped; `sheets` the names of all visible sheets (none for a
    text table); `estimated_rows` is an upper bound; `title_rows` the filled rows near the top.
    """

    path: Path
    sheets: list[str]
    name: str
    from_1904: bool
    estimated_rows: int
    header_row: int
    headers: list[str]
    title_rows: list[tuple[int, list[Any]]]
    _rest: Rows | None
    _wanted: str
    _copy: IO[bytes] | None = field(default=None, repr=False)

    def rows(self) -> Rows:
        """Filled rows below the header row: line and raw cells, cut or padded to the headers. A header repeated further down is left out.

        Can be called again: the file is read anew then. Raises FileRefused if it turns out unreadable further down.
        """
        stream, self._rest = self._rest or _stream(self.path, self._wanted)[1], None
        width, header_row = len(self.headers), self.header_row
        repeated = [header or None for header in self.headers]
        for line, cells in stream:
            if line <= header_row:
                continue
            row = cells[:width] if len(cells) >= width else cells + [None] * (width - len(cells))
            if row.count(None) == width or _is_blank(row):
                continue
            if row[0] == repeated[0] and [show_header(cell) or None for cell in row] == repeated:
                continue
            yield line, row

    def close(self) -> None:
        """Stop reading before the end."""
        if self._rest is not None:
            self._rest.close()
        self._rest = None


def open_sheet(run: ImportRun) -> Sheet:
    """The sheet of a run, its header row found unless the run names one. Raises FileRefused, FileGone."""
    try:
        path, copy = _local(run.file)
    except (ValueError, FileNotFoundError) as error:  # the row or the storage has no file any more
        raise FileGone from error
    opened = open_path(path, sheet=run.sheet, header_row=run.header_row, known=known_headers(run.kind))
    opened._copy = copy
    return opened


def open_path(path: Path, *, sheet: str = "", header_row: int = 0, known: Mapping[str, str]) -> Sheet:
    """The sheet with this name ("" is the first visible one with cells). Raises FileRefused.

    The path must end as `uploads.check_content` says: the library that reads it goes by that.
    """
    shape, stream = _stream(path, sheet)
    top: list[tuple[int, list[Any]]] = []
    for line, cells in stream:
        top.append((line, cells))
        if line >= max(HEADER_DEPTH, header_row):
            break
    filled = [(line, cells) for line, cells in top if not _is_blank(cells)]
    found = header_row or find_header(filled[:HEADER_DEPTH], known)
    header = next((cells for line, cells in filled if line == found), None)
    if header is None:
        raise FileRefused("no-such-row", line=header_row) if header_row else FileRefused("no-rows")
    headers = [show_header(cell) for cell in header]
    while headers and not headers[-1]:
        headers.pop()
    return Sheet(
        path=path,
        sheets=shape["sheets"],
        name=shape["sheet"],
        from_1904=shape["from_1904"],
        estimated_rows=max(shape["rows"] - found, 0),
        header_row=found,
        headers=headers,
        title_rows=filled,
        _rest=_resumed(top, stream),
        _wanted=sheet,
    )


def is_workbook(path: Path) -> bool:
    """Whether it is a packed or an old workbook rather than text."""
    with path.open("rb") as file:
        return file.read(8).startswith(WORKBOOK_OPENINGS)


def _is_blank(cells: list[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _local(stored: File) -> tuple[Path, IO[bytes] | None]:
    """A path to the file: its own where the storage is a folder, else of a copy that lives as long as the second value."""
    try:
        path = Path(stored.path)  # type: ignore[attr-defined]  # FieldFile has it
        if not path.is_file():
            raise FileNotFoundError(path)
        return path, None
    except NotImplementedError:
        copy = NamedTemporaryFile(prefix="import-", suffix=Path(str(stored.name)).suffix)  # noqa: SIM115 - the sheet keeps it open
        with stored.open("rb") as content:
            for chunk in iter(lambda: content.read(MEGABYTE), b""):
                copy.write(chunk)
        copy.flush()
        return Path(copy.name), copy


def _stream(path: Path, sheet: str) -> tuple[dict[str, Any], Rows]:
    if is_workbook(path):
        return _unpacked(path, sheet)
    shape = {"sheets": [], "sheet": "", "from_1904": False, "rows": delimited.count_lines(path)}
    return shape, _resumed(delimited.read_rows(path))


def _unpacked(path: Path, sheet: str) -> tuple[dict[str, Any], Rows]:
    """What the sheet is and its rows, from the bounded process. The process ends with the iterator."""
    frames = _frames(path, sheet)
    shape: dict[str, Any] = next(frames)
    return shape, _resumed(enumerate(chain.from_iterable(frames), start=1))


def _resumed(*parts: Iterable[tuple[int, list[Any]]]) -> Rows:
    """The parts one after the other; unlike a chain it can be closed."""
    for part in parts:
        yield from part


def _frames(path: Path, sheet: str) -> Iterator[Any]:
    limits = map(str, (ROWS, COLUMNS, MERGED_CELLS, UNPACKER_BYTES, UNPACKER_SECONDS))
    # -P: the program's folder is not a place to import from. Arguments are a list, no shell sees them.
    command = [sys.executable, "-P", str(PROGRAM), str(path), sheet, *limits]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    pipe = process.stdout
    try:
        while (value := _frame(pipe)) is not None:
            if isinstance(value, dict) and "refused" in value:
                raise FileRefused(value.pop("refused"), **value)
            yield value
    except EOFError as error:
        # It ended without saying so: out of memory or time (a signal), or a file its library fails on.
        raise FileRefused("too-much-inside" if process.wait() < 0 else "damaged") from error
    finally:
        process.kill()
        process.wait()
        if pipe is not None:
            pipe.close()


def _frame(pipe: IO[bytes] | None) -> Any:
    head = pipe.read(4) if pipe is not None else b""
    if len(head) < 4:
        raise EOFError
    content = pipe.read(struct.unpack("<I", head)[0]) if pipe is not None else b""
    # Our own program wrote it, from plain values only.
    return marshal.loads(content)  # noqa: S302
