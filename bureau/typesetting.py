"""Turns the frozen text of a letter into PDF/A bytes. Pure: the same input gives the same bytes on every machine, so a hash can prove it.

Values reach the template as one JSON text in `sys.inputs`, never as Typst source: whatever a citizen wrote is printed, not run. Fonts come
from a package, never from the machine. PDF/A forbids a character without a glyph, so what the font lacks is printed as 〓 and explained.
"""

import json
import struct
import unicodedata
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn as noto
import segno
import typst
from django.conf import settings

SHANGHAI = timezone(timedelta(hours=8))
PDF_STANDARD: Literal["a-2b"] = "a-2b"
# 〓 is what Chinese printers set for a character they have no type for.
MISSING_GLYPH = "〓"
_CMAP_FULL = 12


class TypesettingError(RuntimeError):
    """The template cannot be set with this text."""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(noto.serif_path().parent)])


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points the letter font has a glyph for, read from its `cmap` table (format 12 lists ranges of code points)."""
    data = noto.serif_path().read_bytes()
    (table_count,) = struct.unpack_from(">H", data, 4)
    tables = {tag: offset for tag, _sum, offset, _length in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * table_count])}
    cmap = tables[b"cmap"]
    (map_count,) = struct.unpack_from(">H", data, cmap + 2)
    for _platform, _encoding, offset in struct.iter_unpack(">HHI", data[cmap + 4 : cmap + 4 + 8 * map_count]):
        start = cmap + offset
        layout, group_count = struct.unpack_from(">H10xI", data, start)
        if layout == _CMAP_FULL:
            groups = struct.iter_unpack(">III", data[start + 16 : start + 16 + 12 * group_count])
            return frozenset(code for first, last, _glyph in groups for code in range(first, last + 1))
    raise TypesettingError("The letter font has no full character table.")


def printable_line(text: str) -> str:
    """The text as it can be set: control, bidi and zero-width characters gone, line breaks kept, unknown characters as 〓."""
    known = drawable()
    kept = (c for c in unicodedata.normalize("NFC", text) if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return "".join(c if c == "\n" or ord(c) in known else MISSING_GLYPH for c in kept)


def _settable(value: Any) -> Any:
    if isinstance(value, str):
        return printable_line(value)
    if isinstance(value, list):
        return [_settable(item) for item in value]
    if isinstance(value, dict):
        return {key: _settable(item) for key, item in value.items()}
    return value


def qr_svg(text: str) -> str:
    """The text as a QR code drawing; medium error correction survives a fold or a stamp."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()


def template_root() -> Path:
    """Where the Typst sources of letters are."""
    return Path(settings.BASE_DIR) / "templates" / "documents"


def typeset(template: str, letter: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF/A-2b of a letter. `letter` holds texts, lists and dicts of texts; `at` is written into the file as its date.

    Raises TypesettingError.
    """
    settable = _settable(letter)
    text = json.dumps(settable, ensure_ascii=False)
    settable["has_missing_glyph"] = MISSING_GLYPH in text
    root = template_root()
    try:
        pdf = typst.Compiler(root=root, font_paths=_fonts(), ignore_system_fonts=True).compile(
            root / f"{template}.typ",
            format="pdf",
            sys_inputs={"letter": json.dumps(settable, ensure_ascii=False), "qr": qr_svg(letter["verify_url"])},
            pdf_standards=[PDF_STANDARD],
            timestamp=at.astimezone(SHANGHAI).replace(microsecond=0),
        )
    except RuntimeError as error:  # TypstError is one; a missing template is a plain RuntimeError
        raise TypesettingError(f"{template}: {error}") from error
    if not isinstance(pdf, bytes):
        raise TypesettingError(f"{template}: no PDF came out")
    return pdf
