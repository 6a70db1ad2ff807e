"""The menu of an enterprise's desk: a registry upper apps fill in `AppConfig.ready()`. Every page's address takes the enterprise's code."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from enterprises.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEntry:
    """One line of the desk's menu. `url_name` takes the keyword `code`; `badge` is one cheap indexed query; `parts` None: everyone."""

    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    badge: Callable[[Membership], int | None] | None = None
    parts: frozenset[str] | None = None


_entries: dict[str, DeskEntry] = {}


def register(entry: DeskEntry) -> None:
    """Add a line; the same address again replaces it."""
    _entries[entry.url_name] = entry


def entries_for(membership: Membership) -> list[DeskEntry]:
    """The lines this person sees, in reading order."""
    seen = (entry for entry in _entries.values() if entry.parts is None or membership.part in entry.parts)
    return sorted(seen, key=lambda entry: (entry.order, entry.url_name))
