"""Opening what is sealed in the evidence: the person of a record, and files that hold what a person said. Each opening is logged.

行政处罚法 50: what is learnt of private life and trade secrets is kept. The log is `bureau.Reveal`, under the other side of the case.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.models import Party, Reveal, User
from bureau.reveals import RevealRefused, admit
from licensing.models import Evidence, EvidenceFile, FieldRecord

# What a person said is theirs: such files open with a reason alone.
SEALED_KINDS = frozenset({Evidence.Kind.WITNESS, Evidence.Kind.PARTY})


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Something sealed in the shape `bureau.reveals.admit` asks for."""

    name: object


def is_sealed(evidence: Evidence) -> bool:
    """Whether the files of this piece open only with a logged reason."""
    return evidence.kind in SEALED_KINDS


@transaction.atomic
def reveal_person(record: FieldRecord, *, user: User, reason: str, at: datetime) -> list[tuple[str, str]]:
    """Name and identity number of the person of a record, as (label, value); logged. Raises RevealRefused."""
    _log(record.case_id, _Sealed(record.person or record.identity_number), what=f"record:{record.pk}", user=user, reason=reason, at=at)
    shown = [(_("Name"), record.person), (_("Identity number"), record.identity_number)]
    return [(label, value.open()) for label, value in shown if value]


@transaction.atomic
def admit_reader(file: EvidenceFile, *, user: User, reason: str, at: datetime) -> None:
    """Log that somebody opens a sealed file of evidence. Raises RevealRefused."""
    what = f"evidence:{file.evidence_id}:{file.pk}"
    _log(file.evidence.case_id, _Sealed(file.attachment.name), what=what, user=user, reason=reason, at=at)


def _log(case_id: int, sealed: _Sealed, *, what: str, user: User, reason: str, at: datetime) -> None:
    """One row of the log. Raises RevealRefused without a reason, too often in an hour, or where there is nothing to open."""
    _fields, why = admit(sealed, user=user, fields=["name"], reason=reason)
    party = Party.objects.filter(case_id=case_id, part=Party.Part.RESPONDENT).order_by("pk").first()
    if party is None:
        raise RevealRefused(_("This case has no other side yet under which the opening could be logged."))
    Reveal.objects.create(party=party, user=user, fields=what[:60], reason=why, at=at)
