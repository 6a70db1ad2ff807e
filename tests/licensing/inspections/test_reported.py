"""A report about a standard opens a check without a draw (标准化法 35)."""

import pytest
from django.urls import reverse

from bureau.models import Event
from enterprises.models import Enterprise
from licensing.inspections import selectors
from licensing.inspections.plans import PlanRefused
from licensing.models import Inspection, InspectionPlan
from licensing.standards.reports import open_reported_check
from tests import people
from tests.factories.enterprises import DeclaredStandardFactory, EnterpriseFactory
from tests.factories.licensing import item
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import take
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def reported(officers=None, **changes):
    item("QT-07", kind="other")
    standard = DeclaredStandardFactory()
    opened = open_reported_check(
        standard.enterprise,
        standard=standard,
        officers=officers or (people.officer(), people.second_officer()),
        subject="包装未标注标准编号",
        source="JB20261123000001",
        by=people.supervisor(),
        at=scenes.AT,
        **changes,
    )
    return Inspection.objects.get(pk=opened.case_id)


def test_it_is_a_check_like_any_other():
    case = reported()
    assert (case.kind, case.number, case.category, case.rank) == ("standard-check", "BZ20261123000001", "QT-07", 1)
    assert case.handler == people.officer()
    assert Event.objects.get(case_id=case.pk).data["source"] == "JB20261123000001"
    case = take(take(case, "print-notice"), "find-conforming", scenes.CONFORMS)
    assert case.state == "conforms"


def test_reports_of_a_year_share_one_collection_that_is_no_plan(client):
    one, two = reported(), reported()
    assert one.plan == two.plan
    assert (one.rank, two.rank) == (1, 2)
    assert not selectors.plans().exists()
    assert one.plan.number not in client.get(reverse("licensing:inspections")).content.decode()
    assert client.get(reverse("licensing:inspection-plan", args=[one.plan.number])).status_code == 404
    assert InspectionPlan.objects.get().secret == ""


def test_two_different_certified_officers_go(officer_with_expired_certificate, clerk):
    officer = people.officer()
    for pair in ((officer, officer), (officer, officer_with_expired_certificate), (officer, clerk)):
        with pytest.raises(PlanRefused):
            reported(officers=pair)


def test_an_officer_of_a_reported_check_can_be_replaced():
    scenes.third_officer()
    case = reported()
    take(case, "replace-officer", {"officer": people.officer(), "reason": "回避"})
    assert {row.officer.username for row in scenes.team_of(case)} == {"third-officer", "second-officer"}


def test_the_form_opens_it(client):
    item("QT-07", kind="other")
    officer, second = people.officer(), people.second_officer()
    standard = DeclaredStandardFactory()
    signed_in(client, people.clerk())
    typed = {
        "code": standard.enterprise.code,
        "standard_number": standard.number,
        "lead": officer.pk,
        "second": second.pk,
        "finding": "包装未标注标准编号",
    }
    where = reverse("licensing:reported-check")
    assert client.get(where).status_code == 200
    for wrong in ({"code": "91320803000000999X"}, {"second": officer.pk}, {"standard_number": "Q/无"}, {"finding": ""}):
        assert client.post(where, {**typed, **wrong}).status_code == 422
    other = DeclaredStandardFactory(enterprise=EnterpriseFactory())
    assert client.post(where, {**typed, "standard_number": other.number}).status_code == 422, "a standard of somebody else"
    assert not Inspection.objects.exists()
    assert client.post(where, typed).status_code == 302
    assert Inspection.objects.get().enterprise_code == standard.enterprise.code
    assert Enterprise.objects.count() == 2
