"""What the steps of lead, filing, suspension, transfer and ending change; nothing here assigns a state."""

from django.utils.translation import gettext as _

from bureau import clocks
from bureau.errors import GateClosed
from bureau.workflow import Act, Effect
from licensing.models import CaseOpinion, CaseTransfer, Hearing, PenaltyCase
from licensing.penalties.filing_gates import DECISION, VERIFICATION, running_clock
from licensing.procedure import decision_clock

Stage, Verdict = CaseOpinion.Stage, CaseOpinion.Verdict
# What may run while nothing is decided: verification, decision, and the time of the party after the notice, served or announced.
UNDECIDED_CLOCKS = (VERIFICATION, DECISION, "penalty-statement", "penalty-hearing-request", "penalty-service-announcement")
POLICE_LETTER, TRANSFER_LETTER = "police-transfer", "case-transfer"


def note(act: Act) -> None:
    """Keep the note with the event."""
    act.note = act.data.get("note", "")


def give_reason(act: Act) -> None:
    """Keep the reason, and the ground where the form has one."""
    act.note = act.data.get("reason", "")
    if ground := act.data.get("ground"):
        act.record = {"ground": ground}


def extend(code: str) -> Effect:
    """An effect: the head gives the one extension the rule of the clock knows."""

    def effect(act: Act) -> None:
        clock, user = running_clock(act.case.pk, code), act.actor.user
        if clock is None or user is None:
            raise clocks.ClockNotRunning(_("This time limit is not running."))
        act.note = act.data["reason"]
        moved = clocks.extend_clock(clock=clock, by=user, reason=act.note, at=act.at, today=act.now.date())
        act.record = {"extended_days": moved.extended_days, "due_on": moved.due_on.isoformat()}

    return effect


def let_go(act: Act) -> None:
    """The time limits before a decision are no longer asked of this case: they count neither as kept nor as missed.

    A hearing that was asked for and not held lapses with them; a new notice would give a new right to one.
    """
    for code in UNDECIDED_CLOCKS:
        if running_clock(act.case.pk, code) is not None:
            clocks.stop_clock(case_id=act.case.pk, code=code, at=act.at, met=None)
    waiting = Hearing.objects.filter(case_id=act.case.pk, held_at__isnull=True, lapsed_on__isnull=True)
    waiting.update(lapsed_on=act.now.date())


def suspend(act: Act) -> None:
    """The investigation stands still, and with it the ninety days; the pause is known by its reason."""
    give_reason(act)
    decision_clock.pause_decision(act.case, why=decision_clock.SUSPENSION, on=act.now.date(), by=act.actor.user)


def resume(act: Act) -> None:
    """It goes on. Only the pause of the suspension ends: a test still under way keeps the ninety days standing."""
    give_reason(act)
    decision_clock.resume_decision(act.case, why=decision_clock.SUSPENSION, on=act.now.date(), by=act.actor.user)


def _opinion(act: Act, stage: str, verdict: str, text: str) -> None:
    user = act.actor.user
    if user is None:
        raise GateClosed([_("This is decided by a person.")])
    CaseOpinion.objects.create(case_id=act.case.pk, stage=stage, verdict=verdict, text=text, author=user, at=act.at)
    act.note = text


def file(act: Act) -> None:
    """The case is filed; from this day the ninety days run (行政处罚法 54, 60).

    A case that was split off keeps the day on which the case it comes from was filed: splitting gives no new ninety days.
    """
    case: PenaltyCase = act.case
    _opinion(act, Stage.FILING, Verdict.AGREE, act.data["reasons"])
    case.filed_on = case.split_from.filed_on if case.split_from and case.split_from.filed_on else act.now.date()
    decision_clock.start_decision(case, on=case.filed_on, today=act.now.date(), by=act.actor.user)
    act.record = {"filed_on": case.filed_on.isoformat()}


def not_file(act: Act) -> None:
    """The head's reasons for not filing."""
    _opinion(act, Stage.FILING, Verdict.REFUSE, act.data["reasons"])
    act.record = {"ground": act.data["ground"]}


def transfer(act: Act) -> None:
    """The case goes to another authority with the list of what goes along (行政处罚法 27). Raises GateClosed without one."""
    case, data, user = act.case, act.data, act.actor.user
    if user is None:
        raise GateClosed([_("This is decided by a person.")])
    if not data["papers"]:
        raise GateClosed([_("Without a list of papers nothing is handed over (行政处罚法第二十七条第二款).")])
    row = CaseTransfer.objects.create(
        case_id=case.pk,
        to=data["to"],
        body=data["body"],
        reason=data["reason"],
        papers=data["papers"],
        sent_on=act.now.date(),
        sent_by=user,
    )
    case.decision = PenaltyCase.Decision.TRANSFERRED
    act.note = data["reason"]
    act.record = {"to": row.to, "body": row.body, "papers": len(row.papers)}
    let_go(act)
    act.letters = [POLICE_LETTER if row.to == CaseTransfer.To.POLICE else TRANSFER_LETTER]


def record_transfer_answer(act: Act) -> None:
    """What the other authority answered."""
    row = CaseTransfer.objects.filter(case_id=act.case.pk).order_by("-pk").first()
    if row is None:
        raise GateClosed([_("The case was not transferred.")])
    row.accepted, row.answered_on, row.answer = act.data["accepted"], act.data["answered_on"], act.data["answer"]
    row.save(update_fields=["accepted", "answered_on", "answer"])
    act.note = row.answer
    act.record = {"accepted": int(row.accepted)}


def take_back(act: Act) -> None:
    """The case came back and goes on; the ninety days begin anew with this day."""
    act.case.decision = ""
    decision_clock.start_decision(act.case, on=act.now.date(), today=act.now.date(), by=act.actor.user)
    act.note = act.data["reason"]


def dismiss(act: Act) -> None:
    """The investigation ends without a decision; the reasons stand in the letter."""
    case = act.case
    case.closing_text = act.note = act.data["reasons"]
    case.decision = PenaltyCase.Decision.NOT_ESTABLISHED
    act.record = {"ground": act.data["ground"]}
    let_go(act)
    _opinion(act, Stage.CLOSING, Verdict.AGREE, act.data["reasons"])


def order_correction(act: Act) -> None:
    """What is to be put right, and until when (行政处罚法 28)."""
    case = act.case
    case.correction, case.correct_by = act.data["correction"], act.data.get("correct_by")
    act.note = case.correction
    if case.correct_by:
        act.record = {"correct_by": case.correct_by.isoformat()}
