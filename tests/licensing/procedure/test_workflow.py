"""The table of the procedure: the whole way, and what is refused with its article."""

from decimal import Decimal

import pytest

from bureau.errors import ConflictOfInterest, GateClosed, TransitionRefused
from bureau.models import CaseMember, Clock, Document
from bureau.workflow import Actor, perform
from licensing.models import Charge, CollectiveDiscussion, PartyStatement
from licensing.penalties.workflow import PENALTY
from licensing.procedure import announcements, serving, statements
from licensing.procedure.transitions import PROCEDURE
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import DECIDED, days, do

pytestmark = pytest.mark.django_db


def running(case):
    return set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))


def refused(case, name, user, at, article, **data):
    """The step is refused, the reason names the article, nothing changed."""
    before = case.state
    with pytest.raises(GateClosed) as refusal:
        do(case, name, user, at, **data)
    assert any(article in reason for reason in refusal.value.missing), refusal.value.missing
    case.refresh_from_db()
    assert case.state == before


def test_from_report_to_served_decision():
    case = scenes.deciding()
    do(case, "decide", people.approver(), days(9, 2), **DECIDED)
    assert (case.state, case.decision, case.fine, case.sanctions) == ("decided", "penalty", Decimal("10000.00"), ["罚款"])
    assert case.decision_document.template == "penalty-decision"
    assert running(case) == {"penalty-service"}
    scenes.serve(case, "penalty-decision", days(10))
    assert (case.state, case.served_on) == ("executing", days(10).date())
    assert running(case) == {"penalty-payment", "penalty-publicity"}, "the party has its days, and so has the bureau (公示规定 9)"
    papers = set(Document.objects.filter(case_id=case.pk).values_list("template", flat=True))
    assert papers >= {"investigation-report", "case-review", "penalty-notice", "service-receipt", "penalty-decision"}


def test_the_party_s_time_starts_with_service_not_with_the_notice():
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    scenes.notify(case)
    assert "penalty-statement" not in running(case)
    scenes.serve(case, "penalty-notice", days(3))
    assert Clock.objects.get(case_id=case.pk, code="penalty-statement").started_on == days(3).date()
    assert case.noticed_on == days(3).date()


def test_no_notice_no_decision():
    refused(scenes.case("deciding"), "decide", people.approver(), scenes.AT, "第四十四条", **DECIDED)


def test_nothing_lapses_while_the_party_may_speak():
    case = scenes.noticed()
    refused(case, "lapse-notice", Actor.system(), days(2), "第四十五条")
    assert announcements.pass_time(days(2)) == 0
    assert announcements.pass_time(days(9)) == 1
    case.refresh_from_db()
    assert case.state == "deciding"


def test_a_written_waiver_opens_the_way_and_a_spoken_one_does_not():
    case = scenes.noticed()
    refused(case, "waive-defence", people.officer(), days(1), "第六十二条", confirmed=True, form="oral")
    refused(case, "waive-defence", people.officer(), days(1), "第六十二条", confirmed=True)
    refused(case, "waive-defence", Actor.citizen(), days(1), "第六十二条", confirmed=False, text="不")
    statements.waive_defence(case, confirmed=True, actor=Actor.citizen(), at=days(1))
    do(case, "lapse-notice", people.officer(), days(1))
    assert case.state == "deciding"


def test_a_defence_waits_for_its_finding():
    case = scenes.noticed()
    statements.state_defence(case, text="数量有误。", actor=Actor.citizen(), at=days(1))
    refused(case, "lapse-notice", Actor.system(), days(9), "第四十五条")
    assert announcements.pass_time(days(9)) == 0
    refused(case, "find-defence", people.officer(), days(1), "第四十五条", adopted="no", text="不成立。")
    do(case, "find-defence", people.officer(), days(9), adopted="no", text="经复核，数量无误。")
    assert case.state == "deciding"
    assert PartyStatement.objects.get().adopted is False


