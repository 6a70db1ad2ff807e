"""Brings tiers, factors and bounds of discretion in line with `licensing/data/discretion.json`; rows this bureau keeps are left alone."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from licensing.models import DiscretionFactor, DiscretionTier, PenaltyBound, PowerItem

FILE = Path(__file__).resolve().parent.parent / "data" / "discretion.json"
SUMS = ("low", "high", "amount")
DAYS = ("valid_from", "valid_to")


@transaction.atomic
def load_discretion(source: Mapping[str, Any] | None = None) -> str:
    """Load the file that is shipped, or `source` of the same shape. Returns one line for `load_reference`. Nothing is ever deleted.

    A row is known by code, first day and, for a tier, its item; a local row of the same key keeps what the bureau wrote.
    """
    data = json.loads(FILE.read_text(encoding="utf-8")) if source is None else source
    counts = [
        _load(DiscretionTier, _with_items(data.get("tiers", ())), key=("code", "item_id", "valid_from")),
        _load(DiscretionFactor, data.get("factors", ()), key=("code", "valid_from")),
        _load(PenaltyBound, data.get("bounds", ()), key=("code", "valid_from")),
    ]
    return f"discretion +{sum(added for added, _changed in counts)}, changed {sum(changed for _added, changed in counts)}"


def _with_items(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tiers name an item by its code, or none."""
    keys = dict(PowerItem.objects.filter(code__in=[row["item"] for row in rows if row.get("item")]).values_list("code", "pk"))
    return [
        {**{name: value for name, value in row.items() if name != "item"}, "item_id": keys[row["item"]] if row.get("item") else None}
        for row in rows
    ]


def _load(model: type[models.Model], rows: Iterable[Mapping[str, Any]], *, key: tuple[str, ...]) -> tuple[int, int]:
    """How many rows were added and how many changed: three statements at most."""
    standing = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    new, changed, names = [], [], set()
    for raw in rows:
        values = {name: _value(name, value) for name, value in raw.items()}
        known: Any = standing.get(tuple(values.get(name) for name in key))
        if known is None:
            new.append(model(**values))
        elif not known.local and any(getattr(known, name) != value for name, value in values.items()):
            names |= set(values)
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(names))
    return len(new), len(changed)


def _value(name: str, raw: Any) -> Any:
    if raw is not None and name in SUMS:
        return Decimal(raw)
    return date.fromisoformat(raw) if raw is not None and name in DAYS else raw
