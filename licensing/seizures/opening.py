"""Proposing a compulsory measure or a registration of evidence: a case of its own, beside the penalty case or before there is one.

行政强制法 16 to 19; 行政处罚法 56. Nothing is touched by the proposal: the head approves first, unless it is urgent (19).
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
from bureau.models import Assignment, CaseMember, Party, User
from bureau.roles import Role
from bureau.sealing import mask_name
from enterprises.models import Enterprise
from licensing.catalogue.selectors import item_in_force
from licensing.models import MeasureCase, PartyType, PenaltyCase
from licensing.penalties import team
from licensing.penalties.states import BEFORE_DECISION, PenaltyState
from licensing.seizures import items
from licensing.seizures.law import HOLD, MEASURE

Act = MeasureCase.Act
PREFIXES = {MEASURE: "QZ", HOLD: "BC"}
# Titles are Chinese, whatever language the screen shows.
ACT_WORDS = {Act.SEAL: "查封", Act.SEIZE: "扣押", Act.HOLD: "先行登记保存"}
TITLE_LENGTH = 200
UNDECIDED = (PenaltyState.VERIFYING, *BEFORE_DECISION)


class MeasureRefused(BureauError):
    """The measure cannot be proposed as it stands. `missing` lists everything that stands against it."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMeasure:
    """What is proposed. With `penalty` the party and the team are those of the case, and the rest of them is not read.

    `act` "hold" registers evidence and has no item; "seal" and "seize" have one. `officers` are those besides `lead`.
    """

    act: str
    reason: str
    place: str
    item_code: str = ""
    penalty: PenaltyCase | None = None
    is_urgent: bool = False
    party_type: str = PartyType.UNIT
    party_name: str = ""
    enterprise_code: str = ""
    phone: str = ""
    address: str = ""
    lead: User | None = None
    officers: Sequence[User] = ()
    submission_key: UUID | None = None

    @property
    def kind(self) -> str:
        """Which kind of case it becomes."""
        return HOLD if self.act == Act.HOLD else MEASURE


@transaction.atomic
def open_measure(wanted: WantedMeasure, *, by: User, at: datetime) -> docket.Opened:
    """Open the proposal and put it into the hands of the officer in charge. Sent twice (same key), it is one matter.

    Raises MeasureRefused (item, act, party, penalty case decided), GateClosed for an officer without a valid certificate (行政强制法 17).
    """
    today = timezone.localdate(at)
    team_of = _team(wanted, by=by)
    if faults := [*_faults(wanted, today), *_officer_faults(wanted, team_of, by=by, today=today)]:
        raise MeasureRefused(faults)
    case = _unsaved(wanted, team_of[0], today=today)
    opened = docket.open_case(
        case,
        prefix=PREFIXES[wanted.kind],
        search=(case.party_name if case.party_type != PartyType.CITIZEN else "", case.enterprise_code, wanted.reason, wanted.place),
        at=at,
        parties=_parties(wanted),
        actor=by,
        actor_role=Role.OFFICER,
        record={"act": wanted.act, "item": wanted.item_code, "urgent": int(wanted.is_urgent)},
        without_gaps=True,
    )
    if opened.created:
        for place, one in enumerate(team_of):
            part = CaseMember.Part.OFFICER if place else CaseMember.Part.LEAD
            team.add_member(case, one, part=part, by=by, at=at)
        lead = team_of[0]
        Assignment.objects.create(case_id=case.pk, handler=lead, office_id=lead.office_id, assigned_by=by, since=at)
    return opened


def _team(wanted: WantedMeasure, *, by: User) -> list[User]:
    """The officers of the penalty case, or those named; the one in charge first, each once."""
    named = [wanted.lead or by, *wanted.officers]
    found = named if wanted.penalty is None else team.investigators(wanted.penalty)
    return list(dict.fromkeys(found))


