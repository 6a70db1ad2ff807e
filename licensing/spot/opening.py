"""Opening a matter of the simple procedure: party, act and the two officers; nothing is decided by it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import docket
from bureau.models import Assignment, CaseMember, User
from bureau.roles import Role
from enterprises.models import Enterprise
from licensing.models import PartyType, PenaltyCase
from licensing.penalties import team
from licensing.penalties.opening import LeadRefused, WantedPenalty, respondent
from licensing.spot.items import KIND

PREFIX = "DC"
TITLE_LENGTH = 200


@transaction.atomic
def open_spot(wanted: WantedPenalty, *, place: str, by: User, at: datetime) -> docket.Opened:
    """Open it in the hands of the officer on the spot (`wanted.lead`), with the other officers. Sent twice (same key), it is one matter.

    Raises LeadRefused for a party not told apart or days that cannot be, GateClosed for a lapsed certificate (行政处罚法 42).
    """
    _refuse_faulty(wanted, by=by, at=at)
    case = _unsaved(wanted)
    case.source_note = place
    opened = docket.open_case(
        case,
        prefix=PREFIX,
        search=(wanted.party_name if wanted.party_type != PartyType.CITIZEN else "", wanted.enterprise_code, wanted.facts),
        at=at,
        parties=[respondent(wanted)],
        actor=by,
        actor_role=Role.OFFICER,
        record={"place": place},
        without_gaps=True,
    )
    if opened.created:
        team.add_member(case, wanted.lead, part=CaseMember.Part.LEAD, by=by, at=at)
        for one in wanted.officers:
            if one.pk != wanted.lead.pk:
                team.add_member(case, one, part=CaseMember.Part.OFFICER, by=by, at=at)
        Assignment.objects.create(case_id=case.pk, handler=wanted.lead, office_id=wanted.lead.office_id, assigned_by=by, since=at)
    return opened


def _refuse_faulty(wanted: WantedPenalty, *, by: User, at: datetime) -> None:
    today = timezone.localdate(at)
    if not by.has_role(Role.OFFICER) or by.pk != wanted.lead.pk:
        raise LeadRefused(_("Only an enforcement officer decides on the spot (行政处罚法第四十二条、第五十二条)."))
    if not wanted.party_name.strip():
        raise LeadRefused(_("Name the party (行政处罚法第五十二条第二款)."))
    if (wanted.act_to or today) > today:
        raise LeadRefused(_("The act cannot lie in the future."))
    if wanted.enterprise_code and not Enterprise.objects.filter(code=wanted.enterprise_code).exists():
        raise LeadRefused(_("No enterprise with the code %(code)s is on file.") % {"code": wanted.enterprise_code})


def _unsaved(wanted: WantedPenalty) -> PenaltyCase:
    named = ("title", "enterprise_code", "source", "party_type", "party_name", "legal_representative", "facts")
    days = ("act_from", "act_to", "discovered_on", "harms_life", "submission_key")
    case = PenaltyCase(
        kind=KIND,
        procedure=PenaltyCase.Procedure.SIMPLE,
        team_only=True,
        office_id=wanted.lead.office_id,
        handler=wanted.lead,
        category=wanted.item_code,
        **{name: getattr(wanted, name) for name in (*named, *days)},
    )
    case.title = case.title[:TITLE_LENGTH]
    if wanted.party_type == PartyType.CITIZEN:
        case.name_person(name=wanted.party_name, identity_number=wanted.identity_number)
    return case
