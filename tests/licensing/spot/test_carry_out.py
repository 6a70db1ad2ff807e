"""After the decision: handed over at once, put on file by somebody else, closed when nothing is owed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Clock, Document, Message
from bureau.workflow import Actor, perform
from licensing.execution.accounts import account
from licensing.models import BankPayment, Levy, PenaltyCase, ServiceAttempt
from licensing.procedure.serving import ServiceRefused
from licensing.spot import deciding
from tests.factories.penalties import NOON
from tests.licensing.spot import scenes
from tests.people import approver, officer, second_officer, supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = NOON + timedelta(hours=1)
CLOSING = {"text": "已警告，当场改正", "is_corrected": True}


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in the language of the code."""
    with override("en"):
        yield


def test_the_refusal_to_sign_is_noted_and_the_periods_run():
    approver()
    case = scenes.handed_over(scenes.decided())
    attempt = ServiceAttempt.objects.get(case_id=case.pk)
    assert (attempt.outcome, attempt.way, attempt.refused_to_sign, attempt.second) == ("served", "direct", True, second_officer())
    assert (case.state, case.served_on) == ("executing", scenes.TODAY)
    assert Clock.objects.get(case_id=case.pk, code="penalty-payment").due_on == date(2026, 12, 8)
    levy = Levy.objects.get(case=case)
    assert (levy.fine, levy.due_on, levy.instalments.count()) == (Decimal(500), date(2026, 12, 8), 1)
    told = set(Message.objects.filter(case_id=case.pk).values_list("code", flat=True))
    assert {"spot-decided", "staff-spot-to-file"} <= told
    assert Document.objects.filter(case_id=case.pk, template="service-receipt").exists()


def test_a_warning_has_nothing_to_pay():
    case = scenes.handed_over(scenes.decided(sum_=scenes.warning()))
    assert case.state == "executing"
    assert not Clock.objects.filter(case_id=case.pk, code="penalty-payment").exists()


def test_without_signature_or_refusal_it_is_not_handed_over():
    case = scenes.decided()
    with pytest.raises(ServiceRefused, match="第五十二条第一款"):
        scenes.handed_over(case, refused=False)
    with pytest.raises(ServiceRefused, match="第四十二条"):
        told = {"receiver": "李建国", "relation": "本人", "refused": True, "signature": None}
        deciding.hand_over(case, told, by=approver(), at=LATER)
    case.refresh_from_db()
    assert (case.state, case.served_on) == ("decided", None)


def test_nothing_is_handed_over_twice_or_before_the_decision():
    with pytest.raises(ServiceRefused):
        scenes.handed_over(scenes.kept())
    case = scenes.handed_over(
        scenes.decided(scenes.wanted(act_to=scenes.TODAY - scenes.DAY), scenes.charge(act_to=scenes.TODAY - scenes.DAY))
    )
    with pytest.raises(ServiceRefused, match="already"):
        scenes.handed_over(case)


def test_the_hand_over_is_no_step_by_hand():
    case = scenes.decided()
    with pytest.raises(GateClosed, match="第五十二条第一款"):
        perform(case.pk, "hand-over", actor=Actor.of(officer()), at=LATER)


def test_the_head_takes_it_on_file_once():
    case = scenes.handed_over(scenes.decided(sum_=scenes.warning()))
    with pytest.raises(TransitionRefused):
        perform(case.pk, "put-on-file", actor=Actor.of(officer()), at=LATER)
    perform(case.pk, "put-on-file", actor=Actor.of(approver()), at=LATER, data={"note": "同意备案"})
    case.refresh_from_db()
    assert case.filed_on == scenes.TODAY
    with pytest.raises(GateClosed):
        perform(case.pk, "put-on-file", actor=Actor.of(approver()), at=LATER)


def test_a_warning_closes_once_it_is_on_file():
    case = scenes.handed_over(scenes.decided(sum_=scenes.warning()))
    with pytest.raises(GateClosed, match="第五十二条第三款"):
        perform(case.pk, "close", actor=Actor.of(approver()), at=LATER, data=CLOSING)
    perform(case.pk, "put-on-file", actor=Actor.of(approver()), at=LATER)
    perform(case.pk, "close", actor=Actor.of(approver()), at=LATER, data=CLOSING)
    case.refresh_from_db()
    assert (case.state, case.executed_on) == ("closed", scenes.TODAY)
    assert Document.objects.filter(case_id=case.pk, template="closing-report").exists()


def test_an_unpaid_fine_does_not_close():
    case = scenes.handed_over(scenes.decided())
    perform(case.pk, "put-on-file", actor=Actor.of(approver()), at=LATER)
    with pytest.raises(GateClosed, match="第六十六条"):
        perform(case.pk, "close", actor=Actor.of(approver()), at=LATER, data=CLOSING)
    assert PenaltyCase.objects.get(pk=case.pk).fine == Decimal(500)


def test_cash_on_the_spot_within_its_bounds_pays_and_closes():
    case = scenes.handed_over(scenes.decided(sum_=scenes.charge(fine=Decimal(100))))
    cash = {"ground": "68-1", "amount": Decimal(100), "receipt": "苏财 0001", "paid_on": scenes.TODAY, "note": ""}
    perform(case.pk, "take-cash", actor=Actor.of(officer()), at=LATER, data=cash)
    assert account(case.pk).open_of() == 0
    perform(case.pk, "put-on-file", actor=Actor.of(approver()), at=LATER)
    with pytest.raises(GateClosed, match="第七十一条"):
        perform(case.pk, "close", actor=Actor.of(approver()), at=LATER, data=CLOSING)
    BankPayment.objects.update(handed_in_on=scenes.TODAY, banked_on=scenes.TODAY)
    perform(case.pk, "close", actor=Actor.of(approver()), at=LATER, data=CLOSING)
    case.refresh_from_db()
    assert case.state == "closed"


def test_more_than_a_hundred_yuan_is_no_cash_without_a_ground():
    case = scenes.handed_over(scenes.decided())
    cash = {"ground": "68-1", "amount": Decimal(500), "receipt": "苏财 0002", "paid_on": scenes.TODAY, "note": ""}
    with pytest.raises(GateClosed, match="第六十八条"):
        perform(case.pk, "take-cash", actor=Actor.of(officer()), at=LATER, data=cash)


def test_a_supervisor_reads_but_does_not_file():
    case = scenes.handed_over(scenes.decided())
    with pytest.raises(TransitionRefused):
        perform(case.pk, "put-on-file", actor=Actor.of(supervisor()), at=LATER)
