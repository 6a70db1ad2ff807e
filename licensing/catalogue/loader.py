"""Brings the catalogue's tables in line with its file: versions each item, never deletes one, and says what it did.

A changed item gets a new version; the one before stays for the matters that refer to it. An item missing from the file ends. A version
lasts at least a day: what changes twice on one day takes effect on the next. Set-based: a handful of statements for the whole file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value

from bureau.search import vector_text
from licensing.catalogue.rows import ItemRow, read_file
from licensing.catalogue.validation import read_catalogue
from licensing.models import ItemBasis, ItemVersion, PowerItem

ADDED, CHANGED, UNCHANGED, ENDED = "added", "new version", "unchanged", "ended"
ONE_DAY = timedelta(days=1)


class Standing(NamedTuple):
    """The newest version of an item in the table."""

    pk: int
    item_id: int
    number: int
    digest: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a load did, or would do: codes by what becomes of them, and how many items the file has of each kind."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    by_kind: Mapping[str, int] = field(default_factory=dict)
    unchecked: int = 0

    @property
    def line(self) -> str:
        """One line for the terminal and for `load_reference`."""
        kinds = ", ".join(f"{kind} {number}" for kind, number in self.by_kind.items())
        done = f"new versions {len(self.changed)}, unchanged {len(self.unchanged)}, ended {len(self.ended)}"
        return f"power items +{len(self.added)}, {done} ({kinds})"

    def rows(self) -> Iterator[tuple[str, str]]:
        """(code, what became of it) of every item, for a table."""
        for codes, words in ((self.added, ADDED), (self.changed, CHANGED), (self.ended, ENDED), (self.unchanged, UNCHANGED)):
            yield from ((code, words) for code in codes)


def compare_catalogue(source: Mapping[str, Any] | None = None) -> Report:
    """What loading would do. Raises InvalidCatalogue with every fault of the file. Changes nothing."""
    return _compare(read_catalogue(read_file() if source is None else source), _standing())


@transaction.atomic
def load_catalogue(source: Mapping[str, Any] | None = None, *, at: datetime, on: date) -> Report:
    """Load the file that is shipped, or `source` of the same shape (see `rows`); what changes does so from the day `on`.

    Raises InvalidCatalogue with every fault; then nothing is loaded. Loading the same file again changes nothing.
    """
    rows = read_catalogue(read_file() if source is None else source)
    with connection.cursor() as cursor:
        # Two starts at once: the second waits and then finds everything done.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('licensing.catalogue', 0))")
    standing = _standing()
    report = _compare(rows, standing)
    closing = [standing[code] for code in (*report.changed, *report.ended) if standing[code].valid_to is None]
    _end(closing, on)
    items = _items(rows, standing)
    changing = {*report.added, *report.changed}
    _write([row for row in rows if row.code in changing], items, standing, at=at, on=on)
    return report


def _standing() -> dict[str, Standing]:
    """The newest version of every item by its code: one query."""
    newest = ItemVersion.objects.order_by("item_id", "-number").distinct("item_id")
    found = newest.values_list("item__code", "pk", "item_id", "number", "digest", "valid_from", "valid_to")
    return {values[0]: Standing(*values[1:]) for values in found}


def _compare(rows: Sequence[ItemRow], standing: Mapping[str, Standing]) -> Report:
    codes = {row.code for row in rows}

    def is_as_it_was(row: ItemRow) -> bool:
        known = standing[row.code]
        return known.valid_to is None and known.digest == row.digest

    known = [row for row in rows if row.code in standing]
    return Report(
        added=tuple(row.code for row in rows if row.code not in standing),
        changed=tuple(row.code for row in known if not is_as_it_was(row)),
        unchanged=tuple(row.code for row in known if is_as_it_was(row)),
        ended=tuple(sorted(code for code, one in standing.items() if one.valid_to is None and code not in codes)),
        by_kind=dict(Counter(row.kind for row in rows)),
        unchecked=sum(not row.checked for row in rows),
    )


def _last_day(standing: Standing, on: date) -> date:
    """The first day on which the version no longer applies: `on`, but never the day it began."""
    return max(on, standing.valid_from + ONE_DAY)


def _end(closing: Sequence[Standing], on: date) -> None:
    """Set the last day of versions that are replaced or dropped: one statement."""
    rows = [ItemVersion(pk=one.pk, valid_to=_last_day(one, on)) for one in closing]
    ItemVersion.objects.bulk_update(rows, ["valid_to"])


def _items(rows: Sequence[ItemRow], standing: Mapping[str, Standing]) -> dict[str, int]:
    """Primary keys of the items by code; those that are new are entered. Two statements."""
    new = [PowerItem(code=row.code, kind=row.kind) for row in rows if row.code not in standing]
    PowerItem.objects.bulk_create(new, ignore_conflicts=True)
    return dict(PowerItem.objects.values_list("code", "pk"))


def _write(rows: Sequence[ItemRow], items: Mapping[str, int], standing: Mapping[str, Standing], *, at: datetime, on: date) -> None:
    """Enter the new versions and what they rest on: two statements."""
    versions = [_version(row, items[row.code], standing.get(row.code), at=at, on=on) for row in rows]
    ItemVersion.objects.bulk_create(versions)
    bases = [
        ItemBasis(
            version=version,
            law=basis.law.name,
            law_version=basis.law.version,
            rank=basis.law.rank,
            article=basis.article,
            paragraph=basis.paragraph,
            item=basis.item,
            citation=basis.citation,
            order=place,
        )
        for row, version in zip(rows, versions, strict=True)
        for place, basis in enumerate(row.bases)
    ]
    ItemBasis.objects.bulk_create(bases)


def _first_day(row: ItemRow, before: Standing | None, on: date) -> date:
    """The first version applies from the day the file names, a later one from the day its forerunner ends."""
    if before is None:
        return min(row.since, on)
    return _last_day(before, on) if before.valid_to is None else max(on, before.valid_to)


def _version(row: ItemRow, item_id: int, before: Standing | None, *, at: datetime, on: date) -> ItemVersion:
    """The version a row becomes."""
    words = vector_text(row.code, row.name, row.act, row.condition, *(basis.law.name for basis in row.bases), *row.sanctions)
    return ItemVersion(
        item_id=item_id,
        number=before.number + 1 if before else 1,
        kind=row.kind,
        name=row.name,
        subject=row.subject,
        act=row.act,
        condition=row.condition,
        sanctions=list(row.sanctions),
        fines=list(row.fines),
        fines_from=list(row.fines_from) or None,
        measure=row.measure,
        checked=row.checked,
        doubt=row.doubt,
        valid_from=_first_day(row, before, on),
        digest=row.digest,
        search=SearchVector(Value(words), config="simple"),
        loaded_at=at,
    )
