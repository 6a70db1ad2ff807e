"""What stands against each step of a permit, one by one, and who may not decide because of an earlier part."""

from datetime import timedelta

import pytest

from bureau.errors import ConflictOfInterest, GateClosed
from bureau.models import Document, Event
from bureau.roles import Role
from bureau.workflow import Actor
from licensing.models import SiteCheck
from licensing.permit import checks
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.permit import story

pytestmark = pytest.mark.django_db


# --- separation of duties -------------------------------------------------------------------------------------------------
def both(username="both"):
    """Reviews and heads: somebody to whom the law says no."""
    return UserFactory(username=username, roles=[Role.OFFICER.value, Role.APPROVER.value], office=story.office())


@pytest.mark.parametrize(("name", "data"), [("grant", {}), ("refuse", {"decision_text": "不符合条件"})])
def test_whoever_reviewed_does_not_decide(name, data):
    case, person = story.application(), both()
    at = case.opened_at
    story.do(case, "accept", Actor.of(story.clerk()), at)
    story.do(case, "assign", Actor.of(story.clerk()), at, handler=person)
    story.do(case, "finish-review", Actor.of(person), at, **story.GRANT)
    with pytest.raises(ConflictOfInterest):
        story.do(case, name, Actor.of(person), at, **data)
    story.do(case, name, story.head(), at, **data)


def test_whoever_filed_the_record_of_the_check_does_not_decide():
    case, person = story.application("XK-01", content=story.EQUIPMENT), both()
    at = story.reviewing(case)
    story.plan(case, at)
    story.sign(case, at + timedelta(days=1))
    story.do(case, "record-check", Actor.of(person), at + timedelta(days=1))
    story.do(case, "finish-review", Actor.of(story.reviewer()), at + timedelta(days=1), **story.GRANT)
    with pytest.raises(ConflictOfInterest):
        story.do(case, "grant", Actor.of(person), at + timedelta(days=1))


def test_whoever_confirmed_the_check_on_site_does_not_decide():
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    story.plan(case, at)
    story.sign(case, at + timedelta(days=1))
    story.do(case, "finish-review", Actor.of(story.reviewer()), at + timedelta(days=1), **story.GRANT)
    checker = people.officer()
    checker.roles = [*checker.roles, Role.APPROVER.value]
    checker.save()
    with pytest.raises(GateClosed):
        story.do(case, "grant", Actor.of(checker), at + timedelta(days=1))


# --- gates, one by one ----------------------------------------------------------------------------------------------------
def missing(case, name, actor, at=None, **data):
    with pytest.raises(GateClosed) as refusal:
        story.do(case, name, actor, at or case.opened_at, **data)
    return refusal.value.missing


def test_nothing_is_accepted_without_its_papers():
    case = story.application(complete=False)
    assert "检验报告" in missing(case, "accept", Actor.of(story.clerk()))[0]
    assert case.state == "submitted"


@pytest.mark.parametrize("finding", ["original", "copy", "electronic", "on_file"])
def test_a_paper_seen_in_any_form_is_there(finding):
    case = story.application(complete=False)
    story.hand_in(case, finding=finding)
    story.do(case, "accept", Actor.of(story.clerk()), case.opened_at)
    assert case.state == "accepted"


@pytest.mark.parametrize("finding", ["missing", "wrong"])
@pytest.mark.parametrize("code", ["inspection-report", "business-licence"])
def test_a_paper_found_wrong_stands_against_acceptance_also_when_it_is_optional(finding, code):
    case = story.application()
    story.hand_in(case, finding=finding, code=code)
    assert missing(case, "accept", Actor.of(story.clerk()))


def test_whoever_is_barred_is_not_accepted():
    content = {**story.CONTENT, "safety": True}
    first = story.application(content=content)
    story.tell(first, [*story.TO_DECISION, ("refuse", {"decision_text": "伪造检验报告", "found_false": True}, "refused")], first.opened_at)
    again = story.application(content=content, at=first.opened_at + timedelta(days=300))
    assert "2027年11月23日" in missing(again, "accept", Actor.of(story.clerk()), again.opened_at)[0]
    # A year later the way is free.
    later = first.opened_at + timedelta(days=370)
    story.do(again, "accept", Actor.of(story.clerk()), later)


