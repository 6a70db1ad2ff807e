"""Half-written forms: saved sealed, opened again by a resume code or in the same browser, forgotten after thirty days.

The code is derived from the draft's id by a secret key, so it can be shown at every saving though only its blind index is stored. When a
draft expires its text and files are deleted; an empty row stays for a while, so that its owner learns what happened, not “wrong code”.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime

from bureau.baskets import Basket, empty, files_in, new_basket
from bureau.errors import BureauError
from bureau.models import Attachment, Draft, User
from bureau.sealing import Sealed, UnsealError, blind_index

DRAFT_DAYS = 30
# How long an expired draft can still say that it expired.
TOMBSTONE_DAYS = 60
CODE_LENGTH = 12
BATCH = 500
SUBMISSION = "submission"


class DraftGone(BureauError):
    """The draft was sent meanwhile: there is nothing to save any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as its owner gets it back. `lost` names files that were in it and are not there any more."""

    basket: Basket
    fields: Mapping[str, str]
    saved_at: datetime | None
    expires_at: datetime
    lost: list[str] = field(default_factory=list)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A draft that cannot be continued: it was sent (`number`), or it expired."""

    number: str
    expired_at: datetime


def resume_code(draft_id: UUID) -> str:
    """Twelve characters of base32 in groups of four."""
    digest = hmac.digest(settings.QUERY_CODE_KEY.encode(), f"draft:{draft_id.hex}".encode(), hashlib.sha256)
    code = base64.b32encode(digest)[:CODE_LENGTH].decode()
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _index(code: str) -> bytes | None:
    """Digits that people mistake for letters count as those letters; hyphens, blanks and case do not count."""
    return blind_index(code.translate(str.maketrans("018", "OIB")))


def save(
    fields: Mapping[str, str],
    basket: Basket | None,
    *,
    at: datetime,
    purpose: str = SUBMISSION,
    owner: User | None = None,
    subject: str = "",
) -> Basket:
    """Save what was typed; returns the basket with its draft. Raises DraftGone if it was sent already.

    `purpose`, `owner` and `subject` are fixed at the first saving; see `bureau.models.Draft`.
    """
    basket = basket or new_basket()
    names = list(Attachment.objects.filter(basket=basket.key, case__isnull=True).order_by("pk").values_list("name", flat=True))
    content = json.dumps({"fields": dict(fields), "files": names, "saved_at": at.isoformat()}, ensure_ascii=False)
    known = Draft.objects.filter(basket=basket.key).only("pk", "submitted_number", "expires_at").first()
    if known is not None and known.submitted_number:
        raise DraftGone
    if known is not None and known.expires_at > at:
        Draft.objects.filter(pk=known.pk).update(content=content, expires_at=at + timedelta(days=DRAFT_DAYS))
        return Basket(basket.key, known.pk)
    if known is not None:
        # The page was left open until its draft had expired: what is typed now is a new draft.
        basket = new_basket()
    draft = Draft(
        basket=basket.key, content=content, expires_at=at + timedelta(days=DRAFT_DAYS), purpose=purpose, owner=owner, subject=subject
    )
    draft.code_index = _index(resume_code(draft.pk))
    draft.save(force_insert=True)
    return Basket(basket.key, draft.pk)


def find(code: str, *, at: datetime, purpose: str = SUBMISSION) -> Opened | Ended | None:
    """The draft of a resume code; None if no draft of that purpose has it."""
    index = _index(code)
    draft = Draft.objects.filter(code_index=index, purpose=purpose).first() if index else None
    return _opened(draft, at) if draft else None


def opened(draft_id: UUID, *, at: datetime, purpose: str = SUBMISSION, owner: User | None = None) -> Opened | Ended | None:
    """The draft of this browser, or of its owner. A draft that belongs to an account is opened by nobody else."""
    draft = Draft.objects.filter(pk=draft_id, purpose=purpose, owner=owner).first()
    return _opened(draft, at) if draft else None


def drafts_of(owner: User, *, at: datetime, purpose: str, subject_starts: str = "") -> list[Draft]:
    """What this person has not sent yet, newest first."""
    rows = Draft.objects.filter(owner=owner, purpose=purpose, expires_at__gt=at, submitted_number="", subject__startswith=subject_starts)
    return list(rows.defer("content").order_by("-expires_at")[:50])


def _opened(draft: Draft, at: datetime) -> Opened | Ended:
    if draft.submitted_number or draft.expires_at <= at:
        return Ended(draft.submitted_number, draft.expires_at)
    basket = Basket(draft.basket, draft.pk)
    try:
        content = json.loads(_plain(draft.content) or "{}")
    except UnsealError:
        # The key is gone: nobody can read it any more, which for its owner is the same as expired.
        return Ended("", draft.expires_at)
    present = {attachment.name for attachment in files_in(basket)}
    lost = [name for name in content.get("files", []) if name not in present]
    saved_at = parse_datetime(content["saved_at"]) if "saved_at" in content else None
    return Opened(basket, content.get("fields", {}), saved_at, draft.expires_at, lost, draft.subject)


def _plain(content: Sealed | str) -> str:
    return content.open() if isinstance(content, Sealed) else content


def mark_sent(draft_id: UUID, number: str) -> None:
    """The draft became a case: its text is deleted, its number stays to be told."""
    Draft.objects.filter(pk=draft_id).update(submitted_number=number, content="")


def mark_basket_sent(basket: UUID, number: str) -> None:
    """The same for the draft of a basket, by whoever opens the case in one transaction with it."""
    Draft.objects.filter(basket=basket, submitted_number="").update(submitted_number=number, content="")


def discard(draft_id: UUID) -> None:
    """Delete a draft and its files at its owner's wish; one that was sent is left alone."""
    draft = Draft.objects.filter(pk=draft_id, submitted_number="").only("pk", "basket").first()
    if draft is not None:
        empty([draft.basket])
        draft.delete()


def discard_expired(now: datetime) -> int:
    """Delete text and files of expired drafts, and what is left of them `TOMBSTONE_DAYS` later; the number of drafts emptied."""
    emptied = 0
    Draft.objects.filter(expires_at__lt=now - timedelta(days=TOMBSTONE_DAYS)).delete()
    while True:
        expired = list(Draft.objects.filter(expires_at__lt=now).exclude(content=b"").only("pk", "basket")[:BATCH])
        if not expired:
            return emptied
        empty(draft.basket for draft in expired)
        emptied += Draft.objects.filter(pk__in=[draft.pk for draft in expired]).update(content="")
