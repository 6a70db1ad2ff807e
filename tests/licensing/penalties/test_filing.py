"""From the clue to the investigation and its other ends: who may, when, with which clock, and why not."""

from datetime import date
from uuid import UUID

import pytest

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import CaseMember, Clock, Document, Event, Message, Party
from licensing.models import CaseOpinion, CaseTransfer
from licensing.penalties.opening import LeadRefused, open_penalty
from tests.factories.bureau import OfficerFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.penalties import penalty_case
from tests.licensing.penalties.steps import AT, DAY, do, lead, wanted
from tests.people import approver, clerk, officer, officer_with_expired_certificate, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def clock(case, code):
    return Clock.objects.get(case_id=case.pk, code=code, stopped_at__isnull=True)


def running(case):
    return set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))


# --- the lead -----------------------------------------------------------------------------------------------------------
def test_a_lead_is_for_its_team_with_fifteen_working_days():
    case = lead()
    assert case.number == "AJ20261123000001"
    assert (case.state, case.team_only, case.handler, case.procedure) == ("verifying", True, officer(), "ordinary")
    assert clock(case, "report-verification").due_on == date(2026, 12, 14)
    parts = CaseMember.objects.filter(case_id=case.pk).values_list("user", "part", "certificate_number")
    assert set(parts) == {(officer().pk, "lead", "苏08040001"), (second_officer().pk, "officer", "苏08040002")}
    assert Party.objects.get(case_id=case.pk).name_mask == "淮安市好又多超市", "the name of a unit is no secret to its team"


def test_numbers_have_no_gaps_even_after_a_refused_lead():
    lead()
    with pytest.raises(GateClosed):
        lead(officers=[officer_with_expired_certificate()])
    assert lead().number == "AJ20261123000002"


def test_a_person_is_shown_by_mask_alone():
    case = lead(party_type="citizen", party_name="李建国", identity_number="320803198001011234", phone="13812341234")
    assert case.party_name == "李**"
    assert case.person_index is not None
    assert Party.objects.get(case_id=case.pk).name.open() == "李建国"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"party_name": "  "}, r"party|当事人"),
        ({"act_from": AT.date(), "act_to": AT.date() - DAY}, r"before it began|早于"),
        ({"act_to": AT.date() + DAY}, r"future|将来"),
        ({"discovered_on": AT.date() + DAY}, r"future|将来"),
        ({"enterprise_code": "91320803MA1MXYJX0B"}, "91320803MA1MXYJX0B"),
    ],
    ids=["no party", "ends before it begins", "ends tomorrow", "discovered tomorrow", "unknown enterprise"],
)
def test_a_faulty_lead_is_refused(changes, words):
    with pytest.raises(LeadRefused, match=words):
        lead(**changes)


def test_only_officers_and_heads_open_a_lead():
    with pytest.raises(LeadRefused, match="第四十二条"):
        open_penalty(wanted(), by=clerk(), at=AT)


def test_a_lapsed_certificate_leads_no_case():
    with pytest.raises(GateClosed, match="第四十二条"):
        lead(lead=officer_with_expired_certificate(), officers=[officer()])


def test_one_open_case_from_one_matter():
    source = penalty_case(kind="penalty")
    first = lead(source_case=source)
    with pytest.raises(LeadRefused, match=first.number):
        lead(source_case=source)
    do(first, "not-file", ground="minor", reasons="情节轻微并已改正。")
    assert lead(source_case=source).state == "verifying"


def test_a_lead_sent_twice_is_one():
    key = UUID(int=7)
    one, two = (open_penalty(wanted(submission_key=key), by=officer(), at=AT) for _ in range(2))
    assert (one.case_id, two.created) == (two.case_id, False)
    assert CaseMember.objects.filter(case_id=one.case_id).count() == 2


def test_an_enterprise_on_file_is_linked():
    known = EnterpriseFactory()
    assert lead(enterprise_code=known.code).enterprise_code == known.code


