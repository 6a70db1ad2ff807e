"""What a granted request comes to: certificate, number, paper, the enterprise register behind it, and what falls due there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from bureau import eseal
from bureau.errors import GateClosed
from bureau.models import NumberCounter
from enterprises.models import (
    Certificate,
    CertificateKind,
    Obligation,
    ObligationKind,
    SpecialEquipment,
    Standing,
)
from enterprises.obligations import ledger
from licensing.certificates import services
from licensing.certificates.facts import opened_facts
from licensing.certificates.papers import WITHOUT_END
from licensing.models import Application, IssuedCertificate
from tests import people
from tests.factories.certificates import AT, CRANE, EQUIPMENT, STANDARD, again, ask, paper_of, settle, source_of
from tests.factories.enterprises import (
    EnterpriseFactory,
    ObligationKindFactory,
    SpecialEquipmentFactory,
)
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
Status = IssuedCertificate.Status


@pytest.fixture
def enterprise():
    return EnterpriseFactory(name="淮安市鑫源机械有限公司")


@pytest.fixture
def head():
    return people.approver()


# --- special equipment ------------------------------------------------------------------------------------------------
def registered(enterprise, head, **fields: Any) -> IssuedCertificate:
    case = ask("XK-01", EQUIPMENT, CRANE, enterprise_code=enterprise.code, applicant_name=enterprise.name, **fields)
    found = settle(case, head)
    assert found is not None
    return found


def test_a_first_registration_enters_a_machine_nobody_had_entered(enterprise, head):
    certificate = registered(enterprise, head)
    assert certificate.number == "起03苏H00001(26)"
    assert (certificate.status, certificate.valid_from, certificate.valid_to) == (Status.VALID, TODAY, None)
    machine = source_of(certificate)
    assert isinstance(machine, SpecialEquipment)
    assert (machine.enterprise_id, machine.registration_number, machine.standing) == (enterprise.pk, certificate.number, Standing.IN_USE)
    assert (machine.code, machine.in_use_since, machine.expires_on) == (CRANE["equipment_code"], date(2026, 11, 20), date(2028, 11, 9))


def test_the_open_duty_to_register_is_met(enterprise, head):
    kind = ObligationKindFactory(
        code="equipment-registration", trigger="first_use", source_type="equipment", after_days=30, action="file", lead_days=30
    )
    machine = SpecialEquipmentFactory(
        enterprise=enterprise, code=CRANE["equipment_code"], registration_number="", in_use_since=date(2026, 11, 1), category="crane"
    )
    ledger.sync("equipment", [machine.pk], at=AT)
    assert Obligation.objects.get(kind=kind, source_id=machine.pk).state == Obligation.State.OPEN
    certificate = registered(enterprise, head)
    assert source_of(certificate).pk == machine.pk
    assert Obligation.objects.get(kind=kind, source_id=machine.pk).state == Obligation.State.MET


def test_what_the_register_knows_is_not_overwritten_and_what_is_empty_is_filled_in(enterprise, head):
    machine = SpecialEquipmentFactory(
        enterprise=enterprise, code="", product_number=CRANE["product_number"], name="老名字", maker="", standing=Standing.STOPPED
    )
    certificate = registered(enterprise, head)
    machine.refresh_from_db()
    assert certificate.source_id == machine.pk
    assert (machine.name, machine.maker, machine.code) == ("老名字", CRANE["maker"], CRANE["equipment_code"])
    assert machine.standing == Standing.IN_USE


def test_a_machine_that_stands_with_another_enterprise_stops_the_decision(enterprise, head):
    other = SpecialEquipmentFactory(code=CRANE["equipment_code"])
    case = ask("XK-01", EQUIPMENT, CRANE, enterprise_code=enterprise.code)
    with pytest.raises(GateClosed, match=other.enterprise.code), transaction.atomic():
        settle(case, head)
    assert not IssuedCertificate.objects.exists()
    assert not NumberCounter.objects.filter(kind__in=["certificate-equipment", "paper-equipment"]).exists()


def test_an_enterprise_the_register_does_not_know_gets_its_certificate_all_the_same(head):
    found = settle(ask("XK-01", EQUIPMENT, CRANE), head)
    assert found is not None
    assert (found.source_type, found.source_id) == ("", None)


def test_personal_facts_are_sealed_and_printed(enterprise, head):
    case = ask("XK-01", EQUIPMENT, CRANE, enterprise_code=enterprise.code, sealed_answers='{"safety_manager_name": "孙安全"}')
    certificate = settle(Application.objects.get(pk=case.pk), head)
    certificate.refresh_from_db()
    assert "孙安全" not in str(certificate.facts)
    assert opened_facts(certificate) == {"safety_manager_name": "孙安全"}
    assert certificate.facts["equipment_name"] == "桥式起重机"
    assert "孙安全" in pdf_text(paper_of(certificate))


def test_the_paper_says_all_of_it_and_is_sealed(enterprise, head):
    certificate = registered(enterprise, head)
    pdf = paper_of(certificate)
    text = pdf_text(pdf)
    number = certificate.number
    words = (
        "特种设备使用登记证",
        number,
        enterprise.name,
        enterprise.code,
        "起重机械",
        "桥式起重机",
        f"起，{WITHOUT_END}",
        "2026年11月23日",
    )
    for shown in words:
        assert shown in text
    assert eseal.check(pdf).is_genuine
    assert certificate.document.number == "淮楚市监特登〔2026〕1号"


def test_numbers_of_a_series_and_year_have_no_gaps(enterprise, head):
    numbers = []
    for serial in range(3):
        answers = {**CRANE, "equipment_code": f"4170320803202600000{serial}", "product_number": f"Q-{serial}"}
        case = ask("XK-01", EQUIPMENT, answers, enterprise_code=enterprise.code)
        numbers.append(settle(case, head).number)
    assert numbers == ["起03苏H00001(26)", "起03苏H00002(26)", "起03苏H00003(26)"]


def test_a_replacement_keeps_number_and_machine(enterprise, head):
    old = registered(enterprise, head)
    new = settle(again(old, "reissue"), head, at=AT + timedelta(days=9))
    old.refresh_from_db()
    assert (new.number, new.facts, new.valid_to) == (f"{old.number}补1", old.facts, old.valid_to)
    assert (old.status, old.status_reason) == (Status.REPLACED, "已补发，由新证替代")
    assert (new.replaces_id, new.source_id) == (old.pk, old.source_id)
    assert source_of(new).registration_number == old.number
    assert settle(again(new, "reissue"), head, at=AT + timedelta(days=20)).number == f"{old.number}补2"


@pytest.mark.parametrize(("is_scrapped", "standing"), [(True, Standing.ENDED), (False, Standing.STOPPED)])
def test_a_cancelled_registration_takes_the_machine_out_of_use(enterprise, head, is_scrapped, standing):
    ObligationKindFactory(code="equipment-inspection", trigger="expiry", source_type="equipment", action="inspect", lead_days=60)
    certificate = registered(enterprise, head)
    machine = source_of(certificate)
    assert Obligation.objects.get(source_id=machine.pk).state == Obligation.State.OPEN
    services.cancel(certificate, reason="报废", on=TODAY, by=head, at=AT, is_scrapped=is_scrapped)
    machine.refresh_from_db()
    assert (machine.standing, machine.registration_number) == (standing, "")
    assert Obligation.objects.get(source_id=machine.pk).state == Obligation.State.CANCELLED


# --- certificates of an enterprise ------------------------------------------------------------------------------------
@pytest.fixture
def renewal_kind() -> ObligationKind:
    CertificateKind.objects.get_or_create(code="metrology-standard", defaults={"label": "计量标准考核证书"})
    return ObligationKindFactory(
        code="metrology-standard-renewal", trigger="expiry", source_type="certificate", source_kinds=["metrology-standard"], before_months=6
    )


@pytest.fixture
def examined(enterprise, head, renewal_kind) -> IssuedCertificate:
    case = ask("XK-02", STANDARD, {"standard_name": "砝码标准装置", "place": "计量室"}, enterprise_code=enterprise.code)
    return settle(case, head)


def test_a_first_certificate_creates_the_duty_to_renew(enterprise, examined, renewal_kind):
    assert examined.number == "淮楚量标证字〔2026〕0001号"
    assert (examined.valid_from, examined.valid_to) == (TODAY, date(2031, 11, 22))
    row = source_of(examined)
    assert isinstance(row, Certificate)
    assert (row.enterprise_id, row.kind, row.number, row.expires_on) == (
        enterprise.pk,
        "metrology-standard",
        examined.number,
        examined.valid_to,
    )
    duty = Obligation.objects.get(kind=renewal_kind, source_id=row.pk)
    assert (duty.state, duty.due_on) == (Obligation.State.OPEN, date(2031, 5, 22))


def test_a_renewal_in_time_goes_on_from_the_last_good_day_and_meets_the_duty(head, examined, renewal_kind):
    later = AT.replace(year=2031, month=5)
    new = settle(again(examined, "renewal", at=later, answers={"place": "新计量室"}), head, at=later)
    examined.refresh_from_db()
    assert (new.valid_from, new.valid_to) == (date(2031, 5, 23), date(2036, 11, 22))
    assert new.facts == {"standard_name": "砝码标准装置", "place": "新计量室"}
    assert new.number == "淮楚量标证字〔2031〕0001号"
    assert (examined.status, examined.status_since) == (Status.REPLACED, date(2031, 5, 23))
    row = source_of(new)
    assert (row.pk, row.number, row.expires_on, row.last_done_on) == (examined.source_id, new.number, new.valid_to, new.issued_on)
    states = dict(Obligation.objects.filter(kind=renewal_kind, source_id=row.pk).values_list("cycle", "state"))
    assert states == {0: Obligation.State.MET, 1: Obligation.State.OPEN}


def test_a_renewal_by_silence_begins_on_the_day_after_the_last_and_names_nobody(examined):
    later = AT.replace(year=2031, month=11, day=25)
    new = settle(again(examined, "renewal", at=later - timedelta(days=90)), None, at=later, deemed=True)
    assert (new.valid_from, new.valid_to) == (date(2031, 11, 23), date(2036, 11, 22))
    assert new.document.issued_by is None
    assert source_of(new).expires_on == new.valid_to


def test_a_change_keeps_the_last_day_and_the_facts_nobody_asked_about(head, examined):
    later = AT + timedelta(days=100)
    new = settle(again(examined, "change", at=later, answers={"place": "三号楼"}), head, at=later)
    assert new.valid_to == examined.valid_to
    assert new.number == f"{examined.number}变1"
    assert new.facts == {"standard_name": "砝码标准装置", "place": "三号楼"}
    row = source_of(new)
    assert (row.number, row.expires_on, row.cycle) == (new.number, examined.valid_to, 0)


def test_a_cancellation_gives_no_certificate_and_ends_the_duty(head, examined, renewal_kind):
    assert settle(again(examined, "cancellation"), head) is None
    examined.refresh_from_db()
    assert (examined.status, examined.status_reason) == (Status.CANCELLED, "持证人申请注销")
    assert source_of(examined).standing == Standing.ENDED
    assert Obligation.objects.get(kind=renewal_kind, source_id=examined.source_id).state == Obligation.State.CANCELLED


@pytest.mark.parametrize("request_kind", ["renewal", "change", "reissue", "cancellation"])
def test_nothing_comes_of_a_certificate_that_has_ended(head, examined, request_kind):
    case = again(examined, request_kind)
    services.change_status(examined, Status.REVOKED, reason="撤销", on=TODAY, by=head, at=AT)
    with pytest.raises(GateClosed, match=examined.number), transaction.atomic():
        settle(Application.objects.get(pk=case.pk), head)
    assert IssuedCertificate.objects.count() == 1


def test_a_request_about_no_certificate_is_refused(head, examined):
    case = ask("XK-02", STANDARD, {}, request="renewal")
    with pytest.raises(GateClosed):
        settle(case, head)


def test_a_row_entered_before_the_portal_is_found_by_the_number_of_the_certificate(enterprise, head, examined):
    IssuedCertificate.objects.filter(pk=examined.pk).update(source_type="", source_id=None)
    later = AT.replace(year=2031, month=5)
    new = settle(again(examined, "renewal", at=later), head, at=later)
    assert new.source_id == Certificate.objects.get(enterprise=enterprise).pk


def test_an_item_without_certificate_settles_to_nothing(head):
    case = ask("XK-01", {"result": {"name": "告知书"}}, CRANE)
    assert settle(case, head) is None
    assert not IssuedCertificate.objects.exists()
