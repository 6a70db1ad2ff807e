"""What a matter is about, in words: the desk's own categories, and those that apps above know by their codes (items of the catalogue)."""

from collections.abc import Callable

from bureau.models import Category

Name = Callable[[str], str]

_names: list[Name] = []


def register(name: Name) -> None:
    """Add somebody who may know a code: `name(code)` gives its words in the reader's language, or an empty text."""
    if name not in _names:
        _names.append(name)


def category_name(code: str) -> str:
    """The words of a category; its code where nobody knows it. One query for each who is asked."""
    if not code:
        return ""
    own = Category.objects.filter(code=code).first()
    return str(own) if own else next((words for name in _names if (words := name(code))), code)
