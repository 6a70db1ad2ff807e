"""Legal review, collective discussion, reference to the authority above, decision (行政处罚法 44, 45, 57 to 60, 62)."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks, documents
from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.fines import charges, upward
from licensing.models import CaseOpinion, CollectiveDiscussion, PenaltyCase
from licensing.papers.sources import letter_source
from licensing.procedure import decision_clock, duties, opinions, periods
from licensing.procedure.investigation import flag, told_charges

Stage, Verdict = CaseOpinion.Stage, CaseOpinion.Verdict
PAYMENT = "penalty-payment"


# --- gates ---------------------------------------------------------------------------------------------------------------
def is_not_heavier_than_told(act: Act) -> str | None:
    """Nothing is decided that the notice did not tell (44), and nothing heavier after a defence (45)."""
    case, notice = act.case, periods.last_notice(act.case.pk)
    if notice is None:
        return None
    totals = charges.totals(case)
    found = []
    if totals.fine > (case.noticed_fine or Decimal(0)):
        found.append(_("the fine of %(fine)s yuan exceeds the %(told)s yuan told") % {"fine": totals.fine, "told": case.noticed_fine or 0})
    if more := sorted(set(totals.sanctions) - set(case.noticed_sanctions)):
        found.append(_("not told: %(sanctions)s") % {"sanctions": "、".join(more)})
    if totals.confiscation > Decimal(notice.data.get("confiscation", "0")):
        found.append(_("the confiscation exceeds the sum told"))
    if set(told_charges(act)) - set(notice.data.get("charges", [])):
        found.append(_("an act or item was not told"))
    if not found:
        return None
    if periods.has_spoken(case):
        words = _(
            "The penalty is heavier than told, and a defence must never make it so: %(faults)s (行政处罚法第四十四条、第四十五条第二款)."
        )
    else:
        words = _("The penalty goes beyond the prior notice: %(faults)s. Notify again (行政处罚法第四十四条).")
    return words % {"faults": "；".join(found)}


def legal_review_passed(act: Act) -> str | None:
    """Where the law wants a legal review, it was made and passed (58)."""
    opinion = duties.legal_opinion(act.case)
    if opinion is not None and opinion.verdict == Verdict.REFUSE:
        return _("The legal review was not passed: no decision may be made (行政处罚法第五十八条第一款).")
    if opinion is not None:
        return None
    reasons = duties.legal_review_reasons(act.case, on=act.now.date())
    if not reasons:
        return None
    return _("A legal review must come first (行政处罚法第五十八条第一款): %(reasons)s") % {"reasons": " ".join(reasons)}


def discussion_was_held(act: Act) -> str | None:
    """Where the case is complex or grave, the heads discussed it together (57 para. 2)."""
    reasons = duties.discussion_reasons(act.case, on=act.now.date())
    if not reasons or duties.discussion(act.case) is not None:
        return None
    return _("The heads must discuss the case together first (行政处罚法第五十七条第二款): %(reasons)s") % {"reasons": " ".join(reasons)}


def is_within_our_power(act: Act) -> str | None:
    """What exceeds the district's power is decided above (计量法实施细则 55, 食品安全法实施条例 81)."""
    beyond = upward.beyond_power(act.case, on=act.now.date())
    if beyond is None or act.case.upper_decision:
        return None
    words = _("%(words)s: refer the case to %(body)s (%(citation)s).")
    return words % {"words": beyond.words, "body": beyond.body, "citation": beyond.citation}


def exceeds_our_power(act: Act) -> str | None:
    """Only what exceeds the district's power is referred to the authority above."""
    if upward.beyond_power(act.case, on=act.now.date()) is not None:
        return None
    return _("This penalty is within the district's power; decide it here (行政处罚法第二十三条).")


def reviewer_belongs(act: Act) -> str | None:
    """The legal reviewer belongs to the case; the engine sees to it, this names the article (58)."""
    user = act.actor.user
    if user is None or act.case.has_member(user) or act.case.handler_id == user.pk:
        return None
    return _("Only a reviewer of this case gives its legal review (行政处罚法第五十八条).")


# --- effects -------------------------------------------------------------------------------------------------------------
def legal_review(act: Act) -> None:
    """The opinion of whoever reviews the law of it; refused, it blocks the decision (58)."""
    opinions.give(act, Stage.LEGAL, text=act.data["text"], verdict=act.data["verdict"])
    flag(act)
    act.note = act.data["text"]
    act.record = {"verdict": act.data["verdict"]}


