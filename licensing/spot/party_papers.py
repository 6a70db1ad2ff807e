"""What the party hands in besides its steps: consent to electronic service, and proof of what was put right."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from bureau import outbox
from bureau.attachments import accept_file
from bureau.errors import GateClosed
from bureau.models import Attachment, Case, MessageChannel, User
from licensing.models import PartyStatement
from licensing.procedure.service_ways import consent_of
from licensing.procedure.statements import consent_electronically
from licensing.spot.party_visible import is_told

PROOF = "staff-penalty-proof"


@transaction.atomic
def hand_in(case: Case, uploads: Sequence[UploadedFile], *, note: str, user: User | None, at: datetime) -> list[Attachment]:
    """Keep the files with the matter and tell its officer. Raises GateClosed for a matter that is closed, AttachmentRefused."""
    refuse_closed(case)
    if not uploads:
        raise GateClosed([_("Choose a file first.")])
    kept = [accept_file(one, case=case, by=user, from_citizen=True, at=at) for one in uploads]
    if case.handler is not None:
        outbox.queue(
            code=PROOF,
            to=case.handler,
            channels=[MessageChannel.INBOX],
            context={"number": case.number, "title": case.title, "files": len(kept), "note": note},
            case_id=case.pk,
            at=at,
            dedupe_key=f"{PROOF}:{case.pk}:{kept[-1].pk}",
        )
    outbox.wake_delivery()
    return kept


def consent(case: Case, *, address: str, confirmed: bool, at: datetime) -> PartyStatement:
    """Agree to electronic service. Raises GateClosed for a matter that is closed, StatementRefused."""
    refuse_closed(case)
    return consent_electronically(case, address=address, form=PartyStatement.Form.ONLINE, at=at, confirmed=confirmed)


def has_consented(case: Case) -> bool:
    """Whether the party agreed already. One query."""
    return consent_of(case) is not None


def refuse_closed(case: Case) -> None:
    """Nothing is handed in to a matter that ended, or of which the party was not told."""
    if case.closed_at is not None or not is_told(case):
        raise GateClosed([_("This matter is closed: nothing can be handed in any more.")])
