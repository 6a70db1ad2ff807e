"""What somebody asked the list of penalty cases for, read from the address and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bureau.filters import read_slug, read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.seek import Order
from licensing.models import PenaltyCase

LATE, SOON = DUE = ("late", "soon")
OPEN, CLOSED = "open", "closed"
NEWEST = Order("opened_at", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyFilter(ListFilter):
    """One list of penalty cases; empty means "any". `officer` is the key of a member of the team."""

    q: str = ""
    status: str = ""
    procedure: str = ""
    state: str = ""
    source: str = ""
    item: str = ""
    officer: int | None = None
    due: str = ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


READERS: Mapping[str, Reader] = {
    "status": one_of(OPEN, CLOSED),
    "procedure": one_of(*PenaltyCase.Procedure.values),
    "state": read_slug,
    "source": one_of(*PenaltyCase.Source.values),
    "item": read_slug,
    "officer": _number,
    "due": one_of(*DUE),
}


def read_filter(parameters: Mapping[str, str]) -> PenaltyFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    return replace(PenaltyFilter(q=read_words(parameters), **values), problems=tuple(problems))
