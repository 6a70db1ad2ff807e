"""Versions of items by their fine rules, not saved."""

import itertools
from typing import Any

from licensing.models import ItemVersion, PowerItem

_codes = itertools.count(1)
BLANK: dict[str, Any] = {
    **{"min": None, "max": None, "of": "", "of_words": "", "when": "", "who": "", "grade": "", "may": False, "article": ""},
    "if": [],
}


def version_of(*fines: dict[str, Any], **fields: Any) -> ItemVersion:
    """A version with these rules; each rule only says what matters."""
    rules = [{**BLANK, **fine, "type": "multiple" if fine.get("of") else "amount"} for fine in fines]
    item = PowerItem(code=f"CF-{next(_codes):03}", kind="penalty")
    return ItemVersion(item=item, number=1, kind="penalty", name="x", fines=rules, **fields)
