"""Text tables: csv, tsv and what spreadsheet programs call so, in the encodings Chinese offices use."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from enterprises.imports.limits import COLUMNS, FILE_BYTES, MEGABYTE, ROWS
from enterprises.imports.refusals import FileRefused

# Plain ASCII with its line ends, the signs and characters of Chinese, full-width forms.
ORDINARY = re.compile("[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…·]")
SAMPLE_LINES = 30
DELIMITERS = (",", "\t", ";", "|", "，")
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def find_encoding(path: Path) -> str:
    """utf-8 (with or without mark), utf-16 or gb18030, whichever reads the whole file. Raises FileRefused `unknown-encoding`."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        unmarked = unmarked_utf_16(head)
        candidates = (unmarked,) if unmarked else ("utf-8", "gb18030")
    for encoding in candidates:
        if _reads_all(path, encoding):
            return encoding
    raise FileRefused("unknown-encoding")


def unmarked_utf_16(head: bytes) -> str:
    """Which UTF-16 the beginning of a file is in although it has no mark; "" if in none.

    Figures, commas and line ends have a zero byte there, which no other text has; then nearly all must be signs of a table.
    """
    if 0 not in head:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if len(ORDINARY.findall(text)) >= 0.95 * len(text):
            return encoding
    return ""


def _reads_all(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(MEGABYTE):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def find_delimiter(path: Path, encoding: str) -> str:
    """The sign that splits most of the first lines into the same number of cells; a comma if none does."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for _number, line in zip(range(SAMPLE_LINES), file, strict=False) if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        counts = [width for line in lines if (width := len(next(csv.reader([line], delimiter=sign), [])) - 1) > 0]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual), usual

    return max(DELIMITERS, key=evenness)


def read_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Every row with the number a spreadsheet program would show. Raises FileRefused for an unreadable file or one beyond the limits."""
    encoding = find_encoding(path)
    delimiter = find_delimiter(path, encoding)
    csv.field_size_limit(FILE_BYTES)
    with path.open(encoding=encoding, newline="") as file:
        line = 0
        try:
            for line, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=False), start=1):
                if line > ROWS:
                    raise FileRefused("too-many-rows", rows=f"> {ROWS}", limit=ROWS)
                if len(cells) > COLUMNS and any(cells[COLUMNS:]):
                    raise FileRefused("too-many-columns", columns=len(cells), limit=COLUMNS)
                if any(len(cell) > 32_767 for cell in cells):
                    raise FileRefused("open-quote", line=line)
                yield line, [cell if cell and not cell.isspace() else None for cell in cells]
        except csv.Error as error:
            raise FileRefused("open-quote", line=line + 1) from error


def count_lines(path: Path) -> int:
    """About how many rows: the line ends of the file."""
    count = 0
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            count += chunk.count(b"\n")
    return count + 1
