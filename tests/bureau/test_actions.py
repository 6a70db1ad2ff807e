"""Taking a step on screen: forms, gates, refusals, two people at once. Every refusal is said in words and loses nothing typed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Case, Document, Message
from bureau.workflow import Actor, perform
from tests import people
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def step_url(case, name):
    return reverse("bureau:case-action", args=[case.number, name])


def send(client, case, name, **data):
    """Fill in and send the form as the page offers it now."""
    page = client.get(step_url(case, name))
    assert page.status_code == 200, name
    return client.post(step_url(case, name), {"version": page.context["version"], "seen": page.context["seen"], **data})


@pytest.fixture
def complaint(clerk):
    return ComplaintFactory(office=clerk.office, handler=clerk)


def test_a_complaint_from_acceptance_to_settlement(as_clerk, complaint):
    for name, data in (
        ("accept", {"note": "受理"}),
        ("mediate", {}),
        ("settle", {"result": "agreement", "agreement": "退款 100 元", "recovered": "100.00"}),
    ):
        assert send(as_clerk, complaint, name, **data).status_code == 302, name
    complaint.refresh_from_db()
    assert complaint.state == "settled"
    assert complaint.closed_at is not None
    assert Document.objects.filter(case_id=complaint.pk).count() == 2
    assert Message.objects.filter(case_id=complaint.pk, code="complaint-closed").exists()


def test_the_step_page_carries_version_and_the_basis(as_clerk, complaint):
    page = as_clerk.get(step_url(complaint, "accept"))
    assert f'name="version" value="{complaint.version}"' in page.content.decode()
    assert "总局令第121号）第15条" in page.content.decode()


def test_an_incomplete_form_comes_back_with_everything_typed(as_clerk, complaint):
    answer = send(as_clerk, complaint, "refuse", ground="16-1", explanation="")
    assert answer.status_code == 422
    assert 'value="16-1" selected' in answer.content.decode()
    assert Case.objects.get(pk=complaint.pk).state == "submitted"


def test_a_closed_gate_shows_its_reason_and_cannot_be_forced(as_clerk, clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk, address="")
    page = as_clerk.get(step_url(case, "accept"))
    assert page.status_code == 200
    assert page.context["is_shut"]
    answer = as_clerk.post(step_url(case, "accept"), {"version": case.version, "note": "硬来"})
    assert answer.status_code == 409
    assert "硬来" in answer.content.decode()
    assert answer.context["problems"]
    assert Case.objects.get(pk=case.pk).state == "submitted"


def test_a_forged_step_name_is_404_with_a_clear_message(as_clerk, complaint):
    for method in (as_clerk.get, as_clerk.post):
        answer = method(step_url(complaint, "close-everything"))
        assert answer.status_code == 404
        assert "close-everything" in answer.content.decode()


def test_the_citizens_steps_are_not_for_staff(as_clerk, complaint):
    for name in ("withdraw", "supplement"):
        assert as_clerk.get(step_url(complaint, name)).status_code == 403
        assert as_clerk.post(step_url(complaint, name), {"version": 1, "text": "x"}).status_code == 403
    assert Case.objects.get(pk=complaint.pk).version == 1


def test_a_role_without_the_step_is_refused_with_the_reason(as_manager, complaint):
    answer = as_manager.post(step_url(complaint, "accept"), {"version": 1})
    assert answer.status_code == 403
    assert Case.objects.get(pk=complaint.pk).state == "submitted"


def test_a_step_out_of_turn_is_refused_with_the_state(as_clerk, complaint):
    answer = as_clerk.get(step_url(complaint, "settle"))
    assert answer.status_code == 403
    answer = as_clerk.post(step_url(complaint, "settle"), {"version": 1, "result": "agreement", "agreement": "x", "recovered": "1"})
    assert answer.status_code == 403
    assert "settled" not in Case.objects.values_list("state", flat=True)


def test_nobody_releases_an_answer_they_wrote(as_clerk, as_second_clerk, clerk):
    case = ConsultationFactory(office=clerk.office, handler=clerk)
    assert send(as_clerk, case, "draft-answer", answer="到期前一个月申请。").status_code == 302
    page = as_clerk.get(step_url(case, "release-answer"))
    assert page.context["is_shut"]
    refused = as_clerk.post(step_url(case, "release-answer"), {"version": 2})
    assert refused.status_code == 403
    assert send(as_second_clerk, case, "release-answer").status_code == 302


def test_a_draft_sent_back_is_not_typed_again(as_clerk, as_second_clerk, clerk):
    case = ConsultationFactory(office=clerk.office, handler=clerk)
    send(as_clerk, case, "draft-answer", answer="到期前一个月申请。")
    send(as_second_clerk, case, "return-answer", reason="请引用条文")
    assert as_clerk.get(step_url(case, "draft-answer")).context["form"]["answer"].value() == "到期前一个月申请。"


# --- two people at once -----------------------------------------------------------------------------------------------
def test_a_stale_form_keeps_the_text_and_shows_what_changed(as_clerk, second_clerk, complaint):
    page = as_clerk.get(step_url(complaint, "refuse"))
    perform(complaint.pk, "note", actor=Actor.of(second_clerk), at=timezone.now(), data={"note": "商家愿意退款"})
    form = {"version": page.context["version"], "seen": page.context["seen"], "ground": "16-1", "explanation": "写了很久的说明"}
    answer = as_clerk.post(step_url(complaint, "refuse"), form)
    assert answer.status_code == 409
    assert "写了很久的说明" in answer.content.decode()
    assert [event["text"] for event in answer.context["changes"]] == ["商家愿意退款"]
    assert Case.objects.get(pk=complaint.pk).state == "submitted"
    # Having read it, one sends again what the page holds.
    form |= {"version": answer.context["version"], "seen": answer.context["seen"]}
    assert as_clerk.post(step_url(complaint, "refuse"), form).status_code == 302
    assert Case.objects.get(pk=complaint.pk).state == "refused"


def test_a_step_somebody_else_took_first_keeps_the_text_and_offers_no_button(as_clerk, second_clerk, complaint):
    page = as_clerk.get(step_url(complaint, "refuse"))
    perform(complaint.pk, "accept", actor=Actor.of(second_clerk), at=timezone.now(), data={})
    form = {"version": page.context["version"], "seen": page.context["seen"], "ground": "16-1", "explanation": "写了很久的说明"}
    answer = as_clerk.post(step_url(complaint, "refuse"), form)
    assert answer.status_code == 409
    assert answer.context["is_shut"]
    assert "写了很久的说明" in answer.content.decode()


def test_a_form_sent_twice_counts_once(as_clerk, complaint):
    page = as_clerk.get(step_url(complaint, "note"))
    data = {"version": page.context["version"], "seen": page.context["seen"], "note": "一次"}
    assert as_clerk.post(step_url(complaint, "note"), data).status_code == 302
    assert as_clerk.post(step_url(complaint, "note"), data).status_code == 409
    assert complaint.events.filter(action="note").count() == 1


def test_staleness_tells_nothing_to_who_may_not_act(complaint, clerk):
    manager = signed_in(Client(), people.manager())
    perform(complaint.pk, "note", actor=Actor.of(clerk), at=timezone.now(), data={"note": "内部"})
    answer = manager.post(step_url(complaint, "refuse"), {"version": 1, "ground": "16-1", "explanation": "x"})
    assert answer.status_code == 403
    assert "内部" not in answer.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_forged_version_is_no_way_around_the_check(as_clerk, complaint, version):
    """Without a version the form counts as sent from the present page; a wrong number is stale."""
    answer = as_clerk.post(step_url(complaint, "note"), {"version": version, "note": "x"})
    assert answer.status_code == 302
    assert as_clerk.post(step_url(complaint, "note"), {"version": "1", "note": "x"}).status_code == 409


# --- what follows -----------------------------------------------------------------------------------------------------
def test_whoever_passes_a_matter_on_is_led_back_to_the_list(as_clerk, clerk_elsewhere, complaint):
    answer = send(as_clerk, complaint, "reroute", office=clerk_elsewhere.office_id, reason="归口管理")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("bureau:workbench")
    assert as_clerk.get(reverse("bureau:case", args=[complaint.number])).status_code == 404


def test_an_extension_refused_by_law_is_said_in_words(as_approver, clerk):
    case = ReportFactory(office=clerk.office, handler=clerk)
    perform(case.pk, "verify", actor=Actor.of(clerk), at=timezone.now(), data={})
    assert send(as_approver, case, "extend-verification", reason="案情复杂").status_code == 302
    again = send(as_approver, case, "extend-verification", reason="还想再延")
    assert again.status_code == 409
    assert again.context["problems"]
    assert "还想再延" in again.content.decode()
