"""The whole file of a case as one PDF: cover, index, papers, evidence, with one row of page numbers through all of it.

Asked for by whoever may see the case, made by a worker (`make_pending`), kept as it was then with its SHA-256. The seals of the papers are
proven by the papers themselves: binding them is a copy, not another original.
"""

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from bureau.letters import chinese_date
from bureau.models import Case, User
from bureau.sealing import UnsealError
from bureau.typesetting import TypesettingError
from bureau.waking import wake
from bureau.workflow import specific
from licensing.models import CaseVolume
from licensing.papers.facts import officers_of
from licensing.papers.volume_parts import VolumeFault, loose, parts_of, pdf_of, sheet

log = logging.getLogger(__name__)

TASK = "licensing.make_volumes"
COVER, NUMBERS = "case-volume", "volume-numbers"
LOOSE_TITLE = "未装订的电子文件清单"
PROGRESS_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index: where it begins and how many pages it has."""

    title: str
    number: str
    on: str
    first: int
    pages: int


@transaction.atomic
def ask(case: Case, *, by: User, at: datetime) -> CaseVolume:
    """Ask for the volume as the file stands; one that waits already is not asked for twice."""
    Case.objects.select_for_update().defer("search").get(pk=case.pk)
    waiting = CaseVolume.objects.filter(case_id=case.pk, made_at__isnull=True, fault="").first()
    row = waiting or CaseVolume.objects.create(case_id=case.pk, asked_by=by, asked_at=at)
    transaction.on_commit(partial(wake, TASK))
    return row


def make_pending(at: datetime) -> int:
    """Make every volume that waits, oldest first; how many were made. One that fails says why and does not hold up the rest."""
    made, last = 0, 0
    while True:
        row = CaseVolume.objects.filter(made_at__isnull=True, fault="", pk__gt=last).order_by("pk").first()
        if row is None:
            return made
        last = row.pk
        made += make(row.pk, at=at)


def make(volume_id: int, *, at: datetime) -> bool:
    """Make one volume; False if it is made already, somebody else is at it, or it failed (the row then says why)."""
    with transaction.atomic():
        waiting = CaseVolume.objects.select_for_update(skip_locked=True).filter(pk=volume_id, made_at__isnull=True, fault="")
        row = waiting.first()
        if row is None:
            return False
        case = Case.objects.defer("search").get(pk=row.case_id)
        try:
            pdf, entries = bind(case, volume_id=row.pk, at=at)
        except (VolumeFault, TypesettingError, UnsealError) as error:
            log.exception("Volume %s cannot be made", row.pk)
            row.fault = _("A paper cannot be read: %(paper)s.") % {"paper": str(error)[:200]}
            row.save(update_fields=["fault"])
            return False
        _keep(row, pdf, entries, at=at)
    return True


def _keep(row: CaseVolume, pdf: bytes, entries: Sequence[Entry], *, at: datetime) -> None:
    row.entries = [[one.title, one.number, one.on, one.first, one.pages] for one in entries]
    row.pages = sum(one.pages for one in entries)
    row.sha256 = hashlib.sha256(pdf).hexdigest()
    row.made_at = at
    row.file.save(f"volumes/{at:%Y/%m}/{secrets.token_hex(16)}.pdf", ContentFile(pdf), save=False)
    row.save(update_fields=["entries", "pages", "sha256", "made_at", "file"])


def bind(case: Case, *, volume_id: int, at: datetime) -> tuple[bytes, list[Entry]]:
    """Cover and index, then every entry with running page numbers. Raises VolumeFault, TypesettingError, UnsealError."""
    writer, entries, unbound = PdfWriter(), [], []
    parts = parts_of(case)
    for place, part in enumerate(parts, start=1):
        pdf = pdf_of(part, at=at)
        if pdf is None:
            unbound.append(part)
        else:
            entries.append(_add(writer, part.title, part.number, part.on, pdf))
        cache.set(_progress_key(volume_id), (place, len(parts)), PROGRESS_SECONDS)
    if unbound:
        entries.append(_add(writer, LOOSE_TITLE, "", chinese_date(timezone.localdate(at)), loose(unbound, at=at)))
    if entries:
        _number_pages(writer, at=at)
    return _with_cover(case, writer, entries, at=at), entries


def _add(writer: PdfWriter, title: str, number: str, on: str, pdf: bytes) -> Entry:
    first = len(writer.pages) + 1
    for page in PdfReader(BytesIO(pdf)).pages:
        added = writer.add_page(page)
        # Links and fields of the single papers lead nowhere in a volume.
        if "/Annots" in added:
            del added["/Annots"]
        if added.rotation:
            added.transfer_rotation_to_content()
    writer.add_outline_item(title=title, page_number=first - 1)
    return Entry(title, number, on, first, len(writer.pages) + 1 - first)


def _number_pages(writer: PdfWriter, *, at: datetime) -> None:
    """A number in the upper right corner of each page, as files are paged by hand."""
    total = len(writer.pages)
    marks = PdfReader(BytesIO(sheet(NUMBERS, {"total": str(total)}, at=at))).pages
    for page, mark in zip(writer.pages, marks, strict=True):
        _stamp(page, mark)


def _stamp(page: PageObject, mark: PageObject) -> None:
    box = page.mediabox
    move = Transformation().translate(float(box.right) - float(mark.mediabox.right), float(box.top) - float(mark.mediabox.top))
    page.merge_transformed_page(mark, move)


def _with_cover(case: Case, body: PdfWriter, entries: Sequence[Entry], *, at: datetime) -> bytes:
    own: Any = specific(case)
    rows = [[str(place), one.title, one.number, one.on, _range(one)] for place, one in enumerate(entries, start=1)]
    facts = {
        "case_number": case.number,
        "title": case.title,
        "party": getattr(own, "party_name", ""),
        "officers": "、".join(name for name, _certificate in officers_of(case)),
        "opened_on": chinese_date(timezone.localdate(case.opened_at)),
        "closed_on": chinese_date(timezone.localdate(case.closed_at)) if case.closed_at else "（未结案）",
        "bound_on": chinese_date(timezone.localdate(at)),
        "pages": str(sum(one.pages for one in entries)),
        "rows": rows,
    }
    cover = PdfReader(BytesIO(sheet(COVER, facts, at=at)))
    for place, page in enumerate(cover.pages):
        body.insert_page(page, place)
    body.add_metadata({"/Title": f"{case.number} 案卷"})
    body.compress_identical_objects(remove_duplicates=True)
    bound = BytesIO()
    body.write(bound)
    return bound.getvalue()


def _range(one: Entry) -> str:
    return str(one.first) if one.pages == 1 else f"{one.first}-{one.first + one.pages - 1}"


def progress(volume: CaseVolume) -> tuple[int, int]:
    """How many entries are done of how many, while it is being made; (0, 0) before and where the cache forgot."""
    done, total = cache.get(_progress_key(volume.pk), (0, 0))
    return int(done), int(total)


def _progress_key(volume_id: int) -> str:
    return f"volume-progress-{volume_id}"
