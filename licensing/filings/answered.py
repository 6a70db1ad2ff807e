"""What was answered in the guide's form, as the steps and letters of filings and disputes need it: values, days, and words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_date

from licensing.guides.answers import answer_words
from licensing.guides.selectors import content_of
from licensing.models import Application

YES = frozenset({True, "yes"})


def text_of(case: Application, code: str) -> str:
    """An answer as text, empty if nothing was said."""
    return str(case.answers.get(code) or "").strip()


def day_of(case: Application, code: str) -> date | None:
    """An answer that is a day; None if nothing, or no day, was said."""
    said = case.answers.get(code)
    if isinstance(said, date):
        return said
    try:
        return parse_date(str(said or ""))
    except ValueError:
        return None


def says_yes(case: Application, code: str) -> bool:
    """Whether a question was answered by yes."""
    return case.answers.get(code) in YES


def words_of(case: Application, code: str) -> str:
    """An answer in the words of the guide, Chinese as every letter is; the bare value where the guide does not ask this question."""
    specs = {one.code: one for one in content_of(case.guide).fields}
    if code not in specs:
        return text_of(case, code)
    with translation.override(settings.LANGUAGE_CODE):
        return answer_words(specs[code], case.answers.get(code))


def rows_of(case: Application, codes: Iterable[str]) -> list[tuple[str, Any]]:
    """(label of the guide, words) of those questions that were answered, for a card."""
    labels = {one.code: one.label for one in content_of(case.guide).fields}
    rows = ((labels.get(code, code), words_of(case, code)) for code in codes)
    return [row for row in rows if row[1]]
