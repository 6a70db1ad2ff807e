"""Writes of guides: start a draft, save it, publish it, throw it away. What was published is never changed; a change is a new version."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bureau.clock_rules import UnknownClock, rule_in_force
from bureau.errors import BureauError
from bureau.models import User
from licensing.guides.content import GuideContent, InvalidGuide, contradictions, digest_of, read_structure
from licensing.models import Guide, PowerItem

log = logging.getLogger(__name__)

# What a draft begins with where an item has no guide yet: nothing said, so everything is still named as missing.
BLANK: Mapping[str, Any] = {
    "summary": "",
    "applicants": [],
    "who": "",
    "conditions": [],
    "requests": [],
    "fields": [],
    "steps": [],
    "fee": "",
    "result": {"name": ""},
}


class StaleGuide(BureauError):
    """Somebody else changed, published or discarded the draft since this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this draft while you were working on it. Your text is kept below: look at the draft again, then save.")
        )


class GuideRefused(BureauError):
    """The draft cannot be published as it is. `faults` lists everything that stands against it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(_("This draft cannot be published yet: %(faults)s") % {"faults": " ".join(faults)})


@transaction.atomic
def start_draft(item_code: str, *, by: User, at: datetime) -> Guide:
    """The draft of an item: the one there is, else a copy of the published version. Raises PowerItem.DoesNotExist."""
    item = PowerItem.objects.select_for_update().get(code=item_code)
    known = Guide.objects.filter(item=item, state=Guide.State.DRAFT).first()
    if known is not None:
        return known
    published = Guide.objects.filter(item=item, state=Guide.State.PUBLISHED).first()
    content = dict(published.content if published else BLANK)
    return Guide.objects.create(
        item=item, number=_next_number(item), content=content, digest=digest_of(content), edited_by=by, edited_at=at
    )


@transaction.atomic
def save_draft(item_code: str, content: Mapping[str, Any], *, version: int, by: User, at: datetime) -> Guide:
    """Keep the content of the draft. It may still contradict itself, but its parts must be readable.

    Raises StaleGuide when `version` is not the draft's any more, InvalidGuide for what is no guide at all.
    """
    read_structure(content)
    draft = _locked_draft(item_code, version)
    draft.content = dict(content)
    draft.digest = digest_of(content)
    draft.version += 1
    draft.edited_by, draft.edited_at = by, at
    draft.save(update_fields=["content", "digest", "version", "edited_by", "edited_at"])
    return draft


@transaction.atomic
def publish(item_code: str, *, version: int, note: str, by: User, at: datetime, today: date) -> Guide:
    """The draft becomes what applicants read; the version before it is kept as replaced. Matters received before keep theirs.

    Raises StaleGuide, or GuideRefused with everything that stands against it.
    """
    draft = _locked_draft(item_code, version)
    if faults := faults_of(draft.content, today=today):
        raise GuideRefused(faults)
    if not note.strip():
        raise GuideRefused([_("Say what changed.")])
    if Guide.objects.filter(item=draft.item, state=Guide.State.PUBLISHED, content=draft.content).exists():
        raise GuideRefused([_("Nothing differs from the published version.")])
    Guide.objects.filter(item=draft.item, state=Guide.State.PUBLISHED).update(state=Guide.State.RETIRED, retired_at=at)
    Guide.objects.filter(pk=draft.pk).update(
        state=Guide.State.PUBLISHED,
        # A shipped version may have been published since the draft was started.
        number=_next_number(draft.item, besides=draft.pk),
        note=note.strip(),
        published_by=by,
        published_at=at,
        version=draft.version + 1,
    )
    draft.refresh_from_db()
    log.info("guide published: item=%s number=%s user=%s", item_code, draft.number, by.pk)
    return draft


@transaction.atomic
def discard(item_code: str, *, version: int, by: User) -> None:
    """Throw the draft away. Raises StaleGuide when it is not the one that was looked at."""
    draft = _locked_draft(item_code, version)
    draft.delete()
    log.info("guide draft discarded: item=%s user=%s", item_code, by.pk)


def faults_of(raw: Mapping[str, Any], *, today: date) -> list[str]:
    """Everything that stands against publishing this content: faults of shape, contradictions, time limits nobody knows."""
    try:
        content = read_structure(raw)
    except InvalidGuide as error:
        return error.faults
    return [*contradictions(content), *_unknown_clocks(content, today)]


def _unknown_clocks(content: GuideContent, today: date) -> list[str]:
    faults = []
    for one in content.requests:
        if not one.decision_clock:
            continue
        try:
            rule_in_force(one.decision_clock, today)
        except UnknownClock as error:
            faults.append(str(error))
    return faults


def _locked_draft(item_code: str, version: int) -> Guide:
    """The draft, if it is still the one that was looked at; nobody else writes it until the transaction ends."""
    drafts = Guide.objects.select_for_update(of=("self",)).filter(item__code=item_code, state=Guide.State.DRAFT)
    draft = drafts.select_related("item").first()
    if draft is None or draft.version != version:
        raise StaleGuide
    return draft


def _next_number(item: PowerItem, *, besides: int = 0) -> int:
    last: int | None = Guide.objects.filter(item=item).exclude(pk=besides).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
