"""The card "Complaints and reports" on the page of an enterprise."""

import pytest
from django.urls import reverse

from bureau.models import Case
from complaints.enterprise_panel import SHOWN, submissions
from tests import people
from tests.factories.docket import ComplaintFactory, ConsultationFactory, ReportFactory
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db

NAME = "淮安市楚州区好又多超市有限公司"


@pytest.fixture
def enterprise(db):
    return EnterpriseFactory(name=NAME)


def numbers(enterprise, reader):
    return {row.number: is_coded for row, is_coded in submissions(enterprise, reader)["rows"]}


def coded(case, code):
    Case.objects.filter(pk=case.pk).update(enterprise_code=code)
    return case


def test_submissions_count_by_code_of_the_family_and_by_name(enterprise):
    dropped = EnterpriseFactory(merged_into=enterprise)
    office = people.clerk().office
    by_code = coded(ComplaintFactory(office=office, subject_name="某店"), enterprise.code)
    by_old_code = coded(ConsultationFactory(office=office), dropped.code)
    by_name = ReportFactory(office=office, subject_name=NAME)
    ComplaintFactory(office=office, subject_name="别的店")
    assert numbers(enterprise, people.clerk()) == {by_code.number: True, by_old_code.number: True, by_name.number: False}


def test_only_what_the_reader_may_see(enterprise):
    coded(ComplaintFactory(office=people.clerk().office), enterprise.code)
    assert len(numbers(enterprise, people.seat())) == 1
    assert numbers(enterprise, people.clerk_elsewhere()) == {}


def test_the_newest_few_only(enterprise):
    for _ in range(SHOWN + 2):
        coded(ComplaintFactory(office=people.clerk().office, subject_name=NAME), enterprise.code)
    newest = Case.objects.order_by("-opened_at", "-id")[:SHOWN]
    assert list(numbers(enterprise, people.clerk())) == [case.number for case in newest]


def test_the_card_says_nothing_of_who_sent_it(as_clerk, clerk, enterprise):
    case = coded(ReportFactory(office=clerk.office, name="张三丰", phone="13812341234", address="淮城镇西门街 3 号"), enterprise.code)
    text = as_clerk.get(reverse("enterprises:enterprise", args=[enterprise.code])).content.decode()
    assert case.number in text
    for secret in ("张三丰", "张**", "13812341234", "138****1234", "西门街"):
        assert secret not in text, secret
