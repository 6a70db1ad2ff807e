"""Two cases become one, or one becomes two. Evidence and papers of a joined case stay where they are and are read from the main case."""

from django.db.models import Max
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import CaseMember, Party
from bureau.workflow import Act, Actor, perform
from licensing.models import Charge, PenaltyCase
from licensing.penalties import team
from licensing.penalties.filing_effects import let_go
from licensing.penalties.filing_forms import JoinGround
from licensing.penalties.opening import KIND, WantedPenalty, open_penalty
from licensing.penalties.states import PenaltyState

JOINABLE = (PenaltyState.VERIFYING, PenaltyState.INVESTIGATING)


def join(act: Act) -> None:
    """The case closes and its acts go on under the main case, numbered after those there; the main team may read what it leaves."""
    case: PenaltyCase = act.case
    main = _main_of(act)
    last = main.charges.aggregate(last=Max("number"))["last"] or 0
    for charge in case.charges.all():
        charge.case, charge.number = main, charge.number + last
        charge.save(update_fields=["case", "number"])
    case.joined_into = main
    let_go(act)
    for row in team.team_of(main):
        if not CaseMember.objects.standing().filter(case_id=case.pk, user_id=row.user_id).exists():
            team.add_member(case, row.user, part=CaseMember.Part.GRANTED, by=act.actor.user, at=act.at, reason=act.data["reason"])
    act.note = act.data["reason"]
    act.record = {"main": main.number, "ground": act.data["ground"]}
    words = _("Joined with this case: %(number)s. %(reason)s") % {"number": case.number, "reason": act.data["reason"]}
    perform(main.pk, "note", actor=act.actor, at=act.at, data={"note": words})


def _main_of(act: Act) -> PenaltyCase:
    """The case it is joined with, locked. Raises GateClosed with everything that speaks against it."""
    case: PenaltyCase = act.case
    main = PenaltyCase.objects.select_for_update(of=("self",)).defer("search").filter(kind=KIND, number=act.data["main"].strip()).first()
    if main is None or main.pk == case.pk:
        raise GateClosed([_("There is no other ordinary penalty case of that number.")])
    if main.state not in JOINABLE:
        raise GateClosed([_("The main case must still be investigated: it is “%(state)s”.") % {"state": PenaltyState(main.state).label}])
    if act.data["ground"] == JoinGround.SAME_PARTY and not _same_party(case, main):
        raise GateClosed([_("The two cases have different parties; join them as connected acts if they are (行政处罚法第五十四条).")])
    if case.measures.filter(closed_at__isnull=True).exists():
        raise GateClosed([_("Measures of this case still run: end them, or join the other way round (行政强制法第二十八条).")])
    return main


def _same_party(one: PenaltyCase, other: PenaltyCase) -> bool:
    if one.enterprise_code or other.enterprise_code:
        return one.enterprise_code == other.enterprise_code
    if one.person_index or other.person_index:
        return bytes(one.person_index or b"") == bytes(other.person_index or b"")
    return one.party_name == other.party_name


def split(act: Act) -> None:
    """Some acts become a case of their own with its own number, the same party and team, filed at once by the same head."""
    case: PenaltyCase = act.case
    chosen = _chosen(case, act.data["acts"])
    wanted = _wanted(act)
    if act.actor.user is None:
        raise GateClosed([_("This is decided by a person.")])
    opened = open_penalty(wanted, by=act.actor.user, at=act.at)
    places = {number: place for place, number in enumerate(act.data["acts"], start=1)}
    for charge in chosen:
        charge.case_id, charge.number = opened.case_id, places[charge.number]
        charge.save(update_fields=["case", "number"])
    PenaltyCase.objects.filter(pk=opened.case_id).update(person_index=case.person_index)
    reason = _("Split off from %(number)s. %(reason)s") % {"number": case.number, "reason": act.data["reason"]}
    perform(opened.case_id, "file", actor=Actor.of(act.actor.user), at=act.at, data={"reasons": reason})
    act.note = act.data["reason"]
    act.record = {"new": opened.number, "acts": len(chosen)}


def _chosen(case: PenaltyCase, numbers: list[int]) -> list[Charge]:
    charges = list(case.charges.order_by("number", "pk"))
    there = {one.number for one in charges}
    if strange := [number for number in numbers if number not in there]:
        raise GateClosed([_("There is no act number %(number)d in this case.") % {"number": strange[0]}])
    if there <= set(numbers):
        raise GateClosed([_("At least one act must stay in this case.")])
    return [one for one in charges if one.number in numbers]


def _wanted(act: Act) -> WantedPenalty:
    """The new case: the same party and team; its leading item is that of its first act."""
    case: PenaltyCase = act.case
    officers = team.investigators(case)
    if not officers:
        raise GateClosed([_("The case has no officers (行政处罚法第四十二条).")])
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT).first()
    chosen = _chosen(case, act.data["acts"])
    return WantedPenalty(
        source=case.source,
        source_case=case.source_case,
        source_note=case.source_note,
        title=act.data["new_title"],
        facts="\n".join(dict.fromkeys(charge.act for charge in chosen)),
        party_type=case.party_type,
        party_name=party.name.open() if party else case.party_name,
        enterprise_code=case.enterprise_code,
        phone=party.phone.open() if party else "",
        address=party.address.open() if party else "",
        legal_representative=case.legal_representative,
        act_from=min((one.act_from or one.act_to for one in chosen), default=None),
        act_to=max((one.act_to for one in chosen), default=None),
        discovered_on=case.discovered_on,
        harms_life=case.harms_life,
        lead=officers[0],
        officers=officers[1:],
        item_code=chosen[0].item_version.item.code,
        verified=True,
        split_from=case,
    )