# --- filing -------------------------------------------------------------------------------------------------------------
def test_filing_starts_the_ninety_days_and_ends_the_verification():
    case = do(lead(), "file", at=AT + DAY, reasons="有初步证据。")
    assert (case.state, case.filed_on) == ("investigating", date(2026, 11, 24))
    assert running(case) == {"penalty-decision"}
    assert clock(case, "penalty-decision").due_on == date(2027, 2, 22)
    assert Clock.objects.get(case_id=case.pk, code="report-verification").met is True
    assert Document.objects.get(case_id=case.pk).template is not None
    opinion = CaseOpinion.objects.get(case_id=case.pk)
    assert (opinion.stage, opinion.verdict, opinion.author) == ("filing", "agree", approver())
    assert Message.objects.filter(case_id=case.pk, code="staff-penalty-filed", user=officer()).exists()
    assert not Message.objects.filter(case_id=case.pk, party__isnull=False).exists(), "the party is not told"


def test_one_officer_files_nothing():
    with pytest.raises(GateClosed, match="第四十二条"):
        do(lead(officers=[]), "file", reasons="x")


def test_a_certificate_that_lapsed_since_counts_no_more():
    case = lead()
    second_officer().officer.__class__.objects.filter(user=second_officer()).update(certificate_expires_on=date(2026, 11, 23))
    with pytest.raises(GateClosed, match="第四十二条"):
        do(case, "file", at=AT + DAY, reasons="x")


def test_no_filing_without_an_item():
    with pytest.raises(GateClosed, match="第三十八条"):
        do(lead(item_code=""), "file", reasons="x")


@pytest.mark.parametrize(
    ("act_to", "harms", "is_over"),
    [
        (date(2024, 11, 23), False, False),
        (date(2024, 11, 22), False, True),
        (date(2024, 11, 22), True, False),
        (date(2021, 11, 22), True, True),
    ],
)
def test_the_limitation_is_counted_from_the_end_of_the_act_to_its_discovery(act_to, harms, is_over):
    case = lead(act_from=act_to, act_to=act_to, harms_life=harms)
    if is_over:
        with pytest.raises(GateClosed, match="第三十六条"):
            do(case, "file", reasons="x")
    else:
        assert do(case, "file", reasons="x").state == "investigating"


@pytest.mark.parametrize("step", ["file", "not-file", "extend-verification", "transfer", "join", "decide-recusal", "grant-access"])
def test_an_officer_does_not_decide(step):
    with pytest.raises(TransitionRefused):
        do(lead(), step, officer())


def test_a_head_who_once_investigated_does_not_file():
    head = approver()
    OfficerFactory(user=head, certificate_number="苏08040003")
    case = lead()
    do(case, "add-officer", head, officer=head, reason="人手不足")
    do(case, "remove-officer", head, officer=head, reason="由他人承办")
    with pytest.raises(GateClosed, match="第五十七条"):
        do(case, "file", head, reasons="x")


def test_not_filing_ends_it_with_ground_and_reasons():
    case = do(lead(), "not-file", ground="minor", reasons="情节轻微并及时改正，没有造成危害后果。")
    assert (case.state, case.outcome, case.closed_at is not None, case.due_on) == ("not-filed", "not-filed", True, None)
    assert CaseOpinion.objects.get(case_id=case.pk).verdict == "refuse"
    assert Event.objects.get(case_id=case.pk, action="not-file").data["ground"] == "minor"


def test_the_verification_is_extended_once():
    case = do(lead(), "extend-verification", reason="需要外地协查。")
    assert clock(case, "report-verification").due_on == date(2027, 1, 5)
    with pytest.raises(GateClosed, match="第十八条"):
        do(case, "extend-verification", reason="再次")


def test_a_verification_that_is_over_is_not_extended():
    case = lead()
    with pytest.raises(GateClosed, match="第十八条"):
        do(case, "extend-verification", at=AT + 30 * DAY, reason="迟了")


