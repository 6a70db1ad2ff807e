"""Files people hand in: what is taken, how it is cleaned and stored, who gets it back.

Before a matter exists a file lies in a basket, the random key of a draft; `claim_basket` gives the whole basket to the case.
"""

import hashlib
import logging
import uuid
from datetime import datetime, timedelta
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import Attachment, Case, User
from bureau.upload_cleaning import Unreadable, blank_recording, clean_image
from bureau.upload_kinds import ACCEPT, BY_EXTENSION, HEAD_BYTES, Kind, matches, name_content
from bureau.upload_names import clean_name, extension_of

__all__ = [
    "ACCEPT",
    "AttachmentRefused",
    "EmptyFile",
    "FileTooLarge",
    "FileTypeRefused",
    "TooManyFiles",
    "accept_file",
    "claim_basket",
    "copy_into_basket",
    "discard_expired_baskets",
    "file_kind",
    "open_attachment",
    "private_file",
    "remove_from_basket",
]

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
# Defaults; a setting of the same name overrides each.
ATTACHMENT_FILES_PER_BASKET = 10
ATTACHMENT_FILES_PER_CASE = 200
ATTACHMENT_CITIZEN_FILES_PER_DAY = 10
ATTACHMENT_MEGABYTES = {"image": 10, "document": 10, "media": 50}
BASKET_DAYS = 31

IN_MEMORY_BYTES = 2 * MEGABYTE
READ_BYTES = 256 * 1024
DISCARD_BATCH = 500
# Browsers show these inside the page's own tab; everything else is only offered for saving.
INLINE_TYPES = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
# The PDF viewers built into browsers refuse to start inside a CSP sandbox; a PDF gets the same policy without that word.
FILE_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class AttachmentRefused(BureauError):
    """A file that is not taken. `name` is its cleaned name; the message says what is wrong and what would be taken."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


class EmptyFile(AttachmentRefused):
    """Nothing in it."""


class FileTooLarge(AttachmentRefused):
    """More bytes than its kind may have."""


class FileTypeRefused(AttachmentRefused):
    """A kind that is not taken, or content that is not what the name says."""


class TooManyFiles(AttachmentRefused):
    """The basket or the case is full."""


def accept_file(
    upload: UploadedFile,
    *,
    basket: uuid.UUID | None = None,
    case: Case | None = None,
    by: User | None = None,
    from_citizen: bool,
    at: datetime,
    most: int = 0,
    guarded: bool = False,
) -> Attachment:
    """Check, clean and store one file, in a basket or on a case (exactly one of the two; ValueError otherwise).

    `guarded`: it is opened only by the page of its own room, which asks for a reason and logs it.

    `most`: how many files the basket may hold where a form needs more than usual (an application with a dozen papers); 0: as usual.
    The same content sent twice into a basket is stored once: a second click is not a second file.
    Raises EmptyFile, FileTooLarge, FileTypeRefused, TooManyFiles.
    """
    if (basket is None) == (case is None):
        raise ValueError("A file goes either into a basket or onto a case.")
    name = clean_name(upload.name or "")
    kind = _kind_of(upload, name)
    with _cleaned(upload, kind, name) as content:
        digest, size = _measure(content)
        with transaction.atomic():
            _lock_hand_in(basket, case)
            known = Attachment.objects.filter(basket=basket, sha256=digest).first() if basket else None
            if known is not None:
                return known
            _check_room(name, basket=basket, case=case, from_citizen=from_citizen, at=at, most=most)
            attachment = Attachment(
                case=case,
                basket=basket,
                name=name,
                content_type=kind.content_type,
                size=size,
                sha256=digest,
                uploaded_by=by,
                from_citizen=from_citizen,
                uploaded_at=at,
                guarded=guarded,
            )
            _store(attachment, content, kind)
    return attachment


def _kind_of(upload: UploadedFile, name: str) -> Kind:
    """The kind the name promises and the content keeps, within its size."""
    if not upload.size:
        raise EmptyFile(name, _("“%(name)s” is empty. Choose the file again.") % {"name": name})
    kind = BY_EXTENSION.get(extension_of(name))
    file = cast(BinaryIO, upload.file)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if kind is None:
        values = {"name": name, "really": name_content(head, file)}
        text = _("“%(name)s” is %(really)s and cannot be taken. Send photos, PDF, Word or Excel files, video or sound recordings.")
        raise FileTypeRefused(name, text % values)
    limit = getattr(settings, "ATTACHMENT_MEGABYTES", ATTACHMENT_MEGABYTES)[kind.group]
    if upload.size > limit * MEGABYTE:
        values = {"name": name, "size": f"{upload.size / MEGABYTE:.1f}", "limit": limit}
        raise FileTooLarge(name, _("“%(name)s” has %(size)s MB; at most %(limit)s MB are taken for this kind of file.") % values)
    if not matches(kind, head, file):
        values = {"name": name, "said": str(kind.label), "really": name_content(head, file)}
        raise FileTypeRefused(name, _("“%(name)s” is called a %(said)s but really is %(really)s. Send the original file.") % values)
    return kind


def _cleaned(upload: UploadedFile, kind: Kind, name: str) -> BinaryIO:
    """The content as it will be stored, without place and device."""
    file = cast(BinaryIO, upload.file)
    try:
        if kind.group == "image":
            return clean_image(file, kind.content_type)
        copy = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115 - the caller closes it
        for chunk in upload.chunks():
            copy.write(chunk)
        if kind.content_type in {"video/mp4", "video/quicktime", "audio/mp4"}:
            blank_recording(copy)
    except Unreadable as error:
        text = _("“%(name)s” cannot be opened as a %(said)s: it is damaged, moving or far too large. Save it anew and send it again.")
        raise FileTypeRefused(name, text % {"name": name, "said": kind.label}) from error
    return copy


def _measure(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size of what will be stored."""
    digest = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(READ_BYTES):
        digest.update(chunk)
    return digest.hexdigest(), content.tell()


