"""Who may not apply again yet (行政许可法 78, 79): by dates, by item, by applicant, only where safety is concerned."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bureau.sealing import blind_index
from licensing.applications import bars
from licensing.applications.wanted import Applicant, ApplicationRefused
from licensing.models import Application, CertificateMeasure, IssuedCertificate
from tests import people
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory
from tests.licensing.applications.handing_in import IDENTITY_NUMBER, basket_with, send, wanted

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
DECIDED = date(2025, 11, 24)
REVOKED = date(2024, 2, 29)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


@pytest.fixture
def safe_guide(wordings):
    """A guide of an item that concerns safety."""
    OfficeFactory(desk=True)
    return make.guide(safety=True)


def false_material(membership, **fields) -> Application:
    case = make.application(enterprise_code=membership.enterprise.code)
    Application.objects.filter(pk=case.pk).update(found_false=True, decided_on=DECIDED, **fields)
    return case


def fraud(membership, *, ground: str = bars.FRAUD_GROUNDS[0]) -> IssuedCertificate:
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code), status="revoked", status_since=REVOKED)
    CertificateMeasure.objects.create(
        kind="certificate-measure",
        number="ZH20240229000001",
        title="撤销",
        state="done",
        opened_at=make.RECEIVED_AT,
        updated_at=make.RECEIVED_AT,
        certificate=own,
        measure="revoke",
        ground=ground,
        facts="以欺骗手段取得",
        proposed_by=people.officer(),
    )
    return own


def is_barred(membership, day: date, *, key: int = 1, **changes) -> bool:
    try:
        send(wanted(membership, **changes), at=at(day), key=key)
    except ApplicationRefused as refusal:
        assert len(refusal.missing) == 1
        return True
    return False


@pytest.mark.parametrize(("day", "barred"), [(date(2025, 11, 25), True), (date(2026, 11, 24), True), (date(2026, 11, 25), False)])
def test_twelve_months_after_false_material(safe_guide, membership, day, barred):
    false_material(membership)
    assert is_barred(membership, day) is barred


@pytest.mark.parametrize(("day", "barred"), [(date(2026, 11, 23), True), (date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_thirty_six_months_after_fraud_the_last_of_february_included(safe_guide, membership, day, barred):
    fraud(membership)
    assert is_barred(membership, day) is barred


def test_the_refusal_names_the_day_until_when(safe_guide, membership):
    false_material(membership)
    with pytest.raises(ApplicationRefused) as refusal:
        send(wanted(membership))
    assert "2026" in refusal.value.missing[0] and "24" in refusal.value.missing[0]


def test_not_where_safety_is_not_concerned(guide, membership):
    false_material(membership)
    fraud(membership)
    assert not is_barred(membership, date(2026, 11, 23))


def test_not_for_another_ground_of_revocation(safe_guide, membership):
    fraud(membership, ground="beyond-competence")
    assert not is_barred(membership, date(2026, 11, 23))


def test_not_for_somebody_else(safe_guide, membership):
    case = false_material(membership)
    Application.objects.filter(pk=case.pk).update(enterprise_code="91320803MA1MXYJX0B")
    assert not is_barred(membership, date(2026, 11, 23))


def test_not_for_another_item(safe_guide, membership):
    case = false_material(membership)
    Application.objects.filter(pk=case.pk).update(item_version=make.item("XK-02", name="计量标准"))
    assert not is_barred(membership, date(2026, 11, 23))


def test_a_person_is_found_again_by_the_index(safe_guide, membership):
    case = false_material(membership)
    Application.objects.filter(pk=case.pk).update(enterprise_code="", person_index=blind_index(IDENTITY_NUMBER))
    person = Applicant(type="person", name="李建国", phone="13812341234", identity_number=IDENTITY_NUMBER)
    papers = basket_with("inspection-report", "business-licence")
    assert is_barred(membership, date(2026, 11, 23), applicant=person, basket=papers)
    assert not is_barred(membership, date(2026, 11, 23), key=2)


def test_a_closed_matter_without_a_decision_counts_from_its_closing(safe_guide, membership):
    case = false_material(membership)
    Application.objects.filter(pk=case.pk).update(decided_on=None, opened_at=at(DECIDED), closed_at=at(DECIDED))
    assert is_barred(membership, date(2026, 11, 24)) and not is_barred(membership, date(2026, 11, 25), key=2)


def test_the_gate_of_acceptance_asks_the_same(safe_guide, membership):
    false_material(membership)
    later = make.application(enterprise_code=membership.enterprise.code, guide=safe_guide)
    assert bars.bar_of(later, on=date(2026, 11, 24)) and bars.bar_of(later, on=date(2026, 11, 25)) is None
