"""The enterprise's desk: nothing before it was told, then the result, its letters and its own steps; nothing of another enterprise."""

import pytest
from django.urls import reverse

from bureau.models import Document
from enterprises.models import Enterprise, Membership
from tests.desk_door import client_of, member_client, page
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import take

pytestmark = pytest.mark.django_db


def owner_of(case):
    return MembershipFactory(enterprise=Enterprise.objects.get(code=case.enterprise_code))


def shown(client, case):
    return client.get(page("desk-matter", case.enterprise_code, number=case.number))


def is_nowhere(client, case):
    lists = [client.get(page(name, case.enterprise_code)).content.decode() for name in ("desk-home", "desk-matters", "desk-documents")]
    papers = Document.objects.filter(case_id=case.pk)
    return (
        shown(client, case).status_code == 404
        and not any(case.number in one or case.title in one for one in lists)
        and all(client.get(page("desk-document", case.enterprise_code, pk=paper.pk)).status_code == 404 for paper in papers)
    )


def test_nothing_is_seen_before_the_result_is_told():
    case = scenes.inspection()
    client = client_of(owner_of(case))
    assert is_nowhere(client, case)
    for name, data in (
        ("print-notice", {}),
        ("take-sample", scenes.SAMPLE),
        ("send-to-laboratory", scenes.LABORATORY),
        ("record-result", scenes.FAILED),
        ("issue-result", {}),
    ):
        case = take(case, name, data)
        assert is_nowhere(client, case), name
    case = take(case, "tell-result", {"received_on": scenes.TODAY, "how": "in-person"})
    page_of_it = shown(client, case)
    assert page_of_it.status_code == 200
    assert "净含量" in page_of_it.content.decode()
    assert case.number in client.get(page("desk-matters", case.enterprise_code)).content.decode()
    papers = Document.objects.filter(case_id=case.pk).values_list("template", flat=True)
    assert set(papers) == {"inspection-notice", "sampling-record", "sampling-result"}


def test_a_check_of_standards_is_seen_once_it_was_made():
    case = scenes.inspection(scenes.STANDARDS)
    client = client_of(owner_of(case))
    case = take(case, "print-notice")
    assert is_nowhere(client, case)
    case = take(case, "find-defects", scenes.DEFECT)
    assert "产品包装未标注" in shown(client, case).content.decode()


def test_names_of_officers_and_of_who_was_replaced_are_not_told():
    case = scenes.inspection()
    first = scenes.team_of(case)[0]
    take(case, "replace-officer", {"officer": first.officer, "reason": "与该企业有利害关系"})
    case = take(case, "print-notice")
    case = take(case, "record-no-product", {"finding": "未生产该产品"})
    found = shown(client_of(owner_of(case)), case).content.decode()
    assert "利害关系" not in found
    assert str(first.officer) not in found


def post(client, case, step, **data):
    where = reverse("enterprises:desk-matter-step", args=[case.enterprise_code, case.number, step])
    return client.post(where, {"version": case.version, **data})


def test_the_enterprise_asks_for_a_retest_from_its_desk():
    case = scenes.told(scenes.FAILED)
    client = client_of(owner_of(case))
    assert "ask-retest" in shown(client, case).content.decode()
    assert post(client, case, "ask-retest", reason="").status_code == 422
    assert post(client, case, "ask-retest", reason="对净含量有异议").status_code == 302
    case.refresh_from_db()
    assert case.state == "retesting"


def test_the_enterprise_hands_in_its_report_from_its_desk():
    case = take(take(scenes.told(scenes.FAILED), "accept-result"), "order-rectification", scenes.ORDER)
    client = client_of(owner_of(case))
    assert scenes.ORDER["demands"] in shown(client, case).content.decode()
    assert post(client, case, "hand-in-rectification", report="已召回").status_code == 302
    case.refresh_from_db()
    assert case.state == "rectified"


def test_steps_of_staff_are_none_of_the_desk():
    case = scenes.told(scenes.PASSED)
    client = client_of(owner_of(case))
    for step in ("end-objection", "take-in-retest-request", "publish-passed", "replace-officer", "note"):
        assert post(client, case, step, note="x", reason="x").status_code == 409
    case.refresh_from_db()
    assert case.state == "told"


def test_a_reader_looks_and_another_enterprise_sees_nothing():
    case = scenes.told(scenes.FAILED)
    owner = owner_of(case)
    reader = member_client(owner, Membership.Part.READER, "reader")
    assert shown(reader, case).status_code == 200
    assert post(reader, case, "ask-retest", reason="有异议").status_code == 403
    other = UserFactory(username="other", roles=["enterprise"], office=None)
    stranger = client_of(MembershipFactory(enterprise=EnterpriseFactory(), user=other))
    assert shown(stranger, case).status_code == 404
