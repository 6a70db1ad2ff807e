"""The table of a permit: stories as lists of states, and every arrow not drawn, for every role, on the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Case, Clock, Document, Event
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform
from licensing.models import Application, Hearing, IssuedCertificate
from licensing.permit.workflow import PERMIT
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.permit import story

pytestmark = pytest.mark.django_db

# Each line: the step, what is typed, the state afterwards.
STORIES = {
    "granted and collected": [
        *story.TO_DECISION,
        ("grant", {}, "granted"),
        ("deliver", {"mode": "collect", "receiver": "李建国"}, "delivered"),
    ],
    "corrected once": [
        ("ask-correction", story.ASKED, "correction"),
        ("correct", story.CORRECTED, "submitted"),
        *story.TO_DECISION,
        ("grant", {}, "granted"),
        ("deliver", {"mode": "download"}, "delivered"),
    ],
    "corrected twice by the head's order": [
        ("ask-correction", story.ASKED, "correction"),
        ("correct", story.CORRECTED, "submitted"),
        ("ask-correction-again", {**story.ASKED, "reason": "补正的报告属于另一台设备"}, "correction"),
        ("correct", story.CORRECTED, "submitted"),
        ("accept", {}, "accepted"),
    ],
    "not accepted": [("refuse-acceptance", {"ground": "32-1-2", "explanation": "属市局职权", "authority": "市局"}, "not-accepted")],
    "not accepted after a notice": [
        ("ask-correction", story.ASKED, "correction"),
        ("refuse-acceptance", {"ground": "32-1-1", "explanation": "无需许可"}, "not-accepted"),
    ],
    "refused": [*story.TO_DECISION, ("refuse", {"decision_text": "检验报告不合格。"}, "refused")],
    "returned once": [
        *story.TO_DECISION,
        ("return-review", {"reason": "请核对型号"}, "reviewing"),
        ("finish-review", story.GRANT, "reviewed"),
        ("grant", {}, "granted"),
    ],
    "tested meanwhile and extended": [
        *story.TO_REVIEW,
        ("exclude-time", story.TESTED, "special"),
        ("resume", {}, "reviewing"),
        ("extend", {"reason": "需要补充核实"}, "reviewing"),
        ("finish-review", story.GRANT, "reviewed"),
        ("grant", {}, "granted"),
        ("deliver", {"mode": "post", "tracking_number": "EMS123"}, "delivered"),
    ],
    "hearing waived": [
        *story.TO_REVIEW,
        ("offer-hearing", story.INTEREST, "hearing"),
        ("lapse-hearing", {"waived": True}, "reviewing"),
        ("finish-review", story.GRANT, "reviewed"),
    ],
    "withdrawn under review": [*story.TO_REVIEW, ("withdraw", {}, "withdrawn")],
    "withdrawn while a hearing is open": [*story.TO_REVIEW, ("offer-hearing", story.INTEREST, "hearing"), ("withdraw", {}, "withdrawn")],
    "noted and withdrawn at once": [("note", {"note": "电话催办"}, "submitted"), ("withdraw", {}, "withdrawn")],
}


@pytest.mark.parametrize("lines", STORIES.values(), ids=STORIES.keys())
def test_stories(lines):
    case = story.application()
    story.tell(case, lines, case.opened_at)
    closed = case.state in PERMIT.closed
    assert (case.closed_at is not None) == closed
    assert [event.action for event in Event.objects.filter(case_id=case.pk).order_by("pk")] == ["open", *(name for name, _, _ in lines)]
    if closed:
        assert not Clock.objects.running().filter(case_id=case.pk).exists(), "no clock runs on after the end"
        assert case.due_on is None


def test_special_equipment_with_a_check_on_site():
    """The whole way of a machine: checked on site by two, decided by a third, within 30 calendar days."""
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    assert story.running(case) == {"permit-decision-special-equipment"}
    story.plan(case, at)
    story.sign(case, at + timedelta(days=1))
    story.do(case, "record-check", Actor.of(story.reviewer()), at + timedelta(days=1))
    story.do(case, "finish-review", Actor.of(story.reviewer()), at + timedelta(days=1), **story.GRANT)
    story.do(case, "grant", story.head(), at + timedelta(days=2))
    assert case.state == "granted"
    assert story.clock(case, "permit-decision-special-equipment").met is True
    assert story.running(case) == {"permit-delivery"}


def test_on_the_spot():
    case = story.application(request="reissue")
    story.do(case, "decide-at-once", Actor.of(story.clerk()), case.opened_at + timedelta(minutes=10))
    assert (case.state, case.accepted_on, case.decided_on) == ("granted", case.decided_on, timezone.localdate(case.opened_at))
    assert story.running(case) == {"permit-delivery"}
    assert Document.objects.get(case_id=case.pk).template == "permit-decision"


def test_what_is_not_for_the_spot_is_not_decided_there():
    case = story.application(request="new")
    with pytest.raises(GateClosed):
        story.do(case, "decide-at-once", Actor.of(story.clerk()), case.opened_at)


def test_a_hearing_from_offer_to_record():
    case = story.application(at=story.on("2026-11-02"))
    at = story.reviewing(case)
    story.do(case, "offer-hearing", Actor.of(story.reviewer()), at, **story.INTEREST)
    story.do(case, "ask-hearing", Actor.citizen(), at + timedelta(days=1))
    assert story.running(case) == {"permit-decision", "permit-hearing"}
    held = story.on("2026-11-16")
    story.do(
        case,
        "notify-hearing",
        Actor.of(story.reviewer()),
        story.on("2026-11-04"),
        held_for=held,
        place="三楼会议室",
        chair=people.reviewer(),
    )
    story.do(case, "hold-hearing", Actor.of(story.reviewer()), held + timedelta(hours=3), held_at=held, record="各方到场，无异议。")
    assert case.state == "reviewing"
    assert story.running(case) == {"permit-decision"}
    hearing = Hearing.objects.get()
    assert (hearing.asked_by, hearing.record) == (case.applicant_name, "各方到场，无异议。")


def test_cancellation_ends_the_certificate_and_says_so():
    case = story.application(request="cancellation")
    story.tell(case, [*story.TO_DECISION, ("grant", {}, "granted")], case.opened_at)
    papers = set(Document.objects.filter(case_id=case.pk).values_list("template", flat=True))
    assert "cancellation-decision" in papers
    assert "permit-decision" not in papers


# --- corrections ---------------------------------------------------------------------------------------------------------
def test_a_second_correction_notice_is_refused_to_the_window():
    case = story.application()
    story.tell(case, [("ask-correction", story.ASKED, "correction"), ("correct", story.CORRECTED, "submitted")], case.opened_at)
    with pytest.raises(GateClosed) as refusal:
        story.do(case, "ask-correction", Actor.of(story.clerk()), timezone.now(), **story.ASKED)
    assert len(refusal.value.missing) == 1


def test_the_head_orders_no_first_notice():
    case = story.application()
    with pytest.raises(GateClosed):
        story.do(case, "ask-correction-again", story.head(), timezone.now(), **story.ASKED, reason="…")


def test_the_head_s_reason_for_a_second_notice_stays_on_record():
    case = story.application()
    story.tell(case, STORIES["corrected twice by the head's order"][:3], case.opened_at)
    assert Event.objects.get(case_id=case.pk, action="ask-correction-again").data["reason"] == "补正的报告属于另一台设备"
    assert case.corrections == 2


def test_the_notice_keeps_what_is_open_to_the_applicant():
    case = story.application()
    story.tell(case, [("ask-correction", story.ASKED, "correction")], case.opened_at)
    assert case.correction_asked == [{"kind": "material", "code": "inspection-report", "label": "检验报告", "remark": "缺盖章页"}]
    assert story.running(case) == set(), "the applicant's time is nobody's clock"


def test_a_notice_about_nothing_is_refused():
    case = story.application()
    with pytest.raises(GateClosed):
        story.do(case, "ask-correction", Actor.of(story.clerk()), timezone.now(), remarks={("field", "unknown"): "?"}, text="")


def test_corrections_come_from_their_own_page():
    case = story.application()
    story.tell(case, [("ask-correction", story.ASKED, "correction")], case.opened_at)
    with pytest.raises(GateClosed):
        story.do(case, "correct", Actor.citizen(), timezone.now())
    assert case.state == "correction"


# --- every arrow that is not drawn --------------------------------------------------------------------------------------
# Everybody belongs to the case's own office here: what the office means is tested with the engine.
ROLES = [role for role in Role if role not in {Role.CITIZEN, Role.ENTERPRISE, Role.SYSTEM}]


def actors(office):
    """One actor for each role."""
    users = {role: UserFactory(username=f"arrow-{role}", roles=[role.value], office=office) for role in ROLES}
    nameless = {Role.CITIZEN: Actor.citizen(), Role.SYSTEM: Actor.system(), Role.ENTERPRISE: Actor(frozenset({Role.ENTERPRISE}))}
    return nameless | {role: Actor.of(user) for role, user in users.items()}


@pytest.mark.parametrize("state", PERMIT.states.values)
def test_no_arrow_but_those_of_the_table(state):
    """Every step × every role: refused unless the table draws it from this state for this role; then nothing has changed."""
    case = story.application()
    Case.objects.filter(pk=case.pk).update(state=state)
    before = Case.objects.filter(pk=case.pk).values().get()
    events = Event.objects.filter(case_id=case.pk).count()
    forbidden = 0
    for role, actor in actors(case.office).items():
        for step in PERMIT.transitions:
            if state in step.sources and role in step.by:
                continue
            forbidden += 1
            with pytest.raises(TransitionRefused):
                perform(case.pk, step.name, actor=actor, at=timezone.now(), data={})
    assert forbidden >= len(PERMIT.transitions)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert Event.objects.filter(case_id=case.pk).count() == events


def test_every_step_of_the_table_can_be_taken_by_whom_it_names():
    """The other half: from each source it is offered to each role named, open or with what is missing."""
    case = story.application()
    cast = actors(case.office)
    for step in PERMIT.transitions:
        for state in step.sources:
            Case.objects.filter(pk=case.pk).update(state=state)
            own = Application.objects.get(pk=case.pk)
            for role in step.by:
                assert step.name in {offer.transition.name for offer in offers(own, cast[role], timezone.now())}, (step.name, state, role)


def test_nothing_leads_out_of_the_end():
    assert {step.name for step in PERMIT.transitions if set(step.sources) & PERMIT.closed} == set()


def test_every_state_can_be_reached_and_left():
    reached, frontier = {PERMIT.initial}, {PERMIT.initial}
    while frontier:
        frontier = {step.target for step in PERMIT.transitions if step.target and set(step.sources) & frontier} - reached
        reached |= frontier
    assert reached == set(PERMIT.states.values)
    stuck = {state for state in reached - PERMIT.closed if not any(step.target and state in step.sources for step in PERMIT.transitions)}
    assert stuck == set()


def test_every_step_rests_on_an_article_or_is_an_inner_one():
    without = {step.name for step in PERMIT.transitions if not step.basis}
    assert without == {"return-review", "withdraw", "note"}


# --- the certificate ---------------------------------------------------------------------------------------------------------
REAL = {
    "requests": story.PLAIN,
    "fields": [{"code": "standard_name", "label": "计量标准名称", "type": "text"}],
    "sections": [],
    "result": {
        "name": "计量标准考核证书",
        "kind": "metrology-standard",
        "letter": "metrology-standard-certificate",
        "series": "metrology-standard-certificate",
        "validity_months": 60,
        "facts": ["standard_name"],
    },
}


def test_a_grant_issues_the_certificate_and_a_cancellation_ends_it():
    answers = {"standard_name": "电能表检定装置"}
    case = story.application(content=REAL, answers=answers)
    at = story.tell(case, [*story.TO_DECISION, ("grant", {}, "granted")], case.opened_at)
    certificate = IssuedCertificate.objects.get()
    assert (certificate.case_id, certificate.status) == (case.pk, "valid")
    assert Event.objects.get(case_id=case.pk, action="grant").data["certificate"] == certificate.number
    ending = story.application(content=REAL, request="cancellation", certificate=certificate, at=at)
    story.tell(ending, [*story.TO_DECISION, ("grant", {}, "granted")], at)
    certificate.refresh_from_db()
    assert certificate.status == "cancelled"


def test_when_the_certificate_cannot_be_made_nothing_was_decided():
    case = story.application(content=REAL, request="renewal")
    at = story.tell(case, story.TO_DECISION, case.opened_at)
    with pytest.raises(GateClosed):
        story.do(case, "grant", story.head(), at)
    case.refresh_from_db()
    assert (case.state, case.decided_on) == ("reviewed", None)
    assert not Document.objects.filter(case_id=case.pk, template="permit-decision").exists()
