"""Service: each way with what it needs, every attempt a row, announcement last and by the passing of time."""

from datetime import timedelta

import pytest

from bureau.models import Clock, Document
from licensing.models import ServiceAttempt
from licensing.procedure import announcements, serving, statements
from tests import people
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import AT, days

pytestmark = pytest.mark.django_db


def told():
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    scenes.notify(case)
    return case, Document.objects.get(case_id=case.pk, template="penalty-notice")


def refused(paper, way, **details):
    with pytest.raises(serving.ServiceRefused) as refusal:
        serving.record_attempt(paper, way=way, by=people.officer(), at=AT, **details)
    assert not ServiceAttempt.objects.filter(document=paper, way=way).exists()
    return str(refusal.value)


@pytest.mark.parametrize(
    ("way", "article"), [("left", "第四十二条"), ("post", "民事诉讼法"), ("entrusted", "民事诉讼法"), ("electronic", "第六十一条第二款")]
)
def test_each_way_needs_its_own(way, article):
    _case, paper = told()
    assert article in refused(paper, way)


def test_announcement_only_after_another_way_failed():
    _case, paper = told()
    assert "第六十一条" in refused(paper, "announcement", announced_where="本局公告栏", announced_why="下落不明")


def test_electronic_with_a_signed_consent():
    case, paper = told()
    with pytest.raises(statements.StatementRefused):
        statements.consent_electronically(case, address="a@b.example", form="oral", at=AT)
    consent = statements.consent_electronically(case, address="a@b.example", form="online", at=AT)
    attempt = serving.record_attempt(paper, way="electronic", by=people.officer(), at=AT)
    assert attempt.consent_id == consent.pk
    serving.succeed(attempt, on=AT.date(), by=people.officer(), at=AT)
    case.refresh_from_db()
    assert case.noticed_on == AT.date()


def test_left_with_two_officers_and_a_witness():
    case, paper = told()
    details = {"place": "淮城镇工业路 8 号", "witness": "居委会 王某", "second": people.second_officer()}
    attempt = serving.record_attempt(paper, way="left", by=people.officer(), at=AT, **details)
    serving.succeed(attempt, on=AT.date(), by=people.officer(), at=AT)
    assert Document.objects.filter(case_id=case.pk, template="service-receipt").count() == 1


def test_announced_after_a_failure_counts_as_served_after_thirty_days():
    case, paper = told()
    failed = serving.record_attempt(paper, way="post", by=people.officer(), at=AT, tracking_number="EMS1")
    with pytest.raises(serving.ServiceRefused):
        serving.fail(failed, reason=" ", by=people.officer(), at=AT)
    serving.fail(failed, reason="查无此人", by=people.officer(), at=days(2))
    attempt = serving.record_attempt(
        paper, way="announcement", by=people.officer(), at=days(3), announced_where="本局网站", announced_why="邮寄被退回，下落不明"
    )
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").pauses.get().ended_on is None
    assert Document.objects.filter(case_id=case.pk, template="service-announcement").exists()
    with pytest.raises(serving.ServiceRefused):
        serving.succeed(attempt, on=days(10).date(), by=people.officer(), at=days(10))
    assert announcements.pass_time(days(33)) == 0
    assert announcements.pass_time(days(34)) == 1
    case.refresh_from_db()
    assert case.noticed_on == (AT + timedelta(days=33)).date()
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").pauses.get().ended_on is not None
    assert [one.outcome for one in case.service_attempts.all()] == ["failed", "served"]


def test_a_paper_is_served_once_and_not_before_it_was_issued():
    case, paper = told()
    attempt = serving.record_attempt(paper, way="direct", by=people.officer(), at=AT)
    with pytest.raises(serving.ServiceRefused):
        serving.succeed(attempt, on=AT.date(), by=people.officer(), at=AT)
    with pytest.raises(serving.ServiceRefused):
        serving.succeed(attempt, on=days(-1).date(), by=people.officer(), at=AT, receiver="李建国", relation="经理")
    serving.succeed(attempt, on=AT.date(), by=people.officer(), at=AT, receiver="李建国", relation="经理")
    row = ServiceAttempt.objects.get()
    assert row.receiver_mask == "李**" or "李" in row.receiver_mask
    assert row.receiver.open() == "李建国"
    with pytest.raises(serving.ServiceRefused):
        serving.record_attempt(paper, way="direct", by=people.officer(), at=AT)
    assert case.kind == "penalty"


def test_rooms_learn_of_service_in_the_same_transaction(monkeypatch):
    monkeypatch.setattr(serving, "_listeners", {})
    heard = []
    serving.on_served("penalty-notice", lambda attempt, at: heard.append((attempt.served_on, at)))
    case, _paper = told()
    scenes.serve(case, "penalty-notice", AT)
    assert heard == [(AT.date(), AT)]


def test_only_an_investigating_officer_serves():
    _case, paper = told()
    with pytest.raises(serving.ServiceRefused, match="第四十二条"):
        serving.record_attempt(paper, way="direct", by=people.reviewer(), at=AT)


def test_through_another_authority_with_its_receipt():
    case, paper = told()
    attempt = serving.record_attempt(paper, way="entrusted", by=people.officer(), at=AT, entrusted_to="连云港市海州区市场监督管理局")
    assert (attempt.outcome, attempt.entrusted_to) == ("pending", "连云港市海州区市场监督管理局")
    serving.succeed(attempt, on=days(3).date(), by=people.officer(), at=days(4), receiver="李建国", relation="法定代表人")
    case.refresh_from_db()
    assert case.noticed_on == days(3).date(), "the party's time runs from the day it was handed over there"
    assert Clock.objects.get(case_id=case.pk, code="penalty-statement").started_on == days(3).date()
    assert Document.objects.filter(case_id=case.pk, template="service-receipt").count() == 1


def test_another_authority_that_did_not_find_the_party():
    case, paper = told()
    attempt = serving.record_attempt(paper, way="entrusted", by=people.officer(), at=AT, entrusted_to="连云港市海州区市场监督管理局")
    serving.fail(attempt, reason="已搬离", by=people.officer(), at=days(5))
    case.refresh_from_db()
    assert case.noticed_on is None
    where = {"announced_where": "本局网站", "announced_why": "委托送达未果"}
    assert serving.record_attempt(paper, way="announcement", by=people.officer(), at=days(6), **where).outcome == "pending"
