"""The case page: what was handed in, findings of the window, sealed answers only after a logged reveal."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.models import Reveal
from bureau.roles import Role
from licensing.models import Application, MaterialCheck
from tests import people
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.complaints import file_case
from tests.licensing.applications.handing_in import IDENTITY_NUMBER, send, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wordings")]
FIELDS = [
    *make.CONTENT["fields"],
    {"code": "identity", "label": "负责人身份证号", "type": "identity-number", "section": "设备情况", "personal": True},
]


@pytest.fixture
def case(membership) -> Application:
    OfficeFactory(desk=True)
    make.guide(fields=FIELDS)
    opened = send(wanted(membership, personal={"identity": IDENTITY_NUMBER}))
    return Application.objects.get(pk=opened.case_id)


def staff(role: str = "clerk", **options) -> Client:
    user = UserFactory(username=f"permit-{role}", display_name="窗口", roles=[role], office=OfficeFactory(desk=True), **options)
    return people.signed_in(Client(), user)


def test_the_card_shows_answers_masked_papers_and_applicant(case):
    text = staff().get(reverse("bureau:case", args=[case.number])).content.decode()
    assert "桥式起重机" in text and "inspection-report.pdf" in text and "淮安市鑫源机械有限公司" in text
    assert IDENTITY_NUMBER not in text and "320*" in text


def test_sealed_answers_open_after_a_logged_reason(case):
    client, page = staff(), reverse("licensing:answers-reveal", args=[case.number])
    assert IDENTITY_NUMBER not in client.get(page).content.decode()
    assert client.post(page, {"reason": "x"}).status_code == 422 and not Reveal.objects.exists()
    shown = client.post(page, {"reason": "核对申请人身份证件"})
    assert IDENTITY_NUMBER in shown.content.decode() and "负责人身份证号" in shown.content.decode()
    log = Reveal.objects.get()
    assert (log.party.part, log.fields, log.reason) == ("applicant", "name,answers", "核对申请人身份证件")
    assert "no-store" in shown["Cache-Control"]


def test_findings_are_noted_once_a_paper_and_changed(case):
    client, page = staff(), reverse("licensing:material-check", args=[case.number])
    client.post(page, {"finding-inspection-report": "electronic", "remark-inspection-report": "", "finding-business-licence": ""})
    client.post(page, {"finding-inspection-report": "wrong", "remark-inspection-report": "缺页"})
    row = MaterialCheck.objects.get()
    assert (row.code, row.finding, row.remark) == ("inspection-report", "wrong", "缺页")
    assert [before.finding for before in row.history.all()] == ["electronic"], "what was noted before is kept"


@pytest.mark.parametrize(
    "data", [{"finding-inspection-report": "wrong"}, {"finding-nonsense": "copy"}, {"finding-inspection-report": "maybe"}]
)
def test_what_cannot_be_noted_is_refused(case, data):
    staff().post(reverse("licensing:material-check", args=[case.number]), data)
    assert not MaterialCheck.objects.exists()


def test_a_closed_matter_takes_no_findings(case):
    Application.objects.filter(pk=case.pk).update(closed_at=make.RECEIVED_AT)
    answer = staff().post(reverse("licensing:material-check", args=[case.number]), {"finding-inspection-report": "copy"})
    assert answer.status_code == 403 and not MaterialCheck.objects.exists()


def test_other_offices_find_nothing(case):
    elsewhere = UserFactory(username="elsewhere", roles=[Role.CLERK.value], office=OfficeFactory(code="x", name="别的科"))
    client = people.signed_in(Client(), elsewhere)
    for name in ("answers-reveal", "material-check"):
        assert client.post(reverse(f"licensing:{name}", args=[case.number]), {"reason": "想看看而已"}).status_code == 404


def test_a_matter_that_is_no_application_has_no_such_pages(wordings):
    complaint = file_case()
    client = staff()
    assert client.get(reverse("licensing:answers-reveal", args=[complaint.number])).status_code == 404
