"""Hearing: offered from the sum on, asked in time, notice served seven working days before, its record, then review and discussion."""

import pytest

from bureau.errors import GateClosed
from bureau.models import CaseMember, Clock, Document
from bureau.workflow import Actor
from licensing.evidence import records, signing
from licensing.procedure import statements
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.evidence import pieces
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import DECIDED, days, do

pytestmark = pytest.mark.django_db


HELD = {"outcome": "held", "held_at": days(20), "record": "各方到场。", "signed": True, "report": "事实清楚。"}


def with_right(**fields):
    """Told of the right to a hearing, because of the sum, and served."""
    return scenes.noticed(**{**scenes.HEARD, **fields})


def planned():
    """A hearing for 14 December whose notice was served in time."""
    case = with_right()
    statements.ask_hearing(case, actor=Actor.citizen(), at=days(1))
    plan(case, days(2), held_for=days(20))
    scenes.serve(case, "penalty-hearing-notice", days(3))
    return case


def plan(case, at, *, held_for, chair=None):
    data = {"held_for": held_for, "place": "三楼会议室", "chair": chair or people.reviewer(), "recorder": people.supervisor()}
    do(case, "notify-hearing", people.approver(), at, **data)


def refused(case, name, user, at, article, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, user, at, **data)
    assert any(article in reason for reason in refusal.value.missing), refusal.value.missing


def test_without_the_right_none_is_asked_for():
    refused(scenes.noticed(), "ask-hearing", Actor.citizen(), days(1), "第六十三条")


def test_after_five_working_days_it_is_too_late():
    refused(with_right(), "ask-hearing", Actor.citizen(), days(9), "第六十四条第一项")


def test_from_request_to_decision():
    case = with_right()
    statements.ask_hearing(case, actor=Actor.citizen(), at=days(1))
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").pauses.count() == 1
    refused(case, "lapse-notice", Actor.system(), days(9), "第六十三条")
    refused(case, "notify-hearing", people.approver(), days(2), "第六十四条第二项", held_for=days(6), place="x")
    refused(case, "notify-hearing", people.approver(), days(2), "第六十四条第四项", held_for=days(20), place="x", chair=people.officer())
    plan(case, days(2), held_for=days(20))
    assert case.state == "hearing"
    refused(case, "hold-hearing", people.reviewer(), days(20, 3), "第六十四条第二项", **HELD)
    scenes.serve(case, "penalty-hearing-notice", days(3))
    refused(case, "hold-hearing", people.reviewer(), days(20, 3), "第六十四条第八项", **{**HELD, "signed": False})
    refused(case, "hold-hearing", people.reviewer(), days(20, 3), "第六十四条第八项", **{**HELD, "record": " "})
    refused(case, "hold-hearing", people.reviewer(), days(22), "第六十四条第二项", **{**HELD, "held_at": days(21)})
    do(case, "hold-hearing", people.reviewer(), days(20, 3), **HELD)
    assert case.state == "deciding"
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").pauses.get().ended_on == days(20).date()
    refused(case, "decide", people.approver(), days(21), "第五十八条", **DECIDED)
    refused(case, "decide", people.approver(), days(21), "第五十七条第二款", **DECIDED)
    scenes.weigh(case, days(21))
    do(case, "decide", people.approver(), days(21, 1), **DECIDED)
    assert (case.state, case.needs_legal_review, case.needs_discussion) == ("decided", True, True)


@pytest.mark.parametrize(
    ("party", "most", "fine", "offered"),
    [
        ("unit", 200000, "99999.99", False),
        ("unit", 200000, "100000.00", True),
        ("citizen", 20000, "9999.99", False),
        ("citizen", 20000, "10000.00", True),
    ],
)
def test_the_sum_decides_whether_a_hearing_is_offered(party, most, fine, offered):
    case = scenes.told(party_type=party, fine=fine, most=most)
    assert case.hearing_offered is offered
    scenes.serve(case, "penalty-notice", scenes.AT)
    assert Clock.objects.filter(case_id=case.pk, code="penalty-hearing-request").exists() is offered


