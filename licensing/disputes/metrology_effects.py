"""Gates and effects of a metrology dispute (计量法 21; 细则 34 to 36)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.models import Clock
from bureau.roles import Role
from bureau.workflow import Act
from licensing.disputes import shared_effects as shared
from licensing.filings.answered import text_of

APPEAL = "arbitration-appeal"
ONLY_MEDIATION = "mediation"


# --- gates -------------------------------------------------------------------------------------------------------------
def instrument_was_kept(act: Act) -> str | None:
    """Nobody may have changed its technical state (细则 35); without it there is nothing to verify."""
    if act.case.answers.get("state_kept") in (False, "no"):
        return _("The instrument was changed since the dispute: there is nothing left to verify.")
    return None


def appeal_days_run(act: Act) -> str | None:
    """Fifteen days from receipt (细则 36)."""
    clock = _appeal_clock(act)
    if clock is not None and timezone.localdate(act.at) <= clock.due_on:
        return None
    return _("The fifteen days for an appeal are over.")


def appeal_days_are_over(act: Act) -> str | None:
    """Until then the award is not final."""
    clock = _appeal_clock(act)
    if clock is not None and timezone.localdate(act.at) <= clock.due_on:
        return _("An appeal is possible until %(day)s.") % {"day": day_words(clock.due_on)}
    return None


def _appeal_clock(act: Act) -> Clock | None:
    return Clock.objects.running().filter(case_id=act.case.pk, code=APPEAL).first()


# --- effects -----------------------------------------------------------------------------------------------------------
def accept(act: Act) -> None:
    """Accepted; the other side is told the same day."""
    shared.accept(act)
    _write(act, respondent_told_on=act.case.accepted_on)


def agree(act: Act) -> None:
    """What both sides agreed; mediation ends there."""
    _write(act, agreement=act.data["agreement"])
    act.note = act.data["agreement"]


def seal(act: Act) -> None:
    """Sealed: neither side may change its technical state (细则 35). Raises GateClosed when nobody asked for arbitration."""
    data = act.data
    if text_of(act.case, "wish") == ONLY_MEDIATION and not data.get("asked"):
        raise GateClosed([_("Only mediation was asked for: arbitration verification needs the applicant's wish.")])
    shared.refuse_future(act, data["sealed_on"])
    _write(act, sealed_on=data["sealed_on"], seal_note=data["seal_note"])
    act.note = data["seal_note"]
    act.record = {"sealed_on": data["sealed_on"].isoformat()}


def order(act: Act) -> None:
    """Which body verifies by the social standard, and by when."""
    data = act.data
    shared.refuse_past(act, data["verify_by"])
    _write(act, body=data["body"])
    act.record = {"body": data["body"], "verify_by": data["verify_by"].isoformat()}


def record_verification(act: Act) -> None:
    """What was found, after the sealing."""
    data, sealed_on = act.data, act.case.dispute.sealed_on
    shared.refuse_future(act, data["verified_on"])
    if sealed_on and data["verified_on"] < sealed_on:
        raise GateClosed([_("It cannot have been verified before it was sealed.")])
    _write(act, verified_on=data["verified_on"], reading=data["reading"])
    act.record = {"verified_on": data["verified_on"].isoformat()}


def award(act: Act) -> None:
    """The award; the data of the social standard prevail (计量法 21)."""
    case = act.case
    case.decided_on, case.decision_text = timezone.localdate(act.at), act.data["award"]
    _write(act, award=act.data["award"])
    act.note = act.data["award"]


def tell(act: Act) -> None:
    """Both received it; the days for an appeal are counted from the later receipt, so that nobody's are cut short (细则 36)."""
    days = (act.data["applicant_on"], act.data["respondent_on"])
    shared.refuse_future(act, *days)
    if min(days) < act.case.decided_on:
        raise GateClosed([_("It cannot have been received before the award was made.")])
    act.counted_from = max(days)
    _write(act, award_told_on=max(days))
    act.record = {"applicant_on": days[0].isoformat(), "respondent_on": days[1].isoformat()}


def appeal(act: Act) -> None:
    """Passed upward: the verification of the upper bureau is final. Only the window takes an appeal of the other side in."""
    is_other_side = bool(act.data.get("by_respondent")) and Role.CLERK in act.actor.roles
    act.note = act.data["reason"]
    act.record = {"by": "respondent" if is_other_side else "applicant"}


def _write(act: Act, **facts: object) -> None:
    dispute = act.case.dispute
    for name, value in facts.items():
        setattr(dispute, name, value)
    dispute.save(update_fields=list(facts))
