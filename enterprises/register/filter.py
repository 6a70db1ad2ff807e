"""What somebody asked the register for, read from the address and written back to it. The parameters' names are a contract for links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bureau.filters import read_slug, read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.seek import Order
from enterprises.models import Enterprise

NEWEST, CHANGED = "newest", "changed"
ME = "me"
ORDERS: Mapping[str, Order] = {NEWEST: Order("id", descending=True), CHANGED: Order("updated_at", descending=True)}


@dataclass(frozen=True, slots=True)
class RegisterFilter(ListFilter):
    """One list of enterprises. Empty means "any"; `officer` "me" means those in the reader's charge."""

    q: str = ""
    township: str = ""
    section: str = ""
    division: str = ""
    status: str = ""
    tag: str = ""
    officer: str = ""
    sort: str = ""

    @property
    def order(self) -> Order:
        """How the list is sorted: newest entry first unless asked for the last changed."""
        return ORDERS[self.sort or NEWEST]


def _section(text: str) -> str | None:
    return text.upper() if len(text) == 1 and text.isascii() and text.isalpha() else None


def _division(text: str) -> str | None:
    return text if len(text) == 2 and text.isascii() and text.isdigit() else None


READERS: Mapping[str, Reader] = {
    "township": read_slug,
    "section": _section,
    "division": _division,
    "status": one_of(*Enterprise.Status.values),
    "tag": read_slug,
    "officer": one_of(ME),
    "sort": one_of(NEWEST, CHANGED),
}


def read_filter(parameters: Mapping[str, str]) -> RegisterFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    return replace(RegisterFilter(q=read_words(parameters), **values), problems=tuple(problems))
