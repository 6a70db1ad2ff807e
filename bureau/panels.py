"""What an app adds to the case page of its kinds: one card each, registered in `AppConfig.ready()`, so that the page knows no app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bureau.models import User

Build = Callable[[Any, User], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One card: `context(case, reader)` gets the app's own object and gives the template its variable `panel`."""

    kind: str
    template: str
    context: Build
    order: int = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A panel filled in for one case."""

    template: str
    context: Mapping[str, Any]


_panels: dict[tuple[str, str], Panel] = {}


def register(panel: Panel) -> None:
    """Add a card; the same kind and template again replaces it."""
    _panels[panel.kind, panel.template] = panel


def cards_for(case: Any, reader: User) -> list[Card]:
    """The cards of a case for one reader, in reading order. `case` is the app's own object; None has no cards."""
    if case is None:
        return []
    panels = sorted((panel for panel in _panels.values() if panel.kind == case.kind), key=lambda panel: (panel.order, panel.template))
    return [Card(panel.template, panel.context(case, reader)) for panel in panels]
