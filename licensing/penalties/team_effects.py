"""What the steps about the team change: joining, leaving, handing over, recusal, access. Nothing here assigns a state."""

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import CaseMember, User
from bureau.workflow import Act, hand_to
from licensing.models import Recusal
from licensing.penalties import team
from licensing.penalties.parts import PARTY
from licensing.steps.telling import tell_users

Part = CaseMember.Part
JOINED = "staff-penalty-team"


def add_officer(act: Act) -> None:
    """Joins with the number of the certificate (行政处罚法 42)."""
    user = act.data["officer"]
    team.add_member(act.case, user, part=Part.OFFICER, by=act.actor.user, at=act.at, reason=act.data["reason"])
    _record(act, user)
    tell_users(act, JOINED, [user])


def remove_officer(act: Act) -> None:
    """Leaves. The officer in charge is replaced, not removed; a filed case keeps two officers who may enforce (42)."""
    case, user = act.case, act.data["officer"]
    if team.is_lead(case, user):
        raise GateClosed([_("The officer in charge is replaced, not removed.")])
    left = [one for one in team.certified(case, act.now.date()) if one.pk != user.pk]
    if case.filed_on and len(left) < team.NEEDED:
        raise GateClosed([_("Fewer than two certified officers would be left; add another first (行政处罚法第四十二条).")])
    if not team.end_member(case, user, reason=act.data["reason"], at=act.at, parts=(Part.OFFICER,)):
        raise GateClosed([_("%(person)s is not an officer of this case.") % {"person": user}])
    _record(act, user)


def replace_lead(act: Act) -> None:
    """Another officer takes the case over, with everything in it; the former one may stay on the team."""
    _hand_over(act, act.data["officer"], reason=act.data["reason"], stays=bool(act.data.get("stays")))
    tell_users(act, JOINED, [act.data["officer"]])


def _hand_over(act: Act, coming: User, *, reason: str, stays: bool) -> None:
    case = act.case
    if team.is_lead(case, coming):
        raise GateClosed([_("%(person)s is in charge of this case already.") % {"person": coming}])
    if fault := team.fault_of(case, coming, act.now.date()):
        raise GateClosed([fault])
    former = [row.user for row in team.team_of(case) if row.part == Part.LEAD]
    for one in former:
        team.end_member(case, one, reason=reason, at=act.at, parts=(Part.LEAD,))
        if stays:
            team.add_member(case, one, part=Part.OFFICER, by=act.actor.user, at=act.at, reason=reason)
    team.end_member(case, coming, reason=reason, at=act.at, parts=(Part.OFFICER,))
    team.add_member(case, coming, part=Part.LEAD, by=act.actor.user, at=act.at, reason=reason)
    if case.filed_on and len(team.certified(case, act.now.date())) < team.NEEDED:
        raise GateClosed([_("Fewer than two certified officers would be left; add another first (行政处罚法第四十二条).")])
    hand_to(act, coming, reason=reason[:200])
    act.note = reason
    act.record = {"handler": str(coming), "from": "、".join(map(str, former))}


def ask_recusal(act: Act) -> None:
    """Somebody of the case is asked to step aside. The investigation does not stop for it (行政处罚法 43 para. 3)."""
    case, data = act.case, act.data
    concerned: User = data["of"]
    if not CaseMember.objects.standing().filter(case_id=case.pk, user=concerned).exists():
        raise GateClosed([_("%(person)s does not belong to this case (行政处罚法第四十三条).") % {"person": concerned}])
    if Recusal.objects.filter(case_id=case.pk, of=concerned, decided_at__isnull=True).exists():
        raise GateClosed([_("A recusal of %(person)s waits for its decision already.") % {"person": concerned}])
    user = act.actor.user
    by_party = user is None or bool(act.actor.roles & PARTY and not user.is_bureau_staff)
    asked_by = Recusal.AskedBy.PARTY if by_party else Recusal.AskedBy(data["asked_by"])
    if asked_by == Recusal.AskedBy.SELF and user != concerned:
        raise GateClosed([_("Only the officer concerned asks for it in their own name (行政处罚法第四十三条).")])
    Recusal.objects.create(case_id=case.pk, of=concerned, asked_by=asked_by, ground=data["ground"], asked_at=act.at)
    act.note = data["ground"]
    act.record = {"person": str(concerned), "asked_by": asked_by.value}