def test_never_heavier_for_a_defence():
    case = scenes.noticed()
    statements.state_defence(case, text="数量有误。", actor=Actor.citizen(), at=days(1))
    do(case, "find-defence", people.officer(), days(9), adopted="no", text="不成立。")
    Charge.objects.filter(case=case).update(fine="12000.00")
    refused(case, "decide", people.approver(), days(10), "第四十五条第二款", **DECIDED)
    Charge.objects.filter(case=case).update(fine="9000.00")
    do(case, "decide", people.approver(), days(10), **DECIDED)
    assert case.fine == 9000


def test_a_defence_after_the_time_still_stops_the_decision():
    case = scenes.deciding()
    statements.state_defence(case, text="补充意见。", actor=Actor.citizen(), at=days(9, 1))
    refused(case, "decide", people.approver(), days(10), "第四十五条", **DECIDED)
    do(case, "find-defence", people.officer(), days(10), adopted="no", text="不成立。")
    do(case, "decide", people.approver(), days(10), **DECIDED)
    assert case.state == "decided"


def test_who_investigated_neither_reviews_nor_decides():
    both = UserFactory(username="both", roles=["officer", "reviewer", "approver"])
    case = scenes.case()
    CaseMember.objects.create(case=case, user=both, part="officer", since=case.opened_at, until=scenes.AT)
    CaseMember.objects.create(case=case, user=both, part="granted", since=case.opened_at)
    scenes.finish(case)
    refused(case, "review", both, scenes.AT, "第五十七条", verdict="agree", text="同意")
    scenes.review(case)
    refused(case, "notify", both, scenes.AT, "第五十七条")
    case = scenes.deciding()
    CaseMember.objects.create(case=case, user=both, part="officer", since=case.opened_at, until=scenes.AT)
    refused(case, "decide", both, days(9), "第五十七条", **DECIDED)


def test_who_reviewed_does_not_decide():
    both = UserFactory(username="both", roles=["reviewer", "approver"])
    case = scenes.case()
    CaseMember.objects.create(case=case, user=both, part="reviewer", since=case.opened_at)
    scenes.finish(case)
    do(case, "review", both, scenes.AT, verdict="agree", text="同意")
    with pytest.raises(ConflictOfInterest):
        do(case, "notify", both, scenes.AT)


def test_an_investigator_is_not_named_as_reviewer():
    case = scenes.case()
    data = {"text": "…", "proposal": "penalty", "reviewer": people.second_officer()}
    refused(case, "finish-investigation", people.officer(), scenes.AT, "第五十八条", **data)


def test_one_officer_is_not_enough():
    case = scenes.case()
    CaseMember.objects.filter(case=case, user=people.second_officer()).update(until=scenes.AT)
    data = {"text": "…", "proposal": "penalty", "reviewer": people.reviewer()}
    refused(case, "finish-investigation", people.officer(), scenes.AT, "第四十二条", **data)


def test_a_review_that_refuses_leads_to_no_notice():
    case = scenes.case()
    scenes.finish(case)
    refused(case, "notify", people.approver(), scenes.AT, "第五十七条")
    scenes.review(case, verdict="refuse", text="证据不足。")
    refused(case, "notify", people.approver(), scenes.AT, "第五十七条")
    do(case, "return-investigation", people.reviewer(), scenes.AT, reason="补充证据")
    assert case.state == "investigating"


def test_a_fine_out_of_range_is_not_told():
    case = scenes.case(fine="90000.00")
    scenes.finish(case)
    scenes.review(case)
    refused(case, "notify", people.approver(), scenes.AT, "条")


def test_a_legal_review_that_refuses_blocks_the_decision():
    case = scenes.deciding()
    do(case, "legal-review", people.reviewer(), days(9, 1), verdict="refuse", text="定性不准。")
    refused(case, "decide", people.approver(), days(10), "第五十八条", **DECIDED)
    do(case, "legal-review", people.reviewer(), days(10), verdict="agree", text="同意。")
    do(case, "decide", people.approver(), days(10, 1), **DECIDED)
    assert case.state == "decided"


