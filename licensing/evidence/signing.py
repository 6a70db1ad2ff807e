"""Signatures under a record: each over the digest of the same text, by both officers and the person, or a refusal with its reason.

行政处罚法 55; 行政强制法 18 nos. 7 to 9: signed by the party and the officers, a refusal is noted, and where the party is absent a
witness signs with the officers.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from bureau import documents
from bureau.attachments import accept_file
from bureau.errors import StaleCase
from bureau.models import Case, User
from bureau.sealing import mask_name
from bureau.workflow import specific
from licensing.evidence.admission import EvidenceRefused
from licensing.evidence.records import Kind, opened, texts_of, writable
from licensing.models import FieldRecord, RecordSignature
from licensing.papers import sources

Part = RecordSignature.Part
LETTERS = {
    Kind.INTERVIEW: "interview-record",
    Kind.SITE: "site-record",
    Kind.STATEMENT: "statement-record",
    Kind.HEARING: "hearing-record",
}
# Records that are nothing without the person who speaks.
NEED_PERSON = frozenset({Kind.INTERVIEW, Kind.STATEMENT})


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as a form prints it: `name` in full, `image` the bytes of the drawing (None for a refusal or a note)."""

    part: str
    name: str
    at: datetime
    image: bytes | None
    content_type: str
    refused: bool
    reason: str


def text_digest(record: FieldRecord) -> str:
    """SHA-256 over everything that is signed: kind, place, times, person, officers, lines with the digests of photos."""
    text = {
        "case": record.case_id,
        "kind": record.kind,
        "place": record.place,
        "began": record.began_at.astimezone(UTC).isoformat(),
        "person": opened(record.person),
        "part": record.person_part,
        "identity": opened(record.identity_number),
        "rights": record.rights_told,
        "officers": [record.officer_id, record.officer_certificate, record.second_officer_id, record.second_certificate],
        "lines": record.lines,
    }
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def faults_of_text(record: FieldRecord) -> list[str]:
    """What the record still lacks before anybody signs it."""
    faults, lines = [], texts_of(record)
    if not record.rights_told:
        faults.append(_("Certificates were not shown and rights not told (行政处罚法第五十五条)."))
    if record.kind in NEED_PERSON and not record.person_mask:
        faults.append(_("Write down who was heard."))
    if not any(line["answer"] for line in lines):
        faults.append(_("Nothing is written down yet."))
    elif open_asks := [line["ask"] for line in lines if not line["answer"]]:
        faults.append(_("Without an answer: %(lines)s. Write it down or take the line out.") % {"lines": "；".join(open_asks[:3])})
    return faults


def missing_signatures(record: FieldRecord) -> list[str]:
    """Whose signature the record still lacks. One query."""
    rows = list(record.signatures.all())
    signed = {row.user_id for row in rows if row.part == Part.OFFICER}
    waiting = [str(one) for one in (record.officer, record.second_officer) if one.pk not in signed]
    faults = [_("Not signed yet by: %(names)s (行政处罚法第四十二条).") % {"names": "、".join(waiting)}] if waiting else []
    if record.person_mask or record.kind in NEED_PERSON:
        if not any(row.part == Part.PARTY for row in rows):
            faults.append(_("The person has neither signed nor refused (行政强制法第十八条第八项)."))
    elif not any(row.part == Part.WITNESS for row in rows):
        faults.append(_("The party is absent: a witness signs (行政强制法第十八条第九项)."))
    return faults


def open_parts(record: FieldRecord, reader: User) -> list[str]:
    """Who may still sign on the device of this officer: the person, the officer, a witness. One query."""
    signed = _signed_parts(record)
    party = [Part.PARTY] if record.person_mask and (Part.PARTY, None) not in signed else []
    mine = [Part.OFFICER] if (Part.OFFICER, reader.pk) not in signed else []
    return [*party, *mine, Part.WITNESS]