def decide_recusal(act: Act) -> None:
    """The head decides (行政处罚法 43 para. 3). Who steps aside leaves every part and never comes back; a successor takes the place."""
    case, data, head = act.case, act.data, act.actor.user
    concerned: User = data["of"]
    row = Recusal.objects.select_for_update().filter(case_id=case.pk, of=concerned, decided_at__isnull=True).first()
    if row is None:
        raise GateClosed([_("No recusal of %(person)s waits for a decision.") % {"person": concerned}])
    if head is not None and head.pk == concerned.pk:
        raise GateClosed([_("Nobody decides on their own recusal (行政处罚法第四十三条).")])
    row.granted, row.answer = data["granted"], data["answer"]
    row.decided_at, row.decided_by = act.at, head
    row.save(update_fields=["granted", "answer", "decided_at", "decided_by"])
    act.note = data["answer"]
    if row.granted:
        _put_in_place(act, concerned, data.get("replacement"))
    act.record = {**act.record, "person": str(concerned), "granted": int(row.granted)}
    tell_users(act, "staff-penalty-recusal", [concerned])


def _put_in_place(act: Act, concerned: User, coming: User | None) -> None:
    case, reason = act.case, act.data["answer"]
    was_lead = team.is_lead(case, concerned)
    if was_lead and coming is None:
        raise GateClosed([_("Name who takes the case over: it cannot be without an officer in charge.")])
    if was_lead and coming is not None:
        _end_and_hand_over(act, concerned, coming)
    else:
        team.end_member(case, concerned, reason=reason, at=act.at)
        if coming is not None:
            team.add_member(case, coming, part=Part.OFFICER, by=act.actor.user, at=act.at, reason=reason)
    if case.filed_on and len(team.certified(case, act.now.date())) < team.NEEDED:
        raise GateClosed([_("Fewer than two certified officers would be left: name who takes the place (行政处罚法第四十二条).")])
    if coming is not None:
        tell_users(act, JOINED, [coming])


def _end_and_hand_over(act: Act, concerned: User, coming: User) -> None:
    reason = act.data["answer"]
    if fault := team.fault_of(act.case, coming, act.now.date()):
        raise GateClosed([fault])
    team.end_member(act.case, concerned, reason=reason, at=act.at)
    team.end_member(act.case, coming, reason=reason, at=act.at, parts=(Part.OFFICER,))
    team.add_member(act.case, coming, part=Part.LEAD, by=act.actor.user, at=act.at, reason=reason)
    hand_to(act, coming, reason=reason[:200])
    act.record = {"handler": str(coming)}


def grant_access(act: Act) -> None:
    """Somebody outside the team may read the case until a day; the reason stands in the timeline (行政处罚法 50)."""
    user, last = act.data["person"], act.data["ends_on"]
    if last < act.now.date():
        raise GateClosed([_("The last day of the access lies in the past.")])
    if CaseMember.objects.standing().filter(case_id=act.case.pk, user=user).exists():
        raise GateClosed([_("%(person)s belongs to the team already.") % {"person": user}])
    row = team.add_member(act.case, user, part=Part.GRANTED, by=act.actor.user, at=act.at, reason=act.data["reason"])
    _record(act, user)
    act.record |= {"ends_on": last.isoformat(), "member": row.pk}


def end_access(act: Act) -> None:
    """The access ends before its day, or because it has come."""
    user = act.data["person"]
    if not team.end_member(act.case, user, reason=act.data["reason"], at=act.at, parts=(Part.GRANTED,)):
        raise GateClosed([_("%(person)s was not granted access to this case.") % {"person": user}])
    _record(act, user)


def _record(act: Act, user: User) -> None:
    act.note = act.data["reason"]
    act.record = {"person": str(user)}
