"""A publication from the decision to its end: who may, when, and what the law refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bureau.errors import StaleCase
from bureau.models import Clock, Event
from bureau.sealing import UnsealError
from licensing.models import Publication, Remedy
from licensing.publicity import content, early, listening, scope, services
from licensing.publicity.ground import PublicationRefused
from tests import people
from tests.licensing.procedure import scenes as procedure
from tests.licensing.publicity import scenes

pytestmark = pytest.mark.django_db
LATER = procedure.days(scenes.DAY + 2)


def test_prepared_at_the_decision_with_its_clock():
    case = scenes.decided()
    row = Publication.objects.get(case_id=case.pk)
    clock = Clock.objects.running().get(case_id=case.pk, code="penalty-publicity")
    assert (row.state, clock.started_on, row.publish_by) == ("preparing", case.decided_on, clock.due_on)
    assert row.summary["number"] == case.decision_document.number
    assert row.summary["party"] == case.party_name
    assert "李建国" not in row.text
    assert "13812341234" not in row.text
    assert "生产不符合标准的产品 100 件" in row.text
    assert services.prepare(case, LATER) == row


def test_a_party_of_another_province_has_ten_days():
    case = scenes.decided(enterprise_code="91110105MA01ABCD1E")
    assert Clock.objects.running().filter(case_id=case.pk, code="penalty-publicity-other-province").exists()


def test_publishing_stops_the_clock_and_sets_the_last_day():
    row = scenes.published()
    assert (row.state, row.ends_on) == ("published", date(2029, 12, 7))
    clock = Clock.objects.get(case_id=row.case_id, code="penalty-publicity")
    assert clock.met is True
    assert Event.objects.filter(case_id=row.case_id, note__contains="2029").exists()
    assert row.history.exists()


def test_nothing_is_published_before_the_party_was_told():
    case = scenes.decided()
    row = Publication.objects.get(case_id=case.pk)
    with pytest.raises(PublicationRefused, match="第八条"):
        services.publish(row, by=people.approver(), at=LATER, version=row.version)


def test_an_officer_does_not_publish_and_a_head_does_not_mark_words():
    row = scenes.prepared()
    with pytest.raises(PublicationRefused, match="第十六条"):
        services.publish(row, by=people.officer(), at=LATER, version=row.version)
    with pytest.raises(PublicationRefused, match="第十六条"):
        services.leave_out(row, words="100 件", reason="商业秘密", by=people.approver(), at=LATER, version=row.version)


def test_a_head_who_investigated_does_not_publish_the_own_case():
    row = scenes.prepared()
    user = people.officer()
    user.roles = ["officer", "approver"]
    user.save()
    with pytest.raises(PublicationRefused, match="第十六条"):
        services.publish(row, by=user, at=LATER, version=row.version)


def test_words_marked_with_a_reason_leave_the_text_and_come_back():
    row = scenes.prepared()
    with pytest.raises(PublicationRefused, match="第七条"):
        services.leave_out(row, words="不在决定书中的话", reason="x", by=people.officer(), at=LATER, version=row.version)
    with pytest.raises(PublicationRefused, match="第六条"):
        services.leave_out(row, words="100 件", reason=" ", by=people.officer(), at=LATER, version=row.version)
    row = services.leave_out(row, words="100 件", reason="商业秘密", by=people.officer(), at=LATER, version=row.version)
    assert "××" in row.text
    assert "100 件" not in row.text
    row = services.put_back(row, place=0, by=people.officer(), at=LATER, version=row.version)
    assert "100 件" in row.text


def test_a_stale_page_is_refused():
    row = scenes.prepared()
    services.leave_out(row, words="100 件", reason="商业秘密", by=people.officer(), at=LATER, version=row.version)
    with pytest.raises(StaleCase):
        services.publish(row, by=people.approver(), at=LATER, version=row.version)


def test_a_correction_takes_in_words_marked_later():
    row = scenes.published()
    row = services.leave_out(row, words="100 件", reason="商业秘密", by=people.officer(), at=LATER, version=row.version)
    assert "100 件" in row.text
    row = services.correct(row, reason="商业秘密", by=people.supervisor(), at=LATER, version=row.version)
    assert "100 件" not in row.text


def test_a_warning_alone_is_not_published():
    case = procedure.deciding()
    procedure.do(case, "decide", people.approver(), procedure.days(scenes.DAY), **procedure.DECIDED)
    case.sanctions, case.fine = ["警告"], Decimal(0)
    case.save(update_fields=["sanctions", "fine"])
    row = services.prepare(case, procedure.days(scenes.DAY))
    assert (row.state, "第二条" in row.why_not) == ("not-published", True)
    with pytest.raises(PublicationRefused, match="第二条第二款"):
        services.publish(row, by=people.approver(), at=LATER, version=row.version)
    assert not Clock.objects.running().filter(case_id=case.pk, code="penalty-publicity").exists()


@pytest.mark.parametrize(
    ("fields", "article"),
    [({"procedure": "simple"}, "第二条第一款"), ({"decision": "no-penalty"}, "第二条"), ({"sanctions": ["警告"]}, "第二条第二款")],
)
def test_what_is_out_of_scope(fields, article):
    assert article in scope.refusal(scenes.lone_decision(**fields))


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"fine": Decimal(3000)}, date(2027, 3, 7)),
        ({"fine": Decimal("3000.01")}, date(2029, 12, 7)),
        ({"fine": Decimal(200), "party_type": "citizen"}, date(2027, 3, 7)),
        ({"fine": Decimal(201), "party_type": "citizen"}, date(2029, 12, 7)),
        ({"sanctions": ["通报批评"]}, date(2027, 3, 7)),
        ({"fine": Decimal(100), "confiscation": Decimal(1)}, date(2029, 12, 7)),
        ({"fine": Decimal(100), "sanctions": ["罚款", "吊销许可证件"]}, date(2029, 12, 7)),
    ],
)
def test_three_months_or_three_years(fields, last):
    procedure.load_discretion()
    assert scope.ends_on(scenes.lone_decision(**fields), published_on=date(2026, 12, 7)) == last


def test_a_longer_restriction_lasts_as_long_as_it_lasts():
    procedure.load_discretion()
    case = scenes.lone_decision(sanctions=["限制从业"])
    until = date(2031, 12, 7)
    assert scope.ends_on(case, published_on=date(2026, 12, 7), restricted_until=until) == until


def test_a_decision_that_fell_is_withdrawn_within_three_working_days():
    row = scenes.published()
    fell = timezone.localdate(procedure.days(20))
    remedy = Remedy.objects.create(
        case_id=row.case_id, kind="suit", body="法院", began_on=fell, ended_on=fell, result="revoked", entered_by=people.officer()
    )
    services.decision_undone(remedy, procedure.days(20))
    row.refresh_from_db()
    clock = Clock.objects.running().get(case_id=row.case_id, code="penalty-publicity-withdrawal")
    assert row.withdraw_by == clock.due_on
    with pytest.raises(PublicationRefused, match="第十一条"):
        services.withdraw(row, reason="  ", by=people.approver(), at=procedure.days(20), version=row.version)
    row = services.withdraw(row, reason="原决定已被撤销。", by=people.approver(), at=procedure.days(20), version=row.version)
    clock.refresh_from_db()
    assert (row.state, row.end_reason, clock.met) == ("withdrawn", "原决定已被撤销。", True)


def test_a_decision_that_fell_before_publication_is_not_published():
    row = scenes.prepared()
    fell = timezone.localdate(LATER)
    remedy = Remedy.objects.create(
        case_id=row.case_id, kind="suit", body="法院", began_on=fell, ended_on=fell, result="unlawful", entered_by=people.officer()
    )
    services.decision_undone(remedy, LATER)
    row.refresh_from_db()
    assert row.state == "not-published"
    assert not Clock.objects.running().filter(case_id=row.case_id, code="penalty-publicity").exists()


def test_it_ends_by_itself_the_day_after_its_last_day():
    row = scenes.published()
    assert services.end_past(row.ends_on, at=LATER) == 0
    assert services.end_past(row.ends_on + timedelta(days=1), at=LATER) == 1
    row.refresh_from_db()
    assert (row.state, "第十三条" in row.end_reason) == ("ended", True)
    assert services.end_past(row.ends_on + timedelta(days=1), at=LATER) == 0


def test_decisions_nobody_prepared_are_found():
    case = procedure.deciding()
    procedure.do(case, "decide", people.approver(), procedure.days(scenes.DAY), **procedure.DECIDED)
    Publication.objects.filter(case_id=case.pk).delete()
    assert services.prepare_missing(LATER) == 1
    assert services.prepare_missing(LATER) == 0


def asked(row, at, **changes):
    values = {"grounds": "已改正。", "asked_on": timezone.localdate(at), "declared": True, **changes}
    return early.ask(row, **values, by=people.officer(), at=at, version=row.version)


def test_an_early_end_after_half_a_year_when_everything_is_done():
    row = scenes.published()
    half = procedure.days(scenes.DAY + 1 + 190)
    with pytest.raises(PublicationRefused, match="信用修复"):
        asked(row, LATER)
    levy = getattr(row.case, "levy", None)
    if levy is not None:
        levy.settled_on = row.published_on
        levy.save()
    with pytest.raises(PublicationRefused, match="第二项"):
        asked(row, half, declared=False)
    row = asked(row, half)
    with pytest.raises(PublicationRefused):
        asked(row, half)
    with pytest.raises(PublicationRefused, match="第十六条"):
        early.decide(row, granted=True, answer="同意。", by=people.officer(), at=half, version=row.version)
    row = early.decide(row, granted=True, answer="同意。", by=people.approver(), at=half, version=row.version)
    assert (row.state, row.early_granted) == ("ended", True)


def test_a_refused_early_end_leaves_it_published():
    row = scenes.published()
    half = procedure.days(scenes.DAY + 1 + 190)
    if hasattr(row.case, "levy"):
        row.case.levy.settled_on = row.published_on
        row.case.levy.save()
    row = asked(row, half)
    row = early.decide(row, granted=False, answer="影响未消除。", by=people.approver(), at=half, version=row.version)
    assert (row.state, row.early_granted) == ("published", False)


def test_grave_sanctions_and_unpaid_sums_exclude_an_early_end():
    row = scenes.published()
    row.case.sanctions = ["罚款", "责令停产停业"]
    row.case.save(update_fields=["sanctions"])
    found = " ".join(early.faults(row, on=timezone.localdate(procedure.days(400))))
    assert "第十四条第三款" in found
    if hasattr(row.case, "levy"):
        assert "第一项" in found


def test_the_signal_after_the_decision_prepares_it():
    case = procedure.deciding()
    procedure.do(case, "decide", people.approver(), procedure.days(scenes.DAY), **procedure.DECIDED)
    assert not Publication.objects.filter(case_id=case.pk).exists()
    listening.decided(case_id=case.pk, kind="penalty", transition="note")
    assert not Publication.objects.filter(case_id=case.pk).exists()
    listening.decided(case_id=case.pk, kind="penalty", transition="decide")
    assert Publication.objects.get(case_id=case.pk).publish_by > case.decided_on


def test_a_decision_that_cannot_be_read_does_not_stop_the_task(monkeypatch):
    def broken(_publication):
        raise UnsealError("no key")

    case = procedure.deciding()
    procedure.do(case, "decide", people.approver(), procedure.days(scenes.DAY), **procedure.DECIDED)
    monkeypatch.setattr(content, "summary_of", broken)
    assert services.prepare_missing(LATER) == 0
    assert not Publication.objects.filter(case_id=case.pk).exists()
