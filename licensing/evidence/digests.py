"""Whether the files of the evidence are still those that were entered: their digests are worked out anew from what is stored."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from licensing.models import EvidenceFile

READ_BYTES = 256 * 1024
SAME, CHANGED, MISSING = "same", "changed", "missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file: `SAME`, `CHANGED` or `MISSING`, the digest entered and the one found now (empty if missing)."""

    file: EvidenceFile
    verdict: str
    found: str


def verify_files(case_id: int) -> list[Verdict]:
    """Every file of the evidence of a case, in the order of the ledger. One query, and each file is read once."""
    rows = EvidenceFile.objects.filter(evidence__case_id=case_id).select_related("evidence", "attachment")
    return [_verdict(row) for row in rows.order_by("evidence__number", "pk")]


def faulty(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those that are not what was entered."""
    return [one for one in verdicts if one.verdict != SAME]


def _verdict(row: EvidenceFile) -> Verdict:
    try:
        found = digest_of(row)
    except FileNotFoundError:
        return Verdict(row, MISSING, "")
    return Verdict(row, SAME if found == row.sha256 else CHANGED, found)


def digest_of(row: EvidenceFile) -> str:
    """SHA-256 of what the storage holds. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    with row.attachment.file.storage.open(str(row.attachment.file.name)) as stored:
        while chunk := stored.read(READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
