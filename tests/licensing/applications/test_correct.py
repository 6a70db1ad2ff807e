"""Corrections: only what was asked for is open, on the desk and by number and query code; the papers replaced are kept."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.following.receipts import receipt_token
from bureau.models import Event
from bureau.workflow import Actor, perform
from enterprises.models import Membership
from licensing.applications import services
from licensing.models import Application, MaterialFile
from tests import people
from tests.desk_door import member_client
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.licensing.applications.handing_in import basket_with, paper, send, wanted
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guide")]
FIELD = {"kind": "field", "code": "in_use_since", "label": "投入使用日期", "remark": "请填写"}
PAPER = {"kind": "material", "code": "inspection-report", "label": "检验报告", "remark": "缺页"}


@pytest.fixture
def asked(membership) -> Application:
    """Sent, and a notice asks for the date and the report."""
    opened = send(wanted(membership))
    clerk = UserFactory(username="permit-clerk", roles=["clerk"], office=OfficeFactory(desk=True))
    remarks = {(one["kind"], one["code"]): one["remark"] for one in (FIELD, PAPER)}
    perform(opened.case_id, "ask-correction", actor=Actor.of(clerk), at=make.RECEIVED_AT, data={"remarks": remarks, "text": ""})
    return Application.objects.select_related("guide").get(pk=opened.case_id)


def test_only_the_answers_asked_for_are_merged(asked):
    plain = {"in_use_since": "2026-01-05", "equipment_name": "另一台"}
    services.apply_correction(asked, plain=plain, personal={}, basket=None, at=make.RECEIVED_AT)
    assert asked.answers == {"equipment_name": "桥式起重机", "in_use_since": "2026-01-05"}


def test_only_the_papers_asked_for_replace_and_the_replaced_are_kept(asked):
    old = MaterialFile.objects.get()
    basket = basket_with("inspection-report", "business-licence")
    services.apply_correction(asked, plain={}, personal={}, basket=basket, at=make.RECEIVED_AT)
    old.refresh_from_db()
    rows = {row.code: row for row in MaterialFile.objects.exclude(pk=old.pk).select_related("attachment")}
    assert old.superseded and old.application_id == asked.pk
    assert (rows["inspection-report"].application_id, rows["inspection-report"].attachment.case_id) == (asked.pk, asked.pk)
    assert rows["business-licence"].application_id is None and rows["business-licence"].attachment.case_id is None


def test_sealed_answers_not_asked_for_stay_sealed_as_they_were(asked):
    asked.sealed_answers = '{"applicant_identity_number": "320803198506154511"}'
    services.apply_correction(asked, plain={"in_use_since": "2026-01-05"}, personal={}, basket=None, at=make.RECEIVED_AT)
    assert "320803198506154511" in str(asked.sealed_answers)


# --- pages -----------------------------------------------------------------------------------------------------------------
def desk_page(membership, case) -> str:
    return reverse("licensing:desk-correct", args=[membership.enterprise.code, case.number])


def corrections(**changes):
    return {"step": "send", "answer-in_use_since": "2026-01-05", "paper-inspection-report": paper(text="neu"), **changes}


def test_the_desk_opens_only_what_was_asked_for(asked, membership, as_owner):
    text = as_owner.get(desk_page(membership, asked)).content.decode()
    assert "answer-in_use_since" in text and "paper-inspection-report" in text and "缺页" in text
    assert "answer-equipment_name" not in text and "paper-business-licence" not in text


def test_handed_in_on_the_desk_it_takes_the_step(asked, membership, as_owner):
    answer = as_owner.post(desk_page(membership, asked), corrections())
    asked.refresh_from_db()
    assert answer.status_code == 302 and asked.state == "submitted"
    assert asked.answers["in_use_since"] == "2026-01-05"
    assert MaterialFile.objects.filter(superseded=True).count() == 1


def test_the_matter_on_the_desk_leads_there(asked, membership, as_owner):
    matter = reverse("enterprises:desk-matter", args=[membership.enterprise.code, asked.number])
    text = as_owner.get(matter).content.decode()
    assert desk_page(membership, asked) in text and "桥式起重机" in text and "inspection-report.pdf" in text


def test_a_paper_that_was_asked_for_must_come(asked, membership, as_owner):
    answer = as_owner.post(desk_page(membership, asked), {"step": "send", "answer-in_use_since": "2026-01-05"})
    asked.refresh_from_db()
    assert answer.status_code == 422 and asked.state == "correction" and "2026-01-05" in answer.content.decode()


def test_when_somebody_changed_the_matter_meanwhile_it_is_said(asked, membership, as_owner):
    answer = as_owner.post(desk_page(membership, asked), corrections(version="999"))
    assert answer.status_code == 409
    asked.refresh_from_db()
    assert asked.state == "correction" and MaterialFile.objects.filter(application__isnull=True).exists(), "nothing is lost"


def test_readers_and_other_enterprises_do_not_correct(asked, membership, as_owner):
    reader = member_client(membership, Membership.Part.READER, "reader")
    assert reader.get(desk_page(membership, asked)).status_code == 403
    foreign = make.application()
    assert as_owner.get(desk_page(membership, foreign)).status_code == 404


def test_nothing_is_open_when_nothing_was_asked(membership, as_owner):
    opened = send(wanted(membership))
    assert as_owner.get(reverse("licensing:desk-correct", args=[membership.enterprise.code, opened.number])).status_code == 302


def test_by_number_and_query_code_only_after_the_proof(asked, client):
    page = reverse("licensing:correct", args=[asked.number])
    assert client.get(page).status_code == 302 and "follow" in client.get(page)["Location"]
    client.get(reverse("bureau:receipt", args=[receipt_token(asked.number, again=False, at=timezone.now())]))
    assert "answer-in_use_since" in client.get(page).content.decode()
    assert client.post(page, corrections()).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "submitted"


# --- at the window -----------------------------------------------------------------------------------------------------------
def window_page(case) -> str:
    return reverse("licensing:staff-correct", args=[case.number])


@pytest.fixture
def window(asked, client):
    """A clerk of the office that has the matter in hand."""
    return signed_in(client, UserFactory(username="window-clerk", roles=["clerk"], office=asked.office))


def test_the_clerk_takes_in_what_an_applicant_brings_to_the_window(asked, window):
    case_page = window.get(reverse("bureau:case", args=[asked.number])).content.decode()
    assert window_page(asked) in case_page
    text = window.get(window_page(asked)).content.decode()
    assert "answer-in_use_since" in text and "answer-equipment_name" not in text
    assert window.post(window_page(asked), corrections()).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answers["in_use_since"]) == ("submitted", "2026-01-05")


def test_the_step_is_the_clerk_s_on_behalf_of_the_applicant(asked, window):
    window.post(window_page(asked), corrections())
    event = Event.objects.get(case_id=asked.pk, action="correct")
    assert (event.actor.username, event.actor_role) == ("window-clerk", "clerk")
    assert event.note, "the timeline says on whose behalf"


def test_without_a_notice_the_window_has_nothing_to_take_in(membership, client):
    opened = send(wanted(membership))
    case = Application.objects.get(pk=opened.case_id)
    clerk = signed_in(client, UserFactory(username="window-clerk", roles=["clerk"], office=case.office))
    assert clerk.get(window_page(case)).status_code == 302
    assert window_page(case) not in clerk.get(reverse("bureau:case", args=[case.number])).content.decode()


def test_the_window_of_another_office_does_not_take_it_in(asked, client):
    assert signed_in(client, people.clerk_elsewhere()).post(window_page(asked), corrections()).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "correction"
