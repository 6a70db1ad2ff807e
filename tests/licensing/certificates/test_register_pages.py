"""The register of certificates on screen: staff's list, file and page, the enterprise's own list, the card on its page."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau import verification
from bureau.models import Case
from enterprises.models import Membership
from licensing.certificates import desk, services
from licensing.certificates.cards import enterprise_card
from licensing.certificates.measures.services import propose
from licensing.models import Application, CertificateMeasure, IssuedCertificate
from tests import people
from tests.factories import licensing as make
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory

pytestmark = pytest.mark.django_db

AT = make.RECEIVED_AT
Status = IssuedCertificate.Status


@pytest.fixture
def clerk_client() -> Client:
    return people.signed_in(Client(), people.clerk())


@pytest.fixture
def enterprise():
    return EnterpriseFactory(name="淮安市鑫源机械有限公司", search_text="淮安市鑫源机械有限公司")


@pytest.fixture
def issued(enterprise) -> IssuedCertificate:
    case = make.application(enterprise_code=enterprise.code, applicant_name=enterprise.name)
    found = services.settle_request(case, by=people.approver(), at=AT)
    assert found is not None
    return found


def numbers(client: Client, **query) -> list[str]:
    response = client.get(reverse("licensing:certificates"), query)
    assert response.status_code == 200
    return [row.certificate.number for row in response.context["rows"]]


# --- the list ---------------------------------------------------------------------------------------------------------------
def test_filters_narrow_the_list(clerk_client, issued):
    today = timezone.localdate()
    soon = make.certificate(valid_to=today + timedelta(days=20), issued_on=date(2026, 1, 1), valid_from=date(2020, 1, 1))
    later = make.certificate(
        valid_to=today + timedelta(days=80), issued_on=date(2026, 1, 2), valid_from=date(2020, 1, 1), status="suspended"
    )
    gone = make.certificate(
        valid_to=today + timedelta(days=10), issued_on=date(2026, 1, 3), valid_from=date(2020, 1, 1), status=Status.REVOKED
    )
    assert numbers(clerk_client) == [issued.number, gone.number, later.number, soon.number]
    assert numbers(clerk_client, status="revoked") == [gone.number]
    assert numbers(clerk_client, ends="30") == [soon.number]
    assert numbers(clerk_client, ends="90") == [soon.number, later.number]
    assert numbers(clerk_client, item="XK-01") == numbers(clerk_client)
    assert numbers(clerk_client, item="XK-02") == []


def test_search_by_number_code_and_words(clerk_client, issued, enterprise):
    make.certificate(enterprise_code="91320803MA1MXYJX0B", holder_name="别的公司")
    for typed in (issued.number, issued.number[:5], enterprise.code, enterprise.code.lower(), "鑫源机械"):
        assert numbers(clerk_client, q=typed) == [issued.number], typed
    assert numbers(clerk_client, q="没有这样的公司") == []


def test_pages_without_counting(clerk_client, issued, django_assert_max_num_queries, monkeypatch):
    case = Application.objects.get(pk=issued.case_id)
    for serial in range(35):
        make.certificate(case, issued_on=date(2026, 1, 1) + timedelta(days=serial))
    url = reverse("licensing:certificates")
    clerk_client.get(url)
    with django_assert_max_num_queries(12):
        first = clerk_client.get(url)
    assert len(first.context["rows"]) == 30
    second = clerk_client.get(first.context["next_url"])
    assert len(second.context["rows"]) == 6
    assert clerk_client.get(second.context["previous_url"]).context["rows"][0].certificate == issued


def test_an_empty_register_says_so(clerk_client):
    assert "尚未颁发证书" in clerk_client.get(reverse("licensing:certificates")).content.decode()
    assert "没有符合条件的证书" in clerk_client.get(reverse("licensing:certificates"), {"status": "valid"}).content.decode()


def test_the_file_holds_the_same_rows_and_no_formula(clerk_client, issued):
    make.certificate(holder_name="=HYPERLINK(1)", issued_on=date(2026, 1, 1))
    response = clerk_client.get(reverse("licensing:certificates-export-csv"))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("证书编号,证书名称")
    assert issued.number in lines[1]
    assert "有效" in lines[1]
    assert "'=HYPERLINK" in lines[2]


# --- one certificate ----------------------------------------------------------------------------------------------------------
def test_the_page_shows_facts_history_checks_and_paper(clerk_client, issued, enterprise, django_assert_max_num_queries):
    Client().get(reverse("bureau:verify-code", args=[issued.document.check_code]))
    services.change_status(issued, Status.SUSPENDED, reason="停一停", on=date(2026, 12, 1), by=people.approver(), at=AT)
    services.change_status(issued, Status.VALID, reason="又好了", on=date(2026, 12, 5), by=None, at=AT)
    url = reverse("licensing:certificate", args=[issued.number])
    clerk_client.get(url)
    with django_assert_max_num_queries(26):
        response = clerk_client.get(url)
    text = response.content.decode()
    for shown in (issued.number, "桥式起重机", enterprise.name, "停一停", "又好了", issued.document.check_code, "吴志远", "1 次"):
        assert shown in text
    turns = response.context["turns"]
    assert [(turn.reason, turn.who) for turn in turns] == [("又好了", ""), ("停一停", "吴志远"), ("", "吴志远")]
    assert verification.count_checks(issued.document_id) == 1


def test_an_unknown_number_is_not_found(clerk_client):
    assert clerk_client.get(reverse("licensing:certificate", args=["无此号"])).status_code == 404


def test_a_reader_who_may_not_see_the_matter_gets_no_link_to_its_papers(issued):
    elsewhere = people.signed_in(Client(), people.clerk_elsewhere())
    text = elsewhere.get(reverse("licensing:certificate", args=[issued.number])).content.decode()
    own = Case.objects.get(pk=issued.case_id)
    assert Case.objects.visible_to(people.clerk_elsewhere()).filter(pk=own.pk).exists() == (
        reverse("bureau:case", args=[own.number]) in text
    )


def test_a_measure_is_proposed_from_the_page(reference, clerk_client, issued):
    url = reverse("licensing:certificate-measure", args=[issued.number])
    data = {"measure": "revoke", "ground": "fraud", "facts": "伪造报告", "submission_key": str(uuid4())}
    assert "第六十九条第二款" in clerk_client.get(url).content.decode()
    assert clerk_client.post(url, {**data, "facts": ""}).status_code == 422
    response = clerk_client.post(url, data)
    case = CertificateMeasure.objects.get()
    assert response["Location"] == reverse("bureau:case", args=[case.number])
    page = clerk_client.get(response["Location"]).content.decode()
    assert "伪造报告" in page
    assert issued.number in page
    refused = clerk_client.post(url, {**data, "submission_key": str(uuid4())})
    assert refused.status_code == 422
    assert case.number in refused.content.decode()


def test_the_head_and_the_legal_reviewer_propose_nothing(issued):
    url = reverse("licensing:certificate-measure", args=[issued.number])
    for person in (people.approver(), people.reviewer(), people.manager()):
        client = people.signed_in(Client(), person)
        assert client.get(url).status_code == 403
        assert url not in client.get(reverse("licensing:certificate", args=[issued.number])).content.decode()


def test_an_ended_certificate_offers_no_measure(clerk_client, issued):
    services.change_status(issued, Status.REVOKED, reason="撤销", on=date(2026, 12, 1), by=None, at=AT)
    text = clerk_client.get(reverse("licensing:certificate-measure", args=[issued.number])).content.decode()
    assert "该证书已经终止" in text
    assert "<textarea" not in text


# --- the enterprise -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def membership(enterprise) -> Membership:
    return MembershipFactory(enterprise=enterprise, part=Membership.Part.OWNER)


def desk_client(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def test_the_desk_shows_the_enterprise_its_own_and_nobody_else_s(issued, membership):
    other = make.certificate(enterprise_code="91320803MA1MXYJX0B")
    client = desk_client(membership)
    text = client.get(reverse("licensing:desk-certificates", args=[membership.enterprise.code])).content.decode()
    assert issued.number in text
    assert other.number not in text
    file = reverse("licensing:desk-certificate-file", args=[membership.enterprise.code, issued.number])
    assert file in text
    assert client.get(file)["Content-Type"] == "application/pdf"
    assert client.get(reverse("licensing:desk-certificate-file", args=[membership.enterprise.code, other.number])).status_code == 404
    assert client.get(reverse("licensing:desk-certificates", args=["91320803MA1MXYJX0B"])).status_code == 404


@pytest.mark.parametrize(
    ("today", "offered"), [(date(2030, 7, 24), False), (date(2030, 7, 25), True), (date(2030, 10, 23), True), (date(2030, 11, 20), True)]
)
def test_renewal_is_offered_from_ninety_days_before_its_last_day(issued, membership, today, offered):
    # Good until 22 November 2030; the guide wants the application thirty days before.
    [row] = desk.certificate_page(membership, today=today).rows
    assert row.renew_by == date(2030, 10, 23)
    assert bool(row.renew_url) == offered


def test_who_only_looks_and_what_has_ended_is_offered_no_renewal(issued, enterprise, membership):
    reader = UserFactory(username="reader", roles=["enterprise"], office=None)
    viewer = MembershipFactory(enterprise=enterprise, part=Membership.Part.READER, user=reader)
    soon = date(2030, 11, 1)
    assert desk.certificate_page(viewer, today=soon).rows[0].renew_url == ""
    services.change_status(issued, Status.CANCELLED, reason="注销", on=soon, by=None, at=AT)
    assert desk.certificate_page(membership, today=soon).rows[0].renew_url == ""


def test_the_desk_costs_the_same_for_many(issued, membership, django_assert_max_num_queries):
    case = Application.objects.get(pk=issued.case_id)
    for _serial in range(15):
        make.certificate(case)
    with django_assert_max_num_queries(4):
        assert len(desk.certificate_page(membership, today=date(2026, 11, 23)).rows) == 16


def test_an_empty_desk_says_what_would_be_there(membership):
    text = desk_client(membership).get(reverse("licensing:desk-certificates", args=[membership.enterprise.code])).content.decode()
    assert "暂无证书" in text


def test_a_proposed_measure_is_hidden_from_the_enterprise_until_it_is_told(reference, issued, membership):
    data = {"measure": "revoke", "ground": "fraud", "facts": "伪造报告"}
    opened = propose(issued, data=data, by=people.clerk(), submission_key=uuid4(), at=AT)
    client = desk_client(membership)
    url = reverse("enterprises:desk-matter", args=[membership.enterprise.code, opened.number])
    assert client.get(url).status_code == 404
    people_client = people.signed_in(Client(), people.clerk())
    assert people_client.post(reverse("bureau:case-action", args=[opened.number, "tell"]), {"version": 1}).status_code in (302, 303)
    text = client.get(url).content.decode()
    assert "伪造报告" in text
    assert "陈述、申辩" in text


def test_the_card_on_the_enterprise_page(issued, enterprise, clerk_client):
    assert enterprise_card(EnterpriseFactory(), people.clerk()) is None
    card = enterprise_card(enterprise, people.clerk())
    assert [row.certificate for row in card["rows"]] == [issued]
    page = clerk_client.get(reverse("enterprises:enterprise", args=[enterprise.code])).content.decode()
    assert reverse("licensing:certificate", args=[issued.number]) in page
