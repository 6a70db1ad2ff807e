"""Opening a penalty matter: a lead to be verified, with its party, its team and the clock of the verification.

From the first moment it is for its team alone (`Case.team_only`). The clock is the one the procedure rules give for leads; it is used for
every source, since they speak of "clues" from supervision, complaint, transfer and superior alike (not in the corpus, not confirmed).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import docket
from bureau.errors import BureauError
from bureau.models import Assignment, Case, CaseMember, Channel, Party, User
from bureau.roles import Role
from enterprises.models import Enterprise
from licensing.models import PartyType, PenaltyCase
from licensing.penalties import team

PREFIX = "AJ"
KIND = "penalty"
VERIFICATION = "report-verification"
TITLE_LENGTH = 200
OPENERS = (Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)


class LeadRefused(BureauError):
    """The lead cannot be opened as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPenalty:
    """What is known of a lead. `officers` are those besides `lead`. `verified`: the source was looked into already, no clock runs."""

    source: str
    title: str
    facts: str
    party_type: str
    party_name: str
    discovered_on: date
    lead: User
    officers: Sequence[User] = ()
    source_case: Case | None = None
    source_note: str = ""
    enterprise_code: str = ""
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    legal_representative: str = ""
    act_from: date | None = None
    act_to: date | None = None
    harms_life: bool = False
    item_code: str = ""
    verified: bool = False
    split_from: PenaltyCase | None = None
    submission_key: UUID | None = None


@transaction.atomic
def open_penalty(wanted: WantedPenalty, *, by: User, at: datetime) -> docket.Opened:
    """Open the lead and put it into the hands of its officer in charge. Sent twice (same key), it is one matter.

    Raises LeadRefused for somebody who may not open one, a party that is not told apart, days out of order, or another open lead from the
    same matter; GateClosed for an officer whose certificate is not valid today (行政处罚法 42).
    """
    _refuse_faulty(wanted, by=by, today=timezone.localdate(at))
    case = _unsaved(wanted)
    opened = docket.open_case(
        case,
        prefix=PREFIX,
        search=(wanted.party_name if wanted.party_type != PartyType.CITIZEN else "", wanted.enterprise_code, wanted.facts),
        at=at,
        parties=[respondent(wanted)],
        clock_codes=() if wanted.verified else (VERIFICATION,),
        actor=by,
        actor_role=next(role for role in OPENERS if by.has_role(role)),
        record={"source": wanted.source},
        without_gaps=True,
    )
    if opened.created:
        _form_team(case, wanted, by=by, at=at)
    return opened


def _refuse_faulty(wanted: WantedPenalty, *, by: User, today: date) -> None:
    if not by.has_role(*OPENERS):
        raise LeadRefused(_("A lead is opened by an enforcement officer or a head (行政处罚法第四十二条)."))
    if not wanted.party_name.strip():
        raise LeadRefused(_("Name the party, as far as it is known."))
    if wanted.act_from and wanted.act_to and wanted.act_from > wanted.act_to:
        raise LeadRefused(_("The act cannot end before it began."))
    if max(wanted.act_to or today, wanted.act_from or today, wanted.discovered_on) > today:
        raise LeadRefused(_("A day lies in the future; leave the end of the act open while it goes on."))
    if wanted.enterprise_code and not Enterprise.objects.filter(code=wanted.enterprise_code).exists():
        raise LeadRefused(_("No enterprise with the code %(code)s is on file.") % {"code": wanted.enterprise_code})
    if wanted.source_case is not None and wanted.split_from is None:
        _refuse_second(wanted.source_case)


def _refuse_second(source: Case) -> None:
    # Two who press the button at once wait for each other here.
    Case.objects.select_for_update().only("pk").get(pk=source.pk)
    running = PenaltyCase.objects.filter(source_case_id=source.pk, closed_at__isnull=True, split_from__isnull=True)
    number = running.values_list("number", flat=True).first()
    if number:
        raise LeadRefused(_("A penalty case from this matter is open already: %(number)s.") % {"number": number})


def _unsaved(wanted: WantedPenalty) -> PenaltyCase:
    case = PenaltyCase(
        kind=KIND,
        title=wanted.title[:TITLE_LENGTH],
        team_only=True,
        office_id=wanted.lead.office_id,
        handler=wanted.lead,
        channel=wanted.source_case.channel if wanted.source_case else Channel.WEB,
        township=wanted.source_case.township if wanted.source_case else "",
        enterprise_code=wanted.enterprise_code,
        category=wanted.item_code,
        source=wanted.source,
        source_case=wanted.source_case,
        source_note=wanted.source_note,
        party_type=wanted.party_type,
        party_name=wanted.party_name,
        legal_representative=wanted.legal_representative,
        facts=wanted.facts,
        act_from=wanted.act_from,
        act_to=wanted.act_to,
        discovered_on=wanted.discovered_on,
        harms_life=wanted.harms_life,
        split_from=wanted.split_from,
        submission_key=wanted.submission_key,
    )
    if wanted.party_type == PartyType.CITIZEN:
        case.name_person(name=wanted.party_name, identity_number=wanted.identity_number)
    return case


def respondent(wanted: WantedPenalty) -> Party:
    """The party, sealed. A unit's or a shop's name is on its public licence: it is shown in full; a person's is masked."""
    party = Party.sealed(Party.Part.RESPONDENT, name=wanted.party_name, phone=wanted.phone, address=wanted.address)
    if wanted.party_type != PartyType.CITIZEN:
        party.name_mask = wanted.party_name[:60]
    return party


def _form_team(case: PenaltyCase, wanted: WantedPenalty, *, by: User, at: datetime) -> None:
    """The officer in charge and the others, each with the certificate of today; and into whose hands it comes."""
    team.add_member(case, wanted.lead, part=CaseMember.Part.LEAD, by=by, at=at)
    for one in wanted.officers:
        if one.pk != wanted.lead.pk:
            team.add_member(case, one, part=CaseMember.Part.OFFICER, by=by, at=at)
    Assignment.objects.create(case_id=case.pk, handler=wanted.lead, office_id=wanted.lead.office_id, assigned_by=by, since=at)
