"""Metrology disputes: stories, both sides told, the sealed instrument, who makes the award, fifteen days for an appeal, arrows."""

from datetime import date, timedelta

import pytest

from bureau.errors import ConflictOfInterest, GateClosed
from bureau.models import Clock, Document, Message, Party
from bureau.roles import Role
from bureau.workflow import Actor
from licensing.disputes.metrology import METROLOGY_DISPUTE, DisputeState
from tests.factories.bureau import UserFactory
from tests.licensing.disputes import quarrels
from tests.licensing.disputes.quarrels import do, head, officer, on, window
from tests.licensing.filings import arrows
from tests.licensing.filings.scenes import clock, running

pytestmark = pytest.mark.django_db


def missing(case, name, actor, at=None, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, actor, at or case.opened_at, **data)
    return refusal.value.missing


def told_codes(case, part):
    return set(Message.objects.filter(case_id=case.pk, party__part=part).values_list("code", flat=True))


# --- stories -------------------------------------------------------------------------------------------------------------
def test_agreed_in_mediation():
    case = quarrels.dispute()
    at = quarrels.mediating(case)
    do(case, "agree", officer(), at + timedelta(days=3), agreement="对方补付货款3600元。")
    assert (case.state, case.outcome, running(case)) == ("agreed", "agreed", set())
    case.dispute.refresh_from_db()
    assert (case.dispute.agreement, case.dispute.respondent_told_on) == ("对方补付货款3600元。", date(2026, 11, 23))
    assert told_codes(case, "applicant") == {"dispute-accepted", "dispute-mediation", "dispute-agreed"}
    assert told_codes(case, "respondent") == {"dispute-respondent-told", "dispute-mediation-respondent", "dispute-agreed-respondent"}


def test_arbitrated_and_final():
    case = quarrels.dispute()
    at = quarrels.told(case)
    dispute = case.dispute
    dispute.refresh_from_db()
    assert dispute.body == "淮安市计量测试所"
    assert (dispute.sealed_on, dispute.verified_on, dispute.award_told_on) == (date(2026, 11, 23), date(2026, 12, 3), date(2026, 12, 3))
    assert running(case) == {"arbitration-appeal"}
    assert missing(case, "finalise", window(), at + timedelta(days=15)), "the last day is the parties' own"
    do(case, "finalise", Actor.system(), at + timedelta(days=16))
    assert (case.state, case.outcome, running(case)) == ("final", "awarded", set())
    papers = set(Document.objects.filter(case_id=case.pk).values_list("template", flat=True))
    assert papers == {"dispute-acceptance", "arbitration-order", "arbitration-award"}
    assert not Document.objects.get(template="arbitration-order").for_citizen


def test_appealed_within_the_days():
    case = quarrels.dispute()
    at = quarrels.told(case)
    assert missing(case, "appeal", Actor.citizen(), at + timedelta(days=16), reason="数据有误")
    do(case, "appeal", Actor.citizen(), at + timedelta(days=15), reason="检定时环境温度超出范围。")
    assert (case.state, case.outcome) == ("appealed", "appealed")


def test_the_other_side_appeals_through_the_window():
    case = quarrels.dispute()
    at = quarrels.told(case)
    event = do(case, "appeal", window(), at, reason="不服", by_respondent=True)
    assert (case.state, event.data["by"]) == ("appealed", "respondent")


def test_nobody_else_appeals_in_the_name_of_the_other_side():
    case = quarrels.dispute()
    at = quarrels.told(case)
    assert do(case, "appeal", Actor.citizen(), at, reason="不服", by_respondent=True).data["by"] == "applicant"


def test_ended_without_agreement_or_arbitration():
    case = quarrels.dispute(wish="mediation")
    at = quarrels.mediating(case)
    do(case, "end-mediation", officer(), at, reason="对方拒绝调解")
    assert (case.state, running(case)) == ("ended", set())


@pytest.mark.parametrize("ground", ["other-matter", "elsewhere", "state-changed", "not-ours"])
def test_refused(ground):
    case = quarrels.dispute()
    do(case, "refuse", window(), case.opened_at, ground=ground, explanation="说明", authority="人民法院")
    assert (case.state, case.outcome) == ("refused", "refused")
    assert told_codes(case, "respondent") == set()


def test_returned_once_and_withdrawn():
    case = quarrels.dispute()
    do(case, "ask-correction", window(), case.opened_at, remarks={("field", "facts"): "写明过磅时间"}, text="")
    do(case, "correct", Actor.citizen(), case.opened_at, plain={}, personal={}, basket=None)
    assert running(case) == {"dispute-acceptance"}
    quarrels.sealed(case)
    do(case, "withdraw", Actor.citizen(), case.opened_at)
    assert (case.state, running(case)) == ("withdrawn", set())


# --- the other side ------------------------------------------------------------------------------------------------------
def test_a_private_person_is_nowhere_named_in_plain():
    case = quarrels.dispute(private=True)
    assert case.dispute.respondent_name == "个人"
    party = Party.objects.get(case_id=case.pk, part=Party.Part.RESPONDENT)
    assert (party.name.open(), party.name_mask != "欧阳震华") == ("欧阳震华", True)


