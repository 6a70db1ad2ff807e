"""A certificate from before the portal: entered by the approval office, followed by the register, renewed online like any other."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bureau.models import Case
from bureau.roles import Role
from enterprises.models import Certificate, CertificateKind, Obligation, QualifiedPerson, SpecialEquipment
from licensing.applications.doors import obligation_link
from licensing.certificates import expiry, services, statuses
from licensing.certificates.facts import opened_facts
from licensing.certificates.takeover.services import Paper, TakeOverRefused, take_over
from licensing.models import Application, IssuedCertificate
from tests import people
from tests.desk_door import client_of
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.certificates import AT, CRANE, EQUIPMENT, IDENTITY, OPERATOR, STANDARD
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory, MembershipFactory, ObligationKindFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
NUMBER = "〔2022〕苏量标淮楚证字第018号"
FACTS = {"standard_name": "精密压力表标准装置", "place": "一号楼计量室"}


@pytest.fixture
def clerk():
    return UserFactory(username="window", roles=[Role.CLERK], office=OfficeFactory(code="approval"))


@pytest.fixture
def enterprise():
    return EnterpriseFactory(name="淮安市鑫源机械有限公司")


@pytest.fixture
def standard():
    CertificateKind.objects.get_or_create(code="metrology-standard", defaults={"label": "计量标准考核证书"})
    return make.guide("XK-02", **STANDARD)


def paper(enterprise, **changes) -> Paper:
    values = {
        "item_code": "XK-02",
        "number": NUMBER,
        "valid_from": date(2022, 1, 10),
        "valid_to": date(2027, 1, 9),
        "enterprise": enterprise,
        "phone": "13812341234",
        "plain": FACTS,
        **changes,
    }
    return Paper(**values)


def enter(entry: Paper, clerk, *, key: int = 1, at=AT) -> IssuedCertificate:
    return take_over(entry, by=clerk, submission_key=UUID(int=key), at=at)


# --- the service --------------------------------------------------------------------------------------------------------
def test_it_stands_in_the_register_marked_as_taken_over(standard, enterprise, clerk):
    made = enter(paper(enterprise), clerk)
    made.refresh_from_db()
    assert (made.number, made.holder_name, made.enterprise_code) == (NUMBER, enterprise.name, enterprise.code)
    assert (made.issued_on, made.valid_from, made.valid_to) == (date(2022, 1, 10), date(2022, 1, 10), date(2027, 1, 9))
    assert (made.status, made.status_reason, made.document, made.facts) == ("valid", statuses.TAKEN_OVER, None, FACTS)
    case = Case.objects.get(pk=made.case_id)
    assert (case.kind, case.state, case.outcome, case.category) == ("certificate-takeover", "taken-over", "taken-over", "XK-02")
    assert case.closed_at == AT and case.number.startswith("ZL")
    assert list(case.events.order_by("pk").values_list("actor", flat=True)) == [clerk.pk, clerk.pk]


def test_sent_twice_it_is_one(standard, enterprise, clerk):
    assert enter(paper(enterprise), clerk) == enter(paper(enterprise), clerk)
    assert IssuedCertificate.objects.count() == Case.objects.count() == 1


@pytest.fixture
def renewal_kind():
    return ObligationKindFactory(
        code="metrology-standard-renewal",
        trigger="expiry",
        action="renew",
        source_type="certificate",
        source_kinds=["metrology-standard"],
        before_months=6,
    )


def test_its_renewal_falls_due_and_leads_to_the_form(standard, enterprise, clerk, renewal_kind):
    made = enter(paper(enterprise), clerk)
    row = Certificate.objects.get()
    assert (row.number, row.expires_on, made.source_id) == (NUMBER, date(2027, 1, 9), row.pk)
    due = Obligation.objects.get(kind=renewal_kind)
    assert (due.source_id, due.state) == (row.pk, Obligation.State.OPEN)
    assert obligation_link(due, enterprise) == reverse("licensing:desk-renew", args=[enterprise.code, NUMBER])


def test_the_renewal_begins_with_what_the_paper_states(standard, enterprise, clerk):
    OfficeFactory(desk=True)
    enter(paper(enterprise), clerk)
    owner = client_of(MembershipFactory(enterprise=enterprise))
    text = owner.get(reverse("licensing:desk-renew", args=[enterprise.code, NUMBER])).content.decode()
    assert all(value in text for value in FACTS.values())


def test_it_is_renewed_by_a_certificate_of_the_portal(standard, enterprise, clerk):
    old = enter(paper(enterprise), clerk)
    case = make.application(
        "XK-02", enterprise_code=enterprise.code, applicant_name=enterprise.name, request="renewal", certificate=old, answers=FACTS
    )
    new = services.settle_request(case, by=people.approver(), at=AT)
    old.refresh_from_db()
    assert new is not None and (new.replaces, new.valid_to, old.status) == (old, date(2032, 1, 9), "replaced")
    assert new.source_id == old.source_id and new.document is not None


def test_what_the_register_of_enterprises_had_already_is_not_entered_again(standard, enterprise, clerk):
    row = CertificateFactory(
        enterprise=enterprise, kind="metrology-standard", number=NUMBER, last_done_on=date(2022, 1, 10), expires_on=date(2027, 1, 9)
    )
    assert enter(paper(enterprise), clerk).source_id == row.pk
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": TODAY + timedelta(days=1), "valid_to": None}, "first day"),
        ({"valid_to": TODAY - timedelta(days=1)}, "run out"),
        ({"number": "淮楚量标证字〔2026〕0012号"}, "portal"),
        ({"number": "起03苏H00012(26)"}, "portal"),
    ],
)
def test_what_does_not_hold_or_bears_a_number_of_our_own_is_refused(standard, enterprise, clerk, changes, words):
    with override("en"), pytest.raises(TakeOverRefused, match=words):
        enter(paper(enterprise, **changes), clerk)
    assert not Case.objects.exists() and not IssuedCertificate.objects.exists()


def test_a_number_of_an_earlier_year_may_look_like_ours(standard, enterprise, clerk):
    assert enter(paper(enterprise, number="淮楚量标证字〔2022〕0012号"), clerk).pk


def test_a_known_number_and_a_thing_certified_already_are_refused(enterprise, clerk):
    make.guide("XK-01", **EQUIPMENT)
    first = paper(enterprise, item_code="XK-01", number="起旧A001", valid_to=None, plain=CRANE)
    made = enter(first, clerk)
    assert SpecialEquipment.objects.get().registration_number == "起旧A001" and made.valid_to is None
    with pytest.raises(TakeOverRefused):
        enter(first, clerk, key=2)
    with pytest.raises(TakeOverRefused, match="起旧A001"), transaction.atomic():
        enter(paper(enterprise, item_code="XK-01", number="起旧A002", valid_to=None, plain=CRANE), clerk, key=3)
    assert IssuedCertificate.objects.count() == SpecialEquipment.objects.count() == Case.objects.count() == 1


def test_only_the_office_that_issues_takes_over(standard, enterprise):
    elsewhere = UserFactory(username="desk", roles=[Role.CLERK], office=OfficeFactory(desk=True))
    OfficeFactory(code="approval")
    head = UserFactory(username="head", roles=[Role.APPROVER], office=OfficeFactory(code="approval"))
    for user in (elsewhere, head):
        with pytest.raises(TakeOverRefused):
            enter(paper(enterprise), user)


def test_a_person_is_sealed_and_found_with_the_employer(enterprise, clerk):
    make.guide("XK-04", **OPERATOR, applicants=["person"])
    plain = {"work_item": "q1", "employer_name": enterprise.name, "employer_code": enterprise.code}
    entry = paper(None, item_code="XK-04", name="周敏敏", identity_number=IDENTITY, plain=plain, valid_to=date(2027, 1, 9))
    made = enter(entry, clerk)
    made.refresh_from_db()
    assert (made.holder_name, made.enterprise_code) == ("周**", "") and made.person_index
    assert made.person_name.open() == "周敏敏" and opened_facts(made)["identity_number"] == IDENTITY
    assert QualifiedPerson.objects.get().certificate_number == NUMBER
    case = Application.objects.get(pk=made.case_id)
    assert bytes(case.person_index) == bytes(made.person_index) and "周敏敏" not in case.title


def test_one_that_ran_out_since_expires_like_any_other(standard, enterprise, clerk):
    made = enter(paper(enterprise, valid_to=TODAY + timedelta(days=5)), clerk)
    later = AT + timedelta(days=6)
    assert expiry.expire_past(timezone.localdate(later), at=later) == 1
    made.refresh_from_db()
    assert made.status == "expired"


# --- the page -----------------------------------------------------------------------------------------------------------
PAGE = "licensing:certificate-takeover"


@pytest.fixture
def client(clerk) -> Client:
    return people.signed_in(Client(), clerk)


def typed(enterprise, **changes):
    first = timezone.localdate() - timedelta(days=900)
    return {
        "number": NUMBER,
        "enterprise_code": enterprise.code,
        "phone": "",
        "valid_from": f"{first}",
        "valid_to": f"{first + timedelta(days=1000)}",
        "compared": "on",
        "submission_key": f"{uuid4()}",
        **{f"answer-{code}": value for code, value in FACTS.items()},
        **changes,
    }


def test_from_the_register_to_the_item_to_the_form(client, standard):
    assert reverse(PAGE) in client.get(reverse("licensing:certificates")).content.decode()
    assert "?item=XK-02" in client.get(reverse(PAGE)).content.decode()
    text = client.get(reverse(PAGE), {"item": "XK-02"}).content.decode()
    assert "计量标准名称" in text and 'name="enterprise_code"' in text
    assert client.get(reverse(PAGE), {"item": "CF-001"}).status_code == 404
    reader = people.signed_in(Client(), people.officer())
    assert reverse(PAGE) not in reader.get(reverse("licensing:certificates")).content.decode()


def test_what_was_copied_stands_in_the_register(client, standard, enterprise):
    answer = client.post(f"{reverse(PAGE)}?item=XK-02", typed(enterprise))
    assert answer.status_code == 302 and answer["Location"] == reverse("licensing:certificate", args=[NUMBER])
    assert statuses.TAKEN_OVER in client.get(answer["Location"]).content.decode()
    again = client.post(f"{reverse(PAGE)}?item=XK-02", typed(enterprise))
    assert again.status_code == 422 and NUMBER in again.content.decode() and IssuedCertificate.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"compared": ""},
        {"enterprise_code": "91320803MA1MXYJX0B"},
        {"valid_to": "2001-01-01"},
        {"answer-standard_name": ""},
        {"number": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, standard, enterprise, changes):
    answer = client.post(f"{reverse(PAGE)}?item=XK-02", typed(enterprise, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422 and "一号楼计量室" in text
    assert not IssuedCertificate.objects.exists() and not Case.objects.exists()


def test_where_both_may_hold_it_exactly_one_does(client, enterprise):
    make.guide("XK-01", **EQUIPMENT)
    page = f"{reverse(PAGE)}?item=XK-01"
    crane = {f"answer-{code}": value for code, value in {**CRANE, "safety_manager_name": "李安全"}.items()}
    person = {"name": "周敏敏", "identity_number": "320803198506154511"}
    assert client.post(page, typed(enterprise, **crane, **person)).status_code == 422
    assert client.post(page, typed(enterprise, **crane, enterprise_code="", name="周敏敏")).status_code == 422
    assert client.post(page, typed(enterprise, **crane, **person, enterprise_code="")).status_code == 302
    assert IssuedCertificate.objects.get().holder_name == "周**"