def copy_into_basket(earlier: Attachment, basket: uuid.UUID, *, by: User | None, at: datetime, most: int = 0) -> Attachment:
    """The same file once more, as an attachment of its own in a basket: what was handed in once need not be sent again.

    The caller has checked that whoever hands it in may have the earlier one. Raises TooManyFiles, and AttachmentRefused if the storage
    lost the earlier file, which is logged.
    """
    kind = next((one for one in BY_EXTENSION.values() if one.content_type == earlier.content_type), None)
    try:
        with earlier.file.storage.open(str(earlier.file.name)) as stored:
            content = BytesIO(stored.read())
    except FileNotFoundError:
        log.error("The file of attachment %s is missing in the storage", earlier.pk)
        kind = None
    if kind is None:
        raise AttachmentRefused(earlier.name, _("“%(name)s” cannot be taken over. Send the file again.") % {"name": earlier.name})
    with transaction.atomic():
        _lock_hand_in(basket, None)
        _check_room(earlier.name, basket=basket, case=None, from_citizen=True, at=at, most=most)
        copy = Attachment(
            basket=basket,
            name=earlier.name,
            content_type=earlier.content_type,
            size=earlier.size,
            sha256=earlier.sha256,
            uploaded_by=by,
            from_citizen=True,
            uploaded_at=at,
        )
        _store(copy, content, kind)
    return copy


def _lock_hand_in(basket: uuid.UUID | None, case: Case | None) -> None:
    """Two files arriving at once must not both be the tenth. The lock ends with the transaction."""
    owner = f"attachments:{basket or (case and case.pk)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [owner])


