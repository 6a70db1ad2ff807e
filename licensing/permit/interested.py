"""Interested parties of a permit matter (行政许可法 46, 47): who is told of the hearing by text message, and who has to be served by hand.

Staff write one a line, name and telephone number. The number goes sealed into a party of the matter; the hearing keeps the names alone,
because they are printed on letters everybody concerned reads.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from bureau.models import Party
from bureau.phones import MOBILE, clean_phone

PART = Party.Part.THIRD_PARTY
# A number inside a line: digits with separators, at least as many as a landline has.
NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\s\-]?\d){6,17}(?!\d)")
AROUND = " \t,，;；:：、()（）"


@dataclass(frozen=True, slots=True)
class Interested:
    """One line: who, and the number found in it, empty for none."""

    name: str
    phone: str = ""

    @property
    def is_texted(self) -> bool:
        """Whether a text message reaches them; everybody else is served by hand."""
        return MOBILE.fullmatch(self.phone) is not None


def read_lines(text: str) -> list[Interested]:
    """The lines as typed. What looks like a number and is none stays with the name."""
    return [_read(line) for line in text.splitlines() if line.strip(AROUND)]


def _read(line: str) -> Interested:
    found = NUMBER.search(line)
    try:
        phone = clean_phone(found.group()) if found else ""
    except ValidationError:
        phone = ""
    if found is None or not phone:
        return Interested(line.strip(AROUND))
    name = f"{line[: found.start()].strip(AROUND)} {line[found.end() :].strip(AROUND)}".strip()
    return Interested(name or phone, phone)


def names_of(rows: list[Interested]) -> str:
    """The names, one a line, as letters print them."""
    return "\n".join(row.name for row in rows)


def join(case_id: int, rows: list[Interested]) -> None:
    """Those a text message reaches become parties of the matter, each number once."""
    known = {bytes(index) for index in _parties(case_id).values_list("phone_index", flat=True) if index is not None}
    for row in rows:
        party = Party.sealed(PART, name=row.name, phone=row.phone)
        if not row.is_texted or party.phone_index is None or bytes(party.phone_index) in known:
            continue
        known.add(bytes(party.phone_index))
        party.case_id = case_id
        party.save()


def by_hand(case_id: int, names: str) -> list[str]:
    """Of the names of a hearing those no text message reaches. The names are compared only; nothing is shown that was not. One query."""
    texted = {party.name.open() for party in _parties(case_id) if party.name}
    return [name for name in names.splitlines() if name.strip() and name not in texted]


def _parties(case_id: int) -> "QuerySet[Party]":
    return Party.objects.filter(case_id=case_id, part=PART)
