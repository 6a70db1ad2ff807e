"""The examinations of a case as pages show them: facts in the order of the paper, and what the next thing to do is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bureau.day_words import day_words
from licensing.evidence.selectors import examinations_of
from licensing.models import Examination

Facts = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class ExaminationRow:
    """One examination with its number on the case."""

    turn: int
    row: Examination
    facts: Facts
    is_sampling: bool
    is_open: bool
    may_retest: bool


def examination_rows(case_id: int) -> list[ExaminationRow]:
    """All examinations of a case. One query."""
    return [_row(turn, row) for turn, row in enumerate(examinations_of(case_id), start=1)]


def _row(turn: int, row: Examination) -> ExaminationRow:
    is_sampling = row.kind == Examination.Kind.SAMPLING
    return ExaminationRow(
        turn=turn,
        row=row,
        facts=[(label, value) for label, value in [*_order(row), *_sample(row), *_result(row)] if value not in (None, "")],
        is_sampling=is_sampling,
        is_open=row.ended_on is None,
        may_retest=not is_sampling and row.ended_on is not None and "retest_asked_on" not in row.sample,
    )


def _order(row: Examination) -> Facts:
    return [
        (_("What is asked"), row.question),
        (_("Laboratory or institute"), row.laboratory),
        (_("Began"), row.began_on),
        (_("Result expected by"), row.expected_on),
        (_("Party told of the time"), row.told_on),
        (_("Ordered by"), row.ordered_by),
    ]


def _sample(row: Examination) -> Facts:
    kept = row.sample
    return [
        (_("Taken at"), kept.get("place")),
        (_("Batch or date of production"), kept.get("batch")),
        (_("Stock it was taken from"), kept.get("base_quantity")),
        (_("Quantity taken"), kept.get("quantity")),
        (_("Reserve sample"), kept.get("reserve")),
        (_("Seal number"), kept.get("seal_number")),
        (_("Present"), kept.get("present")),
    ]


def _result(row: Examination) -> Facts:
    asked = row.sample.get("retest_asked_on")
    return [
        (_("Report received on"), row.ended_on if row.kind != Examination.Kind.SAMPLING else None),
        (_("Number of the report"), row.report_number),
        (_("Conclusion of the report"), row.conclusion),
        (_("Party told of the result"), row.result_told_on),
        (_("Another test asked for on"), day_words(date.fromisoformat(asked)) if asked else ""),
        (_("About the other test"), row.sample.get("retest_note")),
    ]
