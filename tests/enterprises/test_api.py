"""The register's machine door: who may pass, what an enterprise and what staff read, pages and refusals."""

from datetime import date, timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import SOURCES, Membership
from tests import people
from tests.api_door import refusal
from tests.factories.enterprises import (
    CertificateFactory,
    DeclaredStandardFactory,
    EnterpriseFactory,
    InstrumentFactory,
    MembershipFactory,
    ObligationFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)
from tests.people import signed_in

pytestmark = pytest.mark.django_db
HOLDINGS = {
    "equipment": SpecialEquipmentFactory,
    "instrument": InstrumentFactory,
    "certificate": CertificateFactory,
    "standard": DeclaredStandardFactory,
    "person": QualifiedPersonFactory,
}


@pytest.fixture
def membership():
    return MembershipFactory()


@pytest.fixture
def member(client, membership):
    return signed_in(client, membership.user)


def url(name, *args):
    return reverse(f"enterprise-api:{name}", args=args)


def walk(client, address):
    """Ids page by page, following `next` to its end."""
    pages = []
    while address:
        body = client.get(address).json()
        pages.append([row["id"] for row in body["results"]])
        address = body["next"]
    return pages


# --- who may pass -----------------------------------------------------------------------------------------------------
def addresses(code):
    desk = [url("desk-list"), url("desk-obligations", code), *(url("desk-holdings", code, kind) for kind in SOURCES)]
    return desk, [url("enterprise-list"), url("enterprise-obligations", code)]


def test_nobody_passes_without_a_session(membership):
    for address in chain.from_iterable(addresses(membership.enterprise.code)):
        refusal(Client().get(address), 401, "not_authenticated")


@pytest.mark.parametrize("name", ["clerk", "administrator", "stranger"])
def test_the_desk_is_for_people_of_enterprises_only(name, membership):
    client = signed_in(Client(), people.CAST[name]())
    for address in addresses(membership.enterprise.code)[0]:
        refusal(client.get(address), 403, "role-refused")


def test_the_register_is_for_staff_with_a_second_factor_only(member, membership):
    staff = signed_in(Client(), people.clerk(), second_factor=False)
    for address in addresses(membership.enterprise.code)[1]:
        refusal(member.get(address), 403, "role-refused")
        refusal(staff.get(address), 403, "second-factor-missing")


def test_another_enterprise_does_not_exist_nor_one_that_is_left(member, membership):
    other = EnterpriseFactory()
    unknown = refusal(member.get(url("desk-obligations", "91320803MA1XXXXX0X")), 404, "not_found")
    for address in addresses(other.code)[0][1:]:
        assert refusal(member.get(address), 404, "not_found") == unknown
    Membership.objects.filter(pk=membership.pk).update(ended_at=timezone.now())
    for address in addresses(membership.enterprise.code)[0][1:]:
        assert refusal(member.get(address), 404, "not_found") == unknown
    assert member.get(url("desk-list")).json() == []


def test_answers_are_no_ones_elses_and_only_reading_is_possible(member, membership):
    for address in addresses(membership.enterprise.code)[0]:
        assert "no-store" in member.get(address)["Cache-Control"]
        refusal(member.post(address, {}, content_type="application/json"), 405, "method_not_allowed")


# --- the enterprise ---------------------------------------------------------------------------------------------------
def test_one_reads_for_whom_one_acts(member, membership):
    second = MembershipFactory(user=membership.user, part=Membership.Part.READER)
    MembershipFactory(user__username="somebody-else")
    found = {row["enterprise"]["code"]: row for row in member.get(url("desk-list")).json()}
    assert found.keys() == {membership.enterprise.code, second.enterprise.code}
    row = found[second.enterprise.code]
    assert row["part"]["code"] == "reader"
    assert member.get(row["obligations"]).status_code == 200


def test_an_obligation_says_all_of_itself(member, membership):
    today = timezone.localdate()
    row = ObligationFactory(enterprise=membership.enterprise, due_on=today - timedelta(days=2))
    ObligationFactory(due_on=today)
    (found,) = member.get(url("desk-obligations", membership.enterprise.code)).json()["results"]
    assert found["id"] == row.pk
    assert found["enterprise"] == {"code": membership.enterprise.code, "name": membership.enterprise.name}
    assert found["kind"] == {"code": "test-lift-inspection", "label": "电梯定期检验"}
    assert (found["action"]["code"], found["state"]["code"], found["light"]["code"]) == ("inspect", "open", "red")
    assert (found["due_on"], found["days_left"], found["closed_on"]) == (row.due_on.isoformat(), -2, None)
    assert (found["basis"], found["basis_confirmed"]) == ("《特种设备安全法》第四十条", True)
    member.cookies["django_language"] = "en"
    (english,) = member.get(url("desk-obligations", membership.enterprise.code)).json()["results"]
    assert english["kind"]["label"] == "Periodic inspection of a lift"
    assert english["kind"]["code"] == found["kind"]["code"]


