"""Reads of guides: the published one, a version, its typed content, the list for editors."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Prefetch

from licensing.guides.content import GuideContent, digest_of, read_structure
from licensing.models import Guide, ItemVersion, PowerItem
from licensing.models.catalogue import PowerKind

SHELF_SIZE = 64


class _Shelf:
    """The contents read last, shared by the threads of the process. A version's content never changes, a draft's counts up `version`."""

    lock = threading.Lock()
    contents: ClassVar[OrderedDict[tuple[int, int, str], GuideContent]] = OrderedDict()


def published_guide(item_code: str) -> Guide:
    """The guide applicants read today. Raises Guide.DoesNotExist."""
    return Guide.objects.select_related("item").get(item__code=item_code, state=Guide.State.PUBLISHED)


def guide_of(item_code: str, number: int) -> Guide:
    """One version, whatever its state. Raises Guide.DoesNotExist."""
    return Guide.objects.select_related("item", "edited_by", "published_by").get(item__code=item_code, number=number)


def draft_of(item_code: str) -> Guide | None:
    """The version being written, None if there is none."""
    return Guide.objects.select_related("item", "edited_by").filter(item__code=item_code, state=Guide.State.DRAFT).first()


def content_of(guide: Guide) -> GuideContent:
    """The typed content of a version, from memory when it was read before. Raises InvalidGuide for what cannot be read."""
    key = (guide.pk, guide.version, guide.digest or digest_of(guide.content))
    with _Shelf.lock:
        if key in _Shelf.contents:
            _Shelf.contents.move_to_end(key)
            return _Shelf.contents[key]
    content = read_structure(guide.content)
    with _Shelf.lock:
        _Shelf.contents[key] = content
        while len(_Shelf.contents) > SHELF_SIZE:
            _Shelf.contents.popitem(last=False)
    return content


@dataclass(frozen=True, slots=True)
class ItemGuides:
    """An item one applies for, with the name it bears today and where its guide stands."""

    code: str
    name: str
    published: Guide | None
    draft: Guide | None


def items_with_guides(today: date) -> list[ItemGuides]:
    """Every item one can apply for, in order of its code. Three queries."""
    standing = Guide.objects.exclude(state=Guide.State.RETIRED).select_related("edited_by", "published_by").defer("content")
    items = PowerItem.objects.filter(kind__in=[PowerKind.PERMIT, PowerKind.OTHER]).prefetch_related(Prefetch("guides", queryset=standing))
    names = dict(ItemVersion.objects.in_force(today).filter(kind__in=[PowerKind.PERMIT, PowerKind.OTHER]).values_list("item_id", "name"))
    rows = []
    for item in items.order_by("code"):
        by_state = {guide.state: guide for guide in item.guides.all()}
        rows.append(
            ItemGuides(
                code=item.code,
                name=names.get(item.pk, item.code),
                published=by_state.get(Guide.State.PUBLISHED),
                draft=by_state.get(Guide.State.DRAFT),
            )
        )
    return rows


def item_name(item_code: str, today: date) -> str:
    """The name the item bears today, its code where none is in force. One query."""
    version = ItemVersion.objects.in_force(today).filter(item__code=item_code).only("name").first()
    return version.name if version else item_code


def versions_of(item_code: str) -> list[Guide]:
    """The history of an item's guide, newest first, drafts left out; at most 200. One query."""
    rows = Guide.objects.filter(item__code=item_code).exclude(state=Guide.State.DRAFT)
    return list(rows.select_related("edited_by", "published_by").defer("content").order_by("-number")[:200])
