"""The lines checked, as CSV or as a workbook: both written row by row, so that memory does not grow with the days asked for."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from bureau.tables import csv_table
from licensing.publicity.exports import penalties, permits
from licensing.publicity.exports.faults import find_faults
from licensing.publicity.exports.fields import FIELDS, PENALTIES, PERMITS, Line

LINES: Mapping[str, Callable[[date, date], Iterator[Line]]] = {PERMITS: permits.lines, PENALTIES: penalties.lines}
MOST_ROWS, MOST_SHOWN = 500_000, 200


@dataclass(slots=True)
class Report:
    """How many lines there are, how many have faults, and the first of these."""

    total: int = 0
    faulty: int = 0
    shown: list[Line] = field(default_factory=list)


def checked(kind: str, first: date, last: date) -> Iterator[Line]:
    """Every line of those days with what is wrong with it."""
    for line in LINES[kind](first, last):
        line.faults = find_faults(line, kind)
        yield line


def report(kind: str, first: date, last: date) -> Report:
    """Look through all lines without keeping them."""
    found = Report()
    for line in checked(kind, first, last):
        found.total += 1
        if line.faults:
            found.faulty += 1
            found.shown += [line] if len(found.shown) < MOST_SHOWN else []
    return found


def rows(kind: str, first: date, last: date) -> Iterator[list[str]]:
    """The lines without faults: a faulty one never gets into a file, and identity numbers of persons are a fault."""
    return (line.values(kind) for line in checked(kind, first, last) if not line.faults)


def csv_lines(kind: str, first: date, last: date) -> Iterator[str]:
    """The file as lines of CSV."""
    cut_off = _("The list is longer: only the first %(limit)d lines were exported.") % {"limit": MOST_ROWS}
    return csv_table(FIELDS[kind], rows(kind, first, last), limit=MOST_ROWS, cut_off=cut_off)


def workbook(kind: str, first: date, last: date) -> IO[bytes]:
    """The file as a workbook, lying on disk while it is read. Every cell is text: codes keep their zeros, nothing is a formula."""
    # Closed, and with that removed, by the response that sends it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(kind)
        sheet.write_row(0, 0, FIELDS[kind])
        for place, values in enumerate(rows(kind, first, last), start=1):
            for column, value in enumerate(values):
                sheet.write_string(place, column, value)
    file.seek(0)
    return file
