"""Gates and effects of a quality petition (产品质量法 22)."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.models import Clock, Measure
from bureau.tallies import count_fact
from bureau.workflow import Act
from licensing.disputes import shared_effects as shared
from licensing.filings.works_effects import TO_PENALTY

ANSWER = "petition-answer"


# --- gates -------------------------------------------------------------------------------------------------------------
def answer_days_are_over(act: Act) -> str | None:
    """The other side has until then."""
    clock = Clock.objects.running().filter(case_id=act.case.pk, code=ANSWER).first()
    if clock is not None and timezone.localdate(act.at) <= clock.due_on:
        return _("The other side may answer until %(day)s.") % {"day": day_words(clock.due_on)}
    return None


def is_not_passed_on_yet(act: Act) -> str | None:
    """Once is enough: enforcement has it."""
    return _("This has been passed on already.") if act.case.outcome == TO_PENALTY else None


# --- effects -----------------------------------------------------------------------------------------------------------
def ask_other_side(act: Act) -> None:
    """What is asked; the days are those of the house's own rule, and the day named lies within them."""
    shared.refuse_past(act, act.data["answer_by"])
    act.note = act.data["question"]
    act.record = {"answer_on": act.data["answer_by"].isoformat()}


def record_answer(act: Act) -> None:
    """What the other side said."""
    shared.refuse_future(act, act.data["answered_on"])
    _write(act, answer=act.data["answer"], answered_on=act.data["answered_on"])


def send_to_test(act: Act) -> None:
    """Which body tests; this time is not counted."""
    shared.refuse_past(act, act.data["expected_until"])
    _write(act, test_body=act.data["test_body"], test_result="")
    act.record = {"body": act.data["test_body"], "expected_on": act.data["expected_until"].isoformat()}


def record_test(act: Act) -> None:
    """What the test found."""
    _write(act, test_result=act.data["test_result"])


def mediate(act: Act) -> None:
    """Both sides are heard; whoever invites them mediates."""
    shared.meet(act)
    _write(act, mediator=act.actor.user)


def settle(act: Act) -> None:
    """The agreement; what was recovered counts on its day, as complaints count it."""
    case, data = act.case, act.data
    recovered = Decimal(data["recovered"])
    _write(act, outcome_text=data["agreement"], recovered=recovered)
    case.decided_on, case.decision_text = timezone.localdate(act.at), data["agreement"]
    act.note = data["agreement"]
    act.record = {"recovered": str(recovered)}
    if recovered:
        count_fact(case, Measure.RECOVERED, recovered, timezone.localdate(act.at))
    shared.ending("settled")(act)


def terminate(act: Act) -> None:
    """No agreement: the reasons, and the ways that are left stand in the letter."""
    case, data = act.case, act.data
    _write(act, outcome_text=data["explanation"])
    case.decided_on, case.decision_text = timezone.localdate(act.at), data["explanation"]
    act.note = data["explanation"]
    act.record = {"ground": data["ground"]}
    shared.ending("terminated")(act)


def pass_on(act: Act) -> None:
    """Suspected of a violation: enforcement takes it up, the petition goes on."""
    if not act.data["reason"].strip():
        raise GateClosed([_("Say what is suspected.")])
    act.note = act.data["reason"]


def _write(act: Act, **facts: object) -> None:
    petition = act.case.petition
    for name, value in facts.items():
        setattr(petition, name, value)
    petition.save(update_fields=list(facts))
