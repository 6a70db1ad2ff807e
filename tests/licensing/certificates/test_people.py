"""Certificates of people: sealed names, the employer's register, changing employers."""

from datetime import date, timedelta

import pytest

from bureau.sealing import blind_index
from enterprises.models import QualifiedPerson, Standing
from licensing.certificates.facts import opened_facts
from licensing.models import Application, IssuedCertificate
from tests import people
from tests.factories.certificates import AT, IDENTITY, OPERATOR, again, ask, paper_of, settle, source_of
from tests.factories.enterprises import EnterpriseFactory
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise():
    return EnterpriseFactory(name="淮安市鑫源机械有限公司")


@pytest.fixture
def head():
    return people.approver()


def certified(head, employer_code: str) -> IssuedCertificate:
    case = ask(
        "XK-04",
        OPERATOR,
        {"work_item": "q1", "employer_name": "某公司", "employer_code": employer_code},
        applicant_type="person",
        applicant_name="李**",
        enterprise_code="",
        person_index=blind_index(IDENTITY),
        sealed_answers=f'{{"identity_number": "{IDENTITY}"}}',
    )
    return settle(Application.objects.get(pk=case.pk), head)


def test_a_person_is_named_sealed_and_joins_the_employer(enterprise, head):
    certificate = certified(head, enterprise.code)
    certificate.refresh_from_db()
    assert (certificate.enterprise_code, certificate.holder_name) == ("", "李**")
    assert certificate.person_name.open() == "李建国"
    assert bytes(certificate.person_index) == blind_index(IDENTITY)
    person = source_of(certificate)
    assert isinstance(person, QualifiedPerson)
    assert (person.enterprise_id, person.duty, person.name_mask) == (enterprise.pk, "operator", "李**")
    assert (person.certificate_number, person.expires_on) == (certificate.number, date(2030, 11, 22))
    text = pdf_text(paper_of(certificate))
    assert "李建国" in text
    assert IDENTITY in text


def test_a_person_whose_employer_is_unknown_or_unnamed_joins_nobody(head):
    assert certified(head, "91320803MA1MXYJX0B").source_type == ""
    assert not QualifiedPerson.objects.exists()


def test_who_changed_employers_leaves_the_earlier_one(enterprise, head):
    old = certified(head, enterprise.code)
    new_employer = EnterpriseFactory()
    case = again(old, "renewal", answers={"employer_code": new_employer.code, "work_item": "q1"})
    new = settle(Application.objects.get(pk=case.pk), head, at=AT + timedelta(days=30))
    assert source_of(old).standing == Standing.ENDED
    assert source_of(new).enterprise_id == new_employer.pk
    assert (opened_facts(new), new.person_name) == (opened_facts(old), "李建国")


def test_a_person_who_gave_no_identity_number_still_has_a_certificate(head):
    case = ask("XK-04", OPERATOR, {"work_item": "q1"}, applicant_type="person", applicant_name="李**", enterprise_code="")
    certificate = settle(Application.objects.get(pk=case.pk), head)
    assert certificate.person_index
    assert bytes(certificate.person_index) != blind_index(IDENTITY)
