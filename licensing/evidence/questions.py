"""What is told before a record begins, and the standard questions: data of the house, in Chinese, for they become the record's text."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parent.parent / "data" / "record_questions.json"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, or what is looked at, in the order of asking; for one kind of record."""

    code: str
    kind: str
    label: str
    questions: tuple[str, ...]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return data


def rights_of(kind: str) -> str:
    """What the person is told before a record of this kind begins (行政处罚法 43, 45, 55, 64)."""
    words: str = _data()["rights"][kind]
    return words


def question_sets() -> list[QuestionSet]:
    """All sets, in the order of the file."""
    return [QuestionSet(one["code"], one["kind"], one["label"], tuple(one["questions"])) for one in _data()["sets"]]


def questions_of(code: str) -> tuple[str, ...]:
    """The questions of a set; none for an unknown code."""
    return next((one.questions for one in question_sets() if one.code == code), ())
