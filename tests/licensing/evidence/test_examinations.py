"""Tests are ordered by two certified officers, told with a definite time, pause the decision and are ended by a report."""

from datetime import date, timedelta

import pytest

from bureau import clocks
from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Case, Clock, ClockPause, Document
from bureau.workflow import Actor, offers
from licensing.evidence import examinations, gates, ledger, testing
from licensing.evidence.admission import EvidenceRefused
from licensing.models import Examination
from licensing.procedure import serving
from tests import people
from tests.factories.penalties import NOON, penalty_case
from tests.licensing.evidence import pieces

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def case():
    own = pieces.case()
    clocks.start_clock(case_id=own.pk, code="penalty-decision", on=DAY, rules_as_of=DAY)
    return own


def decision(case):
    return Clock.objects.get(case_id=case.pk, code="penalty-decision")


def titles(case):
    return list(Document.objects.filter(case_id=case.pk).order_by("pk").values_list("title", flat=True))


def test_a_test_stands_the_decision_still_and_tells_the_party(case):
    due = decision(case).due_on
    row = pieces.examination(case, at=NOON + timedelta(days=10))
    assert (row.began_on, row.ended_on, row.ordered_by) == (DAY + timedelta(days=10), None, people.officer())
    assert titles(case) == ["检测检验检疫鉴定期间告知书"]
    assert not Clock.objects.ticking().filter(case_id=case.pk).exists()
    assert Case.objects.get(pk=case.pk).due_on is None
    pieces.end(case, at=NOON + timedelta(days=22))
    assert decision(case).due_on == due + timedelta(days=12)
    assert Case.objects.get(pk=case.pk).due_on == due + timedelta(days=12)
    assert titles(case)[1:] == ["检测检验检疫鉴定结果告知书"]
    row.refresh_from_db()
    assert (row.ended_on, row.report_number, row.conclusion) == (DAY + timedelta(days=22), "检2026-118", "不合格")


def test_days_between_the_report_and_its_entry_count(case):
    due = decision(case).due_on
    pieces.examination(case, at=NOON + timedelta(days=1))
    pieces.end(case, at=NOON + timedelta(days=20), ended_on=DAY + timedelta(days=12))
    assert decision(case).due_on == due + timedelta(days=11)


def test_two_tests_overlap_and_their_days_count_once(case):
    due = decision(case).due_on
    pieces.examination(case, at=NOON + timedelta(days=1))
    pieces.examination(case, at=NOON + timedelta(days=5), subject="螺纹钢 14mm")
    with pytest.raises(GateClosed):
        pieces.end(case, at=NOON + timedelta(days=8))
    pieces.end(case, at=NOON + timedelta(days=8), examination=1)
    assert ClockPause.objects.open().count() == 1 and not Clock.objects.ticking().exists()
    with pytest.raises(GateClosed):
        pieces.end(case, at=NOON + timedelta(days=9), examination=1)
    pieces.end(case, at=NOON + timedelta(days=15))
    assert decision(case).due_on == due + timedelta(days=14)


def test_another_ground_of_standing_still_is_left_alone(case):
    clocks.pause_clock(case_id=case.pk, code="penalty-decision", on=DAY, reason="中止调查", basis="", by=None)
    pieces.examination(case)
    pieces.end(case, at=NOON + timedelta(days=3))
    assert list(ClockPause.objects.open().values_list("reason", flat=True)) == ["中止调查"]


def test_a_test_during_verification_stands_the_verification_still():
    case = pieces.case("verifying")
    clocks.start_clock(case_id=case.pk, code="report-verification", on=DAY, rules_as_of=DAY)
    pieces.examination(case)
    assert not Clock.objects.ticking().filter(case_id=case.pk).exists()
    pieces.end(case, at=NOON + timedelta(days=4))
    assert Clock.objects.ticking().filter(case_id=case.pk).count() == 1


def test_what_is_overdue_is_not_revived(case):
    pieces.examination(case, at=NOON + timedelta(days=120))
    assert not ClockPause.objects.exists()
    pieces.end(case, at=NOON + timedelta(days=125))
    assert decision(case).due_on < DAY + timedelta(days=120)


def test_a_sampling_is_recorded_with_its_seal_and_stands_nothing_still(case):
    sample = {
        "kind": "sampling",
        "place": "成品库",
        "quantity": "2 根",
        "seal_number": "封 20261123-1",
        "batch": "20261001",
        "expected_on": None,
    }
    row = pieces.examination(case, **sample)
    assert (row.ended_on, row.sample["seal_number"], row.sample["batch"]) == (DAY, "封 20261123-1", "20261001")
    assert titles(case) == ["抽样取证记录"] and not ClockPause.objects.exists()


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        ({"expected_on": None}, "第二十五条"),
        ({"expected_on": date(2026, 11, 1)}, "第二十五条"),
        ({"kind": "sampling", "quantity": "2 根", "place": "成品库"}, "第五十六条"),
    ],
)
def test_an_order_is_refused(case, changes, article):
    with pytest.raises(GateClosed, match=article):
        pieces.examination(case, **changes)
    assert not Examination.objects.exists() and not Document.objects.exists()


