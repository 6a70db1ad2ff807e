"""Takes out of pictures and recordings what their owner did not mean to send: where they were taken, by which device, when.

Pictures are decoded and written anew, which also throws away anything hidden behind them. Recordings keep every frame and byte offset: the
boxes that hold titles, device and place are turned into empty `free` boxes where they lie.
"""

import struct
import warnings
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 80_000_000
JPEG_QUALITY = 92
# A colour profile larger than this is no profile of a camera or screen.
MAX_PROFILE_BYTES = 64 * 1024
PILLOW_FORMATS = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",)}
SAVE_OPTIONS: dict[str, dict[str, int]] = {"JPEG": {"quality": JPEG_QUALITY}, "PNG": {}, "WEBP": {"quality": JPEG_QUALITY}}

CONTAINERS = {b"moov", b"trak"}
TELLING = {b"udta", b"meta", b"uuid", b"XMP_"}
BLANK_CHUNK = 64 * 1024
MAX_BOXES = 10_000


class Unreadable(ValueError):
    """The content breaks off, is too large to open safely, or holds more than one picture."""


def clean_image(file: BinaryIO, content_type: str) -> BytesIO:
    """The picture upright, without EXIF, GPS, XMP and comments. Raises Unreadable for a damaged, moving or bomb-like picture."""
    file.seek(0)
    formats = PILLOW_FORMATS[content_type]
    with warnings.catch_warnings():
        # Pillow only warns up to twice its own limit; ours below decides.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=formats) as opened:
                return _rewritten(opened, formats[0])
        except (UnidentifiedImageError, OSError, SyntaxError, struct.error, ValueError, Image.DecompressionBombError) as error:
            raise Unreadable(str(error)) from error


def _rewritten(opened: Image.Image, target: str) -> BytesIO:
    if opened.width * opened.height > MAX_PIXELS:
        raise Unreadable("too many pixels")
    # A JPEG of format MPO holds a second view for 3-D screens; the first is the photo. Other pictures with frames move.
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        raise Unreadable("moving picture")
    profile = opened.info.get("icc_profile") or b""
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    mode = upright.mode
    plain = _plain_mode(upright, target)
    # Pixels only: a fresh image carries none of the text, comment or metadata chunks of the old one.
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    kept = {"icc_profile": profile} if profile and len(profile) <= MAX_PROFILE_BYTES and plain.mode == mode else {}
    result = BytesIO()
    fresh.save(result, target, **SAVE_OPTIONS[target], **kept)
    result.seek(0)
    return result


def _plain_mode(picture: Image.Image, target: str) -> Image.Image:
    """In a mode the target can hold; palettes are resolved so that their transparency survives."""
    if target == "JPEG":
        return picture if picture.mode in {"RGB", "L"} else picture.convert("RGB")
    if picture.mode in {"RGB", "RGBA", "L"}:
        return picture
    return picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")


def blank_recording(file: BinaryIO) -> int:
    """Empty the telling boxes of an MP4, MOV or M4A file in place; the number of boxes emptied. Raises Unreadable if it is broken."""
    end = file.seek(0, 2)
    pending = [(0, end)]
    seen = emptied = 0
    while pending:
        position, limit = pending.pop()
        while position + 8 <= limit:
            size, kind, body = _box(file, position, limit)
            seen += 1
            if seen > MAX_BOXES:
                raise Unreadable("too many boxes")
            if kind in CONTAINERS:
                pending.append((body, position + size))
            elif kind in TELLING:
                _empty(file, position, body, position + size)
                emptied += 1
            position += size
    return emptied


def _box(file: BinaryIO, position: int, limit: int) -> tuple[int, bytes, int]:
    """Size, type and start of the content of the box at `position`."""
    file.seek(position)
    header = file.read(16)
    size, kind = struct.unpack(">I4s", header[:8])
    body = position + 8
    if size == 1 and len(header) == 16:
        size, body = struct.unpack(">Q", header[8:])[0], position + 16
    elif size == 0:
        size = limit - position
    if size < body - position or position + size > limit:
        raise Unreadable("broken box")
    return size, kind, body


def _empty(file: BinaryIO, position: int, body: int, end: int) -> None:
    file.seek(position + 4)
    file.write(b"free")
    file.seek(body)
    remaining = end - body
    while remaining:
        step = min(remaining, BLANK_CHUNK)
        file.write(bytes(step))
        remaining -= step
