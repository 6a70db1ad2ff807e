"""Matters that other authorities handle: said before the long form, with the number to call. Hints only; nothing is refused for them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parent / "data" / "other_authorities.json"
MAX_HINTS = 2


@dataclass(frozen=True, slots=True)
class Authority:
    """Who handles what, in both languages, and the words by which a text shows that it belongs there."""

    code: str
    phone: str
    name: str
    name_en: str
    matters: str
    matters_en: str
    keywords: tuple[str, ...]
    keywords_en: tuple[str, ...]

    def described(self) -> dict[str, Any]:
        """Name, matters and phone in the reader's language, and all words of both languages, as pages and scripts take them."""
        english = (get_language() or "").startswith("en")
        return {
            "code": self.code,
            "phone": self.phone,
            "name": self.name_en if english else self.name,
            "matters": self.matters_en if english else self.matters,
            "keywords": [*self.keywords, *self.keywords_en],
        }


@cache
def authorities() -> tuple[Authority, ...]:
    """All of them, in the order of the file."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(Authority(**{**row, "keywords": tuple(row["keywords"]), "keywords_en": tuple(row["keywords_en"])}) for row in rows)


def described_authorities() -> list[dict[str, Any]]:
    """All of them in the reader's language."""
    return [authority.described() for authority in authorities()]


def hints_for(text: str) -> list[dict[str, Any]]:
    """The authorities a text sounds like, best match first, at most `MAX_HINTS`; the same rule as in submission.js."""
    lowered = text.casefold()
    counted = [(sum(word in lowered for word in (*authority.keywords, *authority.keywords_en)), authority) for authority in authorities()]
    found = sorted((pair for pair in counted if pair[0]), key=lambda pair: -pair[0])
    return [authority.described() for _count, authority in found[:MAX_HINTS]]