# --- suspension, extension, correction --------------------------------------------------------------------------------------
def test_days_of_a_suspension_are_not_counted():
    case = do(lead(), "file", reasons="x")
    due = clock(case, "penalty-decision").due_on
    do(case, "suspend", at=AT + DAY, ground="other-case", reason="等待法院判决")
    assert case.due_on is None
    do(case, "resume", at=AT + 11 * DAY, reason="判决已生效")
    assert clock(case, "penalty-decision").due_on == due + 10 * DAY


def test_the_ninety_days_are_extended_once_by_thirty():
    case = do(lead(), "file", reasons="x")
    case = do(case, "extend-decision", reason="案情复杂")
    assert clock(case, "penalty-decision").due_on == date(2027, 3, 23)
    with pytest.raises(GateClosed, match="第六十条"):
        do(case, "extend-decision", reason="再次")


def test_an_order_to_put_it_right_comes_from_an_investigator():
    case = do(lead(), "file", reasons="x")
    stranger = OfficerFactory(user__username="third", user__roles=["officer"], certificate_number="苏08040009").user
    with pytest.raises(TransitionRefused):
        do(case, "correction-order", stranger, correction="停止销售", correct_by=None)
    with pytest.raises(GateClosed, match="第二十八条"):
        do(case, "correction-order", officer(), correction="停止销售", correct_by=AT.date() - DAY)
    case = do(case, "correction-order", officer(), correction="停止销售", correct_by=AT.date() + 7 * DAY)
    assert (case.correction, case.correct_by) == ("停止销售", date(2026, 11, 30))


# --- other ends ---------------------------------------------------------------------------------------------------------
PAPERS = [{"name": "现场笔录", "pages": 4}]


def test_a_transfer_to_the_police_with_its_list():
    case = do(lead(), "file", reasons="x")
    case = do(case, "transfer", to="police", body="淮安区公安分局", reason="涉案金额达到追诉标准", papers=PAPERS)
    assert (case.state, case.decision, case.outcome) == ("transferred", "transferred", "transferred")
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").met is None, "no longer asked: neither kept nor missed"
    row = CaseTransfer.objects.get(case_id=case.pk)
    assert (row.to, row.papers, row.sent_by) == ("police", PAPERS, approver())
    assert Document.objects.filter(case_id=case.pk, title="涉嫌犯罪案件移送书").exists()


def test_a_case_the_police_send_back_goes_on():
    case = do(lead(), "file", reasons="x")
    case = do(case, "transfer", to="police", body="淮安区公安分局", reason="涉嫌犯罪", papers=PAPERS)
    with pytest.raises(GateClosed, match="第二十七条"):
        do(case, "take-back", at=AT + DAY, reason="退回")
    do(case, "record-transfer-answer", officer(), AT + DAY, accepted=False, answered_on=AT.date() + DAY, answer="不需要追究刑事责任")
    case = do(case, "take-back", at=AT + DAY, reason="公安机关退回，依法应予行政处罚")
    assert (case.state, case.decision, case.closed_at) == ("investigating", "", None)
    assert running(case) == {"penalty-decision"}


def test_an_answer_from_before_the_transfer_is_none():
    case = do(lead(), "transfer", to="authority", body="某区局", reason="违法行为发生地不在本辖区", papers=PAPERS)
    with pytest.raises(GateClosed):
        do(case, "record-transfer-answer", officer(), accepted=True, answered_on=AT.date() - DAY, answer="收到")


def test_an_investigation_ends_with_ground_and_letter():
    case = do(lead(), "file", reasons="x")
    case = do(case, "dismiss", ground="party-gone", reasons="当事人已注销且无权利义务承受人。")
    assert (case.state, case.outcome) == ("dismissed", "dismissed")
    assert Document.objects.filter(case_id=case.pk, title__startswith="终止调查").exists()
    assert running(case) == set()
