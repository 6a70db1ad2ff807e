"""The text of a PDF as a reader would copy it, through the fonts' ToUnicode maps: just enough of the format for what Typst writes."""

import re
import zlib
from collections.abc import Iterator

_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _objects(pdf: bytes) -> dict[int, bytes]:
    return {int(found[1]): found[2] for found in re.finditer(rb"(?s)\n(\d+) 0 obj\n(.*?)\nendobj", pdf)}


def _stream(body: bytes) -> bytes:
    found = re.search(rb"(?s)\nstream\n(.*)\nendstream", body)
    assert found is not None
    return zlib.decompress(found[1])


def _unicode_map(cmap: bytes) -> dict[int, str]:
    def text(digits: bytes) -> str:
        return bytes.fromhex(digits.decode()).decode("utf-16-be")

    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", cmap.split(b"beginbfchar", 1)[-1])
    return {int(code, 16): text(digits) for code, digits in pairs}


def _unescaped(literal: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        digits = found[1]
        return bytes([int(digits, 8)]) if digits.isdigit() else _ESCAPES.get(digits, digits)

    return re.sub(rb"(?s)\\([0-7]{1,3}|.)", plain, literal)


_TOKEN = re.compile(rb"(?s)/(f\d+) [\d.]+ Tf|(\()|(\))|<([0-9A-Fa-f]+)>|\\.")


def _fonts_and_strings(page: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(font name, nothing) or (nothing, string) in order of drawing. A literal string may hold balanced brackets; others are in hex."""
    depth = start = 0
    for token in _TOKEN.finditer(page):
        if token[1] and not depth:
            yield token[1], b""
        elif token[4] and not depth:
            yield b"", bytes.fromhex(token[4].decode())
        elif token[2]:
            depth += 1
            start = token.end() if depth == 1 else start
        elif token[3]:
            depth -= 1
            if not depth:
                yield b"", _unescaped(page[start : token.start()])


def pdf_text(pdf: bytes) -> str:
    """All text of all pages, without spaces and line breaks, because only their positions are in the file."""
    objects = _objects(pdf)
    found = []
    for page in (body for body in objects.values() if re.search(rb"/Type ?/Page\b", body)):
        fonts = _fonts_of(page, objects)
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None, "an empty page"
        current: dict[int, str] = {}
        for font, codes in _fonts_and_strings(b"\n".join(re.findall(rb"(?s)\nBT (.*?)\nET\n", _stream(objects[int(contents[1])])))):
            if font:
                current = fonts[font]
            found += [current[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2)]
    return re.sub(r"\s", "", "".join(found))


def _fonts_of(page: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """The fonts of one page by the names it calls them: another page may mean another font by the same name."""
    place = re.search(rb"/Resources (\d+) 0 R", page)
    resources = objects[int(place[1])] if place else page
    fonts = {}
    for listed in re.findall(rb"/Font<<(.*?)>>", resources):
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed):
            target = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            assert target is not None, "a font without a way back to characters"
            fonts[name] = _unicode_map(_stream(objects[int(target[1])]))
    return fonts
