"""Where files lie before they belong to a case. The browser holds a signed token of its basket; nobody can name another one's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from bureau.attachments import AttachmentRefused, accept_file, file_kind
from bureau.models import Attachment

SALT = "bureau.basket"
MAX_AGE = 31 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket, and the draft it belongs to once that was saved."""

    key: UUID
    draft: UUID | None = None

    @property
    def token(self) -> str:
        """What the browser sends back."""
        return signing.dumps({"b": self.key.hex, "d": self.draft.hex if self.draft else ""}, salt=SALT)


def new_basket() -> Basket:
    """An empty basket; nothing is stored until a file comes."""
    return Basket(uuid4())


def basket_from(token: str | None) -> Basket | None:
    """The basket of a token; None for none, a forged or an old one."""
    if not token:
        return None
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return Basket(UUID(content["b"]), UUID(content["d"]) if content["d"] else None)


def take_in(files: Iterable[UploadedFile], basket: Basket, *, at: datetime) -> list[str]:
    """Put files in; the sentences about those that were refused. One bad file does not cost the others."""
    refusals = []
    for file in files:
        try:
            accept_file(file, basket=basket.key, from_citizen=True, at=at)
        except AttachmentRefused as refusal:
            refusals.append(str(refusal))
    return refusals


def files_in(basket: Basket | None) -> list[Attachment]:
    """What lies in the basket, oldest first."""
    return list(Attachment.objects.filter(basket=basket.key, case__isnull=True).order_by("pk")) if basket else []


def remove_file(basket: Basket, pk: int) -> bool:
    """Take one file out again, for good; whether it was there."""
    return bool(_discard(Attachment.objects.filter(basket=basket.key, case__isnull=True, pk=pk)))


def empty(keys: Iterable[UUID]) -> int:
    """Delete all files of these baskets; the number deleted."""
    return _discard(Attachment.objects.filter(basket__in=list(keys), case__isnull=True))


def _discard(found: Any) -> int:
    rows = list(found.only("pk", "file"))
    Attachment.objects.filter(pk__in=[row.pk for row in rows], case__isnull=True).delete()
    # Rows first: a file left behind by a crash here is unseen; a row without its file would be a broken link.
    for row in rows:
        row.file.storage.delete(str(row.file.name))
    return len(rows)


def described(attachment: Attachment) -> dict[str, Any]:
    """A file as pages and scripts show it."""
    return {"id": attachment.pk, "name": attachment.name, "size": attachment.size, "kind": file_kind(attachment)}
