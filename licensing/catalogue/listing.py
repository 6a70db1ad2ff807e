"""The catalogue's list as its page shows it: tabs with numbers, links by subject, rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from licensing.catalogue.filter import CatalogueFilter
from licensing.catalogue.selectors import KIND_ORDER, Facets
from licensing.catalogue.subjects import SUBJECTS, subject_label
from licensing.models import ItemVersion
from licensing.processes import find_process


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another part of the list, and how many items there are."""

    label: str
    number: int
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the list."""

    code: str
    url: str
    name: str
    subject: str
    citations: tuple[str, ...]
    sanctions: tuple[str, ...]
    can_apply: bool


def tabs_of(facets: Facets, wanted: CatalogueFilter, shown: str, *, here: str) -> list[Link]:
    """One tab a kind; words, law and subject go along."""
    return [
        Link(str(kind.label), facets.kinds[kind.value], f"{here}?{wanted.query(kind=kind.value)}", kind.value == shown)
        for kind in KIND_ORDER
    ]


def subject_links(facets: Facets, shown: CatalogueFilter, *, here: str) -> list[Link]:
    """The subjects that occur among the kind on screen, in the order of the list of subjects; the chosen one leads back to all."""
    return [
        Link(
            subject_label(subject),
            facets.subjects[subject],
            f"{here}?{shown.query(subject='' if subject == shown.subject else subject)}",
            subject == shown.subject,
        )
        for subject in SUBJECTS
        if facets.subjects.get(subject)
    ]


def rows_of(versions: Sequence[ItemVersion], with_guide: set[int]) -> list[Row]:
    """Rows of a page; needs `item` and `bases`."""
    return [
        Row(
            code=version.item.code,
            url=reverse("licensing:item", args=[version.item.code]),
            name=version.name,
            subject=subject_label(version.subject),
            citations=tuple(basis.citation for basis in version.bases.all()),
            sanctions=tuple(version.sanctions),
            can_apply=version.item_id in with_guide and find_process(version.item.code) is not None,
        )
        for version in versions
    ]
