"""One unlawful attempt: how the matter is prepared, what is tried on it, and what the refusal must say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bureau.models import Case, Clock, Document, Event


@dataclass(frozen=True, slots=True)
class Row:
    """`attempt(prepare())` must raise `raises`, with the words (English, the language of the code) and the article in its message."""

    name: str
    prepare: Callable[[], Any]
    attempt: Callable[[Any], Any]
    raises: type[Exception]
    words: str
    article: str


def standing() -> list[Any]:
    """Everything a refused step must leave as it was: each matter, and how many papers, events and clocks there are."""
    matters = list(Case.objects.order_by("pk").values_list("pk", "state", "version", "closed_at", "due_on"))
    return [matters, Document.objects.count(), Event.objects.count(), Clock.objects.count()]
