"""Cases without an app of their own, and the files people hand in; for tests of papers. Built in memory, never read from disk."""

import struct
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bureau.models import Case
from tests.factories.bureau import OfficeFactory

AT = datetime(2026, 5, 8, 1, 30, tzinfo=UTC)


def make_case(number: str = "TS20260506000012", **values: Any) -> Case:
    """A complaint at the desk, received under order 121."""
    opened = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
    defaults = {"kind": "complaint", "title": "电热水壶漏电", "state": "submitted", "opened_at": opened, "updated_at": opened}
    if "office" not in values:
        defaults["office"] = OfficeFactory(desk=True)
    return Case.objects.create(number=number, **{**defaults, **values})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def photo(*, kind: str = "JPEG", size: tuple[int, int] = (60, 40), with_place: bool = False) -> bytes:
    """A picture, red on its left third; `with_place` puts it on its side with GPS, device and XMP, as a telephone does."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 3, size[1]))
    options: dict[str, Any] = {}
    if with_place:
        exif = Image.Exif()
        exif[0x0110] = "SecretPhone 9"
        exif[0x0112] = 6  # turn a quarter to the right when showing
        exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 30.0, 15.0), 3: "E", 4: (119.0, 8.0, 30.0)})
        notes = PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret-xmp</x:xmpmeta>")
        xmp = {"pnginfo": notes} if kind == "PNG" else {"xmp": b"<x:xmpmeta>secret-xmp</x:xmpmeta>", "comment": b"secret-comment"}
        options = {"exif": exif.tobytes(), **xmp}
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def office_file(main_part: str = "word/document.xml", *extra: str) -> bytes:
    """A package with the parts an Office file has."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for part in ("[Content_Types].xml", main_part, *extra):
            package.writestr(part, "<x/>")
    return buffer.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """One box of an MP4 file."""
    return struct.pack(">I4s", len(content) + 8, kind) + content


def video(brand: bytes = b"isom") -> bytes:
    """The skeleton of a recording whose owner's place stands in `udta` of the film and in `meta` of a track."""
    track = box(b"trak", box(b"tkhd", b"track-header") + box(b"meta", b"secret-track-place"))
    movie = box(b"moov", box(b"mvhd", b"movie-header") + track + box(b"udta", box(b"\xa9xyz", b"+33.5+119.1/secret-place")))
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"mdat", b"frames" * 100) + movie
