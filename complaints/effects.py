"""What the steps of the 12365 desk change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from decimal import Decimal

from django.utils import timezone

from bureau import clocks
from bureau.models import Clock, Measure
from bureau.tallies import count_fact
from bureau.workflow import Act, hand_to
from complaints.models import MediationResult, Rating


def note(act: Act) -> None:
    """Keep the note with the event."""
    act.note = act.data.get("note", "")


def give_reason(act: Act) -> None:
    """Keep the reason with the event."""
    act.note = act.data.get("reason", "")


def accept(act: Act) -> None:
    """Take the matter on: in the named hands, else in the hands of whoever holds it, else in one's own."""
    note(act)
    handler = act.data.get("handler") or act.case.handler or act.actor.user
    if handler is not None and handler.pk != act.case.handler_id:
        hand_to(act, handler)


def assign(act: Act) -> None:
    """Hand over to a colleague."""
    handler = act.data["handler"]
    act.note = act.data.get("reason", "")
    act.record = {"handler": str(handler)}
    hand_to(act, handler, reason=act.note)


def reroute(act: Act) -> None:
    """Give the matter to the right office; the person who held it in the wrong one lets go."""
    office, category = act.data["office"], act.data.get("category")
    act.note = act.data["reason"]
    act.record = {"office": office.name}
    case = act.case
    if case.office_id != office.pk:
        case.assignments.filter(until__isnull=True).update(until=act.at)
        case.handler = None
    case.office = office
    if category:
        case.category = category.code


def ask_supplement(act: Act) -> None:
    """What is missing, in words for the citizen."""
    act.note = act.data["asked"]
    act.record = {"asked": act.data["asked"]}


def supplement(act: Act) -> None:
    """What the citizen added."""
    act.note = act.data["text"]


def refuse(act: Act) -> None:
    """The ground of article 16 and its explanation."""
    act.case.refusal_ground = act.data["ground"]
    act.note = act.data["explanation"]
    act.record = {"ground": act.data["ground"]}


def settle(act: Act) -> None:
    """The result; the mediation document is left out where the law allows it (121: 24): performed at once, or waived by both."""
    case, data = act.case, act.data
    case.result, case.agreement, case.recovered = data["result"], data["agreement"], data["recovered"]
    act.note = data["agreement"]
    act.record = {"result": data["result"], "recovered": str(data["recovered"])}
    if data["result"] != MediationResult.AGREEMENT:
        act.letters.remove("mediation-agreement")
    if data["recovered"]:
        count_fact(case, Measure.RECOVERED, data["recovered"], timezone.localdate(act.at))


def terminate(act: Act) -> None:
    """The ground of article 23."""
    act.case.termination_ground = act.data["ground"]
    act.note = act.data["explanation"]
    act.record = {"ground": act.data["ground"]}


def withdraw(act: Act) -> None:
    """The complainant's own decision."""
    act.note = act.data.get("reason", "")


def rate(act: Act) -> None:
    """One rating per matter, counted on its day."""
    score = act.data["score"]
    Rating.objects.create(case_id=act.case.pk, score=score, comment=act.data.get("comment", ""), at=act.at)
    act.record = {"score": score}
    act.note = act.data.get("comment", "")
    day = timezone.localdate(act.at)
    count_fact(act.case, Measure.RATED, Decimal(1), day)
    count_fact(act.case, Measure.RATING_SUM, Decimal(score), day)


def extend_verification(act: Act) -> None:
    """The head grants the one extension the rule gives."""
    give_reason(act)
    clock = Clock.objects.running().select_related("rule").filter(case_id=act.case.pk, code="report-verification").first()
    if clock is None or act.actor.user is None:
        raise clocks.ClockNotRunning("report-verification")
    clocks.extend_clock(clock=clock, by=act.actor.user, reason=act.note, at=act.at, today=timezone.localdate(act.at))


def conclude(act: Act) -> None:
    """What verification found and what follows from it."""
    act.case.verified = act.data["verified"]
    act.case.outcome = act.data["outcome"]
    # The finding stays with staff; the reporter is told the outcome.
    act.record = {"outcome": act.data["outcome"]}


def draft_answer(act: Act) -> None:
    """Keep the draft on the case."""
    act.case.answer = act.data["answer"]
    act.note = act.data["answer"]


def release_answer(act: Act) -> None:
    """The answer as reviewed."""
    act.case.answer = act.data.get("answer") or act.case.answer
    act.note = act.case.answer
