"""The life of a plan: entered, changed, published, drawn once by somebody else before a witness; cancelled in public."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction

from bureau.errors import ConflictOfInterest
from bureau.models import Assignment, Case, Event, Message, Officer
from enterprises.models import Enterprise, Membership, Standing
from licensing.inspections import drawing, draws, plans, pools, selectors
from licensing.inspections.plans import PlanRefused, State
from licensing.models import Inspection, InspectionOfficer, InspectionPlan, PoolEntry
from tests import people
from tests.factories.enterprises import CertificateFactory, DeclaredStandardFactory, EnterpriseFactory, MembershipFactory
from tests.licensing.inspections import scenes

pytestmark = pytest.mark.django_db
AT, TODAY = scenes.AT, scenes.TODAY


def draw(plan, by=None, **changes):
    wanted = {"witness": "区纪委 王某", "version": plan.version, "at": AT, **changes}
    return drawing.draw_plan(plan, by=by or people.approver(), **wanted)


# --- entering ---------------------------------------------------------------------------------------------------------
def test_a_plan_commits_to_its_secret_before_the_pools_are_known():
    plan = scenes.draft()
    assert plan.state == State.DRAFT
    assert plan.number == "SJ20260001"
    assert draws.commitment(plan.secret) == plan.commitment
    assert plan.pool_digest == plan.seed == ""
    assert plan.item_version.item.code == "QT-06"
    assert scenes.draft(scenes.STANDARDS).item_version.item.code == "QT-07"


def test_two_plans_have_two_numbers_and_two_secrets():
    one, two = scenes.draft(), scenes.draft()
    assert (one.number, two.number) == ("SJ20260001", "SJ20260002")
    assert one.secret != two.secret


@pytest.mark.parametrize("changes", [{"due_on": TODAY - timedelta(days=1)}, {"product": ""}])
def test_what_no_plan_may_say(changes):
    with pytest.raises(PlanRefused):
        scenes.draft(**changes)


def test_a_draft_is_changed_and_keeps_its_secret():
    plan = scenes.draft()
    changed = plans.change_plan(plan, scenes.wanted(title="另一标题", wanted_enterprises=3), version=plan.version, at=AT)
    assert (changed.title, changed.wanted_enterprises, changed.version) == ("另一标题", 3, 2)
    assert (changed.secret, changed.commitment) == (plan.secret, plan.commitment)


def test_two_who_change_one_plan_do_not_overwrite_each_other():
    plan = scenes.draft()
    plans.change_plan(plan, scenes.wanted(title="先"), version=1, at=AT)
    with pytest.raises(PlanRefused):
        plans.change_plan(plan, scenes.wanted(title="后"), version=1, at=AT)


# --- the pools --------------------------------------------------------------------------------------------------------
def pool(**conditions):
    return set(pools.enterprise_pool(scenes.SAMPLING, conditions, today=TODAY).values_list("code", flat=True))


def test_the_pool_holds_operating_enterprises_that_were_not_merged():
    good = EnterpriseFactory()
    EnterpriseFactory(status=Enterprise.Status.CANCELLED)
    EnterpriseFactory(merged_into=good)
    assert pool() == {good.code}


def test_every_condition_narrows_the_pool():
    one = EnterpriseFactory(township="huaicheng", industry_section="C", industry_division="14", tags=["key"])
    EnterpriseFactory(township="elsewhere", industry_section="F", industry_division="52")
    CertificateFactory(enterprise=one, kind="production-licence")
    for condition in (
        {"township": "huaicheng"},
        {"section": "C"},
        {"division": "14"},
        {"tags": ["key"]},
        {"certificate_kind": "production-licence"},
    ):
        assert pool(**condition) == {one.code}, condition
        assert len(pool()) == 2


def test_holdings_that_ended_do_not_count():
    one = EnterpriseFactory()
    certificate = CertificateFactory(enterprise=one, kind="production-licence", expires_on=TODAY)
    assert pool(certificate_kind="production-licence") == {one.code}, "the last good day counts"
    type(certificate).objects.update(expires_on=TODAY - timedelta(days=1))
    assert pool(certificate_kind="production-licence") == set()
    type(certificate).objects.update(expires_on=None, standing=Standing.ENDED)
    assert pool(certificate_kind="production-licence") == set()


def test_standards_are_checked_where_some_are_declared():
    declaring = DeclaredStandardFactory(level="group").enterprise
    EnterpriseFactory()
    found = pools.enterprise_pool(scenes.STANDARDS, {}, today=TODAY)
    assert [row.code for row in found] == [declaring.code]
    assert not pools.enterprise_pool(scenes.STANDARDS, {"standard_level": "enterprise"}, today=TODAY).exists()


def test_an_unknown_condition_is_not_passed_over():
    with pytest.raises(ValueError, match="colour"):
        pools.enterprise_pool(scenes.SAMPLING, {"colour": "red"}, today=TODAY)


def test_only_officers_who_may_enforce_are_in_the_pool(officer, officer_with_expired_certificate, clerk):
    Officer.objects.create(user=clerk, certificate_number="苏08049998", certificate_expires_on=TODAY + timedelta(days=1))
    gone = people.second_officer()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert [row.user for row in pools.officer_pool(TODAY)] == [officer]


def test_a_preview_writes_nothing_and_asks_three_times(django_assert_num_queries):
    scenes.officers()
    scenes.enterprises()
    plan = scenes.draft()
    with django_assert_num_queries(3):
        found = pools.preview(plan, today=TODAY)
    assert (found.enterprises, found.officers, len(found.some)) == (5, 3, 5)
    assert not PoolEntry.objects.exists()


# --- publishing -------------------------------------------------------------------------------------------------------
def test_publishing_freezes_both_pools_with_their_names():
    plan = scenes.published()
    assert plan.state == State.PUBLISHED
    assert selectors.pool_sizes(plan) == {"enterprise": 5, "officer": 3}
    assert draws.pool_digest(pools.frozen_pools(plan)) == plan.pool_digest
    entry = PoolEntry.objects.get(plan=plan, code="苏08040001")
    assert (entry.name, entry.office_code) == ("赵建军", "inspection")
    assert plan.seed == "", "nothing is drawn yet"


def test_freezing_takes_three_statements_however_many_there_are(django_assert_num_queries):
    scenes.officers()
    scenes.enterprises(30)
    plan = scenes.draft()
    with django_assert_num_queries(3):
        pools.freeze(plan, today=TODAY)


@pytest.mark.parametrize("changes", [{"wanted_enterprises": 6}, {"officers_each": 4}])
def test_pools_too_small_are_not_published(changes):
    with pytest.raises(PlanRefused):
        scenes.published(**changes)
    assert InspectionPlan.objects.get().state == State.DRAFT
    assert not PoolEntry.objects.exists()


def test_a_published_plan_is_not_changed_any_more():
    plan = scenes.published()
    with pytest.raises(PlanRefused):
        plans.change_plan(plan, scenes.wanted(), version=plan.version, at=AT)
    with pytest.raises(PlanRefused):
        plans.publish_plan(plan, version=plan.version, at=AT)


def test_the_database_lets_nobody_change_a_pool():
    plan = scenes.published()
    with pytest.raises(InternalError), transaction.atomic():
        PoolEntry.objects.filter(plan=plan).update(name="改名")
    with pytest.raises(InternalError), transaction.atomic():
        PoolEntry.objects.filter(plan=plan).delete()


# --- drawing ----------------------------------------------------------------------------------------------------------
def test_a_draw_opens_one_matter_for_each_enterprise_and_tells_its_officers(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        plan = scenes.drawn()
    assert (plan.state, plan.witness, plan.drawn_by) == (State.DRAWN, "区纪委 王某", people.approver())
    expected = draws.rerun(plan.secret, pools.frozen_pools(plan))
    rows = list(selectors.inspections_of(plan))
    assert [selectors.drawn_team(row) for row in rows] == list(expected.teams)
    assert [row.number for row in rows] == ["CJ20261123000001", "CJ20261123000002"]
    for row in rows:
        team = scenes.team_of(row)
        assert (row.kind, row.state, row.category, row.handler) == ("sampling", "assigned", "QT-06", team[0].officer)
        assert row.office == team[0].officer.office
        told = Message.objects.filter(case_id=row.pk, code="staff-inspection-drawn", channel="inbox").values_list("user", flat=True)
        assert set(told) == {one.officer_id for one in team}
        assert Assignment.objects.get(case_id=row.pk).handler == team[0].officer
        assert "速冻水饺" in row.title


def test_a_standards_plan_draws_the_standard_too():
    plan = scenes.drawn(scenes.STANDARDS)
    for row in selectors.inspections_of(plan):
        assert (row.kind, row.category, row.number[:2]) == ("standard-check", "QT-07", "BZ")
        assert row.standard.enterprise.code == row.enterprise_code
        assert Event.objects.get(case_id=row.pk, action="open").data["standards"] == [row.standard.number]


def test_of_several_standards_the_seed_chooses():
    scenes.officers()
    enterprise = EnterpriseFactory()
    numbers = [DeclaredStandardFactory(enterprise=enterprise).number for _one in range(6)]
    plan = scenes.draft(scenes.STANDARDS, wanted_enterprises=1)
    plan = draw(plans.publish_plan(plan, version=1, at=AT))
    case = Inspection.objects.get(plan=plan)
    assert case.standard.number == draws.ranked_standards(numbers, seed=plan.seed, enterprise=enterprise.code)[0]
    assert selectors.compare(plan).agrees


def test_whoever_entered_the_plan_does_not_draw_it():
    plan = scenes.published()
    with pytest.raises(ConflictOfInterest):
        draw(plan, by=people.supervisor())
    assert not Inspection.objects.exists()


@pytest.mark.parametrize("name", ["clerk", "officer", "reviewer", "manager", "administrator", "enterprise_user"])
def test_only_heads_draw_and_cancel(name):
    plan = scenes.published()
    with pytest.raises(PlanRefused):
        draw(plan, by=people.CAST[name]())
    with pytest.raises(PlanRefused):
        plans.cancel_plan(plan, by=people.CAST[name](), version=plan.version)


def test_a_draw_needs_a_witness():
    with pytest.raises(PlanRefused):
        draw(scenes.published(), witness="  ")


def test_a_draft_is_not_drawn_and_a_drawn_plan_not_again():
    with pytest.raises(PlanRefused):
        draw(scenes.draft())
    plan = scenes.drawn()
    with pytest.raises(PlanRefused):
        draw(plan)
    assert Inspection.objects.count() == 2


def test_a_pool_that_was_tampered_with_is_not_drawn_from():
    plan = scenes.published()
    PoolEntry.objects.create(plan=plan, pool=PoolEntry.Pool.ENTERPRISE, code="91320803000000999X", name="后来添上的")
    with pytest.raises(PlanRefused):
        draw(plan)


def test_whoever_lost_the_certificate_since_does_not_go():
    plan = scenes.published()
    Officer.objects.filter(certificate_number="苏08040002").update(certificate_expires_on=TODAY - timedelta(days=1))
    plan = draw(plan)
    assert set(InspectionOfficer.objects.values_list("certificate_number", flat=True)) == {"苏08040001", "苏08040003"}
    assert Event.objects.filter(action="open", case__kind="sampling").first().data["recused"] == ["苏08040002"]
    assert selectors.compare(plan).agrees


def test_whoever_acts_for_an_enterprise_does_not_inspect_it():
    plan = scenes.published(wanted_enterprises=5)
    officer = people.officer()
    enterprise = Enterprise.objects.first()
    MembershipFactory(enterprise=enterprise, user=officer, part=Membership.Part.READER)
    plan = draw(plan)
    case = Inspection.objects.get(plan=plan, enterprise_code=enterprise.code)
    assert officer not in [row.officer for row in scenes.team_of(case)]
    assert selectors.compare(plan).agrees


def test_too_few_officers_left_is_refused_whole():
    plan = scenes.published()
    Officer.objects.filter(certificate_number__in=["苏08040002", "苏08040003"]).update(certificate_expires_on=TODAY - timedelta(days=1))
    with pytest.raises(PlanRefused):
        draw(plan)
    assert InspectionPlan.objects.get(pk=plan.pk).state == State.PUBLISHED
    assert not Case.objects.filter(kind="sampling").exists()


# --- cancelling -------------------------------------------------------------------------------------------------------
def test_a_cancelled_plan_stays_with_its_pools_and_is_not_drawn():
    plan = scenes.published()
    plan = plans.cancel_plan(plan, by=people.approver(), version=plan.version)
    assert plan.state == State.CANCELLED
    assert selectors.pool_sizes(plan)["enterprise"] == 5
    with pytest.raises(PlanRefused):
        draw(plan)


def test_a_drawn_plan_is_not_cancelled():
    plan = scenes.drawn()
    with pytest.raises(PlanRefused):
        plans.cancel_plan(plan, by=people.approver(), version=plan.version)
