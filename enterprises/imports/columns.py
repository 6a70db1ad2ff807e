"""What the columns of a file mean: shown with their first values, confirmed by a person, remembered for the next file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from bureau.models import User
from enterprises.imports import headers, runs
from enterprises.imports.fields import FIELDS, Field
from enterprises.imports.plain_sheet import letters
from enterprises.imports.values import plain_or_raw
from enterprises.imports.workbook import Sheet
from enterprises.models import ImportRun

SAMPLES = 3
SAMPLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column: its place from 0, its letter in a spreadsheet, its header, its first values, and the field it is taken for."""

    place: int
    letter: str
    header: str
    samples: list[str]
    field: str


def columns_of(run: ImportRun, sheet: Sheet, mapping: Mapping[str, str] | None = None) -> list[ColumnShown]:
    """The columns that have a header or values. `mapping` None: as the headers suggest."""
    first = [cells for _line, cells in islice(sheet.rows(), SAMPLES)]
    sheet.close()
    chosen = headers.suggest(sheet.headers, headers.known_headers(run.kind)) if mapping is None else mapping
    shown = (
        ColumnShown(
            place, letters(place), header, [plain_or_raw(cells[place])[:SAMPLE_LENGTH] for cells in first], chosen.get(str(place), "")
        )
        for place, header in enumerate(sheet.headers)
    )
    return [column for column in shown if column.header or any(column.samples)]


def twice_mapped(mapping: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Fields that more than one column is mapped to, with the letters of those columns."""
    places: dict[str, list[str]] = {}
    for place, name in mapping.items():
        places.setdefault(name, []).append(letters(int(place)))
    return [(name, columns) for name, columns in places.items() if len(columns) > 1]


def unmapped(kind: str, mapping: Mapping[str, str]) -> tuple[list[Field], list[Field]]:
    """Fields without a column: those no row can be without, and those no new row can be without."""
    mapped = set(mapping.values())
    absent = [field for field in FIELDS[kind] if field.name not in mapped]
    return [field for field in absent if field.required], [field for field in absent if field.for_new]


@transaction.atomic
def confirm_columns(
    run: ImportRun, *, sheet: str, header_row: int, found: Sequence[str], rows: int, mapping: Mapping[str, str], by: User, at: datetime
) -> None:
    """Keep what a person said of the columns (`found` are the headers, `rows` about how many follow) and have the rows checked.

    Raises WrongState if the run is past that, QueueAway.
    """
    headers.remember(run.kind, found, mapping, by=by, at=at)
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=runs.CHECKABLE)
    waiting.update(sheet=sheet, header_row=header_row, mapping=dict(mapping), total=rows)
    run.refresh_from_db()
    runs.start_check(run, at=at)