def test_the_party_does_not_date_its_request_back():
    case = with_right()
    refused(case, "ask-hearing", Actor.citizen(), days(9), "第六十四条第一项", received_on=days(1).date())
    do(case, "ask-hearing", people.officer(), days(9), received_on=days(1).date(), form="written")
    assert case.statements.get().received_on == days(1).date(), "an officer enters a paper that came in time"


def signed_record(case, *, refused_because=""):
    """The record of the hearing, made and signed on screen by chair and recorder; the party signs or refuses."""
    chair, recorder = people.reviewer(), people.supervisor()
    row = records.start_record(
        case.pk, kind="hearing", place="三楼会议室", began_at=days(20), officer=chair, second=recorder, by=recorder, at=days(20)
    )
    draft = pieces.draft(place="三楼会议室", began_at=days(20), lines=[("调查人员陈述", "该批产品不合格。"), ("当事人陈述", "已经整改。")])
    row = records.write_record(row, draft, by=recorder, at=days(20), version=row.version)
    if refused_because:
        signing.refuse(row, reason=refused_because, witness="", by=recorder, at=days(20), digest=signing.text_digest(row))
    else:
        pieces.sign(row, "party", by=recorder, at=days(20))
    pieces.sign(row, by=chair, at=days(20))
    return row, lambda: pieces.sign(row, by=recorder, at=days(20, 1))


@pytest.mark.parametrize("reason", ["", "认为记录不全"])
def test_a_record_signed_on_screen_counts_and_is_issued_once(reason):
    case = planned()
    _row, last = signed_record(case, refused_because=reason)
    typed = {"outcome": "held", "held_at": days(20), "report": "事实清楚。"}
    refused(case, "hold-hearing", people.reviewer(), days(20, 1), "第五十五条", **typed)
    row = last()
    event = do(case, "hold-hearing", people.reviewer(), days(20, 2), **typed)
    assert event.data == {"outcome": "held", "signed": int(not reason), "refusal": reason, "field_record": row.pk}
    hearing = case.hearings.get()
    assert "当事人陈述 已经整改。" in hearing.record
    assert hearing.held_at == days(20)
    assert Document.objects.filter(case_id=case.pk, template="hearing-record").count() == 1
    assert Document.objects.filter(case_id=case.pk, template="hearing-report").count() == 1


@pytest.mark.parametrize(("outcome", "record", "papers"), [("absent", "当事人未到场。", 1), ("withdrawn", "", 0)])
def test_who_stays_away_or_withdraws_gives_it_up(outcome, record, papers):
    case = planned()
    do(case, "hold-hearing", people.supervisor(), days(20, 1), outcome=outcome, held_at=days(20), record=record, report="视为放弃。")
    hearing = case.hearings.get()
    assert (case.state, hearing.held_at, hearing.lapsed_on) == ("deciding", None, days(20).date())
    assert Document.objects.filter(case_id=case.pk, template="hearing-record").count() == papers


def test_only_chair_or_recorder_files_the_record():
    case = planned()
    outsider = UserFactory(username="other-reviewer", roles=["reviewer"])
    CaseMember.objects.create(case=case, user=outsider, part="granted", since=case.opened_at)
    refused(case, "hold-hearing", outsider, days(20, 1), "第六十四条", **HELD)


def test_a_request_given_up_leads_on_to_the_decision():
    case = with_right()
    statements.ask_hearing(case, actor=Actor.citizen(), at=days(1))
    statements.waive_hearing(case, confirmed=True, actor=Actor.citizen(), at=days(2))
    do(case, "lapse-notice", Actor.system(), days(9))
    assert case.state == "deciding"
    assert Clock.objects.get(case_id=case.pk, code="penalty-decision").pauses.get().ended_on == days(2).date()