def _check_room(name: str, *, basket: uuid.UUID | None, case: Case | None, from_citizen: bool, at: datetime, most: int = 0) -> None:
    """A basket holds one hand-in; a case takes so many from its citizen in a day, and so many in all."""
    if basket is not None:
        room = most or _limit("ATTACHMENT_FILES_PER_BASKET", ATTACHMENT_FILES_PER_BASKET)
        rules = [(Attachment.objects.filter(basket=basket), room)]
    else:
        on_case = Attachment.objects.filter(case=case)
        rules = [(on_case, _limit("ATTACHMENT_FILES_PER_CASE", ATTACHMENT_FILES_PER_CASE))]
        if from_citizen:
            recent = on_case.filter(from_citizen=True, uploaded_at__gt=at - timedelta(days=1))
            rules.append((recent, _limit("ATTACHMENT_CITIZEN_FILES_PER_DAY", ATTACHMENT_CITIZEN_FILES_PER_DAY)))
    for files, limit in rules:
        if files.count() >= limit:
            text = _("“%(name)s” was not taken: there are already %(limit)s files. Remove one first or send it later.")
            raise TooManyFiles(name, text % {"name": name, "limit": limit})


def _limit(setting: str, default: int) -> int:
    value: int = getattr(settings, setting, default)
    return value


def _store(attachment: Attachment, content: BinaryIO, kind: Kind) -> None:
    """Save file and row. The path is random: nothing the sender wrote gets into it, and nobody can guess it."""
    content.seek(0)
    path = f"attachments/{attachment.uploaded_at:%Y/%m}/{uuid.uuid4().hex}.{kind.extensions[0]}"
    attachment.file.save(path, File(content), save=False)
    try:
        attachment.save()
    except BaseException:
        # Whatever happened to the row, a file without one would lie there unseen for ever.
        attachment.file.storage.delete(str(attachment.file.name))
        raise


def remove_from_basket(basket: uuid.UUID, attachment_id: int) -> bool:
    """Take a file back out of a basket before it is handed in; False if it is not in there (any more)."""
    with transaction.atomic():
        row = Attachment.objects.select_for_update().filter(pk=attachment_id, basket=basket, case__isnull=True).first()
        if row is None:
            return False
        row.delete()
        transaction.on_commit(lambda: row.file.storage.delete(str(row.file.name)))
    return True


def claim_basket(basket: uuid.UUID, case_id: int) -> int:
    """Give everything in the basket to the case; the number of files given. A basket is claimed once."""
    return Attachment.objects.filter(basket=basket, case__isnull=True).update(case_id=case_id, basket=None)


def discard_expired_baskets(now: datetime) -> int:
    """Delete what was handed in BASKET_DAYS ago and never became a case, files too; the number of files deleted."""
    deleted = 0
    while batch := _discard_batch(now - timedelta(days=BASKET_DAYS)):
        deleted += batch
    return deleted


def _discard_batch(before: datetime) -> int:
    with transaction.atomic():
        # Skip what is being claimed this moment: it belongs to a case now.
        expired = Attachment.objects.filter(case__isnull=True, basket__isnull=False, uploaded_at__lt=before)
        rows = list(expired.select_for_update(skip_locked=True).only("pk", "file")[:DISCARD_BATCH])
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    # Rows first: a file left behind by a crash here is unseen; a row without its file would be a broken link.
    for row in rows:
        row.file.storage.delete(str(row.file.name))
    return len(rows)


def file_kind(attachment: Attachment) -> str:
    """The sort of file in the reader's language, for lists."""
    return next((str(kind.label) for kind in BY_EXTENSION.values() if kind.content_type == attachment.content_type), "")


def open_attachment(attachment: Attachment) -> FileResponse:
    """The file as a response that no browser will take for a page of ours. The caller has checked that the reader may have it.

    Raises Http404 if the storage lost the file, which is logged.
    """
    try:
        content = attachment.file.storage.open(str(attachment.file.name))
    except FileNotFoundError as error:
        log.error("The file of attachment %s is missing in the storage", attachment.pk)
        raise Http404 from error
    return private_file(content, name=attachment.name, content_type=attachment.content_type)


def private_file(content: File | BytesIO, *, name: str, content_type: str) -> FileResponse:
    """A file nobody may cache, sniff or run; images and PDF are shown, the rest saved."""
    inline = content_type in INLINE_TYPES
    response = FileResponse(content, as_attachment=not inline, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY if content_type == "application/pdf" else f"{FILE_POLICY}; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
