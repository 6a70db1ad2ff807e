"""What the party declares: defence, waiver, request for a hearing, consent to electronic service (行政处罚法 44, 45, 61 to 64).

The pages of the party and of the officers call these; the steps they take know form, day and paper from the data handed over.
A waiver counts only in writing or online with an express confirmation (62).
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import Attachment, Case, User
from bureau.workflow import Actor, perform
from licensing.models import PartyStatement
from licensing.penalties import team

Kind, Form = PartyStatement.Kind, PartyStatement.Form
STEPS = {
    Kind.DEFENCE: "state-defence",
    Kind.DEFENCE_WAIVER: "waive-defence",
    Kind.HEARING_REQUEST: "ask-hearing",
    Kind.HEARING_WAIVER: "waive-hearing",
}


class StatementRefused(BureauError):
    """The declaration does not count as it was made."""


def declare(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    form: str = Form.ONLINE,
    text: str = "",
    paper: Attachment | None = None,
    received_on: date | None = None,
    confirmed: bool = False,
    record: int | None = None,
    version: int | None = None,
) -> PartyStatement:
    """A defence, a waiver or a request, by the party itself or by an officer who takes it down; takes the step of the case.

    `confirmed`: the express word without which a waiver is none. `record`: the number (from 1) of the signed record of the case in which an
    officer took a defence down. Raises whatever `perform` raises.
    """
    data: dict[str, Any] = {"form": form, "text": text, "paper": paper, "received_on": received_on, "confirmed": confirmed}
    data["record"] = record
    with transaction.atomic():
        perform(case.pk, STEPS[Kind(kind)], actor=actor, at=at, data=data, version=version)
        return PartyStatement.objects.filter(case_id=case.pk, kind=kind).latest("pk")


def state_defence(case: Case, *, text: str, actor: Actor, at: datetime, **how: Any) -> PartyStatement:
    """Statement and defence (45). `how`: form, paper, received_on, version as in `declare`."""
    return declare(case, Kind.DEFENCE, text=text, actor=actor, at=at, **how)


def waive_defence(case: Case, *, confirmed: bool, actor: Actor, at: datetime, **how: Any) -> PartyStatement:
    """The party gives up statement and defence (62)."""
    return declare(case, Kind.DEFENCE_WAIVER, confirmed=confirmed, actor=actor, at=at, **how)


def ask_hearing(case: Case, *, actor: Actor, at: datetime, **how: Any) -> PartyStatement:
    """The party asks for a hearing (64 item 1)."""
    return declare(case, Kind.HEARING_REQUEST, actor=actor, at=at, **how)


def waive_hearing(case: Case, *, confirmed: bool, actor: Actor, at: datetime, **how: Any) -> PartyStatement:
    """The party gives up the hearing, asked for or not (64)."""
    return declare(case, Kind.HEARING_WAIVER, confirmed=confirmed, actor=actor, at=at, **how)


@transaction.atomic
def consent_electronically(
    case: Case, *, address: str, form: str, at: datetime, by: User | None = None, paper: Attachment | None = None, confirmed: bool = True
) -> PartyStatement:
    """The party agrees to electronic service at that address (61 para. 2). `by`: the officer who took the signed paper; None: online.

    No step of the case: it may be given at any time. Raises StatementRefused for a spoken or unsigned one.
    """
    if form == Form.ORAL or not confirmed or (by is not None and paper is None):
        raise StatementRefused(_("Consent to electronic service counts only when signed (行政处罚法第六十一条第二款)."))
    if by is not None and not team.is_investigator(case, by):
        raise StatementRefused(_("Only an investigating officer of this case takes it down (行政处罚法第四十二条)."))
    if not address.strip():
        raise StatementRefused(_("Say at which address the party wants to be served."))
    return PartyStatement.objects.create(
        case_id=case.pk,
        kind=Kind.ELECTRONIC_CONSENT,
        form=form,
        address=address.strip(),
        received_on=timezone.localdate(at),
        received_by=by,
        paper=paper,
    )
