"""The lists of obligations, for staff and on the desk: tabs, filters, order, pages, export, and the page of one obligation."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.calendar import current_calendar
from bureau.models import Township
from bureau.models.case import Light
from enterprises.models import Membership
from enterprises.obligations.filter import OWN, TABS, ObligationFilter, read_filter
from enterprises.obligations.rows import csv_lines, light_of, link_of
from enterprises.obligations.selectors import badge, obligation_page, sorted_obligations, waiting_count
from tests.factories.enterprises import (
    EnterpriseFactory,
    MembershipFactory,
    ObligationFactory,
    ObligationKindFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def titles(wanted, **more):
    return [row.title for row in obligation_page(wanted, today=TODAY, **more).rows]


@pytest.fixture
def four():
    """One late, one that can be done, one far ahead, one done and one that no longer applies."""
    for title, due, state in (
        ("迟", date(2026, 11, 22), "open"),
        ("今", TODAY, "open"),
        ("近", date(2026, 12, 31), "open"),
        ("远", date(2027, 12, 31), "open"),
        ("毕", date(2026, 10, 1), "met"),
        ("消", date(2026, 10, 2), "cancelled"),
    ):
        ObligationFactory(title=title, due_on=due, state=state)


# --- tabs, lights, filters --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tab", "found"), [("open", ["迟", "今", "近", "远"]), ("late", ["迟"]), ("coming", ["今", "近"]), ("ended", ["消", "毕"])]
)
def test_each_tab_holds_what_it_says_in_its_order(four, tab, found):
    assert titles(ObligationFilter(tab=tab)) == found


def test_lights_are_computed_from_the_day():
    row = ObligationFactory(due_on=date(2026, 12, 31))
    assert light_of(row, row.opens_on - timedelta(days=1)) == Light.GREEN
    assert light_of(row, row.opens_on) == Light.YELLOW
    assert light_of(row, row.due_on) == Light.YELLOW
    assert light_of(row, row.due_on + timedelta(days=1)) == Light.RED
    assert light_of(ObligationFactory(state="met"), TODAY) == Light.NONE


@pytest.mark.parametrize("tab", TABS)
def test_every_filter_alone_and_together_keeps_only_what_fits(tab):
    state = "met" if tab == "ended" else "open"
    due = date(2026, 11, 1) if tab == "late" else date(2026, 12, 15)
    report = ObligationKindFactory(code="test-report", action="report", lead_days=90)
    here = EnterpriseFactory(township="huaicheng")
    ObligationFactory(title="是", enterprise=here, due_on=due, state=state)
    ObligationFactory(
        title="否", enterprise=EnterpriseFactory(township="pingqiao"), kind=report, due_on=due - timedelta(days=9), state=state
    )
    conditions = {
        "township": "huaicheng",
        "action": "inspect",
        "kind": "test-lift-inspection",
        "enterprise": here.code,
        "date_from": due,
        "date_to": due,
    }
    assert sorted(titles(ObligationFilter(tab=tab))) == ["否", "是"]
    for name, value in conditions.items():
        if name != "date_to":
            assert titles(ObligationFilter(tab=tab, **{name: value})) == ["是"], name
    assert titles(ObligationFilter(tab=tab, **conditions)) == ["是"]
    for name, value in {"township": "nowhere", "action": "renew", "kind": "no-such", "enterprise": "91320803MA1XXXXX0X"}.items():
        assert titles(ObligationFilter(tab=tab, **{name: value})) == [], name
    assert titles(ObligationFilter(tab=tab, kind="test-lift-inspection", action="report")) == [], "the kind and the action contradict"


def test_what_can_be_done_now_is_found_kind_by_kind_as_in_one_walk():
    """Kinds with other lead times are read apart and merged: the order and the pages must be those of one list."""
    for place, lead in enumerate((10, 30, 90, 365)):
        kind = ObligationKindFactory(code=f"test-{lead}", lead_days=lead)
        for ahead in range(0, 400, 7):
            ObligationFactory(kind=kind, due_on=TODAY + timedelta(days=ahead + place), title=f"{lead}-{ahead}")
    wanted = ObligationFilter(tab="coming")
    expected = [row.title for row in sorted_obligations(wanted, today=TODAY)]
    walked, after = [], ""
    while True:
        page = obligation_page(wanted, today=TODAY, after=after, size=7)
        walked += [row.title for row in page.rows]
        if not (after := page.after):
            break
    assert walked == expected
    back = obligation_page(wanted, today=TODAY, before=page.before, size=7)
    assert [row.title for row in back.rows] == expected[-len(page.rows) - 7 : -len(page.rows)]


def test_the_code_of_a_merged_enterprise_finds_what_it_was_merged_into():
    kept = EnterpriseFactory()
    dropped = EnterpriseFactory(merged_into=kept)
    ObligationFactory(enterprise=kept, title="留")
    assert titles(ObligationFilter(enterprise=dropped.code)) == ["留"]


def test_an_address_is_read_as_people_write_it_and_says_what_it_left_out():
    code = EnterpriseFactory().code
    wanted = read_filter({"enterprise": f" {code[:8]} {code[8:].lower()} ", "tab": "late", "kind": "<b>", "date_from": "2026-02-30"})
    assert (wanted.enterprise, wanted.tab, wanted.kind, wanted.date_from) == (code, "late", "", None)
    assert len(wanted.problems) == 2
    assert read_filter({"date_from": "2026-12-02", "date_to": "2026-12-01"}).problems
    assert read_filter({"township": "huaicheng", "enterprise": code, "action": "renew"}, names=OWN).given() == {
        "tab": "open",
        "action": "renew",
    }


@pytest.mark.parametrize("tab", TABS)
def test_a_page_costs_a_bounded_number_of_queries(tab):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = obligation_page(ObligationFilter(tab=tab, enterprise=code), today=TODAY, size=100).rows
            assert [str(row.kind) + row.enterprise.name for row in found]
        return len(captured)

    code = EnterpriseFactory().code
    due = date(2026, 11, 1) if tab == "late" else TODAY
    ObligationFactory(enterprise=EnterpriseFactory(code=code), due_on=due, state="met" if tab == "ended" else "open")
    before = queries()
    for _ in range(20):
        ObligationFactory(enterprise=EnterpriseFactory(code=code), due_on=due, state="met" if tab == "ended" else "open")
    assert queries() == before <= 4


# --- staff ------------------------------------------------------------------------------------------------------------
def test_the_page_says_all_there_is_to_say_of_a_row(as_clerk):
    Township.objects.get_or_create(code="huaicheng", defaults={"label": "淮城镇"})
    kind = ObligationKindFactory(code="test-unsure", confirmed=False, link="https://sp.example.cn/inspect", basis="《某办法》第七条")
    row = ObligationFactory(kind=kind, due_on=timezone.localdate() - timedelta(days=3))
    answer = as_clerk.get(reverse("enterprises:obligations"), {"tab": "late"})
    page = answer.content.decode()
    for words in (
        row.enterprise.name,
        row.title,
        "《某办法》第七条",
        "light-red",
        'href="https://sp.example.cn/inspect"',
        "text-bg-light border",
    ):
        assert words in page, words
    assert "no-store" in answer["Cache-Control"]
    assert page.count("style=") == 0


def test_the_page_does_not_ask_more_for_more_rows(as_clerk):
    ObligationFactory()
    url = reverse("enterprises:obligations")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_clerk.get(url).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for _ in range(25):
        ObligationFactory()
    assert queries() == before


def test_the_list_is_walked_there_and_back(as_clerk):
    made = [ObligationFactory(due_on=date(2030, 1, 1) + timedelta(days=place // 3)).pk for place in range(70)]
    url, seen = reverse("enterprises:obligations"), []
    while url:
        context = as_clerk.get(url).context
        seen += [row.pk for row in context["rows"]]
        last, url = context, context["next_url"]
    assert seen == made
    assert [row.pk for row in as_clerk.get(last["previous_url"]).context["rows"]] == made[30:60]


def test_tabs_keep_the_filters_but_not_dates_that_would_mean_another_thing(as_clerk):
    found = as_clerk.get(reverse("enterprises:obligations"), {"township": "huaicheng", "date_from": "2026-01-01"}).context["tabs"]
    urls = {tab.name: tab.url for tab in found}
    assert all("township=huaicheng" in url for url in urls.values())
    assert "date_from" in urls["late"]
    assert "date_from" not in urls["ended"]


def test_an_empty_list_says_so_and_how_to_go_on(as_clerk):
    page = as_clerk.get(reverse("enterprises:obligations"), {"township": "huaicheng"}).content.decode()
    assert "empty-state" in page
    assert f'href="{reverse("enterprises:obligations")}?tab=open"' in page


def test_the_export_holds_the_list_and_disarms_formulas(as_clerk):
    ObligationFactory(title="=1+1")
    ObligationFactory(title="别镇", enterprise=EnterpriseFactory(township="pingqiao"))
    answer = as_clerk.get(reverse("enterprises:obligations-export"), {"township": "huaicheng"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 2
    assert lines[0].startswith("\ufeff")
    assert "'=1+1" in lines[1]
    assert "2026-12-31" in lines[1]


def test_a_longer_export_says_that_it_was_cut():
    for _ in range(3):
        ObligationFactory()
    rows = sorted_obligations(ObligationFilter(), today=TODAY)
    lines = list(csv_lines(rows, today=TODAY, calendar=current_calendar(), limit=2))
    assert len(lines) == 4
    assert "2" in lines[3]
    assert len(list(csv_lines(rows, today=TODAY, calendar=current_calendar(), limit=3))) == 4


# --- the desk ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", Membership.Part.values)
def test_every_part_reads_its_own_list_and_nothing_else(client, part):
    membership = MembershipFactory(part=part)
    mine = ObligationFactory(enterprise=membership.enterprise)
    other = ObligationFactory()
    signed_in(client, membership.user)
    url = reverse("enterprises:desk-obligations", args=[membership.enterprise.code])
    assert [row.pk for row in client.get(url, {"enterprise": other.enterprise.code}).context["rows"]] == [mine.pk]
    assert client.get(reverse("enterprises:desk-obligations", args=[other.enterprise.code])).status_code == 404
    own = reverse("enterprises:desk-obligation", args=[membership.enterprise.code, mine.pk])
    assert client.get(own).status_code == 200
    assert client.get(reverse("enterprises:desk-obligation", args=[membership.enterprise.code, other.pk])).status_code == 404


def test_one_obligation_says_what_why_how_where_and_what_happened(client):
    membership = MembershipFactory()
    lift = SpecialEquipmentFactory(enterprise=membership.enterprise, location="二号楼")
    kind = ObligationKindFactory(code="test-linked", link="enterprises:desk-obligations", confirmed=False)
    row = ObligationFactory(enterprise=membership.enterprise, kind=kind, source_id=lift.pk, cycle=1)
    ObligationFactory(enterprise=membership.enterprise, kind=kind, source_id=lift.pk, cycle=0, state="met", note="如期检验")
    url = reverse("enterprises:desk-obligation", args=[membership.enterprise.code, row.pk])
    page = signed_in(client, membership.user).get(url).content.decode()
    for words in (kind.basis, kind.how, lift.code, "二号楼", "如期检验", link_of(kind, membership.enterprise.code), "text-bg-light border"):
        assert words in page, words


def test_of_a_person_only_the_mask_is_shown(client):
    membership = MembershipFactory()
    person = QualifiedPersonFactory(enterprise=membership.enterprise, name="欧阳建国", phone="13912345678")
    row = ObligationFactory(enterprise=membership.enterprise, source_type="person", source_id=person.pk, title=str(person))
    url = reverse("enterprises:desk-obligation", args=[membership.enterprise.code, row.pk])
    page = signed_in(client, membership.user).get(url).content.decode()
    assert "欧***" in page
    assert "欧阳建国" not in page
    assert "13912345678" not in page


def test_a_source_of_another_enterprise_is_never_told(client):
    """A row whose source went elsewhere keeps its title and says nothing of what the other now has."""
    membership = MembershipFactory()
    foreign = SpecialEquipmentFactory(location="别家车间")
    row = ObligationFactory(enterprise=membership.enterprise, source_id=foreign.pk)
    url = reverse("enterprises:desk-obligation", args=[membership.enterprise.code, row.pk])
    page = signed_in(client, membership.user).get(url).content.decode()
    assert "别家车间" not in page
    assert foreign.code not in page


def test_a_link_is_a_page_of_the_portal_an_outside_address_or_nothing():
    code = EnterpriseFactory().code
    links = {
        "": "",
        "https://sp.example.cn/": "https://sp.example.cn/",
        "bureau:home": "/",
        "enterprises:desk-obligations": reverse("enterprises:desk-obligations", args=[code]),
        "no:such-page": "",
        "javascript:alert(1)": "",
    }
    for link, found in links.items():
        assert link_of(ObligationKindFactory.build(link=link), code) == found


def test_the_badge_counts_what_is_late_or_can_be_done(client):
    membership = MembershipFactory()
    today = timezone.localdate()
    assert badge(membership) is None
    for due, state in (
        (today - timedelta(days=1), "open"),
        (today + timedelta(days=60), "open"),
        (today + timedelta(days=61), "open"),
        (today, "met"),
    ):
        ObligationFactory(enterprise=membership.enterprise, due_on=due, state=state)
    ObligationFactory(due_on=today)
    assert badge(membership) == 2
    assert waiting_count(membership.enterprise_id, today=today + timedelta(days=1)) == 3
    url = reverse("enterprises:desk-obligations", args=[membership.enterprise.code])
    page = signed_in(client, membership.user).get(url).content.decode()
    assert re.search(r'href="[^"]*obligations/"[^<]*(<i[^>]*></i>)[^<]*<span class="badge[^"]*">2<', page)


# --- what only staff can know ------------------------------------------------------------------------------------------
def yearly_obligation():
    kind = ObligationKindFactory(code="annual-report", action="report", trigger="yearly", source_type="enterprise", yearly_day="06-30")
    enterprise = EnterpriseFactory()
    return ObligationFactory(enterprise=enterprise, kind=kind, source_type="enterprise", source_id=enterprise.pk, cycle=2026)


@pytest.mark.django_db
def test_a_yearly_duty_is_noted_as_done_with_how_it_is_known(as_clerk):
    obligation = yearly_obligation()
    address = reverse("enterprises:obligation-done", args=[obligation.pk])
    assert address in as_clerk.get(f"{reverse('enterprises:obligations')}?enterprise={obligation.enterprise.code}").content.decode()
    future = timezone.localdate() + timedelta(days=1)
    assert as_clerk.post(address, {"on": future.isoformat(), "note": "公示系统"}).status_code == 422
    assert as_clerk.post(address, {"on": "2026-06-20", "note": ""}).status_code == 422
    as_clerk.post(address, {"on": "2026-06-20", "note": "已在公示系统查见"})
    obligation.refresh_from_db()
    assert (obligation.state, obligation.closed_on.isoformat(), obligation.note) == ("met", "2026-06-20", "已在公示系统查见")
    assert as_clerk.get(address).status_code == 404, "done once"


@pytest.mark.django_db
def test_what_the_register_tells_is_not_noted_by_hand(as_clerk):
    assert as_clerk.get(reverse("enterprises:obligation-done", args=[ObligationFactory().pk])).status_code == 404
