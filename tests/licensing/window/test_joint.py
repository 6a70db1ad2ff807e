"""Joint handling: one applicant and set of papers, a case and a clock for each item; faults are told and left out only when said."""

from uuid import uuid4

import pytest
from django.urls import reverse

from bureau.models import Clock, Document
from licensing.models import Application, JointVisit, MaterialFile
from tests.licensing.applications.handing_in import paper

pytestmark = pytest.mark.django_db
ITEMS = ["XK-02:new", "XK-03:new"]


def form(enterprise, **changes):
    return {
        "item": ITEMS,
        "submission_key": str(uuid4()),
        "enterprise": enterprise.code,
        "applicant-type": "enterprise",
        "applicant-name": enterprise.name,
        "applicant-enterprise_code": enterprise.code,
        "applicant-phone": "13812341234",
        "answer-XK-02-equipment_name": "活塞式压力计",
        "answer-XK-03-equipment_name": "砝码",
        "finding-inspection-report": "original",
        "finding-staff-list": "copy",
        "delivery-delivery": "download",
        "step": "open",
        **changes,
    }


def test_items_are_chosen_first(at_window, second_guide, enterprise):
    page = at_window.get(reverse("licensing:window-joint"), {"enterprise": enterprise.code}).content.decode()
    assert 'value="XK-02:new"' in page and 'value="XK-03:new"' in page
    page = at_window.get(reverse("licensing:window-joint"), {"enterprise": enterprise.code, "item": ITEMS}).content.decode()
    assert 'name="answer-XK-02-equipment_name"' in page and 'name="answer-XK-03-equipment_name"' in page
    assert page.count('name="finding-inspection-report"') == 1, "asked once for both"


def test_one_case_and_one_clock_each_one_slip(at_window, clerk, second_guide, enterprise):
    fields = form(enterprise, **{"finding-inspection-report": "", "paper-inspection-report": paper()})
    answer = at_window.post(reverse("licensing:window-joint"), fields)
    visit = JointVisit.objects.get()
    assert visit.number.startswith("LB") and visit.number.endswith("000001") and visit.taken_by == clerk
    cases = list(Application.objects.defer("search").filter(visit=visit).order_by("category"))
    assert [one.category for one in cases] == ["XK-02", "XK-03"]
    assert [one.answers["equipment_name"] for one in cases] == ["活塞式压力计", "砝码"]
    assert Clock.objects.filter(case__in=cases).count() == 2
    assert [MaterialFile.objects.filter(application=one, code="inspection-report").count() for one in cases] == [1, 1]
    assert Document.objects.filter(template="application-receipt").count() == 2
    page = at_window.get(answer.url).content.decode()
    assert all(one.number in page for one in cases)


def test_sent_twice_it_is_one_visit(at_window, second_guide, enterprise):
    fields = form(enterprise)
    first, second = (at_window.post(reverse("licensing:window-joint"), fields) for _turn in range(2))
    assert first.url == second.url
    assert (JointVisit.objects.count(), Application.objects.count()) == (1, 2)


def test_a_fault_is_told_and_left_out_only_when_said(at_window, second_guide, enterprise):
    fields = form(enterprise, **{"finding-staff-list": ""})
    answer = at_window.post(reverse("licensing:window-joint"), fields)
    assert answer.status_code == 422 and "人员名册" in answer.content.decode() and "leave_out" in answer.content.decode()
    assert not JointVisit.objects.exists() and not Application.objects.exists()
    at_window.post(reverse("licensing:window-joint"), {**fields, "leave_out": "1"})
    assert [one.category for one in Application.objects.defer("search")] == ["XK-02"]


def test_one_item_alone_is_no_joint_visit(at_window, second_guide, enterprise):
    fields = form(enterprise, item=["XK-02:new", "XK-02:new"])
    assert at_window.post(reverse("licensing:window-joint"), fields).status_code == 200
    assert not Application.objects.exists()
