"""The three tables of the 12365 desk: stories as lists of states, and every arrow not drawn, for every role, on the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bureau.errors import ConflictOfInterest, GateClosed, TransitionRefused
from bureau.models import Case, Clock, Document, Event, Message, Tally, TallyDelta
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform, workflow_for
from complaints.models import Complaint, Rating, Report
from complaints.workflow import WORKFLOWS
from tests import people
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory

pytestmark = pytest.mark.django_db

FACTORIES = {"complaint": ComplaintFactory, "report": ReportFactory, "consultation": ConsultationFactory}
SETTLED = {"result": "agreement", "agreement": "退款 100 元", "recovered": 100}
GROUND = {"ground": "23-3", "explanation": "双方分歧过大"}
REFUSED = {"ground": "16-1", "explanation": "不属本局职责"}

# Each line: the step, what is typed, the state afterwards.
COMPLAINT_STORIES = {
    "mediated and settled": [
        ("accept", {}, "accepted"),
        ("mediate", {}, "mediating"),
        ("settle", SETTLED, "settled"),
        ("rate", {"score": 5}, "settled"),
    ],
    "settled in the first call": [("accept", {}, "accepted"), ("settle", SETTLED, "settled")],
    "appraised, then settled": [
        ("accept", {}, "accepted"),
        ("mediate", {}, "mediating"),
        ("pause-for-appraisal", {"note": "送检"}, "appraisal"),
        ("resume", {}, "mediating"),
        ("settle", SETTLED, "settled"),
    ],
    "terminated and both told": [
        ("accept", {}, "accepted"),
        ("mediate", {}, "mediating"),
        ("terminate", GROUND, "terminated"),
        ("tell-both", {}, "closed"),
        ("rate", {"score": 2}, "closed"),
    ],
    "terminated during appraisal": [
        ("accept", {}, "accepted"),
        ("mediate", {}, "mediating"),
        ("pause-for-appraisal", {}, "appraisal"),
        ("terminate", GROUND, "terminated"),
        ("tell-both", {}, "closed"),
    ],
    "refused after a supplement": [
        ("ask-supplement", {"asked": "购物凭证"}, "submitted"),
        ("supplement", {"text": "凭证遗失"}, "submitted"),
        ("refuse", REFUSED, "refused"),
        ("rate", {"score": 1}, "refused"),
    ],
    "withdrawn in mediation": [("accept", {}, "accepted"), ("mediate", {}, "mediating"), ("withdraw", {}, "withdrawn")],
}
REPORT_STORIES = {
    "verified and not filed": [
        ("verify", {}, "verifying"),
        ("conclude", {"outcome": "not-filed", "verified": "未发现违法"}, "concluded"),
        ("rate", {"score": 4}, "concluded"),
    ],
    "extended, then filed": [
        ("verify", {}, "verifying"),
        ("extend-verification", {"reason": "案情复杂"}, "verifying"),
        ("conclude", {"outcome": "filed", "verified": "属实"}, "concluded"),
    ],
}
CONSULTATION_STORIES = {
    "answered by two": [("draft-answer", {"answer": "一个月前"}, "drafted"), ("release-answer", {}, "answered")],
    "sent back once": [
        ("draft-answer", {"answer": "不清楚"}, "drafted"),
        ("return-answer", {"reason": "请查条文"}, "submitted"),
        ("draft-answer", {"answer": "一个月前"}, "drafted"),
        ("release-answer", {"answer": "届满前一个月"}, "answered"),
        ("rate", {"score": 5}, "answered"),
    ],
}
STORIES = [
    pytest.param(kind, story, id=f"{kind}: {name}")
    for kind, stories in (("complaint", COMPLAINT_STORIES), ("report", REPORT_STORIES), ("consultation", CONSULTATION_STORIES))
    for name, story in stories.items()
]


def actor_for(kind, name, clerk):
    """Who takes this step in a story: the citizen, the head, a second pair of eyes, else the clerk."""
    allowed = workflow_for(kind).transition(name).by
    if Role.CITIZEN in allowed:
        return Actor.citizen()
    if allowed == {Role.APPROVER}:
        return Actor.of(people.approver())
    return Actor.of(people.second_clerk() if name in {"release-answer", "return-answer"} else clerk)


@pytest.mark.parametrize(("kind", "story"), STORIES)
def test_stories(kind, story, clerk):
    case = FACTORIES[kind](office=clerk.office, handler=clerk)
    at = case.opened_at
    for name, data, state in story:
        at += timedelta(hours=1)
        perform(case.pk, name, actor=actor_for(kind, name, clerk), at=at, data=data)
        case.refresh_from_db()
        assert case.state == state, name
    closed = state in workflow_for(kind).closed
    assert (case.closed_at is not None) == closed
    assert [event.action for event in Event.objects.filter(case_id=case.pk).order_by("pk")] == ["open", *(name for name, _, _ in story)]
    if closed:
        assert not Clock.objects.running().filter(case_id=case.pk).exists(), "no clock runs on after the end"
        assert case.due_on is None


# --- every arrow that is not drawn --------------------------------------------------------------------------------------
# Everybody belongs to the case's own office here: what the office means is tested below.
ROLES = [role for role in Role if role not in {Role.CITIZEN, Role.SYSTEM}]
PAIRS = [pytest.param(flow, state, id=f"{flow.kind} {state}") for flow in WORKFLOWS for state in flow.states.values]


def actors(office):
    """One actor for each role."""
    users = {role: UserFactory(username=f"arrow-{role}", roles=[role.value], office=office) for role in ROLES}
    return {Role.CITIZEN: Actor.citizen(), Role.SYSTEM: Actor.system()} | {role: Actor.of(user) for role, user in users.items()}


@pytest.mark.parametrize(("flow", "state"), PAIRS)
def test_no_arrow_but_those_of_the_table(flow, state):
    """Every step × every role: refused unless the table draws it from this state for this role; then nothing has changed."""
    office = OfficeFactory(desk=True)
    case = FACTORIES[flow.kind](office=office)
    Case.objects.filter(pk=case.pk).update(state=state)
    before = Case.objects.filter(pk=case.pk).values().get()
    events = Event.objects.filter(case_id=case.pk).count()
    forbidden = 0
    for role, actor in actors(office).items():
        for step in flow.transitions:
            if state in step.sources and role in step.by:
                continue
            forbidden += 1
            with pytest.raises(TransitionRefused):
                perform(case.pk, step.name, actor=actor, at=timezone.now(), data={})
    assert forbidden >= len(flow.transitions)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert Event.objects.filter(case_id=case.pk).count() == events


@pytest.mark.parametrize("flow", WORKFLOWS, ids=lambda flow: flow.kind)
def test_every_step_of_the_table_can_be_taken_by_whom_it_names(flow):
    """The other half: from each source it is offered to each role named, open or with what is missing."""
    office = OfficeFactory(desk=True)
    case = FACTORIES[flow.kind](office=office)
    cast = actors(office)
    for step in flow.transitions:
        for state in step.sources:
            Case.objects.filter(pk=case.pk).update(state=state)
            own = flow.model._default_manager.get(pk=case.pk)
            for role in step.by:
                assert step.name in {offer.transition.name for offer in offers(own, cast[role], timezone.now())}, (step.name, state, role)


@pytest.mark.parametrize("flow", WORKFLOWS, ids=lambda flow: flow.kind)
def test_nothing_leads_out_of_the_end_but_a_rating(flow):
    out = {step.name for step in flow.transitions if set(step.sources) & flow.closed and step.target not in (None, *flow.closed)}
    assert out == set()
    assert {step.name for step in flow.transitions if set(step.sources) & flow.closed} == {"rate"}


@pytest.mark.parametrize("flow", WORKFLOWS, ids=lambda flow: flow.kind)
def test_every_state_can_be_reached_and_left(flow):
    reached, frontier = {flow.initial}, {flow.initial}
    while frontier:
        frontier = {step.target for step in flow.transitions if step.target and set(step.sources) & frontier} - reached
        reached |= frontier
    assert reached == set(flow.states.values)
    stuck = {state for state in reached - flow.closed if not any(step.target and state in step.sources for step in flow.transitions)}
    assert stuck == set()


@pytest.mark.parametrize("name", ["clerk_elsewhere", "officer"])
def test_another_offices_people_do_not_act_on_it(name, clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    with pytest.raises(TransitionRefused):
        perform(case.pk, "accept", actor=Actor.of(people.CAST[name]()), at=timezone.now(), data={})


def test_whoever_has_it_in_hand_acts_although_it_lies_elsewhere(clerk, clerk_elsewhere):
    case = ComplaintFactory(office=clerk_elsewhere.office, handler=clerk)
    perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), data={})
    assert Case.objects.get(pk=case.pk).state == "accepted"


# --- gates ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", ["name", "phone", "address", "subject_name"])
def test_a_complaint_without_name_phone_address_or_business_is_not_accepted(clerk, missing):
    case = ComplaintFactory(office=clerk.office, **{missing: ""})
    with pytest.raises(GateClosed) as refusal:
        perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), data={})
    assert len(refusal.value.missing) == 1
    assert Case.objects.get(pk=case.pk).state == "submitted"


def test_all_that_is_missing_is_said_at_once(clerk):
    case = ComplaintFactory(office=clerk.office, address="", subject_name="")
    with pytest.raises(GateClosed) as refusal:
        perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), data={})
    assert len(refusal.value.missing) == 2


def test_without_a_handler_there_is_no_mediation(clerk):
    case = ComplaintFactory(office=clerk.office)
    Case.objects.filter(pk=case.pk).update(state="accepted")
    with pytest.raises(GateClosed):
        perform(case.pk, "mediate", actor=Actor.of(clerk), at=timezone.now(), data={})


def test_one_rating_for_one_matter(clerk):
    case = ComplaintFactory(office=clerk.office)
    perform(case.pk, "refuse", actor=Actor.of(clerk), at=timezone.now(), data=REFUSED)
    perform(case.pk, "rate", actor=Actor.citizen(), at=timezone.now(), data={"score": 3})
    with pytest.raises(GateClosed):
        perform(case.pk, "rate", actor=Actor.citizen(), at=timezone.now(), data={"score": 1})
    assert Rating.objects.get().score == 3


def test_four_eyes_on_an_answer(clerk, second_clerk):
    case = ConsultationFactory(office=clerk.office)
    perform(case.pk, "draft-answer", actor=Actor.of(clerk), at=timezone.now(), data={"answer": "一个月前"})
    with pytest.raises(ConflictOfInterest):
        perform(case.pk, "release-answer", actor=Actor.of(clerk), at=timezone.now(), data={})
    perform(case.pk, "release-answer", actor=Actor.of(second_clerk), at=timezone.now(), data={})
    assert Case.objects.get(pk=case.pk).state == "answered"


# --- clocks, letters, messages, figures ---------------------------------------------------------------------------------
def running(case):
    return set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))


def test_the_clocks_of_a_complaint_follow_each_other(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    actor, at = Actor.of(clerk), case.opened_at
    assert running(case) == {"complaint-acceptance"}
    perform(case.pk, "accept", actor=actor, at=at + timedelta(days=1), data={})
    assert running(case) == {"complaint-mediation"}
    assert Clock.objects.get(case_id=case.pk, code="complaint-acceptance").met is True
    perform(case.pk, "mediate", actor=actor, at=at + timedelta(days=2), data={})
    perform(case.pk, "terminate", actor=actor, at=at + timedelta(days=90), data=GROUND)
    assert running(case) == {"complaint-termination-notice"}
    assert Clock.objects.get(case_id=case.pk, code="complaint-mediation").met is False, "sixty days were over"


def test_appraisal_really_moves_the_last_day(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    actor, at = Actor.of(clerk), case.opened_at
    perform(case.pk, "accept", actor=actor, at=at, data={})
    perform(case.pk, "mediate", actor=actor, at=at, data={})
    before = Case.objects.get(pk=case.pk).due_on
    perform(case.pk, "pause-for-appraisal", actor=actor, at=at + timedelta(days=5), data={})
    assert Case.objects.get(pk=case.pk).due_on is None, "a clock that stands is not overdue"
    perform(case.pk, "resume", actor=actor, at=at + timedelta(days=15), data={})
    assert Case.objects.get(pk=case.pk).due_on >= before + timedelta(days=10)


def test_a_withdrawn_complaint_neither_keeps_nor_misses_its_clock(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    perform(case.pk, "withdraw", actor=Actor.citizen(), at=case.opened_at + timedelta(days=1), data={})
    assert running(case) == set()


def test_the_mediation_document_is_left_out_where_the_law_allows_it(clerk):
    for result, papers in (("agreement", 1), ("at-once", 0), ("waived", 0)):
        case = ComplaintFactory(office=clerk.office, handler=clerk)
        perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), data={})
        perform(case.pk, "settle", actor=Actor.of(clerk), at=timezone.now(), data={**SETTLED, "result": result})
        assert Document.objects.filter(case_id=case.pk, template="mediation-agreement").count() == papers, result


def test_the_citizen_is_told_at_each_step(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    for name, data in (("accept", {}), ("mediate", {}), ("settle", SETTLED)):
        perform(case.pk, name, actor=Actor.of(clerk), at=timezone.now(), data=data)
    told = set(Message.objects.filter(case_id=case.pk, party__isnull=False).values_list("code", flat=True))
    assert told >= {"complaint-received", "complaint-accepted", "complaint-mediated", "complaint-closed"}


def test_recovered_loss_is_counted_once(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), data={})
    perform(case.pk, "settle", actor=Actor.of(clerk), at=timezone.now(), data=SETTLED)
    amounts = [row.amount for table in (Tally, TallyDelta) for row in table.objects.filter(measure="recovered")]
    assert sum(amounts) == 100
    assert Complaint.objects.get(pk=case.pk).recovered == 100


def test_what_verification_found_stays_with_staff(clerk):
    case = ReportFactory(office=clerk.office, handler=clerk)
    perform(case.pk, "verify", actor=Actor.of(clerk), at=timezone.now(), data={})
    perform(case.pk, "conclude", actor=Actor.of(clerk), at=timezone.now(), data={"outcome": "filed", "verified": "仓库内查获"})
    event = Event.objects.get(case_id=case.pk, action="conclude")
    assert "仓库内查获" not in f"{event.note}{event.data}"
    assert Report.objects.get(pk=case.pk).verified == "仓库内查获"


def test_passing_on_to_the_right_office_takes_it_out_of_the_wrong_hands(clerk, clerk_elsewhere):
    case = ComplaintFactory(office=clerk.office)
    perform(case.pk, "assign", actor=Actor.of(clerk), at=timezone.now(), data={"handler": clerk, "reason": ""})
    data = {"office": clerk_elsewhere.office, "category": None, "reason": "归口"}
    perform(case.pk, "reroute", actor=Actor.of(clerk), at=timezone.now(), data=data)
    moved = Case.objects.get(pk=case.pk)
    assert (moved.office, moved.handler) == (clerk_elsewhere.office, None)
    assert not moved.assignments.filter(until__isnull=True).exists()
    assert Message.objects.filter(case_id=case.pk, code="complaint-transferred").exists()
