"""Writes around a correction of the register that are not steps of its workflow: asking for one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bureau import docket, outbox
from bureau.errors import BureauError
from bureau.models import Message, MessageChannel, Office, Party, User
from bureau.roles import Role
from enterprises.corrections.fields import columns_of, differences, labels_of
from enterprises.corrections.workflow import CLOCK, CORRECTION
from enterprises.models import Enterprise, Membership, RegisterCorrection
from enterprises.register.entry_rules import clean_fields

PREFIX = "GZ"
# The office that keeps the register; where a bureau has none of that code, the desk that receives what has no office yet.
KEEPER = "approval"
TITLE_LENGTH = 200


class NothingToCorrect(BureauError):
    """What was sent is what the register says already."""


class AskedAlready(BureauError):
    """The very same correction is still open."""


@transaction.atomic
def ask_correction(
    membership: Membership,
    wanted: Mapping[str, Any],
    *,
    explanation: str,
    submission_key: UUID,
    basket: UUID | None,
    language: str,
    at: datetime,
) -> docket.Opened:
    """Open a correction with the facts of the form that differ from the register; sent twice, it is one matter.

    Raises NothingToCorrect, AskedAlready for an identical one still open, and ValidationError by field for what no entry may say.
    """
    # Two windows of one enterprise wait for each other here, so that neither slips past the other's open correction.
    enterprise = Enterprise.objects.select_for_update().get(pk=membership.enterprise_id)
    earlier = RegisterCorrection.objects.filter(submission_key=submission_key, enterprise=enterprise).first()
    if earlier is not None:
        return docket.Opened(earlier.pk, earlier.number, created=False)
    proposed, before = differences(enterprise, wanted)
    if not proposed:
        raise NothingToCorrect(_("What you sent is what the register says already. Change what is wrong and send it again."))
    clean_fields(columns_of(proposed), enterprise, today=timezone.localdate(at))
    _refuse_double(enterprise, proposed)
    correction = _correction(enterprise, proposed=proposed, before=before)
    correction.explanation, correction.submission_key = explanation, submission_key
    user = membership.user
    opened = docket.open_case(
        correction,
        prefix=PREFIX,
        search=(enterprise.name, enterprise.code, *proposed.values(), explanation),
        at=at,
        parties=[Party.sealed(Party.Part.APPLICANT, name=str(user), phone=user.phone, email=user.email, language=language)],
        clock_codes=(CLOCK,),
        messages=[_receipt(user, submission_key=submission_key, language=language, at=at)],
        basket=basket,
        actor=user,
        actor_role=Role.ENTERPRISE,
    )
    outbox.wake_delivery()
    return opened


def _correction(enterprise: Enterprise, *, proposed: dict[str, str], before: dict[str, str]) -> RegisterCorrection:
    """The unsaved case."""
    return RegisterCorrection(
        kind=CORRECTION.kind,
        title=_title(enterprise, proposed),
        enterprise=enterprise,
        enterprise_code=enterprise.code,
        township=enterprise.township,
        office_id=_office_id(),
        proposed=proposed,
        before=before,
    )


def _refuse_double(enterprise: Enterprise, proposed: Mapping[str, str]) -> None:
    same = RegisterCorrection.objects.filter(enterprise=enterprise, closed_at__isnull=True, proposed=proposed)
    number = same.values_list("number", flat=True).first()
    if number is not None:
        raise AskedAlready(_("You have asked for exactly this already: %(number)s is still open.") % {"number": number})


def _title(enterprise: Enterprise, proposed: Mapping[str, str]) -> str:
    """The title of the docket row, in the house's language whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("%(name)s: put right %(fields)s") % {"name": enterprise.name, "fields": labels_of(proposed)}
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1] + "…"


def _office_id() -> int | None:
    """The office that keeps the register, else the desk; one query."""
    offices = {row.code: row for row in Office.objects.filter(active=True)}
    desks = [row for row in offices.values() if row.is_desk]
    office = offices.get(KEEPER) or (desks[0] if desks else None)
    return office.pk if office else None


def _receipt(user: User, *, submission_key: UUID, language: str, at: datetime) -> Message:
    """An inbox line that names the number. No SMS: whoever asks sees the number on screen this moment."""
    code = "correction-received"
    return Message(
        channel=MessageChannel.INBOX,
        code=code,
        template_id=outbox.message_values(code, MessageChannel.INBOX, language),
        user=user,
        language=language,
        dedupe_key=f"{code}:{submission_key}:{MessageChannel.INBOX}",
        created_at=at,
        next_attempt_at=at,
    )
