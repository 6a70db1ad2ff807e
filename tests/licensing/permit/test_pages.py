"""A permit on the house's case page, through its forms; and as the applicant follows it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bureau.day_words import day_words
from bureau.following.kinds import follow_kind
from bureau.models import Event
from bureau.query_codes import query_code
from bureau.workflow import Actor
from enterprises.desk.matters import desk_kind
from licensing.models import Application
from licensing.permit.states import PermitState
from licensing.steps import forms
from licensing.steps.correction_form import CorrectionNoticeForm
from tests import people
from tests.licensing.permit import story
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def act(client, case, name, **data):
    return client.post(reverse("bureau:case-action", args=[case.number, name]), {"version": case.version, **data})


def test_the_case_page_shows_review_check_and_hearing(client):
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    story.plan(case, at)
    page = signed_in(client, people.approver()).get(reverse("bureau:case", args=[case.number]))
    assert page.status_code == 200
    assert reverse("licensing:check", args=[case.number, 1]) in page.content.decode()
    assert "一号车间" in page.content.decode()
    assert f"XK-01 {case.item_version.name}" in page.content.decode()


def test_days_stand_in_the_readers_words_and_a_record_nobody_wrote_is_named_once(client):
    case = story.application("XK-01", content=story.EQUIPMENT)
    at, one = story.reviewing(case), story.officers()[0]
    reviewer = signed_in(client, story.reviewer())
    form = reviewer.get(reverse("bureau:case-action", args=[case.number, "plan-check"])).content.decode()
    valid = gettext("valid until %(day)s") % {"day": day_words(one.officer.certificate_expires_on)}
    assert f"{one.officer.certificate_number} · {valid}" in form
    story.plan(case, at)
    Application.objects.filter(pk=case.pk).update(accepted_on=date(2026, 11, 12), acceptance_deemed=True)
    reviewer.cookies["django_language"] = "en"
    page = reviewer.get(reverse("bureau:case", args=[case.number])).content.decode()
    assert "12 November 2026, by silence" in page
    assert "The record of the on-site check has not been written yet." in page
    assert "Answer: " not in page


def test_an_applicant_who_is_a_person_is_called_one(client):
    case = story.application(applicant_type="person", enterprise_code="")
    page = signed_in(client, story.clerk()).get(reverse("bureau:case", args=[case.number])).content.decode()
    assert "· 个人" in page


def test_missing_papers_are_named_before_acceptance(client):
    case = story.application(complete=False)
    page = signed_in(client, story.clerk()).get(reverse("bureau:case", args=[case.number]))
    assert "检验报告" in page.content.decode()


def test_the_correction_notice_lists_questions_and_papers_of_the_matter(client):
    case = story.application()
    clerk = signed_in(client, story.clerk())
    page = clerk.get(reverse("bureau:case-action", args=[case.number, "ask-correction"])).content.decode()
    assert 'name="material-inspection-report"' in page
    assert 'name="field-equipment_name"' in page
    assert 'name="items"' not in page
    done = act(
        clerk, case, "ask-correction", number=case.number, **{"material-inspection-report": "缺盖章页", "field-in_use_since": "日期有误"}
    )
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == PermitState.CORRECTION
    assert [row["code"] for row in case.correction_asked] == ["inspection-report", "in_use_since"]


def test_a_question_that_was_not_asked_cannot_be_corrected(client):
    fields = [
        {"code": "is_shared", "label": "是否共有", "type": "yes-no"},
        {"code": "owner", "label": "产权单位", "type": "text", "when": {"field": "is_shared", "is_in": ["yes"]}},
    ]
    content = {**story.CONTENT, "fields": fields, "sections": [], "result": {**story.NO_CERTIFICATE, "facts": []}}
    case = story.application(content=content, answers={"is_shared": False})
    page = signed_in(client, story.clerk()).get(reverse("bureau:case-action", args=[case.number, "ask-correction"])).content.decode()
    assert 'name="field-is_shared"' in page
    assert 'name="field-owner"' not in page


def test_a_notice_without_a_point_comes_back(client):
    case = story.application()
    page = act(signed_in(client, story.clerk()), case, "ask-correction", number=case.number, text="请补正")
    assert page.status_code == 422
    case.refresh_from_db()
    assert case.state == PermitState.SUBMITTED


def test_a_program_sends_the_points_as_lines():
    form = CorrectionNoticeForm({"items": "inspection-report：缺盖章页\n\nequipment_name: 有误"})
    assert form.is_valid()
    assert form.cleaned_data["remarks"]["material", "inspection-report"] == "缺盖章页"
    assert form.cleaned_data["remarks"]["field", "equipment_name"] == "有误"


def test_the_whole_way_through_the_forms(client):
    case = story.application()
    clerk, reviewer = story.clerk(), story.reviewer()
    signed_in(client, clerk)
    assert act(client, case, "accept", note="齐全").status_code == 302
    case.refresh_from_db()
    assert act(client, case, "assign", handler=reviewer.pk).status_code == 302
    case.refresh_from_db()
    signed_in(client, reviewer)
    assert act(client, case, "finish-review", opinion="grant", opinion_text="符合条件").status_code == 302
    case.refresh_from_db()
    signed_in(client, people.approver())
    assert act(client, case, "grant").status_code == 302
    case.refresh_from_db()
    signed_in(client, clerk)
    assert act(client, case, "deliver", mode="collect").status_code == 422, "somebody received it"
    assert act(client, case, "deliver", mode="collect", receiver="李建国").status_code == 302
    case.refresh_from_db()
    assert case.state == PermitState.DELIVERED


def test_a_check_is_planned_through_its_form(client):
    case = story.application("XK-01", content=story.EQUIPMENT)
    story.reviewing(case)
    day = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    officers = [one.pk for one in story.officers()]
    page = act(signed_in(client, story.reviewer()), case, "plan-check", planned_for=day, place="一号车间", officers=officers)
    assert page.status_code == 302


@pytest.mark.parametrize(
    ("form", "data", "fault"),
    [
        (forms.NotAcceptedForm, {"ground": "32-1-2", "explanation": "属市局"}, "authority"),
        (forms.NotAcceptedForm, {"ground": "32-1-1", "explanation": ""}, "explanation"),
        (forms.DeliverForm, {"mode": "post"}, "tracking_number"),
        (forms.DeliverForm, {"mode": "collect"}, "receiver"),
    ],
)
def test_each_form_asks_for_its_proof(form, data, fault):
    filled = form(data)
    assert not filled.is_valid()
    assert fault in filled.errors


# --- the applicant ---------------------------------------------------------------------------------------------------------
def test_every_state_has_honest_words_for_the_applicant():
    assert set(follow_kind("permit").standings) == set(PermitState.values)
    assert set(desk_kind("permit").standings) == set(PermitState.values)


def test_the_applicant_is_offered_what_the_table_gives_a_citizen():
    steps = follow_kind("permit").steps
    assert set(steps) == {"ask-hearing", "withdraw"}


def test_the_check_ahead_is_on_the_applicant_s_card_until_it_is_done():
    case = story.application("XK-01", content=story.EQUIPMENT)
    at = story.reviewing(case)
    card = follow_kind("permit").card
    assert card.context(case)["check"] is None
    story.plan(case, at)
    assert card.context(case)["check"].place == "一号车间"
    story.sign(case, at + timedelta(days=1))
    assert card.context(case)["check"] is None


def test_what_is_to_be_corrected_is_told_with_the_step():
    case = story.application()
    story.do(case, "ask-correction", Actor.of(story.clerk()), case.opened_at, **story.ASKED)
    assert Event.objects.get(case_id=case.pk, action="ask-correction").note == "检验报告：缺盖章页\n请尽快补正。"


def test_the_applicant_follows_it_by_number_and_query_code(client):
    case = story.application("XK-01", content=story.EQUIPMENT)
    story.plan(case, story.reviewing(case))
    client.post(reverse("bureau:track"), {"number": case.number, "code": query_code(case.number)})
    page = client.get(reverse("bureau:matter", args=[case.number])).content.decode()
    assert "一号车间" in page
    assert reverse("bureau:matter-step", args=[case.number, "withdraw"]) in page