def test_what_the_head_finds_grave_is_reviewed_and_discussed():
    case = scenes.deciding(needs_legal_review=True, needs_discussion=True)
    refused(case, "decide", people.approver(), days(10), "第五十八条", **DECIDED)
    refused(case, "decide", people.approver(), days(10), "第五十七条第二款", **DECIDED)
    do(case, "legal-review", people.reviewer(), days(10), verdict="agree", text="同意。")
    record = {"held_at": days(10), "place": "三楼", "chair": "吴志远", "recorder": "周文静", "opinions": "同意", "conclusion": "罚款一万元"}
    two = [{"name": "吴志远", "post": "局长"}, {"name": "郑海燕", "post": "副局长"}]
    refused(case, "discuss", people.approver(), days(10, 1), "第五十七条第二款", **record, attended=two)
    do(case, "discuss", people.approver(), days(10, 1), **record, attended=[*two, {"name": "王强", "post": "副局长"}])
    assert CollectiveDiscussion.objects.count() == 1
    do(case, "decide", people.approver(), days(10, 2), **DECIDED)
    assert case.state == "decided"


def test_late_is_allowed_with_its_reason_on_record():
    case = scenes.deciding()
    refused(case, "decide", people.approver(), days(100), "第六十条", **DECIDED)
    event = do(case, "decide", people.approver(), days(100), **DECIDED, late_reason="等待鉴定。")
    assert event.data["late_days"] > 0
    assert event.data["late_reason"] == "等待鉴定。"


def test_no_penalty_and_not_established():
    case = scenes.deciding()
    do(case, "decide-no-penalty", people.approver(), days(9, 1), **DECIDED, ground="33-1")
    assert (case.state, case.decision, case.fine) == ("decided", "no-penalty", 0)
    scenes.serve(case, "no-penalty-decision", days(10))
    assert running(case) == set(), "nothing is owed"
    case = scenes.deciding()
    do(case, "decide-not-established", people.approver(), days(9, 1), **DECIDED)
    assert (case.state, running(case)) == ("dismissed", set())


def test_new_facts_need_a_new_notice_that_is_served_again():
    case = scenes.deciding()
    Charge.objects.filter(case=case).update(fine="12000.00")
    refused(case, "decide", people.approver(), days(9), "第四十四条", **DECIDED)
    do(case, "notify-again", people.approver(), days(9), reason="查明数量更多。")
    assert (case.state, case.noticed_on, case.noticed_fine) == ("noticed", None, 12000)
    refused(case, "lapse-notice", people.officer(), days(30), "第四十四条")
    scenes.serve(case, "penalty-notice", days(10))
    assert "penalty-statement" in running(case)


def test_every_arrow_not_drawn_is_refused():
    """Every step from every state it does not start from, by an actor of every role named: refused, nothing changed."""
    case = scenes.case(clock=False)
    users = {
        role: UserFactory(username=f"arrow-{role}", roles=[role]) for role in ("officer", "reviewer", "approver", "supervisor", "clerk")
    }
    for user in users.values():
        CaseMember.objects.create(case=case, user=user, part="granted", since=case.opened_at)
    actors = {role: Actor.of(user) for role, user in users.items()} | {"citizen": Actor.citizen(), "system": Actor.system()}
    tried = 0
    for state in PENALTY.states.values:
        type(case).objects.filter(pk=case.pk).update(state=state)
        for step in PROCEDURE:
            for role, actor in actors.items():
                if state in step.sources and role in step.by:
                    continue
                tried += 1
                with pytest.raises(TransitionRefused):
                    perform(case.pk, step.name, actor=actor, at=scenes.AT, data={})
    assert tried > len(PROCEDURE) * len(PENALTY.states.values)
    assert case.events.count() == 0


def test_every_step_rests_on_an_article():
    assert {step.name for step in PROCEDURE if not step.basis} == set()


def test_service_is_no_step_to_click():
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    scenes.notify(case)
    refused(case, "serve-notice", people.officer(), scenes.AT, "第六十一条")
    with pytest.raises(serving.ServiceRefused):
        paper = Document.objects.get(case_id=case.pk, template="penalty-notice")
        serving.record_attempt(paper, way="direct", by=people.approver(), at=scenes.AT)
