"""Applying in a browser without an account: proof of work, drafts with a code, the receipt; nothing of the register is told."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bureau.drafts import resume_code
from bureau.models import Document, Draft
from bureau.query_codes import query_code
from licensing.applications import sealed
from licensing.models import Application, MaterialFile
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory
from tests.factories.complaints import solved_work
from tests.factories.enterprises import EnterpriseFactory, valid_code
from tests.licensing.applications.handing_in import IDENTITY_NUMBER, paper, send, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wordings")]
PAGE = "/services/apply/XK-01/"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def guide(wordings):
    OfficeFactory(desk=True)
    fields = [
        *make.CONTENT["fields"],
        {"code": "identity", "label": "身份证号", "type": "identity-number", "section": "设备情况", "personal": True, "required": False},
    ]
    return make.guide(fields=fields)


def form(**changes):
    data = {
        "request": "new",
        "submission_key": str(uuid4()),
        "answer-equipment_name": "桥式起重机",
        "applicant-type": "person",
        "applicant-name": "李建国",
        "applicant-phone": "13812341234",
        "answer-identity": IDENTITY_NUMBER,
        "delivery-delivery": "download",
        "paper-inspection-report": paper(),
        "paper-business-licence": paper(text="licence"),
        "altcha": solved_work(),
        "step": "send",
        "truthful": "on",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def test_a_person_applies_and_gets_number_and_query_code(client):
    answer = client.post(PAGE, form())
    assert answer.status_code == 302
    case = Application.objects.get()
    assert answer.status_code == 302 and "/receipt/" in answer["Location"]
    shown = client.get(answer["Location"]).content.decode()
    assert case.number in shown and query_code(case.number) in shown
    assert (case.applicant_name, case.filed_by, sealed.personal_answers(case)) == ("李**", None, {"identity": IDENTITY_NUMBER})
    assert Document.objects.get(case_id=case.pk).template == "application-receipt"


def test_an_enterprise_without_an_account_applies_with_its_code(client):
    code = valid_code(700)
    changes = {"applicant-type": "enterprise", "applicant-name": "楚州轴承厂", "applicant-enterprise_code": code}
    assert client.post(PAGE, form(**changes)).status_code == 302
    assert Application.objects.get().enterprise_code == code


def test_whether_the_register_has_the_enterprise_is_not_told(client):
    known = EnterpriseFactory()
    pages = []
    for code in (known.code, valid_code(701)):
        changes = {"applicant-type": "enterprise", "applicant-name": "楚州轴承厂", "applicant-enterprise_code": code, "step": "review"}
        answer = client.post(PAGE, form(**changes, **{"paper-business-licence": None}))
        assert answer.status_code == 200
        pages.append(answer.content.decode().count("<dd>"))
    assert pages[0] == pages[1]


def test_a_wrong_code_of_an_enterprise_is_refused(client):
    changes = {"applicant-type": "enterprise", "applicant-enterprise_code": "91320803"}
    assert client.post(PAGE, form(**changes)).status_code == 422 and not Application.objects.exists()


def test_without_a_proof_nothing_is_sent_and_nothing_lost(client):
    answer = client.post(PAGE, form(altcha=None))
    assert answer.status_code == 422 and "桥式起重机" in answer.content.decode() and not Application.objects.exists()
    assert MaterialFile.objects.count() == 2


def test_a_program_that_fills_everything_is_refused(client):
    assert client.post(PAGE, form(website="x")).status_code == 422 and not Application.objects.exists()


def test_sent_twice_it_is_one_matter(client):
    data = form()
    first = client.post(PAGE, data)
    again = client.post(PAGE, {**data, "paper-inspection-report": "", "paper-business-licence": ""})
    assert first.status_code == again.status_code == 302 and Application.objects.count() == 1


def test_too_many_from_one_network_are_kept_on_the_page(client, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    client.post(PAGE, form())
    answer = client.post(PAGE, form(altcha=solved_work()))
    assert answer.status_code == 429 and answer["Retry-After"] and "桥式起重机" in answer.content.decode()
    assert Application.objects.count() == 1


def test_an_expired_page_is_shown_again_with_everything(wordings):
    answer = Client(enforce_csrf_checks=True).post(PAGE, form())
    assert answer.status_code == 403 and "桥式起重机" in answer.content.decode() and not Application.objects.exists()


def test_a_certificate_that_is_not_ones_own_is_answered_like_none(client):
    foreign = make.certificate(make.application())
    pages = []
    for number in (foreign.number, "起17苏H99999(26)"):
        answer = client.post(PAGE, form(request="renewal", certificate=number))
        assert answer.status_code == 422
        pages.append(answer.content.decode().split("data-error-summary")[1].split("</ul>")[0])
    assert pages[0] == pages[1]


# --- drafts ------------------------------------------------------------------------------------------------------------
def test_a_draft_is_opened_by_its_code_in_another_browser(client):
    answer = client.post(PAGE, form(step="save", altcha=None), headers=JSON).json()
    draft = Draft.objects.get()
    assert answer["code"] == resume_code(draft.pk) and draft.subject == ":XK-01:new" and draft.owner is None
    other = Client()
    opened = other.post(reverse("licensing:apply-resume"), {"code": answer["code"].lower()}, follow=True)
    assert "桥式起重机" in opened.content.decode() and IDENTITY_NUMBER in opened.content.decode()


def test_this_browser_is_offered_its_draft_and_can_delete_it(client):
    client.post(PAGE, form(step="save", altcha=None))
    assert "resume=1" in client.get(PAGE, {"request": "new"}).content.decode()
    assert "桥式起重机" in client.get(PAGE, {"resume": "1"}).content.decode()
    client.post(reverse("licensing:apply-discard", args=["XK-01"]))
    assert not Draft.objects.exists() and not MaterialFile.objects.exists()


def test_a_wrong_code_and_a_sent_draft_say_so(client):
    assert client.post(reverse("licensing:apply-resume"), {"code": "AAAA-BBBB-CCCC"}).status_code == 404
    token = client.post(PAGE, form(step="save", altcha=None), headers=JSON).json()["token"]
    client.post(PAGE, form(draft=token, **{"paper-inspection-report": None, "paper-business-licence": None}))
    answer = client.post(reverse("licensing:apply-resume"), {"code": resume_code(Draft.objects.get().pk)})
    assert answer.status_code == 200 and Application.objects.get().number in answer.content.decode()


def test_wrong_codes_are_counted(client, settings):
    settings.LOOKUPS_PER_HOUR = 2
    codes = [client.post(reverse("licensing:apply-resume"), {"code": "AAAA-BBBB-CCCC"}).status_code for _turn in range(3)]
    assert codes == [404, 404, 429]


def test_papers_of_others_are_not_offered_to_a_browser(client, membership):
    send(wanted(membership))
    changes = {"applicant-type": "enterprise", "applicant-enterprise_code": membership.enterprise.code, "step": None}
    answer = client.post(PAGE, form(**changes, reuse="inspection-report"))
    assert 'name="reuse"' not in answer.content.decode()
    assert not MaterialFile.objects.filter(reused_from__isnull=False).exists()


@pytest.mark.parametrize("code", ["XK-02", "CF-001"])
def test_what_cannot_be_applied_for_is_not_found(client, code):
    assert client.get(reverse("licensing:apply", args=[code])).status_code == 404
