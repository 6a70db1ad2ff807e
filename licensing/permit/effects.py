"""What the steps of a permit change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.certificates.services import settle_request
from licensing.guides.selectors import content_of
from licensing.models import Hearing, Opinion, Request
from licensing.permit import checks, hearings, interested
from licensing.steps import team
from licensing.steps.letters import decision_clock
from licensing.steps.telling import tell_users

DECISION, CANCELLATION = "permit-decision", "cancellation-decision"


# --- check on site, time not counted ----------------------------------------------------------------------------------------
def plan_check(act: Act) -> None:
    """Two or more officers with valid certificates; the applicant is told when they come."""
    data, user = act.data, act.actor.user
    if user is None:
        raise GateClosed([_("A check is planned by a person.")])
    items = [asdict(line) for line in content_of(act.case.guide).checklist]
    try:
        checks.plan_check(
            case_id=act.case.pk, planned_for=data["planned_for"], place=data["place"], officers=list(data["officers"]), items=items, by=user
        )
    except checks.CheckRefused as refusal:
        raise GateClosed(refusal.missing) from refusal
    team.join(act.case.pk, data["officers"], by=user, at=act.at)
    act.record = {"planned_at": data["planned_for"].isoformat(), "place": data["place"]}
    tell_users(act, "staff-check-planned", data["officers"])


def record_check(act: Act) -> None:
    """The signed record becomes part of the file; the officers who came for it alone are done."""
    act.note = act.data.get("note", "")
    team.leave(act.case.pk, reason=act.transition.name, at=act.at)
    check = checks.last_check(act.case.pk)
    act.record = {"conclusion": check.conclusion if check else ""}


def exclude_time(act: Act) -> None:
    """What is done and until when; told in writing (行政许可法 45)."""
    data = act.data
    if data["expected_until"] < timezone.localdate(act.at):
        raise GateClosed([_("The expected end lies in the past.")])
    act.note = data["note"]
    act.record = {"reason": data["reason"], "expected_on": data["expected_until"].isoformat()}


def extend(act: Act) -> None:
    """The head gives the one extension of the rule; the applicant is told why (行政许可法 42)."""
    clock = decision_clock(act)
    if clock is None or act.actor.user is None:
        raise clocks.ClockNotRunning(_("The time for the decision is not running."))
    act.note = act.data["reason"]
    moved = clocks.extend_clock(clock=clock, by=act.actor.user, reason=act.note, at=act.at, today=timezone.localdate(act.at))
    act.record = {"extended_days": moved.extended_days, "decide_on": moved.due_on.isoformat()}


# --- hearing --------------------------------------------------------------------------------------------------------------
def offer_hearing(act: Act) -> None:
    """The right to a hearing is told (行政许可法 47)."""
    case, data, today = act.case, act.data, timezone.localdate(act.at)
    others = interested.read_lines(data["third_parties"])
    Hearing.objects.create(case_id=case.pk, reason=data["reason"], third_parties=interested.names_of(others), offered_on=today)
    interested.join(case.pk, others)
    ends = clocks.clock_values(hearings.ASKING, on=today, rules_as_of=timezone.localdate(case.opened_at))
    act.note = data["reason"]
    act.record = {"ask_by": ends["due_on"].isoformat()}


def ask_hearing(act: Act) -> None:
    """Who asked, and on which day: the hearing follows within twenty working days."""
    hearing = _open_hearing(act)
    hearing.asked_on = timezone.localdate(act.at)
    hearing.asked_by = act.data.get("asked_by", "") or act.case.applicant_name
    hearing.save(update_fields=["asked_on", "asked_by"])


def lapse_hearing(act: Act) -> None:
    """Nobody asked in time, or all waived in writing. Raises GateClosed while somebody may still ask."""
    today, ends = timezone.localdate(act.at), hearings.asking_ends(act.case.pk)
    waived = bool(act.data.get("waived"))
    if not waived and ends is not None and today <= ends:
        words = _("A hearing may be asked for until %(day)s; before that only a written waiver ends it.")
        raise GateClosed([words % {"day": day_words(ends)}])
    hearing = _open_hearing(act)
    hearing.lapsed_on = today
    hearing.save(update_fields=["lapsed_on"])
    act.note = act.data.get("note", "")
    act.record = {"waived": int(waived)}


def notify_hearing(act: Act) -> None:
    """Day, place and chair. Notice given anew replaces the earlier one and keeps the same terms."""
    hearing, data = _open_hearing(act), act.data
    hearing.notified_on = timezone.localdate(act.at)
    hearing.held_for, hearing.place, hearing.chair = data["held_for"], data["place"], data["chair"]
    hearing.save(update_fields=["notified_on", "held_for", "place", "chair"])
    act.record = {"held_at": hearing.held_for.isoformat(), "place": hearing.place, "chair": str(hearing.chair)}


def hold_hearing(act: Act) -> None:
    """The record of what was said. Raises GateClosed for an hour that has not come."""
    hearing, data = _open_hearing(act), act.data
    if data["held_at"] > act.at:
        raise GateClosed([_("The hearing has not been held yet.")])
    hearing.held_at, hearing.record = data["held_at"], data["record"]
    hearing.save(update_fields=["held_at", "record"])


def _open_hearing(act: Act) -> Hearing:
    hearing = hearings.open_hearing(act.case.pk)
    if hearing is None:
        raise GateClosed([_("No hearing has been offered.")])
    return hearing


# --- opinion and decision -----------------------------------------------------------------------------------------------------
def finish_review(act: Act) -> None:
    """The opinion. Where third parties are concerned a hearing was offered, or it is said why none was (行政许可法 47)."""
    case, data = act.case, act.data
    reason = data.get("no_interest", "")
    if content_of(case.guide).third_party_interest and not reason and not hearings.is_settled(case.pk):
        raise GateClosed([_("This item concerns third parties: offer a hearing, or say why none need be offered.")])
    case.opinion, case.opinion_text = data["opinion"], data["opinion_text"]
    act.note = "\n".join(filter(None, [data["opinion_text"], reason]))
    act.record = {"opinion": data["opinion"]}


def return_review(act: Act) -> None:
    """Back to the reviewer, with what is to be looked at again."""
    act.note = act.data["reason"]
    act.case.opinion = ""


def grant(act: Act) -> None:
    """The decision, and what follows from it: certificate issued, replaced or cancelled. Raises GateClosed without reasons where needed."""
    decide_to_grant(act)
    _settle(act)


def decide_to_grant(act: Act) -> None:
    """The decision alone. Raises GateClosed without reasons where needed."""
    case, words = act.case, act.data.get("decision_text", "")
    if case.opinion == Opinion.REFUSE and not words:
        raise GateClosed([_("The review proposed to refuse: give reasons for deciding otherwise.")])
    _decide(act, words)


def decide_at_once(act: Act) -> None:
    """Accepted, looked through and decided in one go at the window (行政许可法 34 para. 2)."""
    decide_on_the_spot(act)
    _settle(act)


def decide_on_the_spot(act: Act) -> None:
    """The same without what follows for certificates."""
    case = act.case
    case.accepted_on = timezone.localdate(act.at)
    case.opinion, case.opinion_text = Opinion.GRANT, act.data.get("note", "")
    _decide(act, act.data.get("note", ""))


def renew_by_silence(act: Act) -> None:
    """Renewed by law, because the certificate ended before anybody decided (行政许可法 50 para. 2)."""
    act.case.decision_deemed = True
    act.case.accepted_on = act.case.accepted_on or timezone.localdate(act.case.opened_at)
    _decide(act, "")
    _settle(act, deemed=True)


def refuse(act: Act) -> None:
    """The refusal and its reasons; false material bars new applications where safety is concerned (78)."""
    act.case.found_false = bool(act.data.get("found_false"))
    _decide(act, act.data["decision_text"])
    act.record["found_false"] = int(act.case.found_false)


def _decide(act: Act, words: str) -> None:
    act.case.decided_on, act.case.decision_text = timezone.localdate(act.at), words
    act.note = words
    act.record = {"decided_on": act.case.decided_on.isoformat()}


def _settle(act: Act, *, deemed: bool = False) -> None:
    certificate = settle_request(act.case, by=act.actor.user, at=act.at, deemed=deemed)
    if certificate is not None:
        act.record["certificate"] = certificate.number
    if act.case.request == Request.CANCELLATION and DECISION in act.letters:
        # What is granted is the end of a right, and the letter says so.
        act.letters[act.letters.index(DECISION)] = CANCELLATION