def test_one_certified_officer_orders_nothing():
    case = penalty_case(officers=[people.officer(), people.officer_with_expired_certificate()])
    with pytest.raises(GateClosed, match="第四十二条"):
        pieces.examination(case)


@pytest.mark.parametrize("state", ["reviewing", "noticed", "deciding", "decided", "executing"])
def test_tests_are_ordered_while_investigating(state):
    with pytest.raises(TransitionRefused):
        pieces.examination(pieces.case(state))


@pytest.mark.parametrize("ended_on", [DAY - timedelta(days=1), DAY + timedelta(days=9)])
def test_a_report_comes_between_the_order_and_today(case, ended_on):
    pieces.examination(case)
    with pytest.raises(GateClosed, match="第二十五条"):
        pieces.end(case, at=NOON + timedelta(days=8), ended_on=ended_on)


def test_without_a_test_under_way_there_is_no_result(case):
    offered = {offer.transition.name: offer for offer in offers(case, Actor.of(people.officer()), NOON)}
    assert not offered["end-examination"].is_open and offered["begin-examination"].is_open


# --- those who leave the days out themselves --------------------------------------------------------------------------------
def test_other_rooms_hear_of_beginning_and_end(case, monkeypatch):
    heard = []
    monkeypatch.setattr(testing, "_began", {})
    monkeypatch.setattr(testing, "_ended", {})
    testing.on_testing(
        "tests",
        began=lambda _case, row, by, _at: heard.append(("began", row.pk, by)),
        ended=lambda _case, row, by, _at: heard.append(("ended", row.ended_on, by)),
    )
    row = pieces.examination(case)
    pieces.end(case, at=NOON + timedelta(days=3))
    assert heard == [("began", row.pk, people.officer()), ("ended", DAY + timedelta(days=3), people.officer())]


# --- what is noted afterwards -------------------------------------------------------------------------------------------------
def test_when_the_party_was_told_and_asked_again(case):
    row = pieces.examination(case)
    later = NOON + timedelta(days=6)
    examinations.note_told(row, on=DAY, result=False, by=people.officer(), at=NOON)
    with pytest.raises(EvidenceRefused, match="第二十五条"):
        examinations.note_told(row, on=DAY, result=True, by=people.officer(), at=NOON)
    with pytest.raises(EvidenceRefused):
        examinations.note_retest(row, on=DAY, note="申请复检", by=people.officer(), at=NOON)
    pieces.end(case, at=NOON + timedelta(days=4))
    examinations.note_told(row, on=DAY + timedelta(days=5), result=True, by=people.officer(), at=later)
    examinations.note_retest(row, on=DAY + timedelta(days=6), note="申请复检，已受理", by=people.officer(), at=later)
    row.refresh_from_db()
    assert (row.told_on, row.result_told_on) == (DAY, DAY + timedelta(days=5))
    assert row.sample == {"retest_asked_on": "2026-11-29", "retest_note": "申请复检，已受理"}
    with pytest.raises(EvidenceRefused, match="第四十二条"):
        examinations.note_told(row, on=DAY, result=False, by=people.reviewer(), at=later)


def test_service_of_a_notice_tells_the_party(case):
    row = pieces.examination(case)
    examinations.served(Document.objects.get(case_id=case.pk), DAY + timedelta(days=1))
    row.refresh_from_db()
    assert (row.told_on, row.result_told_on) == (DAY + timedelta(days=1), None)
    pieces.end(case, at=NOON + timedelta(days=4))
    examinations.served(Document.objects.filter(case_id=case.pk).order_by("-pk")[0], DAY + timedelta(days=5))
    row.refresh_from_db()
    assert row.result_told_on == DAY + timedelta(days=5)


class _Act:
    def __init__(self, case):
        self.case = case


def test_nothing_is_found_without_evidence_that_counts(case):
    act = _Act(case)
    assert "第四十六条" in gates.evidence_stands(act)
    row = pieces.evidence(case)
    assert gates.evidence_stands(act) is None
    ledger.exclude_evidence(row, reason="未出示证件取得", by=people.officer(), at=NOON)
    assert "第四十六条" in gates.evidence_stands(act)


def test_the_served_notice_is_noted_by_itself(case):
    row = pieces.examination(case)
    notice = Document.objects.get(case_id=case.pk)
    attempt = serving.record_attempt(
        notice,
        way="direct",
        by=people.officer(),
        at=NOON,
        receiver="李建国",
        relation="法定代表人",
        second=people.second_officer(),
        place="厂区",
    )
    serving.succeed(attempt, on=DAY, by=people.officer(), at=NOON)
    row.refresh_from_db()
    assert row.told_on == DAY