def test_the_list_takes_the_filters_of_the_screen(member, membership):
    code = membership.enterprise.code
    late = ObligationFactory(enterprise=membership.enterprise, due_on=date(2020, 1, 1))
    done = ObligationFactory(enterprise=membership.enterprise, state="met", due_on=date(2020, 2, 1))
    far = ObligationFactory(enterprise=membership.enterprise, due_on=date(2999, 1, 1))

    def ids(**parameters):
        return [row["id"] for row in member.get(url("desk-obligations", code), parameters).json()["results"]]

    assert ids() == [late.pk, far.pk]
    assert ids(tab="late") == [late.pk]
    assert ids(tab="ended") == [done.pk]
    assert ids(date_from="2100-01-01") == [far.pk]
    assert ids(action="renew") == []


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "everything"},
        {"enterprise": "91320803MA1XXXXX0X"},
        {"township": "huaicheng"},
        {"date_from": "soon"},
        {"after": "nonsense"},
        {"before": "2026-01-01~x"},
        {"stat": "open"},
    ],
)
def test_what_cannot_be_understood_is_refused_not_left_out(member, membership, query):
    found = refusal(member.get(url("desk-obligations", membership.enterprise.code), query), 400, "invalid")
    assert len(found["errors"]["query"]) == 1


def test_pages_lead_through_the_whole_list_once(member, membership):
    made = [ObligationFactory(enterprise=membership.enterprise, due_on=date(2999, 1, 1 + place // 9)).pk for place in range(120)]
    pages = walk(member, url("desk-obligations", membership.enterprise.code))
    assert [len(page) for page in pages] == [50, 50, 20]
    assert list(chain.from_iterable(pages)) == made
    assert member.get(url("desk-obligations", membership.enterprise.code), {"after": "2999-12-31~1"}).json() == {
        "next": None,
        "previous": None,
        "results": [],
    }, "behind the end a program gets nothing, not the first page again"


@pytest.mark.parametrize("kind", SOURCES)
def test_holdings_of_each_sort(member, membership, kind):
    mine = HOLDINGS[kind](enterprise=membership.enterprise)
    HOLDINGS[kind]()
    (found,) = member.get(url("desk-holdings", membership.enterprise.code, kind)).json()["results"]
    assert found["id"] == mine.pk
    assert found["expires_on"] == mine.expires_on.isoformat()
    assert found["standing"]["code"] == "in_use"
    assert all(isinstance(value, str) for value in found["facts"].values())
    assert any(found["facts"].values())


def test_of_a_person_only_masks_are_told(member, membership):
    QualifiedPersonFactory(enterprise=membership.enterprise, name="欧阳建国", phone="13912345678")
    text = member.get(url("desk-holdings", membership.enterprise.code, "person")).content.decode()
    assert "欧***" in text
    assert "欧阳建国" not in text
    assert "13912345678" not in text


def test_holdings_page_and_unknown_sorts_do_not_exist(member, membership):
    made = [SpecialEquipmentFactory(enterprise=membership.enterprise).pk for _ in range(60)]
    assert list(chain.from_iterable(walk(member, url("desk-holdings", membership.enterprise.code, "equipment")))) == made
    refusal(member.get(url("desk-holdings", membership.enterprise.code, "enterprise")), 404, "not_found")


def test_a_list_does_not_ask_more_for_more_rows(member, membership):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert member.get(address).status_code == 200
        return len(captured)

    lists = [url("desk-obligations", membership.enterprise.code), url("desk-holdings", membership.enterprise.code, "equipment")]
    ObligationFactory(enterprise=membership.enterprise)
    SpecialEquipmentFactory(enterprise=membership.enterprise)
    before = [queries(address) for address in lists]
    for _ in range(10):
        ObligationFactory(enterprise=membership.enterprise)
        SpecialEquipmentFactory(enterprise=membership.enterprise)
    assert [queries(address) for address in lists] == before


# --- staff ------------------------------------------------------------------------------------------------------------
def test_staff_search_the_register_and_go_on_to_the_obligations(as_clerk):
    wanted = EnterpriseFactory(name="淮安市楚州区平桥豆制品厂")
    EnterpriseFactory()
    for typed in ("豆制", wanted.code, wanted.code[:10]):
        found = as_clerk.get(url("enterprise-list"), {"q": typed}).json()
        assert wanted.code in [row["code"] for row in found["results"]], typed
    (row,) = as_clerk.get(url("enterprise-list"), {"q": "豆制"}).json()["results"]
    assert row["status"]["code"] == "operating"
    assert "李建国" not in str(row), "no person is told"
    due = ObligationFactory(enterprise=wanted)
    assert [one["id"] for one in as_clerk.get(row["obligations"]).json()["results"]] == [due.pk]
    refusal(as_clerk.get(url("enterprise-list"), {"section": "C1"}), 400, "invalid")


def test_a_merged_code_answers_for_what_it_was_merged_into(as_clerk):
    kept = EnterpriseFactory()
    dropped = EnterpriseFactory(merged_into=kept)
    due = ObligationFactory(enterprise=kept)
    found = as_clerk.get(url("enterprise-obligations", dropped.code)).json()["results"]
    assert [row["id"] for row in found] == [due.pk]
    refusal(as_clerk.get(url("enterprise-obligations", "91320803MA1XXXXX0X")), 404, "not_found")


def test_the_schema_names_every_address(as_clerk):
    paths = as_clerk.get(reverse("api:schema")).json()["paths"]
    for path in (
        "/api/desk/",
        "/api/desk/{code}/obligations/",
        "/api/desk/{code}/holdings/{kind}/",
        "/api/enterprises/",
        "/api/enterprises/{code}/obligations/",
    ):
        assert path in paths
