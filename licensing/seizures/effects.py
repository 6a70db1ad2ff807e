"""What the steps up to the measure being in force change: approval, carrying out, extension. Nothing here assigns a state."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.errors import GateClosed
from bureau.models import CaseMember, Clock, Measure, User
from bureau.tallies import count_fact
from bureau.workflow import Act
from licensing.models import CaseOpinion, HeldThing, MeasureCase
from licensing.penalties import team
from licensing.penalties.team_effects import add_officer
from licensing.seizures import gates, things
from licensing.seizures.forms import Presence
from licensing.seizures.law import HOLD, URGENT_REPORT
from licensing.steps.telling import heads, tell_users

__all__ = ["add_officer"]
Verdict = CaseOpinion.Verdict
URGENT_MESSAGE = "staff-measure-urgent"
# Custody and letters are Chinese, whatever language the screen shows.
TAKEN = {HOLD: "先行登记保存"}
TAKEN_BY_MEASURE = "实施查封、扣押"


def note(act: Act) -> None:
    """For the file."""
    act.note = act.data.get("note", "")


def give_reason(act: Act) -> None:
    """Keep the reason."""
    act.note = act.data.get("reason", "")


def approve(act: Act) -> None:
    """The head agrees: before anything is touched (行政强制法 18 no. 1; 行政处罚法 56), in an urgent case within a day after it (19)."""
    _approved(act)


def refuse(act: Act) -> None:
    """The head does not agree: nothing was touched."""
    _opinion(act, Verdict.REFUSE, act.data["reason"])
    act.note = act.data["reason"]


def refuse_urgent(act: Act) -> None:
    """The head does not agree: what was taken is released at once. Whether said within a day is counted by the hour (行政强制法 19)."""
    if not gates.within_report_time(act):
        _miss_report(act)
    refuse(act)


def carry_out(act: Act) -> None:
    """Sealed, seized or registered after the approval; the term runs from that day (行政强制法 18, 24, 25)."""
    moment = _moment(act)
    if act.case.approved_at is None or moment < act.case.approved_at.replace(second=0, microsecond=0):
        raise GateClosed([_("The head approves first; nothing is carried out before (行政强制法第十八条第一项).")])
    _take(act, moment)


def carry_out_urgent(act: Act) -> None:
    """Carried out before the approval, and with this entry reported to the heads (行政强制法 19)."""
    moment = _moment(act)
    _take(act, moment)
    act.case.reported_at = act.at
    tell_users(act, URGENT_MESSAGE, heads())


def extend(act: Act) -> None:
    """Once, by the head, with reasons that are told to the party (行政强制法 25; 食品安全法实施条例 61)."""
    case, user, clock = act.case, act.actor.user, gates.term_clock(act.case.pk)
    if clock is None or user is None:
        raise GateClosed([_("This time limit is not running.")])
    if not act.data["reason"].strip():
        raise GateClosed([_("An extension states its reasons (行政强制法第二十五条第二款).")])
    moved = clocks.extend_clock(
        clock=clock, by=user, reason=act.data["reason"], at=act.at, today=act.now.date(), days=act.data.get("days") or None
    )
    case.extended_on, case.extension_reason = act.now.date(), act.data["reason"].strip()
    act.note = case.extension_reason
    act.record = {"extended_days": moved.extended_days, "due_on": moved.due_on.isoformat()}


def remove_officer(act: Act) -> None:
    """Leaves; two officers who may enforce stay (行政强制法 18 no. 2). Whoever is in charge stays."""
    case, user = act.case, act.data["officer"]
    left = [one for one in team.certified(case, act.now.date()) if one.pk != user.pk]
    if team.is_lead(case, user) or len(left) < team.NEEDED:
        raise GateClosed([_("The officer in charge and at least two certified officers stay (行政强制法第十八条第二项).")])
    if not team.end_member(case, user, reason=act.data["reason"], at=act.at, parts=(CaseMember.Part.OFFICER,)):
        raise GateClosed([_("%(person)s is not an officer of this case.") % {"person": user}])
    act.note = act.data["reason"]
    act.record = {"person": str(user)}


def expire(act: Act) -> None:
    """The term is over: the heads are told, the handler by the table; from now on the things can only go back (行政强制法 28 no. 4)."""
    clock = gates.term_clock(act.case.pk)
    act.record = {"ended_on": clock.due_on.isoformat() if clock else ""}
    tell_users(act, "staff-measure-expired", heads())


# --- parts -------------------------------------------------------------------------------------------------------------------
def _moment(act: Act) -> datetime:
    moment: datetime = act.data.get("carried_out_at") or act.at
    if moment > act.at:
        raise GateClosed([_("The measure cannot have been carried out in the future.")])
    return moment


def _take(act: Act, moment: datetime) -> None:
    """What article 18 wants on the spot, the first link of each line's custody, and what evidence became of it."""
    case: MeasureCase = act.case
    if faults := _faults_on_the_spot(act):
        raise GateClosed(faults)
    user = person_of(act)
    case.carried_out_at = moment
    act.counted_from = timezone.localdate(moment)
    things.first_moves(case, by=user, at=moment, reason=TAKEN.get(case.kind, TAKEN_BY_MEASURE))
    _take_over_evidence(case, user, act)
    act.note = act.data.get("statement", "")
    act.record = {
        "carried_out_at": moment.isoformat(),
        "presence": act.data.get("presence", ""),
        "witness": act.data.get("witness", ""),
        "lines": things.held_of(case.pk).count(),
    }


