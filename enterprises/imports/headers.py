"""Which column says what: header rows found by themselves, headers understood by synonyms and by what people confirmed before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction

from bureau.models import User
from enterprises.codes import clean_text
from enterprises.imports.fields import FIELDS
from enterprises.imports.limits import HEADER_LENGTH
from enterprises.imports.values import INVISIBLE, fold
from enterprises.models import HeaderMapping

# What a form adds to a header to say that it must or may be filled in.
MARKS = re.compile(r"必填项?|选填项?|可不填|required|optional", re.IGNORECASE)
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕|\{[^}]*\}")
UNUSED = ""
# The mapping of a run keeps the column's number as text, as JSON wants it.
Mapped = Mapping[str, str]


def fold_header(cell: Any) -> str:
    """A header without width, case, spaces, line breaks, signs and “(必填)” marks; at most HEADER_LENGTH characters."""
    return fold(MARKS.sub("", show_header(cell)))[:HEADER_LENGTH]


def _fold_bare(cell: Any) -> str:
    """Folded, and without what stands in brackets: a unit or a hint."""
    return fold(BRACKETS.sub("", MARKS.sub("", show_header(cell))))


def show_header(cell: Any) -> str:
    """A header in one line, as people see it."""
    return clean_text(INVISIBLE.sub("", str(cell))) if cell is not None else ""


@cache
def synonyms_of(kind: str) -> Mapping[str, str]:
    """Folded header → field; the first field that claims a header has it."""
    found: dict[str, str] = {}
    for field in FIELDS[kind]:
        for word in (field.name, *field.synonyms):
            found.setdefault(fold_header(word), field.name)
    return found


def known_headers(kind: str) -> Mapping[str, str]:
    """Folded header → field for one kind of import: what people confirmed wins over the synonyms. "" means: not used. One query."""
    confirmed = HeaderMapping.objects.filter(kind=kind).values_list("header", "field")
    names = {field.name for field in FIELDS[kind]} | {UNUSED}
    return {**synonyms_of(kind), **{header: field for header, field in confirmed if field in names}}


def recognise(header: Any, known: Mapping[str, str]) -> str:
    """The field a header means, or "" if it means none."""
    folded = fold_header(header)
    if folded in known:
        return known[folded]
    bare = _fold_bare(header)
    return known.get(bare, UNUSED) if bare else UNUSED


def suggest(headers: Sequence[Any], known: Mapping[str, str]) -> dict[str, str]:
    """Column number (as text, from 0) → field. Where two columns mean the same, the first has it."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for place, header in enumerate(headers):
        field = recognise(header, known)
        if field and field not in taken:
            mapping[str(place)] = field
            taken.add(field)
    return mapping


def find_header(rows: Iterable[tuple[int, Sequence[Any]]], known: Mapping[str, str]) -> int:
    """The line of the header row: the one with most known headers; else the first well filled row; 0 if none.

    Of equals it is the first, unless the next line is its equal too: then a header of two lines has merged cells.
    """
    lines = list(rows)
    best, best_count = 0, 0
    for line, cells in lines:
        count = len({field for cell in cells if isinstance(cell, str) and (field := recognise(cell, known))})
        if count > best_count or (count and count == best_count and line == best + 1):
            best, best_count = line, count
    if best_count > 1 or not lines:
        return best
    # Nothing known: titles fill one cell (or one merged one), headers many different ones.
    widths = [(line, len({cell for cell in cells if cell is not None})) for line, cells in lines]
    widest = max(width for _line, width in widths)
    return next(line for line, width in widths if width * 2 >= widest)


@transaction.atomic
def remember(kind: str, headers: Sequence[Any], mapping: Mapped, *, by: User, at: datetime) -> None:
    """Keep what a person confirmed, where it says more than the synonyms do; forget what was mapped otherwise this time."""
    by_synonym = synonyms_of(kind)
    chosen: dict[str, str] = {}
    for place, header in enumerate(headers):
        folded = fold_header(header)
        if folded:
            # Of two columns with the same header the mapped one counts.
            chosen[folded] = mapping.get(str(place), UNUSED) or chosen.get(folded, UNUSED)
    HeaderMapping.objects.filter(kind=kind, header__in=chosen).delete()
    HeaderMapping.objects.bulk_create(
        [
            HeaderMapping(kind=kind, header=header, field=field, confirmed_by=by, confirmed_at=at)
            for header, field in chosen.items()
            if recognise(header, by_synonym) != field
        ]
    )