def test_false_material_bars_nobody_where_safety_is_not_concerned():
    first = story.application()
    story.tell(first, [*story.TO_DECISION, ("refuse", {"decision_text": "伪造", "found_false": True}, "refused")], first.opened_at)
    again = story.application()
    story.do(again, "accept", Actor.of(story.clerk()), again.opened_at)
    assert again.state == "accepted"


def test_only_whoever_has_it_in_hand_finishes_the_review():
    case = story.application()
    at = story.reviewing(case)
    assert missing(case, "finish-review", Actor.of(story.clerk()), at, **story.GRANT)


def test_no_opinion_before_the_check_the_guide_asks_for():
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    assert missing(case, "finish-review", Actor.of(story.reviewer()), at, **story.GRANT)
    story.plan(case, at)
    assert missing(case, "finish-review", Actor.of(story.reviewer()), at, **story.GRANT)


@pytest.mark.parametrize("conclusion", [SiteCheck.Conclusion.FAILED, SiteCheck.Conclusion.RECTIFY])
def test_a_check_that_did_not_end_well_never_leads_to_a_permit(conclusion):
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    story.plan(case, at)
    check = checks.last_check(case.pk)
    one, two = story.officers()
    rectify_by = at.date() if conclusion == SiteCheck.Conclusion.RECTIFY else None
    row = checks.write_record(check, story.record(conclusion, rectify_by=rectify_by, witness_refused=True), by=one, at=at, version=1)
    for officer in (one, two):
        checks.confirm(row, by=officer, at=at, version=row.version)
    story.do(case, "finish-review", Actor.of(story.reviewer()), at, **story.GRANT)
    assert missing(case, "grant", story.head(), at)
    story.do(case, "refuse", story.head(), at, decision_text="现场核查不符合要求")


def test_an_item_that_concerns_others_needs_an_offer_or_a_reason_for_none():
    case = story.application(content={**story.CONTENT, "third_party_interest": True})
    at = story.reviewing(case)
    assert missing(case, "finish-review", Actor.of(story.reviewer()), at, **story.GRANT)
    story.do(case, "finish-review", Actor.of(story.reviewer()), at, **story.GRANT, no_interest="周边无住户，已书面征询。")
    assert "已书面征询" in Event.objects.get(case_id=case.pk, action="finish-review").note


def test_deciding_against_the_review_needs_reasons():
    case = story.application()
    at = story.reviewed(case, opinion="refuse")
    assert missing(case, "grant", story.head(), at)
    story.do(case, "grant", story.head(), at, decision_text="补充材料已证明符合条件。")


def test_an_electronic_delivery_needs_the_applicant_s_consent():
    case = story.application(delivery="post")
    at = story.tell(case, [*story.TO_DECISION, ("grant", {}, "granted")], case.opened_at)
    assert missing(case, "deliver", Actor.of(story.clerk()), at, mode="download")
    story.do(case, "deliver", Actor.of(story.clerk()), at, mode="download", agreed=True)


def test_what_the_applicant_fetched_is_delivered_without_a_clerk():
    case = story.application(delivery="post")
    at = story.tell(case, [*story.TO_DECISION, ("grant", {}, "granted")], case.opened_at)
    story.do(case, "deliver", Actor.system(), at, mode="download", fetched=True)
    assert case.state == "delivered"
    assert not Document.objects.filter(case_id=case.pk, template="delivery-receipt").exists()


def test_a_time_not_counted_does_not_end_in_the_past():
    case = story.application()
    at = story.reviewing(case)
    past = {**story.TESTED, "expected_until": at.date() - timedelta(days=1)}
    assert missing(case, "exclude-time", Actor.of(story.reviewer()), at, **past)


def test_the_matter_stays_with_the_approval_office_whoever_reviews_it():
    """An officer of another office reviews it; the window still delivers it."""
    case = story.application()
    inspector = people.officer()
    story.do(case, "accept", Actor.of(story.clerk()), case.opened_at)
    story.do(case, "assign", Actor.of(story.clerk()), case.opened_at, handler=inspector)
    assert (case.handler, case.office) == (inspector, story.office())
    assert inspector.office != story.office()
