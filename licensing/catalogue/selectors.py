"""Reads of the catalogue: an item as it stands on a day, its versions, the list with its search, how many there are of what."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from bureau.search import search_query
from bureau.seek import Order, Slice, read_slice
from licensing.catalogue.filter import CatalogueFilter
from licensing.models import Guide, ItemBasis, ItemVersion, PowerItem, PowerKind

PAGE_SIZE = 30
# An item changes when a law does: more versions than this are no history but a mistake.
MOST_VERSIONS = 100
BY_CODE = Order("code")
# Citizens come for what they can apply for.
KIND_ORDER = (PowerKind.PERMIT, PowerKind.OTHER, PowerKind.MEASURE, PowerKind.PENALTY)
_CODE = re.compile(r"(XK|QT|QZ|CF)[-－ ]?(\d{0,3})", re.ASCII)
_ITEM_CODE = re.compile(r"(XK|QT|QZ|CF)-\d{2,3}", re.ASCII)


def item_in_force(code: str, on: date) -> ItemVersion:
    """What the item of that code says on that day. Raises ItemVersion.DoesNotExist."""
    return ItemVersion.objects.in_force(on).select_related("item").defer("search").get(item__code=code)


def item_label(code: str) -> str:
    """“XK-01 特种设备使用登记”, as its newest version calls it; empty for no code of the catalogue. One query, none for other codes."""
    if not _ITEM_CODE.fullmatch(code):
        return ""
    version = ItemVersion.objects.filter(item__code=code).order_by("-number").only("name").first()
    return f"{code} {version.name}" if version else ""


def versions_of(code: str) -> list[ItemVersion]:
    """Every version of an item, the newest first; empty for an unknown code. One query."""
    if "\0" in code:
        return []
    rows = ItemVersion.objects.filter(item__code=code).select_related("item").defer("search").order_by("-number")
    return list(rows[:MOST_VERSIONS])


@dataclass(frozen=True, slots=True)
class Facets:
    """How many items in force fit the words and the law, by kind (within the subject chosen) and by subject (within the kind shown)."""

    kinds: dict[str, int]
    subjects: dict[str, int]

    @property
    def total(self) -> int:
        """Items of all kinds."""
        return sum(self.kinds.values())


def items_in_force(wanted: CatalogueFilter, on: date) -> "QuerySet[ItemVersion]":
    """The versions in force that pass every filter, unordered."""
    rows = _found(wanted, on)
    columns = {"kind": wanted.kind, "subject": wanted.subject}
    return rows.filter(**{name: value for name, value in columns.items() if value})


def _found(wanted: CatalogueFilter, on: date) -> "QuerySet[ItemVersion]":
    """What fits words and law: a search that finds nothing of the kind chosen can still say what there is of the others."""
    rows = ItemVersion.objects.in_force(on)
    if wanted.law:
        rows = rows.filter(pk__in=ItemBasis.objects.filter(law=wanted.law).values("version_id"))
    return rows.filter(_meant(wanted.q)) if wanted.q else rows


def _meant(typed: str) -> Q:
    """A code or its beginning; else all the words anywhere, or the text as it stands in the name: words are not always cut alike."""
    code = _CODE.fullmatch(typed.upper())
    if code:
        return Q(item__code__startswith=f"{code[1]}-{code[2]}")
    condition = Q(name__icontains=typed)
    query = search_query(typed)
    return condition | Q(search=query) if query is not None else condition


def facets_of(wanted: CatalogueFilter, on: date) -> Facets:
    """One grouped query."""
    groups = _found(wanted, on).order_by().values("kind", "subject").annotate(number=Count("pk"))
    kinds: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    rows: list[Any] = list(groups)
    for row in rows:
        if wanted.subject in ("", row["subject"]):
            kinds[row["kind"]] += row["number"]
    shown = shown_kind(wanted, kinds)
    for row in rows:
        if row["kind"] == shown:
            subjects[row["subject"]] += row["number"]
    return Facets({kind.value: kinds[kind.value] for kind in KIND_ORDER}, dict(subjects))


def shown_kind(wanted: CatalogueFilter, kinds: "Counter[str] | dict[str, int]") -> str:
    """The kind whose list is on screen: the one asked for, else the first one that has anything."""
    return wanted.kind or next((kind.value for kind in KIND_ORDER if kinds.get(kind.value)), PowerKind.PERMIT.value)


def item_page(
    wanted: CatalogueFilter, on: date, *, before: str = "", after: str = "", size: int = PAGE_SIZE
) -> tuple[list[ItemVersion], Slice]:
    """One page of the list in the order of the codes: the versions with what they rest on. Three queries."""
    matching = items_in_force(wanted, on)
    items = PowerItem.objects.filter(pk__in=matching.values("item_id"))
    page = read_slice(items, BY_CODE, before=before, after=after, size=size)
    found = ItemVersion.objects.in_force(on).filter(item__in=page.rows).select_related("item").defer("search").prefetch_related("bases")
    return sorted(found, key=lambda version: version.item.code), page


def exported_items(wanted: CatalogueFilter, on: date) -> "QuerySet[ItemVersion]":
    """All of the list on screen with everything the files say, in the order of the codes. Three queries when read."""
    rows = items_in_force(wanted, on).select_related("item").defer("search").order_by("item__code")
    return rows.prefetch_related("bases", "item__versions")


def laws_cited(on: date) -> list[str]:
    """The laws that items in force rest on, by name. One query."""
    rows = ItemBasis.objects.filter(version__in=ItemVersion.objects.in_force(on))
    return list(rows.order_by("law").values_list("law", flat=True).distinct())


def items_with_guide(versions: Sequence[ItemVersion]) -> set[int]:
    """Keys of the items among these for which a guide is published. One query."""
    guides = Guide.objects.filter(item__in=[version.item_id for version in versions], state=Guide.State.PUBLISHED)
    return set(guides.values_list("item_id", flat=True))


def state_of_catalogue() -> str:
    """A text that changes whenever anything in the catalogue does: for conditional requests. One query."""
    state = ItemVersion.objects.aggregate(
        loaded=Max("loaded_at"), ended=Max("valid_to"), number=Count("pk"), open=Count("pk", filter=Q(valid_to=None))
    )
    return "|".join(str(state[name]) for name in ("loaded", "ended", "number", "open"))
