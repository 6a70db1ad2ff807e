"""The result of a check as a spreadsheet: every row with its verdict and why, beside what the file said, to be corrected and sent again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bureau.models import User
from enterprises.imports.errors import FileGone
from enterprises.imports.fields import BY_NAME, FIELDS
from enterprises.imports.plain_sheet import write_sheet
from enterprises.imports.selectors import ShownRow, labels_of, shown, value_of
from enterprises.imports.values import plain_or_raw
from enterprises.imports.workbook import Sheet, open_sheet
from enterprises.models import ImportRow, ImportRun

CHUNK = 2_000
Table = tuple[Sequence[str], Iterator[tuple[ImportRow, Sequence[str]]]]


def write_report(run: ImportRun, path: Path, *, reader: User, only_refused: bool) -> None:
    """Write the report to a file. The cells come from the uploaded file as they were; once it is gone, from the cleaned values.

    Columns nobody mapped and those with personal data are in it only for the person who sent the file. Everything is written as text,
    so that no cell is run as a formula and no code loses digits when the sheet is saved again.
    """
    rows = ImportRow.objects.filter(run=run).order_by("line")
    if only_refused:
        rows = rows.filter(verdict=ImportRow.Verdict.REFUSED)
    stored = rows.iterator(chunk_size=CHUNK)
    headers, table = _from_file(run, stored, whole=reader.pk == run.made_by_id)
    labels = labels_of(run.kind)
    write_sheet(
        path,
        name=_("Result"),
        headers=[_("Row"), _("Verdict"), _("Reasons"), _("Changes"), *headers],
        widths=[8, 10, 48, 48, *[22] * len(headers)],
        rows=((*_verdict(shown(run.kind, row, labels)), *cells) for row, cells in table),
    )


def _verdict(row: ShownRow) -> tuple[str, str, str, str]:
    changes = "; ".join(f"{change.label}: {change.old or '—'} → {change.new or '—'}" for change in row.changes)
    return str(row.line), row.verdict_label, "; ".join(row.reasons), changes


def _from_file(run: ImportRun, rows: Iterator[ImportRow], *, whole: bool) -> Table:
    try:
        sheet = open_sheet(run)
    except FileGone:
        return _from_rows(run, rows)
    fields = BY_NAME[run.kind]
    open_to_all = {int(place) for place, name in run.mapping.items() if not fields[name].sealed}
    places = [place for place in range(len(sheet.headers)) if whole or place in open_to_all]
    return [sheet.headers[place] for place in places], _joined(sheet, rows, places)


def _joined(sheet: Sheet, rows: Iterator[ImportRow], places: Sequence[int]) -> Iterator[tuple[ImportRow, Sequence[str]]]:
    """Both come in the order of lines, so neither is held as a whole."""
    lines: Iterator[tuple[int, list[Any]]] = sheet.rows()
    line, cells = 0, [None] * len(sheet.headers)
    for row in rows:
        while line < row.line:
            line, cells = next(lines, (row.line, [None] * len(sheet.headers)))
        yield row, [plain_or_raw(cells[place]) for place in places]
    sheet.close()


def _from_rows(run: ImportRun, rows: Iterator[ImportRow]) -> Table:
    mapped = set(run.mapping.values())
    names = [field.name for field in FIELDS[run.kind] if field.name in mapped]

    def said(row: ImportRow, name: str) -> str:
        if name == "industry":
            return f"{row.data.get('industry_section', '')}{row.data.get('industry_division', '')}"
        return value_of(run.kind, row.data, name) or str(row.data.get("cells", {}).get(name, ""))

    headers = [str(BY_NAME[run.kind][name].label) for name in names]
    return headers, ((row, [said(row, name) for name in names]) for row in rows)
