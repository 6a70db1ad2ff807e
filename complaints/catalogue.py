"""What the public form offers to choose from, kept in process for a minute: a submission must not ask the database for it again.

The rows belong to the bureau; a change by another process is seen within `CACHE_SECONDS`, one by this process at once.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from bureau.models import Category, Office, Township
from bureau.signals import reference_loading

CACHE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, in both languages."""

    code: str
    label: str
    label_en: str

    def words(self, language: str) -> str:
        """The label in a language; Chinese where there is no English."""
        return self.label_en if language.startswith("en") and self.label_en else self.label


@dataclass(frozen=True, slots=True)
class Offered:
    """All choices at one moment. `categories` are groups of a top category and its children; `desk` receives what has no office yet."""

    categories: tuple[tuple[Option, tuple[Option, ...]], ...]
    townships: tuple[Option, ...]
    category_codes: frozenset[str]
    township_codes: frozenset[str]
    desk: int | None


class _Shelf:
    """The last reading, shared by the threads of the process."""

    lock = threading.Lock()
    offered: Offered | None = None
    read_at = 0.0


def offered() -> Offered:
    """The present choices: three queries at most once a minute, none otherwise."""
    known = _Shelf.offered
    if known is not None and time.monotonic() - _Shelf.read_at < CACHE_SECONDS:
        return known
    with _Shelf.lock:
        _Shelf.offered = _read()
        _Shelf.read_at = time.monotonic()
        return _Shelf.offered


def _read() -> Offered:
    children: dict[int, list[Option]] = defaultdict(list)
    tops: list[tuple[int, Option]] = []
    rows: Iterable[Any] = Category.objects.filter(active=True).values_list("pk", "parent_id", "code", "label", "label_en")
    for pk, parent, code, label, label_en in rows:
        option = Option(code, label, label_en)
        if parent is None:
            tops.append((pk, option))
        else:
            children[parent].append(option)
    categories = tuple((top, tuple(children[pk])) for pk, top in tops)
    townships = tuple(Option(*row) for row in Township.objects.filter(active=True).values_list("code", "label", "label_en"))
    desk = Office.objects.filter(is_desk=True, active=True).order_by("pk").values_list("pk", flat=True).first()
    codes = frozenset(option.code for top, below in categories for option in (top, *below))
    return Offered(categories, townships, codes, frozenset(option.code for option in townships), desk)


def forget(**_signal: Any) -> None:
    """Drop the choices; the next question reads the tables."""
    _Shelf.offered = None


for _model in (Category, Office, Township):
    post_save.connect(forget, sender=_model, dispatch_uid=f"complaints.catalogue.{_model.__name__}")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"complaints.catalogue.{_model.__name__}")
# The reference data are loaded in bulk, which sends no signal per row.
reference_loading.connect(forget, dispatch_uid="complaints.catalogue.reference")


def is_category(code: str) -> bool:
    """Whether a citizen may choose this category."""
    return code in offered().category_codes


def is_township(code: str) -> bool:
    """Whether a citizen may choose this township."""
    return code in offered().township_codes


def category_choices() -> list[tuple[str, Any]]:
    """Groups for a `<select>` in the reader's language; a top category can be chosen too, by who cannot say it more exactly."""
    language = get_language() or ""
    return [
        (top.words(language), [(option.code, option.words(language)) for option in (top, *below)]) for top, below in offered().categories
    ]


def township_choices() -> list[tuple[str, str]]:
    """Options for a `<select>` in the reader's language."""
    language = get_language() or ""
    return [(option.code, option.words(language)) for option in offered().townships]


def category_words(code: str) -> str:
    """The label of a category in the reader's language; the code itself for one that is no longer offered."""
    return _words(code, [option for top, below in offered().categories for option in (top, *below)])


def township_words(code: str) -> str:
    """The label of a township in the reader's language; the code itself for one that is no longer offered."""
    return _words(code, offered().townships)


def _words(code: str, options: Any) -> str:
    language = get_language() or ""
    return next((option.words(language) for option in options if option.code == code), code)
