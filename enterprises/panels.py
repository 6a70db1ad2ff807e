"""What an app adds to the page of an enterprise: one card each, registered in `AppConfig.ready()`, so that the page knows no app above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bureau.models import User
from enterprises.models import Enterprise

Build = Callable[[Enterprise, User], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One card. `context(enterprise, reader)` gives the template its variable `panel`; None leaves the card out for this reader."""

    key: str
    template: str
    context: Build
    order: int = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A panel filled in for one enterprise."""

    key: str
    template: str
    context: Mapping[str, Any]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a card; the same key again replaces it."""
    _panels[panel.key] = panel


def cards_for(enterprise: Enterprise, reader: User) -> list[Card]:
    """The cards of an enterprise for one reader, in reading order."""
    panels = sorted(_panels.values(), key=lambda panel: (panel.order, panel.key))
    built = ((panel, panel.context(enterprise, reader)) for panel in panels)
    return [Card(panel.key, panel.template, context) for panel, context in built if context is not None]