def _faults_on_the_spot(act: Act) -> list[str]:
    data, faults = act.data, []
    if not data.get("rights_told"):
        faults.append(
            _("Certificates are shown, and reasons, basis, rights and remedies told on the spot (行政强制法第十八条第三项、第五项).")
        )
    if data.get("presence") not in Presence.values or (data["presence"] == Presence.WITNESS and not data.get("witness")):
        faults.append(_("The party is called, or a witness invited (行政强制法第十八条第四项、第九项)."))
    if not data.get("is_related"):
        faults.append(_("Only what has to do with the act, and no necessities of life, may be taken (行政强制法第二十三条第一款)."))
    if act.case.kind != HOLD and not data.get("not_sealed_elsewhere"):
        faults.append(_("What another authority has sealed is not sealed again (行政强制法第二十三条第二款)."))
    return faults


def _take_over_evidence(case: MeasureCase, user: User, act: Act) -> None:
    """What was held as evidence until now is held by this measure: the evidence's line says so (行政处罚法 56)."""
    origins = HeldThing.objects.filter(parts__measure_id=case.pk, measure__kind=HOLD, disposition=HeldThing.Disposition.HELD)
    HeldThing.objects.filter(pk__in=list(origins.values_list("pk", flat=True))).update(
        disposition=HeldThing.Disposition.SEIZED, disposed_on=act.now.date(), disposed_by=user, disposition_note=case.number
    )


def _approved(act: Act) -> None:
    case = act.case
    user = person_of(act)
    case.approved_at, case.approved_by = act.at, user
    _opinion(act, Verdict.AGREE, act.data.get("opinion", ""))
    act.note = act.data.get("opinion", "")


def _opinion(act: Act, verdict: str, text: str) -> None:
    CaseOpinion.objects.create(
        case_id=act.case.pk, stage=CaseOpinion.Stage.MEASURE, verdict=verdict, text=text, author=person_of(act), at=act.at
    )


def _miss_report(act: Act) -> None:
    """The clock counts whole days; the law counts hours: what came too late is missed even on the last day."""
    running = Clock.objects.running().filter(case_id=act.case.pk, code=URGENT_REPORT)
    if running.exists():
        clocks.stop_clock(case_id=act.case.pk, code=URGENT_REPORT, at=act.at, met=False)
        count_fact(act.case, Measure.CLOCK_MISSED, Decimal(1), act.now.date())
    act.record = {**act.record, "late": 1}


def person_of(act: Act) -> User:
    """Who takes the step; no automatic step decides about somebody's things. Raises GateClosed."""
    if act.actor.user is None:
        raise GateClosed([_("This is decided by a person.")])
    return act.actor.user