def discuss(act: Act) -> None:
    """The discussion as recorded: who attended, what was said, the conclusion (57 para. 2). Raises GateClosed with fewer than three."""
    data = act.data
    if len(data["attended"]) < duties.LEAST_ATTENDED:
        raise GateClosed([_("At least three heads attend a collective discussion (行政处罚法第五十七条第二款).")])
    if data["held_at"] > act.at:
        raise GateClosed([_("The discussion has not been held yet.")])
    notice = periods.last_notice(act.case.pk)
    if notice is not None and data["held_at"] < notice.at:
        raise GateClosed([_("A discussion before the notice cannot weigh what the party said (行政处罚法第四十五条、第五十七条).")])
    fields = ("held_at", "place", "chair", "attended", "recorder", "opinions", "conclusion")
    CollectiveDiscussion.objects.create(case_id=act.case.pk, recorded_by=opinions.person(act), **{name: data[name] for name in fields})
    opinions.give(act, Stage.DISCUSSION, text=data["conclusion"])
    act.note = data["conclusion"]
    act.record = {"attended": len(data["attended"])}


def refer_up(act: Act) -> None:
    """To the authority above, whose name the rule gives and the head may make more precise."""
    beyond = upward.beyond_power(act.case, on=act.now.date())
    if beyond is None:
        raise GateClosed([_("This penalty is within the district's power; decide it here (行政处罚法第二十三条).")])
    act.case.referred_to = act.data.get("body") or beyond.body
    act.note = act.data["reason"]
    act.record = {"body": act.case.referred_to, "citation": beyond.citation}


def record_upper_decision(act: Act) -> None:
    """What the authority above decided; without its consent the case cannot go on to a decision here."""
    act.note = act.data["text"]
    act.record = {"agreed": int(act.data["agreed"]), "number": act.data["number"]}
    act.case.upper_decision = f"{act.data['number']} {act.data['text']}"[:200] if act.data["agreed"] else ""


def decide(act: Act) -> None:
    """The penalty: sums and sanctions of the charges as they stand, reasons, what is to be put right by when (57, 59).

    After the ninety days it is still made, with the reason of the delay on record (60). The decision is issued here, so that the case
    knows which paper it is.
    """
    case, totals = act.case, charges.totals(act.case)
    case.fine, case.confiscation, case.sanctions = totals.fine, totals.confiscation, list(totals.sanctions)
    case.correction, case.correct_by = act.data.get("correction", ""), act.data.get("correct_by")
    case.needs_legal_review = case.needs_legal_review or bool(duties.legal_review_reasons(case, on=act.now.date()))
    case.needs_discussion = case.needs_discussion or bool(duties.discussion_reasons(case, on=act.now.date()))
    act.record = {"fine": str(totals.fine), "confiscation": str(totals.confiscation), "sanctions": list(totals.sanctions)}
    _close(act, PenaltyCase.Decision.PENALTY)


def decide_no_penalty(act: Act) -> None:
    """No penalty for a reason of the law (30, 31, 33, 57 para. 1 item 2); the party is taught instead."""
    act.record = {"ground": act.data["ground"]}
    _close(act, PenaltyCase.Decision.NO_PENALTY)


def decide_not_established(act: Act) -> None:
    """The act is not proven: no penalty, and the case ends (40, 57 para. 1 item 3)."""
    _close(act, PenaltyCase.Decision.NOT_ESTABLISHED)


def _close(act: Act, decision: str) -> None:
    case, today = act.case, act.now.date()
    if late := decision_clock.days_late(case.pk, today):
        reason = (act.data.get("late_reason") or "").strip()
        if not reason:
            words = _("The decision is %(days)d days late: give the reason, it stays on record (行政处罚法第六十条).")
            raise GateClosed([words % {"days": late}])
        act.record |= {"late_days": late, "late_reason": reason}
    case.decided_on, case.decision, case.decision_text = today, decision, act.data["decision_text"]
    act.note = act.data["decision_text"]
    act.record |= {"decided_on": today.isoformat()}
    opinions.give(act, Stage.DECISION, text=act.data["decision_text"])
    for code in list(act.letters):
        case.decision_document = documents.issue_document(case, code, letter_source(act, code), by=act.actor.user, at=act.at)
        act.letters.remove(code)


def serve(act: Act) -> None:
    """The decision has reached the party: whatever it owes runs from that day (67)."""
    case, attempt = act.case, act.data["attempt"]
    case.served_on = attempt.served_on
    if case.fine + case.confiscation > 0:
        # Only who owes something has a time to pay; the table cannot say that.
        clocks.start_clock(case_id=case.pk, code=PAYMENT, on=attempt.served_on, rules_as_of=timezone.localdate(case.opened_at))
    act.record = {"served_on": attempt.served_on.isoformat(), "way": attempt.way}
    act.note = day_words(attempt.served_on)
