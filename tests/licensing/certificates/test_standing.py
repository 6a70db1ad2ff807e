"""How a certificate may stand, what the public is told of it, and what happens when its last day has passed."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bureau import documents
from bureau.message_templates import load_templates
from bureau.models import Message, MessageChannel
from enterprises.models import Certificate, CertificateKind, Membership, Obligation, Standing
from enterprises.obligations import ledger
from licensing.certificates import services
from licensing.certificates.expiry import expire_past
from licensing.certificates.statuses import ARROWS, StatusRefused
from licensing.models import IssuedCertificate
from licensing.reference_data import DATA
from licensing.views import public_certificates
from outreach.envelopes import wording
from tests import people
from tests.factories import licensing as make
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory, MembershipFactory, ObligationKindFactory

pytestmark = pytest.mark.django_db

AT = make.RECEIVED_AT
TODAY = date(2026, 11, 23)
Status = IssuedCertificate.Status
ALLOWED = {
    Status.VALID: {Status.SUSPENDED, Status.EXPIRED, Status.CANCELLED, Status.REVOKED, Status.WITHDRAWN, Status.REPLACED},
    Status.SUSPENDED: {Status.VALID, Status.EXPIRED, Status.CANCELLED, Status.REVOKED, Status.WITHDRAWN, Status.REPLACED},
}
EVERY_ARROW = [(now, wanted) for now in Status for wanted in Status]


# --- arrows -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("now", "wanted"), [arrow for arrow in EVERY_ARROW if arrow[1] in ALLOWED.get(arrow[0], set())])
def test_an_arrow_of_the_table(now, wanted):
    certificate = make.certificate(status=now)
    head = people.approver()
    changed = services.change_status(certificate, wanted, reason="某种理由", on=date(2026, 12, 1), by=head, at=AT)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_since, certificate.status_reason) == (wanted, date(2026, 12, 1), "某种理由")
    assert changed.version == certificate.version == 2
    former = certificate.history.get()
    assert (former.status, former.pgh_context.metadata["user"]) == (now, head.pk)


@pytest.mark.parametrize(("now", "wanted"), [arrow for arrow in EVERY_ARROW if arrow[1] not in ALLOWED.get(arrow[0], set())])
def test_every_other_arrow_is_refused(now, wanted):
    certificate = make.certificate(status=now)
    with pytest.raises(StatusRefused, match=certificate.number.replace("(", r"\(").replace(")", r"\)")):
        services.change_status(certificate, wanted, reason="理由", on=TODAY, by=None, at=AT)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.version) == (now, 1)
    assert not certificate.history.exists()


def test_the_table_names_every_status():
    assert set(ARROWS) == set(Status)


# --- the document's own check -----------------------------------------------------------------------------------------------
@pytest.fixture
def issued() -> IssuedCertificate:
    found = services.settle_request(make.application(), by=people.approver(), at=AT)
    assert found is not None
    return found


def verify(certificate: IssuedCertificate) -> str:
    return Client().get(reverse("bureau:verify-code", args=[certificate.document.check_code])).content.decode()


def test_the_check_of_a_paper_says_that_it_holds(issued):
    text = verify(issued)
    for shown in (issued.number, "有效期至", "2030年11月22日", issued.document.number):
        assert shown in text
    assert "目前不具有效力" not in text
    for hidden in (issued.holder_name, "桥式起重机"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("status", "words"), [(Status.SUSPENDED, "暂停"), (Status.REVOKED, "已撤销"), (Status.CANCELLED, "已注销"), (Status.EXPIRED, "已过期")]
)
def test_the_check_of_a_paper_says_since_when_and_why_it_does_not_hold(issued, status, words):
    services.change_status(issued, status, reason="法定的理由", on=date(2026, 12, 1), by=None, at=AT)
    text = verify(issued)
    for shown in (words, "2026年12月1日", "法定的理由", "目前不具有效力"):
        assert shown in text


def test_the_check_costs_one_query_more(issued, django_assert_num_queries):
    verify(issued)
    with django_assert_num_queries(3):
        verify(issued)


# --- asking by number and holder --------------------------------------------------------------------------------------------
def ask(number: str, holder: str, **options):
    return Client().get(reverse("licensing:certificate-check"), {"number": number, "holder": holder}, **options)


def test_number_and_holder_together_tell_the_standing_alone(issued):
    response = ask(issued.number, issued.holder_name)
    text = response.content.decode()
    assert response.status_code == 200
    assert "该证书目前有效" in text
    assert "桥式起重机" not in text
    assert issued.document.check_code not in text


def test_full_width_signs_count_as_plain(issued):
    assert ask(issued.number.replace("(", "（").replace(")", "）"), f" {issued.holder_name} ").status_code == 200


@pytest.mark.parametrize("number", ["起03苏H99999(26)", "%"])
def test_a_wrong_name_and_an_unknown_number_give_the_same_answer(issued, number):
    wrong, unknown = ask(issued.number, "别的公司"), ask(number, issued.holder_name)
    assert wrong.status_code == unknown.status_code == 404
    assert "没有这份证书" in wrong.content.decode()
    assert "没有这份证书" in unknown.content.decode()


def test_a_person_is_asked_for_by_the_full_name_and_not_by_the_mask():
    certificate = make.certificate(enterprise_code="", person_index=b"1" * 16)
    certificate.name_person(name="李建国", identity_number="320803199001011234")
    certificate.save()
    assert ask(certificate.number, "李建国").status_code == 200
    assert ask(certificate.number, "李**").status_code == 404


def test_both_are_needed(issued):
    for number, holder in (("", issued.holder_name), (issued.number, "")):
        assert ask(number, holder).context["form"].errors


def test_asking_is_throttled(issued):
    for _turn in range(public_certificates.CHECKS_PER_MINUTE):
        assert ask(issued.number, "别的公司").status_code == 404
    assert ask(issued.number, issued.holder_name).status_code == 429
    assert ask(issued.number, issued.holder_name, REMOTE_ADDR="198.51.100.7").status_code == 200


# --- running out --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def ending() -> IssuedCertificate:
    """A certificate good until 30 November, behind a row of the register with its duty to renew."""
    CertificateKind.objects.get_or_create(code="metrology-standard", defaults={"label": "计量标准考核证书"})
    ObligationKindFactory(code="standard-renewal", trigger="expiry", source_type="certificate", action="renew")
    enterprise = EnterpriseFactory()
    row = CertificateFactory(enterprise=enterprise, kind="metrology-standard", expires_on=date(2026, 11, 30))
    ledger.sync("certificate", [row.pk], at=AT)
    case = make.application(enterprise_code=enterprise.code)
    return make.certificate(case, valid_to=date(2026, 11, 30), source_type="certificate", source_id=row.pk, enterprise_code=enterprise.code)


def test_the_last_good_day_is_good(ending):
    assert expire_past(date(2026, 11, 30), at=AT + timedelta(days=7)) == 0
    ending.refresh_from_db()
    assert ending.status == Status.VALID


def test_the_day_after_it_has_run_out_with_history_register_and_word(reference, ending):
    owner = MembershipFactory(enterprise=Certificate.objects.get(pk=ending.source_id).enterprise, part=Membership.Part.OWNER)
    at = AT + timedelta(days=10)
    assert expire_past(date(2026, 12, 3), at=at) == 1
    ending.refresh_from_db()
    assert (ending.status, ending.status_since, ending.version) == (Status.EXPIRED, date(2026, 12, 1), 2)
    assert "第七十条第一项" in ending.status_reason
    assert ending.history.get().status == Status.VALID
    row = Certificate.objects.get(pk=ending.source_id)
    assert (row.standing, row.version) == (Standing.ENDED, 2)
    assert Obligation.objects.get(source_id=row.pk).state == Obligation.State.CANCELLED
    messages = Message.objects.filter(code="certificate-expired")
    assert set(messages.values_list("channel", flat=True)) == {MessageChannel.SMS, MessageChannel.INBOX}
    assert messages.get(channel=MessageChannel.INBOX).user == owner.user
    load_templates(DATA / "messages_certificates.json")
    for message in messages:
        assert ending.number in wording(message)[1], "every value its wording needs came along"


def test_twice_is_once(ending):
    assert expire_past(date(2026, 12, 3), at=AT) == 1
    sent = Message.objects.count()
    assert expire_past(date(2026, 12, 3), at=AT) == 0
    assert Message.objects.count() == sent


@pytest.mark.parametrize("status", [Status.REVOKED, Status.REPLACED, Status.CANCELLED])
def test_what_has_ended_does_not_run_out(ending, status):
    IssuedCertificate.objects.filter(pk=ending.pk).update(status=status)
    assert expire_past(date(2027, 1, 1), at=AT) == 0


def test_a_suspended_one_runs_out_too(ending):
    IssuedCertificate.objects.filter(pk=ending.pk).update(status=Status.SUSPENDED)
    assert expire_past(date(2026, 12, 1), at=AT) == 1


def test_one_whose_renewal_waits_for_the_bureau_does_not_run_out(ending):
    waiting = make.application(request="renewal", certificate=ending, enterprise_code=ending.enterprise_code)
    assert expire_past(date(2026, 12, 3), at=AT) == 0
    type(waiting).objects.filter(pk=waiting.pk).update(closed_at=AT)
    assert expire_past(date(2026, 12, 3), at=AT) == 1


def test_many_run_out_in_few_queries(ending, django_assert_max_num_queries):
    case = make.application(enterprise_code=ending.enterprise_code)
    for _serial in range(20):
        make.certificate(case, valid_to=date(2026, 11, 30), enterprise_code=ending.enterprise_code)
    with django_assert_max_num_queries(32):
        assert expire_past(date(2026, 12, 1), at=AT) == 21


def test_one_without_end_never_runs_out():
    make.certificate(valid_to=None)
    assert expire_past(date(2099, 1, 1), at=AT) == 0


def test_a_paper_of_a_certificate_is_rendered_and_sealed(issued):
    documents.render(issued.document_id)
    issued.document.refresh_from_db()
    assert issued.document.sealed_as
