"""Changes to the content of a draft, part by part. Pure: content in, changed copy out."""

from collections.abc import Iterable, Mapping
from typing import Any

from licensing.guides.content import CheckItem, FieldSpec, MaterialSpec, RequestSpec, StepSpec, digest_of

Raw = Mapping[str, Any]

# Parts that are lists of rows, with what a row is.
ROW_KINDS: Mapping[str, type[Any]] = {
    "requests": RequestSpec,
    "fields": FieldSpec,
    "materials": MaterialSpec,
    "steps": StepSpec,
    "checklist": CheckItem,
}
# Parts that are one form.
TEXTS = (
    "summary",
    "applicants",
    "who",
    "fee",
    "fee_basis",
    "validity",
    "renewal",
    "delegated_by",
    "review_body",
    "consultation",
    "complaint_channel",
    "place",
    "hours",
    "safety",
    "third_party_interest",
)
LISTS = ("conditions", "refusal_grounds", "remedies", "sections", "unconfirmed")
SINGLE_PARTS = ("texts", "lists", "result")


def rows_of(content: Raw, part: str) -> list[dict[str, Any]]:
    """The rows of a part, copied."""
    return [dict(row) for row in content.get(part, [])]


def token_of(row: Raw) -> str:
    """By what a row is known again, wherever it has moved to meanwhile."""
    return digest_of(row)[:16]


def find_row(content: Raw, part: str, position: int, token: str) -> int | None:
    """Where the row is now: at its place, else wherever a row like it is. None: it was changed or taken out."""
    tokens = [token_of(row) for row in rows_of(content, part)]
    if position < len(tokens) and tokens[position] == token:
        return position
    return tokens.index(token) if token in tokens else None


def with_values(content: Raw, values: Raw, names: Iterable[str]) -> dict[str, Any]:
    """The content with `values` in place of everything called by `names`: what has no value any more goes."""
    gone = set(names)
    return {**{name: value for name, value in content.items() if name not in gone}, **values}


def with_row(content: Raw, part: str, row: Raw, *, position: int | None = None) -> dict[str, Any]:
    """The content with a row changed, or added at the end."""
    rows = rows_of(content, part)
    if position is None:
        rows.append(dict(row))
    else:
        rows[position] = dict(row)
    return {**content, part: rows}


def without_row(content: Raw, part: str, position: int) -> dict[str, Any]:
    """The content without a row."""
    rows = rows_of(content, part)
    del rows[position]
    return {**content, part: rows}


def with_row_moved(content: Raw, part: str, position: int, *, by: int) -> dict[str, Any]:
    """The content with a row one or more places up (negative) or down; at the ends it stays."""
    rows = rows_of(content, part)
    target = min(max(position + by, 0), len(rows) - 1)
    rows.insert(target, rows.pop(position))
    return {**content, part: rows}
