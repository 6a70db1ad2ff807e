"""What a list of the portal was asked for: parameters of an address as a frozen dataclass, read from it and written back to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """Fields of a subclass are the parameters; empty means "any". `problems` are sentences about what was not understood."""

    # What only says where on the list one is, not what the list holds.
    NOT_COUNTED: ClassVar[frozenset[str]] = frozenset({"tab", "sort", "q"})

    problems: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many filters are set, for the button that hides them on a small screen."""
        return sum(1 for name in self.given() if name not in self.NOT_COUNTED)

    def given(self) -> dict[str, str]:
        """The parameters that are set, as they stand in an address."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "problems"}
        return {name: str(value) for name, value in values.items() if value not in ("", None)}

    def query(self, **changes: Any) -> str:
        """The query string of this list, with some parameters changed; None or "" takes one out."""
        values = {**self.given(), **{name: str(value) if value not in ("", None) else "" for name, value in changes.items()}}
        return urlencode({name: value for name, value in values.items() if value})


def one_of(*allowed: str) -> Reader:
    """A reader that takes only these words."""
    return lambda text: text if text in allowed else None


def read_parameters(parameters: Mapping[str, str], readers: Mapping[str, Reader]) -> tuple[dict[str, Any], list[str]]:
    """What the readers (None: not understood) make of an address, and a sentence about each value left out."""
    values: dict[str, Any] = {}
    problems = []
    for name, reader in readers.items():
        text = parameters.get(name, "").strip()
        if not text:
            continue
        value = reader(text)
        if value is None:
            problems.append(_("“%(value)s” was not understood and left out.") % {"value": text[:40]})
        else:
            values[name] = value
    return values, problems
