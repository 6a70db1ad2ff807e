"""What a handed-in file really is, judged by its content. Pure: bytes in, a verdict out.

`KINDS` is the whole list of what the bureau takes. Each kind has its own strict check; puremagic only puts a name to what is refused.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD_BYTES = 4096
PDF_TAIL_BYTES = 2048
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE_MAX_ENTRIES = 5000
OFFICE_MAX_UNPACKED = 200 * 1024 * 1024
MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"hvc1", b"M4V ", b"M4VP", b"MSNV", b"dash"}
M4A_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"isom", b"mp41"}
# QuickTime files made before 2001 begin with one of these instead of a brand.
MOV_OPENINGS = {b"moov", b"mdat", b"wide", b"free", b"skip"}

Check = Callable[[bytes, BinaryIO], bool]


@dataclass(frozen=True)
class Kind:
    """One sort of file the bureau takes."""

    extensions: tuple[str, ...]
    content_type: str
    label: str | Promise
    group: str
    check: Check


def _starts(*openings: bytes) -> Check:
    return lambda head, _file: head.startswith(openings)


def _is_webp(head: bytes, _file: BinaryIO) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_pdf(head: bytes, file: BinaryIO) -> bool:
    """Begins at byte 0 (so that nothing else can be in front of it) and has an end."""
    file.seek(0, 2)
    file.seek(max(file.tell() - PDF_TAIL_BYTES, 0))
    return head.startswith(b"%PDF-") and b"%%EOF" in file.read(PDF_TAIL_BYTES)


def _has_brand(brands: set[bytes]) -> Check:
    return lambda head, _file: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_mov(head: bytes, _file: BinaryIO) -> bool:
    return (head[4:8] == b"ftyp" and head[8:12] == b"qt  ") or head[4:8] in MOV_OPENINGS


def _is_mp3(head: bytes, _file: BinaryIO) -> bool:
    """An ID3 tag, or an MPEG audio frame of layer III with a legal bit rate and sampling rate."""
    if head[:3] == b"ID3":
        return True
    frame = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return frame and head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C


def _is_office_zip(main_part: str) -> Check:
    """An Office Open XML package with that main part: no macros, no password on it, no bomb."""

    def check(head: bytes, file: BinaryIO) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            file.seek(0)
            with zipfile.ZipFile(file) as package:
                entries = package.infolist()
        except zipfile.BadZipFile:
            return False
        names = {entry.filename for entry in entries}
        sound = len(entries) <= OFFICE_MAX_ENTRIES and sum(entry.file_size for entry in entries) <= OFFICE_MAX_UNPACKED
        plain = not any(entry.flag_bits & 1 or entry.filename.lower().endswith("vbaproject.bin") for entry in entries)
        return sound and plain and {"[Content_Types].xml", main_part} <= names

    return check


def _is_ole(*streams: str) -> Check:
    """An old Office file: a compound file that names one of these streams and holds no macro project."""

    def check(head: bytes, file: BinaryIO) -> bool:
        if not head.startswith(OLE_MAGIC):
            return False
        file.seek(0)
        content = file.read()
        return any(name.encode("utf-16-le") in content for name in streams) and "_VBA_PROJECT".encode("utf-16-le") not in content

    return check


KINDS: tuple[Kind, ...] = (
    Kind(("jpg", "jpeg"), "image/jpeg", _("JPEG image"), "image", _starts(b"\xff\xd8\xff")),
    Kind(("png",), "image/png", _("PNG image"), "image", _starts(b"\x89PNG\r\n\x1a\n")),
    Kind(("webp",), "image/webp", _("WebP image"), "image", _is_webp),
    Kind(("pdf",), "application/pdf", _("PDF document"), "document", _is_pdf),
    Kind(
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _("Word document"),
        "document",
        _is_office_zip("word/document.xml"),
    ),
    Kind(
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("Excel workbook"),
        "document",
        _is_office_zip("xl/workbook.xml"),
    ),
    Kind(("doc", "wps"), "application/msword", _("Word document (old format)"), "document", _is_ole("WordDocument")),
    Kind(("xls",), "application/vnd.ms-excel", _("Excel workbook (old format)"), "document", _is_ole("Workbook", "Book")),
    # mp4 before m4a: some recorders write an mp4 brand into an m4a, and a file of that brand with a wrong name is called a video.
    Kind(("mp4",), "video/mp4", _("MP4 video"), "media", _has_brand(MP4_BRANDS)),
    Kind(("m4a",), "audio/mp4", _("M4A sound recording"), "media", _has_brand(M4A_BRANDS)),
    Kind(("mov",), "video/quicktime", _("MOV video"), "media", _is_mov),
    Kind(("mp3",), "audio/mpeg", _("MP3 sound recording"), "media", _is_mp3),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
# For the `accept` attribute of a file input; an iPhone then turns HEIC photos into JPEG by itself.
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)

# Names for what people send most often under a wrong name; anything else gets puremagic's own word for it.
_STRANGERS: tuple[tuple[bytes, str | Promise], ...] = (
    (b"MZ", _("a Windows program")),
    (b"\x7fELF", _("a Linux program")),
    (b"#!", _("a script")),
    (b"GIF8", _("a GIF image")),
    (b"Rar!", _("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", _("a 7z archive")),
    (b"PK\x03\x04", _("a ZIP archive or an Office file with macros")),
    (OLE_MAGIC, _("an old Office file with macros or a password")),
)
_HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc"}


def matches(kind: Kind, head: bytes, file: BinaryIO) -> bool:
    """Whether the content is what the kind promises. Moves the file's position."""
    return kind.check(head, file)


def name_content(head: bytes, file: BinaryIO) -> str:
    """In the reader's language, what the content is."""
    for kind in KINDS:
        if kind.check(head, file):
            return str(kind.label)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return str(_("an HEIC image of an iPhone"))
    lowered = head[:512].lstrip().lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")):
        return str(_("a web page or drawing that can contain program code"))
    for opening, label in _STRANGERS:
        if head.startswith(opening):
            return str(label)
    try:
        return puremagic.magic_string(head)[0].name
    except puremagic.PureError:
        return str(_("something the portal does not know"))
