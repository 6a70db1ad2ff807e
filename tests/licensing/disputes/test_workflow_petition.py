"""Quality petitions: stories, what is recovered, the flag for enforcement, what is not counted, arrows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bureau.errors import GateClosed
from bureau.models import Document, Measure, Message, TallyDelta
from bureau.workflow import Actor
from licensing.disputes.petition import QUALITY_PETITION, PetitionState
from tests.licensing.disputes import quarrels
from tests.licensing.disputes.quarrels import do, officer, on, window
from tests.licensing.filings import arrows
from tests.licensing.filings.scenes import clock, running

pytestmark = pytest.mark.django_db

SETTLED = {"agreement": "退货并退还货款。", "recovered": Decimal("1880.00")}


def missing(case, name, actor, at=None, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, actor, at or case.opened_at, **data)
    return refusal.value.missing


def asked(case):
    at = quarrels.accepted(case)
    do(case, "ask-other-side", officer(), at, question="请说明进货来源。", answer_by=at.date() + timedelta(days=7))
    return at


# --- stories -------------------------------------------------------------------------------------------------------------
def test_from_petition_to_money_back():
    case = quarrels.petition()
    at = asked(case)
    assert running(case) == {"petition-settlement", "petition-answer"}
    do(case, "record-answer", officer(), at, answered_on=at.date(), answer="同意检验。")
    do(case, "send-to-test", officer(), at, test_body="省质检院", expected_until=at.date() + timedelta(days=20))
    do(case, "record-test", officer(), at + timedelta(days=15), test_result="接地不良，不合格。")
    at += timedelta(days=15)
    do(case, "mediate", officer(), at, **quarrels.meeting(at))
    do(case, "settle", officer(), at + timedelta(days=3), **SETTLED)
    petition = case.petition
    petition.refresh_from_db()
    assert (case.state, case.outcome, running(case)) == ("settled", "settled", set())
    assert (petition.recovered, petition.mediator, petition.test_body) == (Decimal("1880.00"), officer().user, "省质检院")
    assert petition.answer == "同意检验。"
    fact = TallyDelta.objects.get(measure=Measure.RECOVERED)
    assert (fact.amount, fact.kind, fact.category, fact.day) == (Decimal("1880.00"), "quality-petition", "QT-05", date(2026, 12, 11))
    papers = set(Document.objects.filter(case_id=case.pk).values_list("template", flat=True))
    assert papers == {"petition-acceptance", "mediation-record", "petition-reply"}
    told = set(Message.objects.filter(case_id=case.pk, party__part="respondent").values_list("code", flat=True))
    assert told == {
        "petition-respondent-told",
        "petition-other-side-asked",
        "petition-testing-respondent",
        "petition-mediation-respondent",
        "petition-settled-respondent",
    }


def test_settled_without_money_counts_nothing():
    case = quarrels.petition()
    at = quarrels.accepted(case)
    do(case, "settle", officer(), at, agreement="更换新机。", recovered=Decimal(0))
    assert not TallyDelta.objects.filter(measure=Measure.RECOVERED).exists()


def test_no_agreement_ends_with_the_ways_that_are_left():
    case = quarrels.petition()
    at = quarrels.mediating(case)
    do(case, "terminate", officer(), at, ground="no-agreement", explanation="双方对责任分歧大。")
    assert (case.state, case.outcome, running(case)) == ("terminated", "terminated", set())
    assert Document.objects.filter(case_id=case.pk, template="petition-termination").exists()


def test_nobody_answers():
    case = quarrels.petition()
    at = asked(case)
    assert missing(case, "no-answer", officer(), at)
    do(case, "no-answer", officer(), at + timedelta(days=20), note="逾期未答复")
    assert (case.state, running(case)) == ("accepted", {"petition-settlement"})


def test_refused_corrected_withdrawn():
    case = quarrels.petition()
    do(case, "refuse", window(), case.opened_at, ground="not-consumer", explanation="企业采购", authority="")
    assert case.state == "refused"
    other = quarrels.petition()
    do(other, "ask-correction", window(), other.opened_at, remarks={("material", "paper"): "缺购买凭证"}, text="")
    do(other, "correct", Actor.citizen(), other.opened_at, plain={}, personal={}, basket=None)
    asked(other)
    do(other, "withdraw", Actor.citizen(), other.opened_at)
    assert (other.state, running(other)) == ("withdrawn", set())


# --- enforcement -----------------------------------------------------------------------------------------------------------
def test_a_suspected_violation_is_passed_on_and_the_petition_goes_on():
    case = quarrels.petition()
    at = quarrels.accepted(case)
    assert missing(case, "pass-on", officer(), at, reason="  ")
    do(case, "pass-on", officer(), at, reason="涉嫌销售不合格电器。")
    assert (case.state, case.outcome) == ("accepted", "to-penalty")
    assert missing(case, "pass-on", officer(), at, reason="再次"), "once"
    do(case, "settle", officer(), at, **SETTLED)
    assert (case.state, case.outcome) == ("settled", "to-penalty"), "the flag stays"


# --- days --------------------------------------------------------------------------------------------------------------------
def test_days_that_cannot_be():
    case = quarrels.petition()
    at = quarrels.accepted(case)
    past, ahead = at.date() - timedelta(days=1), at.date() + timedelta(days=1)
    assert missing(case, "ask-other-side", officer(), at, question="?", answer_by=past)
    assert missing(case, "send-to-test", officer(), at, test_body="省质检院", expected_until=past)
    do(case, "ask-other-side", officer(), at, question="?", answer_by=ahead)
    assert missing(case, "record-answer", officer(), at, answered_on=ahead, answer="好")


@pytest.mark.parametrize(
    ("received", "accept_by", "settle_by"),
    [
        ("2025-09-29", date(2025, 10, 15), date(2025, 11, 28)),
        # 60 days from 23 November 2026 end on 22 January 2027, a Friday.
        ("2026-11-23", date(2026, 12, 2), date(2027, 1, 22)),
        ("2027-03-01", date(2027, 3, 10), date(2027, 4, 30)),
    ],
)
def test_promised_days(received, accept_by, settle_by):
    case = quarrels.petition(at=on(received))
    assert clock(case, "petition-acceptance").due_on == accept_by
    quarrels.accepted(case)
    assert clock(case, "petition-settlement").due_on == settle_by


def test_the_time_of_the_test_is_not_counted():
    case = quarrels.petition()
    at = quarrels.accepted(case)
    before = clock(case, "petition-settlement").due_on
    do(case, "send-to-test", officer(), at, test_body="省质检院", expected_until=at.date())
    do(case, "record-test", officer(), at + timedelta(days=10), test_result="合格")
    assert clock(case, "petition-settlement").due_on > before


# --- arrows ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", PetitionState.values)
def test_no_arrow_but_those_of_the_table(state):
    arrows.assert_only_drawn_arrows(QUALITY_PETITION, quarrels.petition(), state)


def test_every_arrow_is_offered_and_the_table_is_whole():
    arrows.assert_every_arrow_is_offered(QUALITY_PETITION, quarrels.petition())
    arrows.assert_table_is_whole(QUALITY_PETITION)
