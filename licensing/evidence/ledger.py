"""The ledger of evidence (行政处罚法 46): entering a piece with its files, the chain of custody, excluding what was got unlawfully."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import documents
from bureau.attachments import accept_file
from bureau.models import Case, Document, User
from bureau.workflow import specific
from licensing.evidence.admission import EvidenceRefused, admit_writer, faults_of_pair
from licensing.evidence.reveals import SEALED_KINDS
from licensing.models import Evidence, EvidenceFile, EvidenceMove
from licensing.papers import sources

LIST_LETTER = "evidence-list"
MIN_REASON = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as it is to be entered. `pages` counts sheets; `obtained_at` is the moment the two officers got it."""

    kind: str
    title: str
    proves: str
    origin: str
    holder: str
    obtained_at: datetime
    collected_by: User
    witnessed_by: User
    place: str = ""
    is_copy: bool = False
    pages: int = 1


@transaction.atomic
def add_evidence(case_id: int, piece: Piece, uploads: Sequence[UploadedFile] = (), *, by: User, at: datetime) -> Evidence:
    """Enter a piece under the next number of the case, its files with the digest they have now.

    Raises EvidenceRefused (42, 46), and AttachmentRefused for a file the house does not take; then nothing is entered.
    """
    case = admit_writer(case_id, by=by, at=at)
    faults = faults_of_pair(case, piece.collected_by, piece.witnessed_by, timezone.localdate(piece.obtained_at))
    if piece.obtained_at > at:
        faults.append(_("Evidence cannot have been obtained in the future (行政处罚法第四十六条)."))
    if faults:
        raise EvidenceRefused(faults)
    last = Evidence.objects.filter(case_id=case_id).aggregate(last=Max("number"))["last"] or 0
    row = Evidence.objects.create(
        case_id=case_id,
        number=last + 1,
        kind=piece.kind,
        title=piece.title,
        proves=piece.proves,
        origin=piece.origin,
        holder=piece.holder,
        is_copy=piece.is_copy,
        pages=piece.pages,
        obtained_at=piece.obtained_at,
        place=piece.place,
        collected_by=piece.collected_by,
        witnessed_by=piece.witnessed_by,
        entered_at=at,
    )
    _take_in(case, row, uploads, by=by, at=at)
    return row


@transaction.atomic
def add_files(evidence: Evidence, uploads: Sequence[UploadedFile], *, by: User, at: datetime) -> list[EvidenceFile]:
    """Put more files to a piece that stands. Raises EvidenceRefused, AttachmentRefused."""
    case = admit_writer(evidence.case_id, by=by, at=at)
    return _take_in(case, _standing(evidence), uploads, by=by, at=at)


def _take_in(case: Case, evidence: Evidence, uploads: Sequence[UploadedFile], *, by: User, at: datetime) -> list[EvidenceFile]:
    rows = []
    for upload in uploads:
        attachment = accept_file(upload, case=case, by=by, from_citizen=False, at=at, guarded=evidence.kind in SEALED_KINDS)
        rows.append(EvidenceFile.objects.create(evidence=evidence, attachment=attachment, sha256=attachment.sha256))
    return rows


def _standing(evidence: Evidence) -> Evidence:
    """The row, locked, unless it was excluded. Raises EvidenceRefused."""
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.excluded_at is not None:
        raise EvidenceRefused([_("This piece was excluded and counts no more (行政处罚法第四十六条).")])
    return row


@transaction.atomic
def move_evidence(
    evidence: Evidence, *, giver: str, taker: str, place: str, reason: str, moved_at: datetime, by: User, at: datetime
) -> EvidenceMove:
    """One link of the chain of custody; the taker holds it from then on. Also after the decision, as long as the case is open.

    Raises EvidenceRefused when the links would not follow one another in time, or the case is closed.
    """
    row = Evidence.objects.select_for_update().select_related("case").get(pk=evidence.pk)
    faults = []
    if row.case.closed_at is not None or not row.case.has_member(by):
        faults.append(_("Only the team of an open case moves its evidence (行政处罚法第四十二条)."))
    last = row.moves.aggregate(last=Max("at"))["last"] or row.obtained_at
    if not last <= moved_at <= at:
        faults.append(_("The move must lie between the one before and now: the chain of custody has no gap (行政处罚法第四十六条)."))
    if faults:
        raise EvidenceRefused(faults)
    move = EvidenceMove.objects.create(evidence=row, at=moved_at, giver=giver, taker=taker, place=place, reason=reason, recorded_by=by)
    row.holder = taker
    row.save(update_fields=["holder"])
    return move


@transaction.atomic
def exclude_evidence(evidence: Evidence, *, reason: str, by: User, at: datetime) -> Evidence:
    """What was got unlawfully or is not true proves nothing (46 para. 2, 3): it stays in the ledger, struck out with its reason.

    Raises EvidenceRefused.
    """
    admit_writer(evidence.case_id, by=by, at=at)
    row = _standing(evidence)
    why = " ".join(reason.split())
    if len(why) < MIN_REASON:
        raise EvidenceRefused([_("Say why it is excluded (行政处罚法第四十六条).")])
    row.excluded_at, row.excluded_by, row.excluded_reason = at, by, why[:300]
    row.save(update_fields=["excluded_at", "excluded_by", "excluded_reason"])
    return row


@transaction.atomic
def issue_list(case_id: int, *, by: User, at: datetime) -> Document:
    """The ledger as an official list (证据目录), numbered and frozen. Raises EvidenceRefused when nothing stands in it."""
    case = admit_writer(case_id, by=by, at=at)
    if not Evidence.objects.filter(case_id=case_id, excluded_at__isnull=True).exists():
        raise EvidenceRefused([_("The ledger is empty: there is nothing to list (行政处罚法第四十六条).")])
    return documents.issue_document(case, LIST_LETTER, sources.source_of(LIST_LETTER, specific(case)), by=by, at=at)
