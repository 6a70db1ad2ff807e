"""The pages of the room: what they show, that they write what was typed, and that an outsider learns nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.urls import reverse

from bureau.dashboard import Period
from bureau.models import Case, CaseMember
from bureau.search import vector_text
from licensing.models import Charge, ItemVersion, PenaltyCase
from licensing.penalties.lists import figures
from tests.access.licensing_penalties import ACCESS
from tests.factories.bureau import OfficerFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.licensing import application
from tests.factories.penalties import PARTY_NAME, charge, penalty_case, penalty_item
from tests.people import approver, manager, officer, reviewer, second_officer, signed_in, supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def outsider():
    return OfficerFactory(user__username="outsider", user__roles=["officer"], certificate_number="苏08040077").user


def text_of(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


# --- who sees what --------------------------------------------------------------------------------------------------------
PAGES = sorted(name for name in ACCESS if name not in ("licensing:penalties", "licensing:penalties-export-csv", "licensing:penalty-new"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_officer_outside_the_team_finds_nothing(client, name, method):
    case = penalty_case(item=penalty_item())
    parameters = {"number": case.number, "act": 1, "item": "CF-901"}
    wanted = [key for key in ("number", "act", "item") if key in NEEDS.get(name, ("number",))]
    url = reverse(name, kwargs={key: parameters[key] for key in wanted})
    found = getattr(signed_in(client, outsider()), method)(url)
    assert found.status_code in ((404, 405) if method == "post" or name == "licensing:charge-remove" else (404,))
    assert PARTY_NAME not in text_of(found)
    inside = signed_in(client, officer()).get(url)
    assert inside.status_code == (405 if name == "licensing:charge-remove" else 200), "the team finds it"


NEEDS = {
    "licensing:charge-add": ("number", "item"),
    "licensing:charge-range": ("number", "item"),
    "licensing:charge-edit": ("number", "act", "item"),
    "licensing:charge-remove": ("number", "act", "item"),
}


def test_the_page_of_a_case_is_its_teams(client):
    case = penalty_case(item=penalty_item())
    url = reverse("bureau:case", args=[case.number])
    assert signed_in(client, outsider()).get(url).status_code == 404
    page = signed_in(client, officer()).get(url)
    for words in (PARTY_NAME, "苏08040002", "CF-901", "10000.00"):
        assert words in text_of(page)
    for step in ("file", "grant-access", "add-officer"):
        found = signed_in(client, outsider()).post(reverse("bureau:case-action", args=[case.number, step]))
        assert found.status_code == 404


def test_the_list_shows_cases_of_the_reader_alone(client):
    penalty_case(number="AJ20260101000001")
    penalty_case(number="AJ20260101000002", officers=[outsider(), second_officer()])
    shown = text_of(signed_in(client, officer()).get(reverse("licensing:penalties")))
    assert "AJ20260101000001" in shown
    assert "AJ20260101000002" not in shown
    for everyone in (approver(), supervisor()):
        assert "AJ20260101000002" in text_of(signed_in(client, everyone).get(reverse("licensing:penalties")))
    assert "AJ2026" not in text_of(signed_in(client, reviewer()).get(reverse("licensing:penalties")))


def test_access_granted_shows_the_case(client):
    case = penalty_case()
    CaseMember.objects.create(case=case, user=reviewer(), part="granted", since=case.opened_at)
    assert case.number in text_of(signed_in(client, reviewer()).get(reverse("licensing:penalties")))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=investigating", {"A"}),
        ("state=verifying", {"B"}),
        ("source=report", {"B"}),
        ("item=CF-902", {"B"}),
        ("status=closed", {"C"}),
        ("due=late", {"A"}),
        ("q=AJ20260101000002", {"B"}),
        ("procedure=simple", set()),
        ("officer=999999", set()),
        ("state=;drop", {"A", "B", "C"}),
    ],
)
def test_filters(client, query, found):
    penalty_case(number="AJ20260101000001", due_on=date(2020, 1, 1), yellow_on=date(2020, 1, 1))
    penalty_case("verifying", number="AJ20260101000002", source="report", category="CF-902")
    closed = penalty_case("closed", number="AJ20260101000003")
    Case.objects.filter(pk=closed.pk).update(closed_at=closed.opened_at)
    shown = text_of(signed_in(client, officer()).get(f"{reverse('licensing:penalties')}?{query}"))
    names = {"A": "AJ20260101000001", "B": "AJ20260101000002", "C": "AJ20260101000003"}
    rows = {letter for letter, number in names.items() if f"/{number}/" in shown}
    assert rows == found


def test_a_list_of_any_length_costs_the_same(client, django_assert_max_num_queries):
    for _place in range(35):
        penalty_case(item=penalty_item())
    signed_in(client, officer())
    client.get(reverse("licensing:penalties"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("licensing:penalties"))
    assert "after=" in text_of(page)


def test_the_file_holds_no_personal_data(client):
    case = penalty_case(party_type="citizen", party_name="李**", enterprise_code="", legal_representative="李建国")
    lines = text_of(signed_in(client, officer()).get(reverse("licensing:penalties-export-csv")))
    assert case.number in lines
    for secret in ("李", "13812341234", "赵建军"):
        assert secret not in lines


# --- a new lead -----------------------------------------------------------------------------------------------------------
def typed(**changes):
    return {
        "source": "own",
        "discovered_on": "2026-11-20",
        "party_type": "unit",
        "party_name": "淮安市好又多超市",
        "title": "好又多超市涉嫌无证经营",
        "facts": "现场未能出示许可证。",
        "lead": officer().pk,
        "officers": [second_officer().pk],
        **changes,
    }


def test_a_lead_is_opened_from_the_form(client):
    response = signed_in(client, officer()).post(reverse("licensing:penalty-new"), typed())
    case = PenaltyCase.objects.get()
    assert response.url == reverse("bureau:case", args=[case.number])
    assert (case.state, case.handler, case.team_only) == ("verifying", officer(), True)


def test_a_refused_lead_keeps_what_was_typed(client):
    page = signed_in(client, officer()).post(reverse("licensing:penalty-new"), typed(discovered_on="2999-01-01"))
    assert page.status_code == 422
    assert "现场未能出示许可证。" in text_of(page)
    assert not PenaltyCase.objects.exists()


def test_an_enterprise_is_found_by_name_and_taken_over(client):
    known = EnterpriseFactory()
    signed_in(client, officer())
    assert known.code in text_of(client.get(reverse("licensing:penalty-new"), {"q": known.name}))
    assert known.name in text_of(client.get(reverse("licensing:penalty-new"), {"code": known.code}))


def test_a_lead_from_a_matter_one_may_not_see_is_not_found(client):
    secret = penalty_case(officers=[outsider(), second_officer()])
    assert signed_in(client, officer()).get(reverse("licensing:penalty-new"), {"from": secret.number}).status_code == 404


# --- facts ----------------------------------------------------------------------------------------------------------------
def test_facts_are_changed_by_an_investigator_and_only_once_at_a_time(client):
    case = penalty_case()
    url = reverse("licensing:penalty-facts", args=[case.number])
    data = {"title": case.title, "facts": "复查确认。", "act_from": "2026-10-01", "act_to": "2026-10-20", "version": case.version}
    assert signed_in(client, officer()).post(url, data).status_code == 302
    case.refresh_from_db()
    assert (case.facts, case.act_to, case.version) == ("复查确认。", date(2026, 10, 20), 2)
    stale = signed_in(client, second_officer()).post(url, {**data, "facts": "别的"})
    assert stale.status_code == 422
    assert PenaltyCase.objects.get(pk=case.pk).facts == "复查确认。"
    refused = signed_in(client, approver()).post(url, {**data, "version": 2})
    assert "第四十二条" in text_of(refused)


def test_after_the_notice_the_facts_stand(client):
    case = penalty_case("noticed")
    page = text_of(signed_in(client, officer()).get(reverse("licensing:penalty-facts", args=[case.number])))
    assert "第四十四条" in page
    assert "<textarea" not in page


# --- choosing the item ----------------------------------------------------------------------------------------------------
def test_items_are_found_by_law_and_only_penalties(client):
    penalty_item()
    case = penalty_case()
    url = reverse("licensing:charge-choose", args=[case.number])
    page = text_of(signed_in(client, officer()).get(url, {"q": "不合格产品"}))
    assert "CF-901" in page
    assert "《中华人民共和国产品质量法》第四十九条" in page
    assert "CF-901" in text_of(client.get(url, {"q": "CF-9"}))
    assert "CF-901" not in text_of(client.get(url, {"q": "特种设备"}))
    assert signed_in(client, officer()).get(reverse("licensing:charge-add", args=[case.number, "XK-01"])).status_code == 404


def test_a_charge_is_taken_back_after_asking(client):
    case = penalty_case(item=penalty_item())
    row = case.charges.get()
    page = text_of(signed_in(client, officer()).get(reverse("licensing:penalty-charges", args=[case.number])))
    assert "confirm-question" in page
    url = reverse("licensing:charge-remove", args=[case.number, 1, "CF-901"])
    client.post(url, {"version": row.version + 1})
    assert Charge.objects.filter(pk=row.pk).exists(), "somebody changed it since"
    client.post(url, {"version": row.version})
    assert not Charge.objects.filter(pk=row.pk).exists()


def test_totals_stand_below_the_charges(client):
    case = penalty_case(item=penalty_item())
    charge(case, penalty_item("CF-902"), number=2, fine=Decimal("5000.00"))
    assert "15000.00" in text_of(signed_in(client, officer()).get(reverse("licensing:penalty-charges", args=[case.number])))


def test_words_of_the_facts_find_the_nearest_items(client):
    ItemVersion.objects.filter(pk=penalty_item().pk).update(search=SearchVector(Value(vector_text("生产 不合格 产品")), config="simple"))
    case = penalty_case()
    page = signed_in(client, officer()).get(reverse("licensing:charge-choose", args=[case.number]), {"q": "长期生产劣质插座"})
    assert "CF-901" in text_of(page)


def test_a_matter_shows_the_case_from_it_to_its_team_and_the_button_to_officers(client):
    source = application()
    case = penalty_case(source_case=source)
    url = reverse("bureau:case", args=[source.number])
    Case.objects.filter(pk=source.pk).update(office=officer().office)
    shown = text_of(signed_in(client, officer()).get(url))
    assert case.number in shown
    new = f"{reverse('licensing:penalty-new')}?from={source.number}"
    assert new in shown
    assert source.applicant_name in text_of(client.get(new))
    assert case.number not in text_of(signed_in(client, outsider()).get(url))


def test_the_dashboard_counts_without_naming_anybody(client):
    penalty_case()
    page = text_of(signed_in(client, manager()).get(reverse("bureau:dashboard")))
    assert "dashboard-penalties-title" in page
    part = page.split("dashboard-penalties-title", 1)[1].split("</section>", 1)[0]
    assert officer().display_name not in part
    assert "yuan" not in part


def test_the_figures_of_the_dashboard(django_assert_num_queries):
    penalty_case()
    penalty_case("noticed")
    penalty_case("decided", decided_on=date(2026, 11, 20), decision="penalty")
    penalty_case("decided", decided_on=date(2026, 10, 20), decision="penalty")
    with django_assert_num_queries(1):
        found = figures(Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert [number for _label, number, _url in found["states"]] == [1, 1, 2]
    assert [number for _label, number in found["decisions"]] == [1, 0, 0, 0]