def test_messages_to_the_other_side_hold_no_key_to_the_matter(caplog):
    case = quarrels.dispute()
    quarrels.sealed(case)
    sent = Message.objects.filter(case_id=case.pk, party__part="respondent")
    assert {message.code for message in sent} == {"dispute-respondent-told", "dispute-sealed-respondent"}
    assert "No wording" not in caplog.text


# --- gates ---------------------------------------------------------------------------------------------------------------
def test_only_mediation_asked_for_needs_the_applicant_s_wish_for_more():
    case = quarrels.dispute(wish="mediation")
    at = quarrels.mediating(case)
    data = {"sealed_on": at.date(), "seal_note": "封条001"}
    assert missing(case, "seal", officer(), at, **data)
    do(case, "seal", officer(), at, asked=True, **data)
    assert case.state == "sealed"


def test_a_changed_instrument_is_not_verified():
    case = quarrels.dispute(state_kept=False)
    at = quarrels.accepted(case)
    assert missing(case, "seal", officer(), at, sealed_on=at.date(), seal_note="封条001")


def test_days_that_cannot_be():
    case = quarrels.dispute()
    at = quarrels.accepted(case)
    assert missing(case, "mediate", officer(), at, held_for=at - timedelta(hours=1), place="二楼")
    assert missing(case, "seal", officer(), at, sealed_on=at.date() + timedelta(days=1), seal_note="封条")
    do(case, "seal", officer(), at, sealed_on=at.date(), seal_note="封条")
    assert missing(case, "order-verification", officer(), at, body="所", verify_by=at.date() - timedelta(days=1))
    do(case, "order-verification", officer(), at, body="所", verify_by=at.date())
    assert missing(case, "record-verification", officer(), at, verified_on=at.date() - timedelta(days=1), reading="合格")
    do(case, "record-verification", officer(), at, verified_on=at.date(), reading="合格")
    do(case, "award", head(), at, award="合格")
    early, late = at.date() - timedelta(days=1), at.date() + timedelta(days=1)
    assert missing(case, "tell-award", window(), at, applicant_on=early, respondent_on=at.date())
    assert missing(case, "tell-award", window(), at, applicant_on=at.date(), respondent_on=late)


# --- separation of duties -------------------------------------------------------------------------------------------------
def test_whoever_handled_it_does_not_make_the_award():
    case = quarrels.dispute()
    person = UserFactory(username="both", roles=[Role.OFFICER.value, Role.APPROVER.value], office=case.office)
    at = quarrels.sealed(case)
    do(case, "order-verification", officer(), at, body="所", verify_by=at.date())
    do(case, "record-verification", Actor.of(person), at, verified_on=at.date(), reading="合格")
    with pytest.raises(ConflictOfInterest):
        do(case, "award", Actor.of(person), at, award="合格")
    do(case, "award", head(), at, award="合格")


# --- clocks ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("received", "accept_by", "settle_by"),
    [
        ("2025-09-29", date(2025, 10, 13), date(2025, 11, 17)),
        ("2026-11-23", date(2026, 11, 30), date(2027, 1, 5)),
        ("2027-03-01", date(2027, 3, 8), date(2027, 4, 13)),
    ],
)
def test_promised_days(received, accept_by, settle_by):
    case = quarrels.dispute(at=on(received))
    assert clock(case, "dispute-acceptance").due_on == accept_by
    quarrels.accepted(case)
    assert clock(case, "dispute-settlement").due_on == settle_by


@pytest.mark.parametrize(
    ("opened", "applicant_on", "respondent_on", "ends"),
    [
        # 3 + 15 = 18 November 2025, a Tuesday.
        ("2025-10-20", date(2025, 11, 3), date(2025, 10, 31), date(2025, 11, 18)),
        # The later receipt counts: 5 + 15 = Sunday 20 December 2026, so Monday.
        ("2026-11-23", date(2026, 12, 3), date(2026, 12, 5), date(2026, 12, 21)),
        ("2027-03-01", date(2027, 3, 11), date(2027, 3, 12), date(2027, 3, 29)),
    ],
)
def test_fifteen_days_for_an_appeal(opened, applicant_on, respondent_on, ends):
    case = quarrels.dispute(at=on(opened))
    quarrels.told(case, applicant_on=applicant_on, respondent_on=respondent_on)
    assert clock(case, "arbitration-appeal").due_on == ends


def test_the_time_of_the_verification_is_not_counted():
    case = quarrels.dispute()
    quarrels.accepted(case)
    before = clock(case, "dispute-settlement").due_on
    Clock.objects.filter(case_id=case.pk).delete()
    other = quarrels.dispute()
    quarrels.verified(other)
    assert clock(other, "dispute-settlement").due_on > before


# --- arrows ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", DisputeState.values)
def test_no_arrow_but_those_of_the_table(state):
    arrows.assert_only_drawn_arrows(METROLOGY_DISPUTE, quarrels.dispute(), state)


def test_every_arrow_is_offered_and_the_table_is_whole():
    arrows.assert_every_arrow_is_offered(METROLOGY_DISPUTE, quarrels.dispute())
    arrows.assert_table_is_whole(METROLOGY_DISPUTE)
