"""What everybody sees, and when: commitment at once, pools when frozen, the draw after the last visit; running it again; tampering."""

import builtins
import html
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.urls import reverse

from licensing.inspections import selectors
from licensing.models import Inspection, InspectionOfficer, InspectionPlan
from tests import people
from tests.factories.licensing import item
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import take
from tests.people import signed_in

pytestmark = pytest.mark.django_db
AFTER = date(2036, 1, 1)


def page(client, name, plan=None):
    return client.get(reverse(f"licensing:{name}", args=[plan.number] if plan else []))


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def visit_all(plan):
    for case in Inspection.objects.filter(plan=plan):
        case = take(case, "print-notice")
        if plan.purpose == scenes.SAMPLING:
            take(case, "take-sample", scenes.SAMPLE)
        else:
            take(case, "find-conforming", scenes.CONFORMS)


# --- before the draw --------------------------------------------------------------------------------------------------
def test_of_a_draft_only_number_and_commitment_are_public(client):
    plan = scenes.draft()
    for shown in (body(page(client, "inspections")), body(page(client, "inspection-plan", plan))):
        assert plan.commitment in shown
        assert plan.title not in shown
        assert plan.secret not in shown
    assert set(page(client, "inspection-plan-data", plan).json()) == {
        "algorithm", "number", "state", "commitment", "wanted_enterprises", "officers_each",
    }  # fmt: skip


def test_frozen_pools_are_public_with_names(client):
    plan = scenes.published()
    shown = body(page(client, "inspection-plan", plan))
    data = page(client, "inspection-plan-data", plan).json()
    assert plan.pool_digest in shown
    assert "赵建军" in shown
    assert {one["code"] for one in data["pools"]["officer"]} == {"苏08040001", "苏08040002", "苏08040003"}
    assert len(data["pools"]["enterprise"]) == 5
    assert plan.secret not in shown + str(data)


# --- between draw and last visit ----------------------------------------------------------------------------------------
def test_nobody_is_warned_before_the_last_visit(client):
    plan = scenes.drawn()
    case = Inspection.objects.filter(plan=plan).first()
    data = page(client, "inspection-plan-data", plan).json()
    shown = body(page(client, "inspection-plan", plan)) + body(page(client, "inspection-plan-check", plan)) + str(data)
    assert plan.secret not in shown
    assert plan.seed not in shown
    assert case.number not in shown
    assert "draw" not in data
    assert "区纪委 王某" in shown, "that it was drawn, when and before whom is public at once"


def test_after_the_last_visit_everything_is_public(client):
    plan = scenes.drawn()
    visit_all(plan)
    data = page(client, "inspection-plan-data", plan).json()
    assert (data["secret"], data["seed"]) == (plan.secret, plan.seed)
    assert [one["enterprise"] for one in data["draw"]] == [row.enterprise_code for row in selectors.inspections_of(plan)]


def test_the_day_by_which_all_should_be_done_ends_the_secret_too():
    plan = scenes.drawn()
    assert not selectors.is_disclosed(plan, scenes.DUE)
    assert selectors.is_disclosed(plan, AFTER)


