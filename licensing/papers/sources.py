"""The facts of each form, taken from the case as it stands when the paper is issued."""

from typing import Any

from bureau.workflow import Act

Facts = dict[str, Any]


def letter_source(act: Act, code: str) -> Facts:
    """What the letter of a step states."""
    return source_of(code, act.case)


def source_of(code: str, case: Any, subject: Any = None) -> Facts:
    """What a letter outside a step states; `subject` is the row it is about (a field record, a service attempt, a line of a plan)."""
    return {"paragraphs": [case.title], "addressee": case.party_name}
