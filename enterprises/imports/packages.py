"""What a packed workbook (xlsx, xlsm, ods) is made of, judged before any spreadsheet library sees it and before more than a little of it
is unpacked.

First the table of contents: number of parts, sizes they claim, how tightly they are packed, passwords, archives inside. Then every part
is unpacked piece by piece, never beyond the size it claims, and thrown away: what a part claims must be true, because the library that
reads it later would believe it; XML must not define entities; and no cell may lie so far out that a table reaching to it fills the memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from enterprises.imports.limits import COLUMNS, ENTRIES, MEGABYTE, PACKED_RATIO, RATIO_COUNTS_FROM, ROWS, UNPACKED_BYTES
from enterprises.imports.refusals import FileRefused

PIECE = MEGABYTE
LOCAL_HEADER = 30
END_OF_CONTENTS, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
END_LENGTH, COMMENT_LENGTH = 22, 65_535
CONTENTS_BYTES = MEGABYTE
ARCHIVES = frozenset((".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".jar", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods"))
ARCHIVE_OPENINGS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
XML = frozenset((".xml", ".rels"))
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Cells beyond column Z or row 99,999; ordinary tables have few of them, so that looking costs next to nothing.
FAR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,}(?=[0-9])|[A-Z])([0-9]+)"[^>]*>')
FAR = re.compile(rb' r="(?:[A-Z]{2,}[0-9]|[A-Z][0-9]{6})')
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
LONGEST_TAG = 64 * 1024


def check_package(path: Path) -> str:
    """What sort of workbook it is: `xlsx` or `ods`. Raises FileRefused for anything else and for anything out of proportion."""
    with path.open("rb") as file:
        _check_end(file)
        try:
            with zipfile.ZipFile(file) as package:
                entries = package.infolist()
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise FileRefused("damaged") from error
        _check_sizes(entries, path.stat().st_size)
        sort = _sort_of({entry.filename for entry in entries})
        for entry in entries:
            _check_part(file, entry)
    return sort


def _check_end(file: BinaryIO) -> None:
    """The table of contents must be small: reading it makes an object of every line."""
    size = file.seek(0, 2)
    file.seek(max(size - END_LENGTH - COMMENT_LENGTH, 0))
    tail = file.read()
    end = tail.rfind(END_OF_CONTENTS)
    if end < 0 or len(tail) < end + END_LENGTH:
        raise FileRefused("damaged")
    if tail.rfind(ZIP64_LOCATOR) >= 0:
        raise FileRefused("false-sizes")
    entries, contents = struct.unpack("<HI", tail[end + 10 : end + 16])
    if entries > ENTRIES or contents > CONTENTS_BYTES:
        raise FileRefused("too-many-parts", entries=entries, limit=ENTRIES)


def _check_sizes(entries: Sequence[zipfile.ZipInfo], packed: int) -> None:
    """By what the table of contents claims; nothing is unpacked."""
    if len(entries) > ENTRIES:
        raise FileRefused("too-many-parts", entries=len(entries), limit=ENTRIES)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_BYTES:
        raise FileRefused("unpacks-too-big", size=unpacked // MEGABYTE, limit=UNPACKED_BYTES // MEGABYTE)
    if unpacked > RATIO_COUNTS_FROM and unpacked > PACKED_RATIO * packed:
        raise FileRefused("packed-too-tightly", ratio=unpacked // max(packed, 1))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted")
    for entry in entries:
        if PurePosixPath(entry.filename.lower()).suffix in ARCHIVES:
            raise FileRefused("nested-archive", name=PurePosixPath(entry.filename).name[:60])


def _sort_of(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise FileRefused("binary-workbook")
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise FileRefused("wrong-type", really=_("a packed file, but no workbook"))


def _check_part(file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    is_xml = PurePosixPath(entry.filename.lower()).suffix in XML
    is_sheet = bool(SHEET.fullmatch(entry.filename))
    is_manifest = entry.filename == "META-INF/manifest.xml"
    rest = b""
    for number, piece in enumerate(inflated(file, entry)):
        if number == 0 and piece.startswith(ARCHIVE_OPENINGS):
            raise FileRefused("nested-archive", name=PurePosixPath(entry.filename).name[:60])
        if not is_xml:
            continue
        # A tag cut in two by the end of a piece is looked at together with the next piece.
        text = rest + piece
        cut = text.rfind(b"<")
        whole, rest = (text, b"") if cut < 0 else (text[:cut], text[cut:])
        if len(rest) > LONGEST_TAG and b">" not in rest:
            raise FileRefused("damaged")
        _check_xml(whole, is_sheet=is_sheet, is_manifest=is_manifest)
    _check_xml(rest, is_sheet=is_sheet, is_manifest=is_manifest)


def _check_xml(text: bytes, *, is_sheet: bool, is_manifest: bool) -> None:
    if b"<!" in text and DECLARATION.search(text):
        raise FileRefused("entity-tricks")
    if is_manifest and b"encryption-data" in text:
        raise FileRefused("encrypted")
    if is_sheet and FAR.search(text):
        _check_far_cells(text)


def _check_far_cells(text: bytes) -> None:
    """Cells that hold something. Empty formatted ones reach to the last column and row in many a good workbook, and cost nothing."""
    for match in FAR_CELL.finditer(text):
        if match[0].endswith(b"/>"):
            continue
        row, column = int(match[2]), column_number(match[1])
        if row > ROWS:
            raise FileRefused("too-many-rows", rows=row, limit=ROWS)
        if column > COLUMNS:
            raise FileRefused("too-many-columns", columns=column, limit=COLUMNS)


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def inflated(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces of at most PIECE bytes. Raises FileRefused as soon as there is more of it than it claims."""
    file.seek(entry.header_offset)
    head = file.read(LOCAL_HEADER)
    if len(head) < LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise FileRefused("damaged")
    file.seek(sum(struct.unpack("<HH", head[26:30])), 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        pieces = _stored(file, entry)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _deflated(file, entry)
    else:
        raise FileRefused("damaged")
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > entry.file_size:
            raise FileRefused("false-sizes")
        yield piece
    if count != entry.file_size:
        raise FileRefused("false-sizes")


def _stored(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    while left > 0 and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


def _deflated(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    unpacker, left = zlib.decompressobj(-zlib.MAX_WBITS), entry.compress_size
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = file.read(min(PIECE // 16, left))
                left -= len(packed)
                if not packed:
                    break
            if piece := unpacker.decompress(packed, PIECE):
                yield piece
    except zlib.error as error:
        raise FileRefused("damaged") from error