# --- running it again -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("purpose", [scenes.SAMPLING, scenes.STANDARDS])
def test_the_recipe_on_the_page_agrees_with_the_public_file(client, purpose, monkeypatch, capsys):
    """The very lines people are told to run, run on the very file they download."""
    plan = scenes.drawn(purpose, wanted_enterprises=4)
    visit_all(plan)
    file = page(client, "inspection-plan-data", plan).content.decode()
    shown = render_to_string("licensing/inspection_recipe.html", {"plan": plan})
    found = re.search(r"<code>(.*)</code>", shown, re.DOTALL)
    assert found is not None
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", lambda name, **_kwargs: io.StringIO(file) if name == f"{plan.number}.json" else 1 / 0)
        exec(compile(html.unescape(found[1]), "recipe", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out == "agrees\n"


def test_the_document_tells_the_same_lines():
    shown = render_to_string("licensing/inspection_recipe.html", {"plan": {"number": "SJ20260001"}})
    lines = html.unescape(re.search(r"<code>(.*)</code>", shown, re.DOTALL)[1])
    assert lines in (Path(__file__).parents[3] / "docs" / "random-inspection.md").read_text()


def test_the_page_says_that_it_agrees(client):
    plan = scenes.drawn()
    visit_all(plan)
    shown = body(page(client, "inspection-plan-check", plan))
    assert "notice-success" in shown
    assert plan.commitment in shown


def test_the_command_says_that_it_agrees(capsys):
    plan = scenes.drawn()
    call_command("rerun_draw", plan.number)
    said = capsys.readouterr().out
    assert "agrees" in said
    assert plan.seed in said


def test_replaced_officers_do_not_spoil_the_comparison():
    plan = scenes.drawn()
    case = Inspection.objects.filter(plan=plan).first()
    take(case, "replace-officer", {"officer": scenes.team_of(case)[0].officer, "reason": "回避"})
    assert selectors.compare(plan).agrees


def change_secret(plan):
    InspectionPlan.objects.filter(pk=plan.pk).update(secret="0" * 64)


def change_wanted(plan):
    InspectionPlan.objects.filter(pk=plan.pk).update(wanted_enterprises=1)


def change_enterprise(plan):
    left = plan.pool.filter(pool="enterprise").exclude(code__in=Inspection.objects.values("enterprise_code")).first()
    Inspection.objects.filter(plan=plan, rank=1).update(enterprise_code=left.code)


def change_officer(plan):
    row = InspectionOfficer.objects.first()
    InspectionOfficer.objects.filter(pk=row.pk).update(certificate_number="苏08049997")


def add_to_pool(plan):
    plan.pool.create(pool="enterprise", code="91320803000000999X", name="后来添上的")


@pytest.mark.parametrize("tamper", [change_secret, change_wanted, change_enterprise, change_officer, add_to_pool])
def test_whatever_is_tampered_with_is_seen(client, tamper):
    plan = scenes.drawn()
    visit_all(plan)
    tamper(plan)
    plan.refresh_from_db()
    assert not selectors.compare(plan).agrees
    assert "notice-danger" in body(page(client, "inspection-plan-check", plan))
    with pytest.raises(CommandError):
        call_command("rerun_draw", plan.number)


@pytest.mark.parametrize("number", ["SJ20269999", "JB2026"])
def test_the_command_refuses_what_is_no_drawn_plan(number):
    with pytest.raises(CommandError):
        call_command("rerun_draw", number)
    with pytest.raises(CommandError):
        call_command("rerun_draw", scenes.published().number)


# --- results ----------------------------------------------------------------------------------------------------------
def test_results_stand_on_the_public_page_once_published(client):
    case = scenes.told(scenes.FAILED)
    assert case.enterprise_name not in body(page(client, "inspection-results"))
    case = take(take(case, "accept-result"), "order-rectification", scenes.ORDER)
    shown = body(page(client, "inspection-results"))
    assert case.enterprise_name in shown
    assert "不合格项目：净含量" in shown


def test_public_pages_ask_a_fixed_number_of_questions(client, django_assert_max_num_queries):
    plan = scenes.drawn(wanted_enterprises=5)
    visit_all(plan)
    for name, plan_or_none, most in (
        ("inspections", None, 2),
        ("inspection-results", None, 2),
        ("inspection-plan", plan, 18),
        ("inspection-plan-check", plan, 9),
    ):
        with django_assert_max_num_queries(most):
            body(page(client, name, plan_or_none))


def test_a_plan_that_is_none_is_not_found(client):
    for name in ("inspection-plan", "inspection-plan-data", "inspection-plan-check"):
        assert client.get(reverse(f"licensing:{name}", args=["SJ20269999"])).status_code == 404


# --- staff pages ------------------------------------------------------------------------------------------------------
FORM = {
    "title": "第四季度抽查",
    "purpose": "sampling",
    "product": "速冻水饺",
    "wanted_enterprises": "2",
    "officers_each": "2",
    "due_on": "2027-12-31",
}


def test_from_the_form_to_the_draw(client):
    item("QT-06")
    scenes.officers()
    scenes.enterprises()
    supervisor, head = signed_in(client, people.supervisor()), people.approver()
    made = supervisor.post(reverse("licensing:plan-new"), FORM)
    plan = InspectionPlan.objects.get()
    assert made["Location"] == reverse("licensing:plan", args=[plan.number])
    assert "5" in body(page(supervisor, "plan", plan))
    assert body(page(supervisor, "plan-edit", plan))
    supervisor.post(reverse("licensing:plan-edit", args=[plan.number]), {**FORM, "title": "改后标题", "version": "1"})
    supervisor.post(reverse("licensing:plan-publish", args=[plan.number]), {"version": "2"})
    plan.refresh_from_db()
    assert (plan.title, plan.state) == ("改后标题", "published")
    supervisor.post(reverse("licensing:plan-draw", args=[plan.number]), {"version": "3", "witness": "某"})
    plan.refresh_from_db()
    assert plan.state == "published", "whoever entered it does not draw it"
    client.logout()
    signed_in(client, head)
    answer = client.post(reverse("licensing:plan-draw", args=[plan.number]), {"version": "3", "witness": ""})
    assert answer.status_code == 422
    client.post(reverse("licensing:plan-draw", args=[plan.number]), {"version": "3", "witness": "区纪委 王某"})
    plan.refresh_from_db()
    assert plan.state == "drawn"
    case = Inspection.objects.first()
    assert case.number in body(page(client, "plan", plan))
    assert body(client.get(reverse("bureau:case", args=[case.number])))
    assert plan.number in body(page(client, "plans"))
    assert plan.number not in body(client.get(reverse("licensing:plans"), {"state": "draft"}))


@pytest.mark.parametrize("missing", ["title", "product", "wanted_enterprises", "due_on"])
def test_a_form_without_what_it_needs_is_shown_again(client, missing):
    signed_in(client, people.supervisor())
    answer = client.post(reverse("licensing:plan-new"), {**FORM, missing: ""})
    assert answer.status_code == 422
    assert not InspectionPlan.objects.exists()


def test_a_plan_without_its_item_in_the_catalogue_says_so(client):
    signed_in(client, people.supervisor())
    assert client.post(reverse("licensing:plan-new"), FORM).status_code == 422


def test_the_list_of_plans_asks_a_fixed_number_of_questions(client, django_assert_max_num_queries):
    signed_in(client, people.supervisor())
    for _plan in range(3):
        scenes.draft()
    page(client, "plans")
    with django_assert_max_num_queries(12):
        body(page(client, "plans"))
