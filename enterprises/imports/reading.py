"""The rows of a run as clean values: what F's checking and every figure of the report are made of."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from enterprises.imports.errors import CellError
from enterprises.imports.fields import BY_NAME, Field
from enterprises.imports.limits import REMEMBERED_CELLS
from enterprises.imports.values import Surroundings
from enterprises.imports.vocabulary import vocabularies
from enterprises.imports.workbook import Sheet, open_sheet
from enterprises.models import ImportRun

INDUSTRY = "industry"


class Reason(NamedTuple):
    """Why a cell is refused. Both parts go into JSON as they are; `reasons.words(code, arguments)` makes the sentence."""

    code: str
    arguments: dict[str, Any]


class CleanRow(NamedTuple):
    """One row: its line in the spreadsheet, the cleaned value of every mapped column, and what is wrong with it.

    The value of an empty cell is None, and of a refused one; whether a row says enough is asked of the register, not here. The column of
    the industry fills two values, `industry_section` and `industry_division`. `cells` are the raw cells, for showing what stood there.
    """

    line: int
    values: dict[str, str | None]
    reasons: list[Reason]
    cells: list[Any]


class Column(NamedTuple):
    """One mapped column with what its cells turned out to mean."""

    place: int
    name: str
    read: Callable[[Any], "str | Reason | None"]
    remembered: dict[Any, "str | Reason | None"]


def cleaned_rows(run: ImportRun, *, sheet: Sheet | None = None) -> Iterator[CleanRow]:
    """Every filled row below the header row, in order, reading as it goes. Raises FileRefused if the file cannot be read to its end."""
    opened = sheet or open_sheet(run)
    around = Surroundings(today=timezone.localdate(run.made_at), from_1904=opened.from_1904, words=vocabularies())
    columns = [_column(run.kind, int(place), name, around) for place, name in run.mapping.items()]
    columns.sort(key=lambda column: column.place)
    for line, cells in opened.rows():
        yield _clean(line, cells, columns)


def _column(kind: str, place: int, name: str, around: Surroundings) -> Column:
    return Column(place, name, _reader(kind, BY_NAME[kind][name], around), {})


def _reader(kind: str, field: Field, around: Surroundings) -> "Callable[[Any], str | Reason | None]":
    """Reads one cell; a refusal comes back as a value, so that it is remembered like any other."""
    parse, place, sealed = field.parse, f"{kind}.{field.name}", field.sealed

    def read(cell: Any) -> str | Reason | None:
        try:
            return parse(cell, around)
        except CellError as error:
            arguments = error.arguments if not sealed else {key: "" if key == "value" else value for key, value in error.arguments.items()}
            return Reason(error.code, {"field": place, **arguments})

    return read


def _clean(line: int, cells: list[Any], columns: Sequence[Column]) -> CleanRow:
    """The hot loop of every import: no work per cell beyond a look-up where a column repeats itself."""
    values: dict[str, str | None] = {}
    reasons: list[Reason] = []
    for place, name, read, remembered in columns:
        cell = cells[place]
        if cell is None:
            values[name] = None
            continue
        try:
            found = remembered[cell]
        except KeyError:
            if len(remembered) >= REMEMBERED_CELLS:
                remembered.clear()
            found = remembered[cell] = read(cell)
        if isinstance(found, Reason):
            values[name] = None
            reasons.append(found)
        else:
            values[name] = found
    if INDUSTRY in values:
        both = values.pop(INDUSTRY) or ""
        values["industry_section"], values["industry_division"] = both[:1] or None, both[1:] or None
    return CleanRow(line, values, reasons, cells)
