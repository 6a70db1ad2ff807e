"""The data the portal cannot work without: offices, townships, categories, clock rules, message wording.

Loading is for every deployment and every start of the demo. A row that exists is left as it is, because from then on it belongs to the
bureau: an administrator may have renamed an office or retired a category. Clock rules and wording have their own rules for that.
"""

import json
from pathlib import Path
from typing import Any

from django.db import models, transaction

from bureau.clock_rules import load_rules
from bureau.message_templates import load_templates
from bureau.models import Category, Office, Township
from bureau.signals import reference_loading

DATA = Path(__file__).resolve().parent / "data"


@transaction.atomic
def load_reference() -> list[str]:
    """Add what is missing and tell it in one line per kind; the floors above add theirs through `reference_loading`."""
    report = [
        f"offices +{load_offices()}",
        f"townships +{load_townships()}",
        f"categories +{load_categories()}",
        f"clock rules {load_rules()}",
        f"message templates {load_templates()}",
    ]
    reference_loading.send(sender=None, report=report)
    return report


def read_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of `bureau/data/`."""
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return rows


def load_offices() -> int:
    """Offices, the head office first: a branch points to its parent. Returns how many were added."""
    rows = read_rows("offices.json")
    before = Office.objects.count()
    heads = [_without_parent(row) for row in rows if not row.get("parent")]
    Office.objects.bulk_create([Office(**row) for row in heads], ignore_conflicts=True)
    ids = _ids(Office)
    branches = [Office(**_without_parent(row), parent_id=ids[row["parent"]]) for row in rows if row.get("parent")]
    Office.objects.bulk_create(branches, ignore_conflicts=True)
    return Office.objects.count() - before


def load_townships() -> int:
    """Towns and townships of the district in the order of the file. Returns how many were added."""
    before = Township.objects.count()
    rows = [Township(**row, order=10 * place) for place, row in enumerate(read_rows("townships.json"), start=1)]
    Township.objects.bulk_create(rows, ignore_conflicts=True)
    return Township.objects.count() - before


def load_categories() -> int:
    """The two levels of the category tree in the order of the file. Returns how many were added."""
    tree = read_rows("categories.json")
    before = Category.objects.count()
    tops = [_category(row, order=10 * place) for place, row in enumerate(tree, start=1)]
    Category.objects.bulk_create(tops, ignore_conflicts=True)
    ids = _ids(Category)
    children = [
        _category(child, order=10 * place, parent_id=ids[row["code"]])
        for row in tree
        for place, child in enumerate(row["children"], start=1)
    ]
    Category.objects.bulk_create(children, ignore_conflicts=True)
    return Category.objects.count() - before


def _category(row: dict[str, Any], *, order: int, parent_id: int | None = None) -> Category:
    return Category(code=row["code"], label=row["label"], label_en=row["label_en"], order=order, parent_id=parent_id)


def _without_parent(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "parent"}


def _ids(model: type[models.Model]) -> dict[str, int]:
    """Primary keys by code. Rows that existed keep theirs, so they are read back rather than taken from the insert."""
    return dict(model._default_manager.values_list("code", "pk"))
