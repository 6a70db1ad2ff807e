"""Records made on site or in an interview (行政处罚法 55): begun, written as one goes, frozen by the first signature.

Nothing said is written down before the certificates were shown and the rights told (55). Who signs and when it closes: `signing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.attachments import accept_file
from bureau.errors import StaleCase
from bureau.models import Case, CaseMember, User
from bureau.sealing import Sealed, mask_name
from licensing.evidence.admission import EvidenceRefused, faults_of_pair, faults_of_writer, locked_case, takes_evidence
from licensing.evidence.questions import questions_of
from licensing.models import FieldRecord

Kind = FieldRecord.Kind
MOST_LINES = 200
Lines = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed. An empty `person` or `identity_number` keeps what is sealed already.

    `lines` are (question or point, answer or finding); `removed` are the places of kept photos that are taken out again.
    """

    place: str
    began_at: datetime
    person: str = ""
    person_part: str = ""
    identity_number: str = ""
    rights_told: bool = False
    lines: Sequence[tuple[str, str]] = field(default_factory=tuple)
    removed: frozenset[int] = frozenset()


def opened(value: Sealed | str | None) -> str:
    """A sealed column in plain, for the process itself; a page asks for a logged reveal first. Raises UnsealError."""
    return value.open() if isinstance(value, Sealed) else value or ""


def photos_of(record: FieldRecord) -> Lines:
    """The lines that are photos: `ask` says what it shows, `file` is the attachment, `sha256` its digest."""
    return [line for line in record.lines if line.get("file")]


def texts_of(record: FieldRecord) -> Lines:
    """The lines that are words."""
    return [line for line in record.lines if not line.get("file")]


def faults_of_authors(case: Case, kind: str, *, officer: User, second: User, day: date) -> list[str]:
    """Why these two may not make a record of this kind on that day; empty when they may.

    A hearing is held by its chair and recorder, who did not investigate (64); everything else by two investigators (42).
    """
    if not takes_evidence(case):
        return [_("This case is decided or closed: nothing is added to its evidence any more (行政处罚法第五十四条、第五十七条).")]
    if kind != Kind.HEARING:
        return faults_of_pair(case, officer, second, day)
    holding = CaseMember.objects.standing().filter(case_id=case.pk, part__in=(CaseMember.Part.CHAIR, CaseMember.Part.RECORDER))
    if officer.pk != second.pk and {officer.pk, second.pk} <= set(holding.values_list("user_id", flat=True)):
        return []
    return [_("The record of a hearing is made by its chair and its recorder (行政处罚法第六十四条).")]


@transaction.atomic
def start_record(
    case_id: int, *, kind: str, place: str, began_at: datetime, officer: User, second: User, by: User, at: datetime, questions: str = ""
) -> FieldRecord:
    """Begin a record; `questions` is the code of a set of standard questions. Raises EvidenceRefused (42, 55, 64)."""
    case = locked_case(case_id)
    faults = faults_of_authors(case, kind, officer=officer, second=second, day=timezone.localdate(began_at))
    if by.pk not in (officer.pk, second.pk):
        faults.append(_("Who begins a record is one of its two officers (行政处罚法第四十二条)."))
    if began_at > at:
        faults.append(_("A record cannot begin in the future (行政处罚法第五十五条)."))
    if faults:
        raise EvidenceRefused(faults)
    return FieldRecord.objects.create(
        case_id=case_id,
        kind=kind,
        place=place,
        began_at=began_at,
        officer=officer,
        officer_certificate=_certificate(officer),
        second_officer=second,
        second_certificate=_certificate(second),
        lines=[{"ask": words, "answer": ""} for words in questions_of(questions)],
    )


def _certificate(user: User) -> str:
    officer = getattr(user, "officer", None)
    return officer.certificate_number[:32] if officer is not None else ""


def writable(record: FieldRecord, *, by: User, at: datetime) -> FieldRecord:
    """The row, locked, for one of its officers, unless it is closed. Raises EvidenceRefused."""
    case = locked_case(record.case_id)
    row = FieldRecord.objects.select_for_update().get(pk=record.pk)
    faults = []
    if row.closed_at is not None:
        faults.append(_("This record is signed and closed: it is not changed any more (行政处罚法第五十五条)."))
    if by.pk not in (row.officer_id, row.second_officer_id):
        faults.append(_("Only the two officers of this record write and sign it (行政处罚法第四十二条)."))
    elif row.kind != Kind.HEARING:
        faults += faults_of_writer(case, by, timezone.localdate(at))
    if faults:
        raise EvidenceRefused(faults)
    return row


def _unsigned(record: FieldRecord, *, by: User, at: datetime) -> FieldRecord:
    row = writable(record, by=by, at=at)
    if row.signatures.exists():
        raise EvidenceRefused([_("Somebody has signed this record: its text is frozen. Make another record for what is to be added.")])
    return row


@transaction.atomic
def write_record(record: FieldRecord, draft: Draft, *, by: User, at: datetime, version: int) -> FieldRecord:
    """Keep what was typed so far. Raises EvidenceRefused, StaleCase."""
    row = _unsigned(record, by=by, at=at)
    if row.version != version:
        raise StaleCase
    words = [(ask.strip(), answer.strip()) for ask, answer in draft.lines if ask.strip() or answer.strip()]
    faults = _faults_of_draft(row, draft, words)
    if faults:
        raise EvidenceRefused(faults)
    photos = [line for place, line in enumerate(photos_of(row)) if place not in draft.removed]
    row.lines = [*({"ask": ask, "answer": answer} for ask, answer in words), *photos]
    row.place, row.began_at, row.rights_told = draft.place, draft.began_at, draft.rights_told
    row.person_part = draft.person_part
    if draft.person:
        row.person, row.person_mask = draft.person, mask_name(draft.person)
    if draft.identity_number:
        row.identity_number = draft.identity_number
    row.version += 1
    row.save()
    return row


def _faults_of_draft(row: FieldRecord, draft: Draft, words: Sequence[tuple[str, str]]) -> list[str]:
    faults = []
    if not draft.rights_told and any(answer for _ask, answer in words):
        faults.append(_("Show your certificates and tell the rights before anything is written down (行政处罚法第五十五条)."))
    if len(words) > MOST_LINES:
        faults.append(_("A record has at most %(count)d lines: begin another one.") % {"count": MOST_LINES})
    if row.kind != Kind.HEARING and timezone.localdate(draft.began_at) != timezone.localdate(row.began_at):
        faults += faults_of_pair(row.case, row.officer, row.second_officer, timezone.localdate(draft.began_at))
    return faults


@transaction.atomic
def add_photo(record: FieldRecord, upload: UploadedFile, *, caption: str, by: User, at: datetime) -> FieldRecord:
    """A photo as a line of the record, with its digest, so that the signatures cover it. Raises EvidenceRefused, AttachmentRefused."""
    row = _unsigned(record, by=by, at=at)
    if not row.rights_told:
        raise EvidenceRefused([_("Show your certificates and tell the rights before anything is written down (行政处罚法第五十五条).")])
    attachment = accept_file(upload, case=row.case, by=by, from_citizen=False, at=at)
    line: Mapping[str, Any] = {"ask": caption, "answer": attachment.name, "file": attachment.pk, "sha256": attachment.sha256}
    row.lines = [*row.lines, dict(line)]
    row.version += 1
    row.save(update_fields=["lines", "version"])
    return row
