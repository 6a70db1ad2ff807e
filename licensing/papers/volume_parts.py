"""What a volume is bound from: papers issued, then what was handed in or collected, as PDF pages; what cannot be printed is listed."""

import base64
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bureau import documents
from bureau.letters import chinese_date
from bureau.models import Attachment, Case, Document
from bureau.typesetting import TypesettingError, typeset
from licensing.models import MeasureCase

log = logging.getLogger(__name__)

# Longest side of a picture in pixels: 200 dots an inch on A4.
SIDE = 1600
PICTURE, LOOSE = "volume-picture", "volume-loose"


class VolumeFault(Exception):
    """A paper of the bureau cannot be put into the volume: it would not be whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the index. `pages` opens the PDF when its turn comes, so that not all lie in memory at once."""

    title: str
    number: str
    on: str
    source: Document | Attachment


def cases_of(case: Case) -> list[Case]:
    """The case and its measures, whose papers belong to the same volume. One query."""
    return [case, *MeasureCase.objects.filter(penalty_id=case.pk).defer("search").order_by("pk")]


def parts_of(case: Case) -> list[Part]:
    """Every entry in order: papers by their day, case by case, then the files. Two queries a case."""
    owners = cases_of(case)
    papers = [part for owner in owners for part in _papers(owner)]
    return papers + [part for owner in owners for part in _files(owner)]


def _papers(case: Case) -> Iterator[Part]:
    for one in Document.objects.filter(case_id=case.pk).select_related("voided").order_by("issued_at", "pk"):
        title = f"{one.title}（已作废）" if hasattr(one, "voided") else one.title
        yield Part(title, one.number, chinese_date(timezone.localdate(one.issued_at)), one)


def _files(case: Case) -> Iterator[Part]:
    rows = Attachment.objects.filter(case_id=case.pk, record_signature__isnull=True)
    for one in rows.select_related("evidence_file__evidence").order_by("pk"):
        piece = one.evidence_file.evidence if hasattr(one, "evidence_file") else None
        title = f"证据{piece.number}：{piece.title}（{one.name}）" if piece else one.name
        yield Part(title, "", chinese_date(timezone.localdate(one.uploaded_at)), one)


def pdf_of(part: Part, *, at: datetime) -> bytes | None:
    """The pages of an entry; None for a file that cannot be printed. Raises VolumeFault for a paper of the bureau that cannot be read."""
    if isinstance(part.source, Document):
        return _document(part.source)
    return _attachment(part, part.source, at=at)


def _document(document: Document) -> bytes:
    try:
        return b"".join(documents.open_document(document))
    except (documents.DocumentNotReady, FileNotFoundError) as error:
        raise VolumeFault(document.number) from error


def _attachment(part: Part, attachment: Attachment, *, at: datetime) -> bytes | None:
    try:
        with attachment.file.storage.open(str(attachment.file.name)) as stored:
            content = stored.read()
    except FileNotFoundError:
        log.error("The file of attachment %s is missing in the storage", attachment.pk)
        return None
    if attachment.content_type == "application/pdf":
        return content if _is_readable(content) else None
    if attachment.content_type.startswith("image/"):
        return _picture(part, content, attachment, at=at)
    return None


def _is_readable(content: bytes) -> bool:
    try:
        reader = PdfReader(BytesIO(content))
        return not reader.is_encrypted and len(reader.pages) > 0
    except (PyPdfError, ValueError, KeyError):
        return False


def _picture(part: Part, content: bytes, attachment: Attachment, *, at: datetime) -> bytes | None:
    """A picture on a page of its own with its digest below; None for what Pillow or Typst cannot read."""
    try:
        with Image.open(BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return None
    picture.thumbnail((SIDE, SIDE))
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    size = f'width="{picture.width}" height="{picture.height}"'
    text = base64.b64encode(data.getvalue()).decode()
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/jpeg;base64,{text}"/></svg>'
    tall = "1" if picture.height * 2 > picture.width * 3 else ""
    facts = {"title": part.title, "svg": svg, "sha256": attachment.sha256, "on": part.on, "tall": tall}
    try:
        return sheet(PICTURE, facts, at=at)
    except TypesettingError:
        log.exception("The picture %s cannot be set", attachment.pk)
        return None


def loose(rows: Iterable[Part], *, at: datetime) -> bytes:
    """The list of files that cannot be printed, with their digests: recordings, tables, damaged or locked files."""
    listed = [[one.title, one.source.content_type, one.source.sha256] for one in rows if isinstance(one.source, Attachment)]
    return sheet(LOOSE, {"rows": listed}, at=at)


def sheet(template: str, facts: dict[str, Any], *, at: datetime) -> bytes:
    """A page of the volume itself: no letter, without number and check code. Raises TypesettingError."""
    return typeset(template, {"bureau": documents.BUREAU_NAME, "verify_url": "-", "facts": facts}, at=at)
