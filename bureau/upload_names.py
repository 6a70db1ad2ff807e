"""What a handed-in file may be called: the name is shown and sent back, never used as a path."""

import unicodedata
from pathlib import PurePosixPath

MAX_NAME = 120
# Order matters to a reader: an override can make "gpj.exe" look like "exe.jpg". Cf covers these and the zero-width characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = str.maketrans(dict.fromkeys('<>:"|?*\\/', "_"))


def printable(text: str) -> str:
    """The text in NFC without control, bidi, zero-width and private characters; line breaks and tabs become spaces."""
    spaced = "".join(" " if character in "\r\n\t" else character for character in text)
    return "".join(c for c in unicodedata.normalize("NFC", spaced) if unicodedata.category(c) not in _UNPRINTABLE)


def extension_of(name: str) -> str:
    """The lower-case extension without its dot, read after cleaning, so that a trailing dot or hidden character cannot hide it."""
    return PurePosixPath(clean_name(name)).suffix.lower().removeprefix(".")


def clean_name(name: str) -> str:
    """A name safe to show and to offer for download: last path part, printable, at most MAX_NAME characters, extension kept."""
    last = printable(name).replace("\\", "/").rsplit("/", 1)[-1].translate(_RESERVED)
    tidy = " ".join(last.split()).strip(". ") or "file"
    if len(tidy) <= MAX_NAME:
        return tidy
    suffix = PurePosixPath(tidy).suffix[:12]
    return tidy[: MAX_NAME - len(suffix)].rstrip() + suffix
