"""The two tables of inspections: stories as lists of states, every arrow not drawn for every role, gates, clocks, outcomes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bureau.errors import ConflictOfInterest, GateClosed, TransitionRefused
from bureau.models import Case, Clock, Document, Event, Message, Officer, Tally, TallyDelta, User
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform
from enterprises.models import Enterprise
from licensing.inspections.workflow import SAMPLING
from licensing.models import Inspection, InspectionOfficer
from licensing.standards.workflow import STANDARD_CHECK
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.enterprises import MembershipFactory
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import AT, DEFECT, FAILED, ORDER, PASSED, SAMPLE, SERIOUS, TODAY, take

pytestmark = pytest.mark.django_db
FLOWS = {flow.kind: flow for flow in (SAMPLING, STANDARD_CHECK)}
PURPOSES = {"sampling": scenes.SAMPLING, "standard-check": scenes.STANDARDS}
LATER = timedelta(days=20)
RECEIVED = {"received_on": TODAY, "how": "in-person"}
FINDING = {"finding": "现场复查情况属实。"}
REPORT = {"report": "已停止销售并召回该批次产品。"}

NOTICE = ("print-notice", {}, "assigned")
UP_TO_LAB = [NOTICE, ("take-sample", SAMPLE, "sampled"), ("send-to-laboratory", scenes.LABORATORY, "testing")]
TOLD = [("issue-result", {}, "result"), ("tell-result", RECEIVED, "told")]
PUT_RIGHT = [
    ("order-rectification", ORDER, "rectifying"),
    ("hand-in-rectification", REPORT, "rectified"),
    ("confirm-corrected", FINDING, "corrected"),
]
BADLY = [
    ("order-rectification", ORDER, "rectifying"),
    ("take-in-rectification", REPORT, "rectified"),
    ("find-uncorrected", FINDING, "uncorrected"),
]
# Each line: the step, what is typed, the state afterwards. The last entry of a story is the outcome.
STORIES = {
    "sampling": {
        "passed": (
            [*UP_TO_LAB, ("record-result", PASSED, "result"), *TOLD, ("accept-result", {}, "final"), ("publish-passed", {}, "passed")],
            "passed",
        ),
        "failed and put right": (
            [*UP_TO_LAB, ("record-result", FAILED, "result"), *TOLD, ("accept-result", {}, "final"), *PUT_RIGHT],
            "corrected",
        ),
        "failed seriously and put right": (
            [*UP_TO_LAB, ("record-result", SERIOUS, "result"), *TOLD, ("accept-result", {}, "final"), *PUT_RIGHT],
            "to-penalty",
        ),
        "failed, tested again, passed": (
            [
                *UP_TO_LAB,
                ("record-result", FAILED, "result"),
                *TOLD,
                ("ask-retest", {"reason": "对净含量有异议"}, "retesting"),
                ("record-retest", scenes.RETEST_PASSED, "final"),
                ("publish-passed", {}, "passed"),
            ],
            "passed",
        ),
        "failed, asked on paper, failed again, reported to the province": (
            [
                *UP_TO_LAB,
                ("record-result", FAILED, "result"),
                *TOLD,
                ("take-in-retest-request", {"asked_on": TODAY, "reason": "书面申请"}, "retesting"),
                ("record-retest", scenes.RETEST_FAILED, "final"),
                *BADLY,
                ("report-to-province", {}, "announced"),
            ],
            "reported-to-province",
        ),
        "nothing to sample": ([NOTICE, ("record-no-product", FINDING, "no-product")], "no-product"),
        "sampling refused": ([NOTICE, ("record-refusal", FINDING, "refused")], "to-penalty"),
    },
    "standard-check": {
        "conforms": ([NOTICE, ("find-conforming", scenes.CONFORMS, "conforms")], "conforms"),
        "put right": ([NOTICE, ("find-defects", DEFECT, "checked"), *PUT_RIGHT], "corrected"),
        "not put right, published": (
            [NOTICE, ("find-defects", DEFECT, "checked"), *BADLY, ("publicise", {}, "publicised")],
            "publicised",
        ),
    },
}


@pytest.mark.parametrize(
    ("kind", "story", "outcome"),
    [pytest.param(kind, *told, id=f"{kind}: {name}") for kind, stories in STORIES.items() for name, told in stories.items()],
)
def test_stories(kind, story, outcome):
    case = scenes.inspection(PURPOSES[kind])
    at = AT
    for name, data, state in story:
        at += timedelta(minutes=10)
        case = take(case, name, data, at=at)
        assert case.state == state, name
    assert case.closed_at is not None
    assert case.outcome == outcome
    assert [event.action for event in Event.objects.filter(case_id=case.pk).order_by("pk")] == ["open", *(name for name, _, _ in story)]
    assert not Clock.objects.running().filter(case_id=case.pk).exists(), "no clock runs on after the end"


# --- every arrow that is not drawn --------------------------------------------------------------------------------------
ROLES = [role for role in Role if role not in {Role.CITIZEN, Role.SYSTEM}]
PAIRS = [pytest.param(flow, state, id=f"{flow.kind} {state}") for flow in FLOWS.values() for state in flow.states.values]


def actors(office):
    """One actor for each role, all of the case's office; the enterprise's comes from its desk, without an account."""
    users = {role: UserFactory(username=f"arrow-{role}", roles=[role.value], office=office) for role in ROLES}
    cast = {Role.CITIZEN: Actor.citizen(), Role.SYSTEM: Actor.system()} | {role: Actor.of(user) for role, user in users.items()}
    return cast | {Role.ENTERPRISE: Actor(frozenset({Role.ENTERPRISE}))}


@pytest.mark.parametrize(("flow", "state"), PAIRS)
def test_no_arrow_but_those_of_the_table(flow, state):
    case = scenes.inspection(PURPOSES[flow.kind])
    Case.objects.filter(pk=case.pk).update(state=state)
    before = Inspection.objects.filter(pk=case.pk).values().get()
    events = Event.objects.filter(case_id=case.pk).count()
    forbidden = 0
    for role, actor in actors(case.office).items():
        for step in flow.transitions:
            if state in step.sources and role in step.by:
                continue
            forbidden += 1
            with pytest.raises(TransitionRefused):
                perform(case.pk, step.name, actor=actor, at=AT, data={})
    assert forbidden >= len(flow.transitions)
    assert Inspection.objects.filter(pk=case.pk).values().get() == before
    assert Event.objects.filter(case_id=case.pk).count() == events


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_step_of_the_table_is_offered_to_whom_it_names(flow):
    case = scenes.inspection(PURPOSES[flow.kind])
    cast = actors(case.office)
    for step in flow.transitions:
        for state in step.sources:
            Case.objects.filter(pk=case.pk).update(state=state)
            own = Inspection.objects.get(pk=case.pk)
            for role in step.by:
                assert step.name in {offer.transition.name for offer in offers(own, cast[role], AT)}, (step.name, state, role)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_state_is_reached_and_nothing_leads_out_of_the_end(flow):
    reached, frontier = {flow.initial}, {flow.initial}
    while frontier:
        frontier = {step.target for step in flow.transitions if step.target and set(step.sources) & frontier} - reached
        reached |= frontier
    assert reached == set(flow.states.values)
    assert not [step.name for step in flow.transitions if set(step.sources) & flow.closed]


def test_people_of_another_office_do_not_act_on_it(clerk):
    case = scenes.inspection()
    elsewhere = OfficeFactory(code="elsewhere", name="别处", is_desk=False)
    user = UserFactory(username="officer-elsewhere", roles=[Role.OFFICER.value], office=elsewhere)
    with pytest.raises(TransitionRefused):
        perform(case.pk, "print-notice", actor=Actor.of(user), at=AT, data={})


def test_a_drawn_officer_of_another_office_sees_the_matter_until_somebody_comes_in_for_them():
    for place, user in enumerate(scenes.officers()):
        User.objects.filter(pk=user.pk).update(office=OfficeFactory(code=f"office-{place}", name=f"第{place}科", is_desk=False))
    case = scenes.inspection()
    (user,) = [one.officer for one in scenes.team_of(case) if one.officer.office_id != case.office_id]
    assert Case.objects.visible_to(user).filter(pk=case.pk).exists()
    assert not offers(case, Actor.of(user), AT), "to be read, and no step to be taken"
    take(case, "replace-officer", {"officer": user, "reason": "回避"})
    assert not Case.objects.visible_to(user).filter(pk=case.pk).exists()
    assert all(Case.objects.visible_to(one.officer).filter(pk=case.pk).exists() for one in scenes.team_of(case))


# --- before and at the visit ------------------------------------------------------------------------------------------
def refused(case, name, data=None, **more):
    with pytest.raises(GateClosed) as refusal:
        take(case, name, data or {}, **more)
    return refusal.value.missing


def test_without_a_notice_nobody_samples():
    assert len(refused(scenes.inspection(), "take-sample", SAMPLE)) == 1


def test_one_notice_for_one_visit():
    case = take(scenes.inspection(), "print-notice")
    assert len(refused(case, "print-notice")) == 1
    assert Document.objects.filter(case_id=case.pk, template="inspection-notice").count() == 1


def test_two_officers_with_valid_certificates_must_go():
    case = take(scenes.inspection(), "print-notice")
    second = scenes.team_of(case)[1]
    Officer.objects.filter(certificate_number=second.certificate_number).update(certificate_expires_on=TODAY - timedelta(days=1))
    assert len(refused(case, "take-sample", SAMPLE)) == 1


def test_only_those_who_were_there_record_the_visit():
    case = take(scenes.inspection(), "print-notice")
    other = UserFactory(username="not-drawn", roles=[Role.OFFICER.value], office=case.office)
    assert len(refused(case, "take-sample", SAMPLE, actor=Actor.of(other))) == 1


def test_the_enterprise_is_told_nothing_before_the_visit():
    case = scenes.inspection()
    membership = MembershipFactory(enterprise=case_enterprise(case))
    for name, data in (("print-notice", {}), ("take-sample", SAMPLE), ("send-to-laboratory", scenes.LABORATORY), ("record-result", FAILED)):
        take(case, name, data)
    assert not Message.objects.filter(user=membership.user).exists()


def case_enterprise(case):
    return Enterprise.objects.get(code=case.enterprise_code)


# --- replacement ------------------------------------------------------------------------------------------------------
def test_who_cannot_go_is_replaced_by_the_next_of_the_ranked_list():
    case = scenes.inspection()
    first, second = scenes.team_of(case)
    case = take(case, "replace-officer", {"officer": first.officer, "reason": "回避"})
    standing = scenes.team_of(case)
    assert len(standing) == 2
    assert standing[1].pk == second.pk
    assert standing[0].rank == first.rank
    assert standing[0].certificate_number not in {first.certificate_number, second.certificate_number}
    assert case.handler == standing[0].officer, "the matter goes to whoever leads now"
    ended = InspectionOfficer.objects.get(pk=first.pk)
    assert (ended.ended_reason, ended.ended_at) == ("回避", AT)
    assert Message.objects.filter(case_id=case.pk, user=standing[0].officer, code="staff-inspection-drawn").exists()


def test_a_replaced_officer_does_not_come_back():
    case = scenes.inspection()
    first, second = scenes.team_of(case)
    case = take(case, "replace-officer", {"officer": first.officer, "reason": "回避"})
    assert len(refused(case, "replace-officer", {"officer": second.officer, "reason": "生病"})) == 1
    assert len(scenes.team_of(case)) == 2, "nobody left, nobody goes"


def test_only_a_standing_officer_is_replaced(clerk):
    assert len(refused(scenes.inspection(), "replace-officer", {"officer": clerk, "reason": "?"})) == 1


# --- result, objection, re-test -----------------------------------------------------------------------------------------
def test_the_result_is_received_only_once_there_is_a_letter_and_not_before_it():
    case = scenes.sampled()
    assert len(refused(case, "tell-result", RECEIVED)) == 1
    case = take(case, "issue-result")
    assert len(refused(case, "issue-result")) == 1
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        assert len(refused(case, "tell-result", {"received_on": day, "how": "post"})) == 1


SHANGHAI = ZoneInfo("Asia/Shanghai")
# Received, the last of the fifteen days: a last day that is a holiday or weekend moves to the next working day.
LAST_DAYS = [
    (date(2025, 3, 3), date(2025, 3, 18)),
    (date(2025, 9, 17), date(2025, 10, 9)),  # 2 October lies in the National Day holiday
    (date(2026, 1, 30), date(2026, 2, 14)),  # Saturday, but a working day before Spring Festival
    (date(2026, 11, 23), date(2026, 12, 8)),
    (date(2026, 11, 27), date(2026, 12, 14)),  # 12 December is a Saturday
    (date(2027, 5, 17), date(2027, 6, 1)),
]


@pytest.mark.parametrize(("received", "last"), LAST_DAYS)
def test_the_fifteen_days_for_a_retest(received, last):
    morning = datetime(received.year, received.month, received.day, 9, 0, tzinfo=SHANGHAI)
    case = Inspection.objects.get(plan=scenes.drawn(at=morning, due_on=last), rank=1)
    for name, data in (*((step, typed) for step, typed, _state in UP_TO_LAB), ("record-result", FAILED), ("issue-result", {})):
        case = take(case, name, data, at=morning)
    case = take(case, "tell-result", {"received_on": received, "how": "in-person"}, at=morning)
    assert Clock.objects.get(case_id=case.pk, code="sampling-retest").due_on == last == case.due_on
    evening = datetime(last.year, last.month, last.day, 23, 30, tzinfo=SHANGHAI)
    assert len(refused(case, "end-objection", {}, at=evening)) == 1
    late = evening + timedelta(hours=1)
    assert len(refused(case, "ask-retest", {"reason": "有异议"}, at=late)) == 1
    asked_late = {"asked_on": late.date(), "reason": "有异议"}
    assert len(refused(case, "take-in-retest-request", asked_late, at=late)) == 1
    # A request that came in time on paper may be entered later.
    assert take(case, "take-in-retest-request", {**asked_late, "asked_on": last}, at=late).retest_asked_on == last


def test_on_the_last_evening_the_enterprise_may_still_ask():
    case = scenes.told(FAILED)
    case = take(case, "ask-retest", {"reason": "有异议"}, at=datetime(2026, 12, 8, 23, 59, tzinfo=SHANGHAI))
    assert (case.state, case.retest_asked_on) == ("retesting", date(2026, 12, 8))
    assert Message.objects.filter(case_id=case.pk, code="staff-retest-asked").exists()


def test_nobody_asking_makes_the_result_final_after_fifteen_days():
    case = scenes.told(FAILED)
    case = take(case, "end-objection", {}, at=datetime(2026, 12, 9, 9, 0, tzinfo=SHANGHAI))
    assert case.state == "final"


def test_the_enterprises_own_period_is_no_figure_of_the_bureau():
    case = take(scenes.told(FAILED), "end-objection", {}, at=AT + LATER)
    assert Clock.objects.get(case_id=case.pk, code="sampling-retest").met is None
    measures = {row.measure for table in (Tally, TallyDelta) for row in table.objects.all()}
    assert not measures & {"clock_met", "clock_missed"}


def test_the_retest_is_made_by_another_laboratory():
    case = take(scenes.told(FAILED), "ask-retest", {"reason": "有异议"})
    same = {**scenes.RETEST_PASSED, "laboratory": " " + scenes.LABORATORY["laboratory"]}
    assert len(refused(case, "record-retest", same)) == 1


def test_the_enterprises_steps_are_taken_at_its_desk_alone():
    case = scenes.told(FAILED)
    user = UserFactory(username="both", roles=[Role.ENTERPRISE.value], office=case.office)
    assert refused(case, "accept-result", {}, actor=Actor.of(user))


def test_what_passed_is_not_ordered_and_what_failed_not_published_as_passed():
    passed = take(scenes.told(PASSED), "accept-result")
    assert len(refused(passed, "order-rectification", ORDER)) == 1
    assert passed.published_at is None


def test_what_failed_is_not_published_as_passed():
    assert len(refused(take(scenes.told(FAILED), "accept-result"), "publish-passed")) == 1


# --- the order and after ------------------------------------------------------------------------------------------------
def ordered():
    return take(take(scenes.told(FAILED), "accept-result"), "order-rectification", ORDER)


def test_a_failed_result_is_published_with_the_order():
    case = ordered()
    assert case.published_at == AT
    assert case.publication == "速冻水饺（批号/生产日期：20261101）抽查不合格，不合格项目：净含量"
    assert case.rectify_by == ORDER["rectify_by"]


def test_an_order_leaves_time():
    case = take(scenes.told(FAILED), "accept-result")
    assert len(refused(case, "order-rectification", {**ORDER, "rectify_by": TODAY})) == 1


def test_nothing_is_overdue_before_its_day():
    case = ordered()
    last = datetime(ORDER["rectify_by"].year, ORDER["rectify_by"].month, ORDER["rectify_by"].day, 20, 0, tzinfo=SHANGHAI)
    assert len(refused(case, "record-overdue", FINDING, at=last)) == 1
    assert take(case, "record-overdue", FINDING, at=last + timedelta(days=1)).state == "uncorrected"


def test_the_second_look_has_a_clock_of_ours():
    case = take(ordered(), "hand-in-rectification", REPORT)
    clock = Clock.objects.get(case_id=case.pk, code="inspection-recheck")
    assert clock.due_on == date(2026, 12, 7)
    case = take(case, "confirm-corrected", FINDING)
    clock.refresh_from_db()
    assert clock.met is True


def test_whoever_sampled_does_not_order():
    case = take(scenes.told(FAILED), "accept-result")
    lead = scenes.lead_of(case)
    lead.roles = [Role.OFFICER.value, Role.APPROVER.value]
    lead.save()
    with pytest.raises(ConflictOfInterest):
        take(case, "order-rectification", ORDER, actor=Actor.of(lead))


def test_whoever_found_it_not_put_right_does_not_report_it():
    case = take(take(ordered(), "hand-in-rectification", REPORT), "find-uncorrected", FINDING)
    lead = scenes.lead_of(case)
    lead.roles = [Role.OFFICER.value, Role.SUPERVISOR.value]
    lead.save()
    with pytest.raises(ConflictOfInterest):
        take(case, "report-to-province", {}, actor=Actor.of(lead))
    assert take(case, "report-to-province").outcome == "reported-to-province"


def test_those_who_act_for_the_enterprise_are_told_once_it_is_told():
    case = scenes.sampled(FAILED)
    owner = MembershipFactory(enterprise=case_enterprise(case)).user
    reader = UserFactory(username="reader", roles=[Role.ENTERPRISE.value], office=None)
    MembershipFactory(enterprise=case_enterprise(case), user=reader, part="reader")
    case = take(take(case, "issue-result"), "tell-result", RECEIVED)
    take(take(case, "accept-result"), "order-rectification", ORDER)
    assert set(Message.objects.filter(user=owner).values_list("code", flat=True)) == {"inspection-result", "inspection-order"}
    assert not Message.objects.filter(user=reader).exists()