def _faults(wanted: WantedMeasure, today: date) -> list[str]:
    """What is wrong with what was asked for."""
    faults = []
    if wanted.act == Act.HOLD:
        if wanted.is_urgent:
            faults.append(_("Evidence is registered and held only with the head's approval first (行政处罚法第五十六条)."))
        if wanted.penalty is None:
            faults.append(_("Evidence is registered and held in a penalty case (行政处罚法第五十六条)."))
    elif fault := items.fault_of(wanted.item_code, wanted.act, today):
        faults.append(fault)
    if not wanted.reason.strip() or not wanted.place.strip():
        faults.append(_("Say where and for which facts: the decision states them (行政强制法第二十四条)."))
    if wanted.penalty is None:
        return faults + _party_faults(wanted)
    if wanted.penalty.state not in UNDECIDED:
        faults.append(_("The penalty case is decided or closed: nothing is sealed, seized or held for it any more (行政强制法第二十七条)."))
    return faults


def _party_faults(wanted: WantedMeasure) -> list[str]:
    if not wanted.party_name.strip():
        return [_("Name the party: the decision is made out to it (行政强制法第二十四条).")]
    if wanted.enterprise_code and not Enterprise.objects.filter(code=wanted.enterprise_code).exists():
        return [_("No enterprise with the code %(code)s is on file.") % {"code": wanted.enterprise_code}]
    return []


def _officer_faults(wanted: WantedMeasure, officers: Sequence[User], *, by: User, today: date) -> list[str]:
    """Proposed by an officer of the case; at least two with the power to enforce (行政强制法 17, 18 no. 2; 行政处罚法 42)."""
    if not by.has_role(Role.OFFICER) or by.pk not in {one.pk for one in officers}:
        return [_("Only an investigating officer of this case proposes it (行政强制法第十七条、行政处罚法第四十二条).")]
    able = [one for one in officers if team.has_certificate(one, today)]
    if len(able) < team.NEEDED:
        return [_("There must be at least two enforcement officers with a valid certificate (行政强制法第十八条、行政处罚法第四十二条).")]
    return []


def _unsaved(wanted: WantedMeasure, lead: User, *, today: date) -> MeasureCase:
    penalty = wanted.penalty
    version = item_in_force(wanted.item_code, today) if wanted.kind == MEASURE else None
    party_type = penalty.party_type if penalty else wanted.party_type
    named = mask_name(wanted.party_name) if party_type == PartyType.CITIZEN else wanted.party_name
    party_name = penalty.party_name if penalty else named
    return MeasureCase(
        kind=wanted.kind,
        title=f"{ACT_WORDS[Act(wanted.act)]}{party_name}财物"[:TITLE_LENGTH],
        team_only=True,
        office_id=lead.office_id,
        handler=lead,
        enterprise_code=penalty.enterprise_code if penalty else wanted.enterprise_code,
        category=wanted.item_code if version else "",
        township=penalty.township if penalty else "",
        penalty=penalty,
        act=wanted.act,
        item_version=version,
        party_type=party_type,
        party_name=party_name,
        is_food=version is not None and items.is_food(version),
        place=wanted.place,
        reason=wanted.reason,
        is_urgent=wanted.is_urgent,
        submission_key=wanted.submission_key,
    )


def _parties(wanted: WantedMeasure) -> list[Party]:
    """The respondent of the penalty case, taken over sealed as it lies; else the party named. A unit's name is shown in full."""
    if wanted.penalty is not None:
        party = Party.objects.filter(case_id=wanted.penalty.pk, part=Party.Part.RESPONDENT).first()
        if party is None:
            return []
        party.pk, party.case_id = None, None  # type: ignore[assignment]
        party._state.adding = True
        return [party]
    party = Party.sealed(Party.Part.RESPONDENT, name=wanted.party_name, phone=wanted.phone, address=wanted.address)
    if wanted.party_type != PartyType.CITIZEN:
        party.name_mask = wanted.party_name[:60]
    return [party]
