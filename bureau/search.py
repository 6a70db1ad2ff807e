"""Full-text search in Chinese: words are cut by rjieba, PostgreSQL indexes them with the 'simple' configuration."""

import re

import rjieba
from django.contrib.postgres.search import SearchQuery

MAX_TEXT = 4000
MAX_QUERY = 100
_WORD = re.compile(r"\w", re.UNICODE)


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, without punctuation. Long Chinese words are cut for search, so that parts are found too."""
    return [word for word in rjieba.cut_for_search(text[:MAX_TEXT].lower()) if _WORD.search(word)]


def vector_text(*parts: str) -> str:
    """Text for `to_tsvector('simple', …)`: the words of all parts, separated by spaces."""
    return " ".join(words(" ".join(part for part in parts if part)))


def search_query(text: str) -> SearchQuery | None:
    """All words of the typed text must occur; None when it holds no word."""
    # Plain cut, not cut_for_search: the longer words alone are stricter and quicker, and the index holds them too.
    found = [word for word in rjieba.cut(text[:MAX_QUERY].lower()) if _WORD.search(word)]
    return SearchQuery(" ".join(found), config="simple", search_type="plain") if found else None
