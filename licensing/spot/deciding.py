"""Deciding on the spot in one go: the matter opened, the act charged, the party heard, the decision issued; or nothing of it (51, 52)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import documents
from bureau.attachments import accept_file
from bureau.models import User
from bureau.workflow import Actor, perform
from licensing.models import PenaltyCase, PowerItem, ServiceAttempt
from licensing.penalties import team
from licensing.penalties.charging import WantedCharge, save_charge
from licensing.penalties.opening import WantedPenalty
from licensing.procedure.serving import ServiceRefused, record_attempt, succeed
from licensing.spot.opening import open_spot

Said = Mapping[str, Any]


@transaction.atomic
def decide_at_once(wanted: WantedPenalty, item: PowerItem, charge: WantedCharge, said: Said, *, by: User, at: datetime) -> PenaltyCase:
    """Open, charge, decide. Raises LeadRefused, GateClosed with everything that speaks against it; then nothing was opened."""
    opened = open_spot(wanted, place=said["place"], by=by, at=at)
    case = PenaltyCase.objects.defer("search").get(pk=opened.case_id)
    return decide(case, item, charge, said, by=by, at=at) if opened.created else case


@transaction.atomic
def keep(wanted: WantedPenalty, item: PowerItem, charge: WantedCharge, *, place: str, by: User, at: datetime) -> PenaltyCase:
    """Open it without deciding: the act is on record, the sum is still open. Raises as `decide_at_once`."""
    opened = open_spot(wanted, place=place, by=by, at=at)
    case = PenaltyCase.objects.defer("search").get(pk=opened.case_id)
    if opened.created:
        save_charge(case, item, replace(charge, fine=Decimal(0), confiscation=Decimal(0)), by=by, at=at)
    return case


@transaction.atomic
def decide(case: PenaltyCase, item: PowerItem, charge: WantedCharge, said: Said, *, by: User, at: datetime) -> PenaltyCase:
    """Decide a matter that was opened before. Raises NotYours, GateClosed, TransitionRefused (also when somebody just decided it)."""
    row = case.charges.filter(number=charge.number).select_related("item_version").first()
    save_charge(case, item, charge, by=by, at=at, charge=row, version=row.version if row is not None else 0)
    perform(case.pk, "decide-spot", actor=Actor.of(by), at=at, data={**said, "when": at})
    return PenaltyCase.objects.defer("search").get(pk=case.pk)


@transaction.atomic
def hand_over(case: PenaltyCase, said: Said, *, by: User, at: datetime) -> ServiceAttempt:
    """Give the decision to the party at once, against a signature or with the refusal noted (52 para. 1).

    `said`: receiver, relation, refused, witness, signature (an upload or None). Raises ServiceRefused, AttachmentRefused.
    """
    if case.decision_document is None:
        raise ServiceRefused([_("Nothing has been decided yet (行政处罚法第五十二条第一款).")])
    upload, refused = said.get("signature"), bool(said.get("refused"))
    if upload is None and not refused:
        raise ServiceRefused([_("The party signs for the decision, or its refusal is noted (行政处罚法第五十二条第一款).")])
    proof = accept_file(upload, case=case, by=by, from_citizen=False, at=at) if upload is not None else None
    second = next((one for one in team.investigators(case) if one.pk != by.pk), None)
    attempt = record_attempt(
        case.decision_document,
        way=ServiceAttempt.Way.DIRECT,
        by=by,
        at=at,
        place=case.source_note[:200],
        receiver=said["receiver"],
        relation=said["relation"],
        refused_to_sign=refused,
        witness=said.get("witness") or "",
        proof=proof,
        second=second,
    )
    return succeed(attempt, on=timezone.localdate(at), by=by, at=at)


def on_decision_served(attempt: ServiceAttempt, at: datetime) -> None:
    """The service of the decision is the step itself; called in its transaction."""
    actor = Actor.of(attempt.by)
    perform(attempt.case_id, "hand-over", actor=actor, at=at, data={"attempt": attempt})
    attempt.case.refresh_from_db()


def preview_facts(case: PenaltyCase) -> Mapping[str, Any]:
    """The frozen text of the decision, as the party reads it on the screen before signing. Raises UnsealError."""
    return documents.letter_text(case.decision_document) if case.decision_document is not None else {}