@transaction.atomic
def sign(
    record: FieldRecord, part: str, upload: UploadedFile, *, by: User, at: datetime, digest: str, name: str = "", read_back: bool = False
) -> FieldRecord:
    """One signature over the text with that digest, as it stood on the screen; the last one closes the record and issues its letter.

    An officer signs with their own account; the person and a witness sign on the device of one of the officers, after the record was
    read back. Raises EvidenceRefused, StaleCase if the text is another by now, AttachmentRefused.
    """
    row = _signable(record, by=by, at=at, digest=digest)
    signed = _signed_parts(row)
    faults = []
    if part != Part.OFFICER and not read_back:
        faults.append(_("Read the record back, or let it be read, before it is signed (行政处罚法第五十五条)."))
    if part == Part.PARTY and not row.person_mask:
        faults.append(_("No person is named in this record: a witness signs (行政强制法第十八条第九项)."))
    if part == Part.WITNESS and not name.strip():
        faults.append(_("Write down the name of the witness."))
    if (part, by.pk if part == Part.OFFICER else None) in signed and part != Part.WITNESS:
        faults.append(_("This signature is there already."))
    if faults:
        raise EvidenceRefused(faults)
    drawing = accept_file(upload, case=row.case, by=by, from_citizen=False, at=at, guarded=True)
    if not drawing.content_type.startswith("image/"):
        raise EvidenceRefused([_("A signature is a picture: draw it, or send a photo of it (JPEG, PNG or WebP).")])
    masks = {Part.OFFICER: str(by), Part.PARTY: row.person_mask, Part.WITNESS: mask_name(name.strip())}
    row.signatures.create(
        part=part,
        user=by if part == Part.OFFICER else None,
        name_mask=masks[Part(part)][:60],
        drawing=drawing,
        text_sha256=digest,
        at=at,
    )
    return _close_if_complete(row, by=by, at=at)


@transaction.atomic
def refuse(record: FieldRecord, *, reason: str, witness: str, by: User, at: datetime, digest: str) -> FieldRecord:
    """The person does not sign: noted with the reason (行政强制法 18 no. 8). `witness` names who was there; empty: both officers attest it.

    Raises EvidenceRefused, StaleCase.
    """
    row = _signable(record, by=by, at=at, digest=digest)
    faults = []
    if not row.person_mask:
        faults.append(_("No person is named in this record: a witness signs (行政强制法第十八条第九项)."))
    if (Part.PARTY, None) in _signed_parts(row):
        faults.append(_("This signature is there already."))
    if not reason.strip():
        faults.append(_("Say why the person does not sign (行政强制法第十八条第八项)."))
    if faults:
        raise EvidenceRefused(faults)
    row.signatures.create(
        part=Part.PARTY, name_mask=row.person_mask, refused=True, refusal_reason=reason.strip()[:200], text_sha256=digest, at=at
    )
    if witness.strip():
        row.signatures.create(part=Part.WITNESS, name_mask=mask_name(witness.strip())[:60], text_sha256=digest, at=at)
    return _close_if_complete(row, by=by, at=at)


def _signable(record: FieldRecord, *, by: User, at: datetime, digest: str) -> FieldRecord:
    """The locked row, complete and with the text its signer saw. Raises EvidenceRefused, StaleCase."""
    row = writable(record, by=by, at=at)
    if text_digest(row) != digest or row.signatures.exclude(text_sha256=digest).exists():
        raise StaleCase
    if faults := faults_of_text(row):
        raise EvidenceRefused(faults)
    return row


def _signed_parts(row: FieldRecord) -> set[tuple[str, int | None]]:
    return set(row.signatures.values_list("part", "user_id"))


def _close_if_complete(row: FieldRecord, *, by: User, at: datetime) -> FieldRecord:
    """Set the end with the first signature; with the last one close the record and issue its letter in the same transaction."""
    row.ended_at = row.ended_at or at
    if not missing_signatures(row):
        row.closed_at = at
    row.save(update_fields=["ended_at", "closed_at"])
    if row.closed_at is not None:
        own: Case = specific(Case.objects.defer("search").get(pk=row.case_id))
        code = LETTERS[Kind(row.kind)]
        documents.issue_document(own, code, sources.source_of(code, own, row), by=by, at=at)
    return row


def signatures_of(record: FieldRecord) -> Sequence[Signed]:
    """The signatures of a record in the order given, with names in full and the bytes of the drawings: for its official form.

    Raises FileNotFoundError if the storage lost a drawing.
    """
    rows = record.signatures.select_related("drawing", "user").order_by("at", "pk")
    return [_as_signed(record, row) for row in rows]


def _as_signed(record: FieldRecord, row: RecordSignature) -> Signed:
    name = {Part.OFFICER: str(row.user), Part.PARTY: opened(record.person), Part.WITNESS: row.name_mask}[Part(row.part)]
    image, content_type = None, ""
    if row.drawing is not None:
        with row.drawing.file.storage.open(str(row.drawing.file.name)) as stored:
            image, content_type = stored.read(), row.drawing.content_type
    return Signed(row.part, name, row.at, image, content_type, row.refused, row.refusal_reason)
