"""Payment references: short enough to be typed from a slip of paper, with two check digits, so that a slip of the finger is found.

"CF" and twelve digits, the last two by MOD 97 (as in an IBAN): every single wrong digit and every two swapped neighbours are noticed.
"""

import re
import secrets

PREFIX, DIGITS, MODULUS = "CF", 10, 97
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IN_TEXT = re.compile(r"C\s?F[\s-]?((?:[0-9OIL][\s-]?){12})(?![0-9])")


def reference_of(number: int) -> str:
    """The reference of a number of up to ten digits."""
    body = f"{number:0{DIGITS}d}"
    return f"{PREFIX}{body}{_check(body)}"


def new_reference() -> str:
    """A reference by chance; the table's unique column is what keeps it from being given twice."""
    return reference_of(secrets.randbelow(10**DIGITS))


def is_reference(text: str) -> bool:
    """Whether it is written as one and its check digits fit."""
    body, check = text[len(PREFIX) : -2], text[-2:]
    right_shape = text.startswith(PREFIX) and len(body) == DIGITS and text[len(PREFIX) :].isascii() and text[len(PREFIX) :].isdigit()
    return right_shape and _check(body) == check


def find_reference(text: str) -> str:
    """The first sound reference somebody wrote into a line of text, in whatever spacing; empty if there is none."""
    for match in _IN_TEXT.finditer(text.upper()):
        digits = re.sub(r"[\s-]", "", match.group(1)).translate(_TAKEN_FOR)
        if is_reference(PREFIX + digits):
            return PREFIX + digits
    return ""


def grouped(reference: str) -> str:
    """As it is read aloud and printed: CF12 3456 7890 12."""
    return " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))


def _check(body: str) -> str:
    return f"{MODULUS + 1 - int(body + '00') % MODULUS:02d}"
