"""The penalties an officer may mean by words of the facts, the law or the article: all the words first, some of them where that fails."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from bureau.search import words
from licensing.catalogue.filter import CatalogueFilter
from licensing.catalogue.selectors import item_page
from licensing.models import ItemVersion, PowerKind

PAGE_SIZE = 15
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """Versions in force with what they rest on; `is_loose`: none holds all the words, these hold some, the nearest first."""

    versions: list[ItemVersion]
    before: str = ""
    after: str = ""
    is_loose: bool = False


def search_penalties(typed: str, on: date, *, before: str = "", after: str = "") -> Found:
    """A page of penalties. Four queries at most."""
    if not typed:
        return Found([])
    wanted = CatalogueFilter(q=typed, kind=PowerKind.PENALTY)
    versions, page = item_page(wanted, on, before=before, after=after, size=PAGE_SIZE)
    if versions:
        return Found(versions, page.before, page.after)
    return Found(_holding_some(typed, on), is_loose=True)


def _holding_some(typed: str, on: date) -> list[ItemVersion]:
    parts = list(dict.fromkeys(word for word in words(typed) if len(word) > 1))[:MOST_WORDS]
    if not parts:
        return []
    query = reduce(or_, (SearchQuery(part, config="simple", search_type="plain") for part in parts))
    rows = ItemVersion.objects.in_force(on).filter(kind=PowerKind.PENALTY, search=query).select_related("item").defer("search")
    return list(rows.order_by(SearchRank(F("search"), query).desc(), "item__code").prefetch_related("bases")[:PAGE_SIZE])
