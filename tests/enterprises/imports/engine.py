"""Puts rows through the import engine without a spreadsheet: what reading would give is written down as dictionaries."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from enterprises.imports import runs
from enterprises.models import ImportRow, ImportRun
from tests.factories.enterprises import AT
from tests.people import clerk


@dataclass
class Reason:
    """As reading gives it."""

    code: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Row:
    """As reading gives it."""

    line: int
    values: Mapping[str, str | None]
    reasons: list[Reason] = field(default_factory=list)
    cells: list[Any] = field(default_factory=list)


def fill(monkeypatch: Any, rows: Iterable[Mapping[str, str | None] | Row]) -> None:
    """From now on every file has these rows; the first stands in line 2, below the header."""
    given = [row if isinstance(row, Row) else Row(line, row) for line, row in enumerate(rows, start=2)]

    @contextmanager
    def opened(_run: ImportRun) -> Iterator[list[Row]]:
        yield given

    monkeypatch.setattr(runs, "opened_rows", opened)


def import_run(kind: str, **values: Any) -> ImportRun:
    """An uploaded file whose columns are confirmed."""
    defaults = {"file_name": "台账.xlsx", "mapping": {"0": "code" if kind == "enterprise" else "enterprise_code"}, "made_by": clerk()}
    return ImportRun.objects.create(kind=kind, made_at=AT, **{**defaults, **values})


def checked(monkeypatch: Any, kind: str, rows: Iterable[Mapping[str, str | None] | Row], **values: Any) -> ImportRun:
    """A run whose rows were checked."""
    fill(monkeypatch, rows)
    run = import_run(kind, **values)
    runs.start_check(run, at=AT)
    runs.check(run.pk, at=AT)
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.error
    return run


def taken_over(run: ImportRun, *, without_refused: bool = False) -> ImportRun:
    """The run after somebody confirmed it and the worker was at it."""
    runs.start_apply(run, by=run.made_by, at=AT, without_refused=without_refused)
    runs.apply(run.pk, by=run.made_by, at=AT, without_refused=without_refused)
    run.refresh_from_db()
    return run


def verdicts(run: ImportRun) -> dict[int, str]:
    """Line to verdict."""
    return dict(ImportRow.objects.filter(run=run).order_by("line").values_list("line", "verdict"))


def codes(run: ImportRun, line: int) -> list[str]:
    """The codes of a row's reasons."""
    return [reason["code"] for reason in ImportRow.objects.get(run=run, line=line).reasons]
