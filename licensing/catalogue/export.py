"""The catalogue for programs: JSON with stable names (docs/api.md) and CSV for a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.api.serializers import term
from bureau.tables import csv_table
from licensing.catalogue.fine_words import fine_words, limit_words
from licensing.catalogue.subjects import rank_label, subject_label
from licensing.models import ItemVersion

# Of the catalogue there are hundreds of items; a file that is longer is a mistake.
MOST_ITEMS = 10_000


def item_json(version: ItemVersion) -> dict[str, Any]:
    """One item as it stands, what it rests on, and all its versions. Needs `bases` and `item__versions` prefetched."""
    return {
        "code": version.item.code,
        "kind": term(version.kind, version.get_kind_display()),
        "name": version.name,
        "subject": term(version.subject, subject_label(version.subject)),
        "version": version.number,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "condition": version.condition,
        "basis": [
            {
                "citation": basis.citation,
                "law": basis.law,
                "law_version": basis.law_version,
                "rank": basis.rank,
                "article": basis.article,
                "paragraph": basis.paragraph,
                "item": basis.item,
            }
            for basis in version.bases.all()
        ],
        "act": version.act,
        "sanctions": version.sanctions,
        "fines": version.fines,
        "fines_from": version.fines_from or [],
        "measure": version.measure,
        "checked": version.checked,
        "doubt": version.doubt,
        "url": reverse("licensing:item", args=[version.item.code]),
        "versions": [
            {"version": one.number, "valid_from": one.valid_from, "valid_to": one.valid_to}
            for one in sorted(version.item.versions.all(), key=lambda one: one.number)
        ],
    }


def csv_lines(versions: Iterable[ItemVersion]) -> Iterator[str]:
    """The list as lines of CSV in the reader's language."""
    cut_off = _("The list is longer: only the first %(limit)d items were exported.") % {"limit": MOST_ITEMS}
    return csv_table(_header(), (_cells(version) for version in versions), limit=MOST_ITEMS, cut_off=cut_off)


def _header() -> list[str]:
    return [
        *(_("Item code"), _("Kind"), _("Name of the item"), _("Subject"), _("Condition")),
        *(_("Legal basis"), _("Version of the law"), _("Rank")),
        *(_("Act"), _("Sanctions"), _("Fines"), _("Fines set by"), _("Compared with the article"), _("In doubt")),
        *(_("Type of measure"), _("Target of the measure"), _("Longest duration"), _("Version"), _("In force from")),
    ]


def _cells(version: ItemVersion) -> list[object]:
    bases = list(version.bases.all())
    measure = version.measure or {}
    fines = ("：".join(part for part in (one.who, one.when, one.range) if part) for one in fine_words(version.fines))
    return [
        *(version.item.code, version.get_kind_display(), version.name, subject_label(version.subject), version.condition),
        "；".join(basis.citation for basis in bases),
        "；".join(str(basis.law_version) for basis in bases),
        "；".join(rank_label(basis.rank) for basis in bases),
        *(version.act, "、".join(version.sanctions), "；".join(fines), "；".join(version.fines_from or [])),
        *(_("yes") if version.checked else _("not yet"), version.doubt),
        *(measure.get("type", ""), measure.get("target", ""), limit_words(measure.get("limit"))),
        *(version.number, version.valid_from.isoformat()),
    ]
