"""The list of instruments of a filing, from the answers or from the table handed in: rows as the register takes them, and every row that is
wrong by its line and its reason (强制检定的工作计量器具检定管理办法 5). Reads only; a table is read by the importer's own reader.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bureau.models import Attachment
from enterprises.imports import reasons
from enterprises.imports.headers import known_headers, suggest
from enterprises.imports.reading import CleanRow, cleaned_rows
from enterprises.imports.refusals import FileRefused
from enterprises.imports.uploads import check_content
from enterprises.imports.values import fold
from enterprises.imports.workbook import open_path
from enterprises.models import ImportRun, InstrumentKind
from licensing.filings.answered import text_of
from licensing.models import Application, MaterialFile

KIND = ImportRun.Kind.INSTRUMENT
IN_FILE = "file"
LIST_PAPERS = ("instrument-list", "scrap-list")
DAYS = ("last_done_on", "expires_on")
FIELDS = ("kind", "name", "model", "serial_number", "use", "location", *DAYS)
ANSWERS: Mapping[str, str] = {"verified_on": "last_done_on", "verified_until": "expires_on"}
_PARTS = re.compile(r"[、（）()]")


@dataclass(frozen=True, slots=True)
class Line:
    """One instrument: its line in the table (or place in the form), and its values by field of the register, days as days."""

    number: int
    values: dict[str, Any]

    @property
    def words(self) -> str:
        """As the receipt lists it."""
        parts = (self.values.get(name) for name in ("name", "model", "serial_number", "location"))
        return "　".join(str(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, in the reader's language. Line 0: with the table as a whole."""

    number: int
    problem: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(problem)s") % {"line": self.number, "problem": self.problem} if self.number else self.problem


@dataclass(slots=True)
class InstrumentList:
    """What was read. With faults nothing of it is taken."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_list(case: Application, *, at: datetime) -> InstrumentList:
    """The instruments of a filing. Never raises for a bad table: it says so as a fault."""
    found = InstrumentList()
    kinds = _kinds_by_word()
    rows = _rows_of_files(case, found, at=at) if text_of(case, "listed_count") in ("", IN_FILE) else _rows_of_answers(case)
    seen: dict[tuple[Any, Any], int] = {}
    for number, values in rows:
        _complete(case, values, kinds)
        problems = [*_lacking(values), *_contradicting(values)]
        key = (values.get("kind"), values.get("serial_number"))
        if not problems and key in seen:
            problems.append(_("the same instrument stands in line %(line)s already") % {"line": seen[key]})
        found.faults += [Fault(number, words) for words in problems]
        if not problems:
            seen[key] = number
            found.lines.append(Line(number, values))
    if not found.lines and not found.faults:
        found.faults.append(Fault(0, _("The list names no instrument.")))
    return found


# --- from the form ------------------------------------------------------------------------------------------------------
def _rows_of_answers(case: Application) -> Iterator[tuple[int, dict[str, Any]]]:
    for place in range(1, int(text_of(case, "listed_count") or 0) + 1):
        given = {
            ANSWERS.get(name, name): text_of(case, f"instrument_{place}_{name}")
            for name in ("kind", "name", "model", "serial_number", "use", "location", "verified_on", "verified_until")
        }
        yield place, {name: _day(value) if name in DAYS else value for name, value in given.items()}


def _day(value: str | None) -> date | None:
    return parse_date(value) if value else None


# --- from a table -------------------------------------------------------------------------------------------------------
def _rows_of_files(case: Application, found: InstrumentList, *, at: datetime) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of every table handed in as list, in order; what cannot be read becomes a fault."""
    files = MaterialFile.objects.filter(application=case, superseded=False, code__in=LIST_PAPERS).select_related("attachment")
    for row in files.order_by("pk"):
        try:
            yield from _rows_of_table(row.attachment, found, at=at)
        except FileRefused as refusal:
            found.faults.append(Fault(0, f"{row.attachment.name}：{reasons.words(refusal.code, refusal.arguments)}"))


def _rows_of_table(attachment: Attachment, found: InstrumentList, *, at: datetime) -> Iterator[tuple[int, dict[str, Any]]]:
    with TemporaryDirectory(prefix="instruments-") as folder:
        path = Path(folder, "list")
        with attachment.file.open("rb") as content, path.open("wb") as out:
            shutil.copyfileobj(content, out)
        # The library that reads it goes by the name.
        path = path.rename(path.with_suffix(f".{check_content(path)}"))
        known = known_headers(KIND)
        sheet = open_path(path, known=known)
        run = ImportRun(kind=KIND, mapping=suggest(sheet.headers, known), made_at=at)
        try:
            for row in cleaned_rows(run, sheet=sheet):
                if row.reasons:
                    found.faults += _faults_of(row)
                else:
                    yield row.line, _values_of(row)
        finally:
            sheet.close()


def _faults_of(row: CleanRow) -> list[Fault]:
    return [Fault(row.line, reasons.words(one.code, one.arguments, kind=KIND)) for one in row.reasons]


def _values_of(row: CleanRow) -> dict[str, Any]:
    return {name: _day(row.values.get(name)) if name in DAYS else row.values.get(name) or "" for name in FIELDS}


# --- what a row leaves open ------------------------------------------------------------------------------------------------
def _kinds_by_word() -> dict[str, str]:
    """Kinds by their label and by each word of it. One query."""
    words: dict[str, str] = {}
    for row in InstrumentKind.objects.filter(active=True):
        for part in (row.code, row.label, *_PARTS.split(row.label)):
            words.setdefault(fold(part), row.code)
    words.pop("", None)
    return words


def _complete(case: Application, values: dict[str, Any], kinds: Mapping[str, str]) -> None:
    """What the table leaves out and the form says of all of them: kind by name, use, place."""
    values["kind"] = values.get("kind") or kinds.get(fold(str(values.get("name") or "")), "")
    uses = case.answers.get("main_use") or []
    values["use"] = values.get("use") or (uses[0] if isinstance(uses, list) and len(uses) == 1 else "")
    values["location"] = values.get("location") or text_of(case, "use_place")[:120]


def _lacking(values: Mapping[str, Any]) -> list[str]:
    """What a row cannot be without."""
    wanted = {
        "name": _("the name of the instrument is missing"),
        "serial_number": _("the serial number is missing"),
        "kind": _("what kind of instrument it is cannot be told from its name: add a column “器具种类” with a kind of the catalogue"),
        "use": _("the use is missing (trade, safety, medical care or environment)"),
    }
    return [words for name, words in wanted.items() if not values.get(name)]


def _contradicting(values: Mapping[str, Any]) -> list[str]:
    done, until = values.get("last_done_on"), values.get("expires_on")
    if done and until and until <= done:
        return [_("the verification ends before the day it was made")]
    return []
