"""Adding, correcting, recording and stopping through the pages; the lists over all enterprises and their export."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.holdings.kinds import KINDS
from enterprises.holdings.lists import PAGE_SIZE, HoldingFilter, csv_lines
from enterprises.models import CertificateKind, InstrumentKind, QualifiedPerson, SpecialEquipment, Standing
from tests.factories.enterprises import (
    CertificateFactory,
    DeclaredStandardFactory,
    EnterpriseFactory,
    InstrumentFactory,
    PremisesFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    "equipment": SpecialEquipmentFactory,
    "instrument": InstrumentFactory,
    "certificate": CertificateFactory,
    "standard": DeclaredStandardFactory,
    "person": QualifiedPersonFactory,
}
GIVEN = {
    "equipment": {"category": "lift", "name": "乘客电梯", "code": "3110"},
    "instrument": {"kind": "some", "name": "电子秤", "serial_number": "9", "use": "trade"},
    "certificate": {"kind": "some", "number": "苏XK13"},
    "standard": {"level": "enterprise", "number": "Q/1", "title": "酱菜"},
    "person": {"duty": "operator", "name": "赵刚", "phone": "13951780001", "certificate_number": "TS6"},
}


@pytest.fixture
def kinds(db):
    for table in (InstrumentKind, CertificateKind):
        table.objects.create(code="some", label="某种")
        table.objects.create(code="retired", label="停用种", active=False)


def address(name, row, kind="equipment"):
    return reverse(f"enterprises:{name}", args=[row.enterprise.code, kind, row.pk])


# --- one enterprise ---------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize("kind", KINDS)
def test_every_sort_can_be_added_corrected_and_renewed(as_clerk, kind):
    enterprise = EnterpriseFactory()
    adding = reverse("enterprises:holding-add", args=[enterprise.code, kind])
    assert as_clerk.get(adding).status_code == 200
    response = as_clerk.post(adding, {**GIVEN[kind], "last_done_on": "2025-01-10", "expires_on": "2027-01-09"})
    assert response.status_code == 302, response.content.decode()
    row = KINDS[kind].model.objects.get()
    assert (row.enterprise, row.expires_on) == (enterprise, date(2027, 1, 9))

    correcting = address("holding-correct", row, kind)
    assert as_clerk.get(correcting).status_code == 200
    kept = {name: value for name, value in GIVEN[kind].items() if kind != "person" or name not in ("name", "phone")}
    response = as_clerk.post(correcting, {**kept, "last_done_on": "2025-01-10", "expires_on": "2027-01-31", "version": "1"})
    assert response.status_code == 302, response.content.decode()
    row.refresh_from_db()
    assert (row.expires_on, row.cycle) == (date(2027, 1, 31), 0)

    done = timezone.localdate()
    recording = address("holding-done", row, kind)
    assert as_clerk.get(recording).status_code == 200
    response = as_clerk.post(recording, {"done_on": done, "expires_on": done + timedelta(days=365), "version": "2"})
    assert response.status_code == 302, response.content.decode()
    row.refresh_from_db()
    assert (row.cycle, row.last_done_on) == (1, done)
    if kind == "person":
        assert row.name_mask == "赵*", "an empty name keeps the one that is there"


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(as_clerk):
    other = SpecialEquipmentFactory(name="先来的电梯")
    adding = reverse("enterprises:holding-add", args=[EnterpriseFactory().code, "equipment"])
    ahead = timezone.localdate() + timedelta(days=2)
    response = as_clerk.post(adding, {"category": "lift", "name": "乘客电梯", "code": other.code, "last_done_on": ahead})
    assert response.status_code == 422
    assert "last_done_on" in response.context["form"].errors
    response = as_clerk.post(adding, {"category": "lift", "name": "乘客电梯", "code": other.code})
    assert response.status_code == 422 and "先来的电梯" in response.content.decode()
    assert SpecialEquipment.objects.count() == 1


def test_an_old_page_is_refused_and_says_so(as_clerk):
    row = SpecialEquipmentFactory(version=4)
    fields = {"category": "lift", "name": "改名电梯", "code": row.code, "version": "3"}
    response = as_clerk.post(address("holding-correct", row), fields)
    assert response.status_code == 409 and response.context["version"] == 4
    row.refresh_from_db()
    assert row.name == "乘客电梯"
    assert as_clerk.post(address("holding-correct", row), {**fields, "version": "4"}).status_code == 302


def test_stopping_scrapping_and_what_comes_after(as_clerk):
    row = SpecialEquipmentFactory()
    standing = address("holding-standing", row)
    assert as_clerk.get(standing).status_code == 405
    as_clerk.post(standing, {"standing": "stopped", "version": "1"})
    row.refresh_from_db()
    assert row.standing == Standing.STOPPED
    as_clerk.post(standing, {"standing": "ended", "version": "2"})
    as_clerk.post(standing, {"standing": "in_use", "version": "3"})
    row.refresh_from_db()
    assert (row.standing, row.version) == (Standing.ENDED, 3)
    assert as_clerk.get(address("holding-correct", row)).context["is_ended"]
    as_clerk.post(standing, {"standing": "nowhere", "version": "3"})
    row.refresh_from_db()
    assert row.version == 3


@pytest.mark.parametrize("name", ["holding-correct", "holding-done"])
def test_what_belongs_to_another_enterprise_is_not_found(as_clerk, name):
    row, other = SpecialEquipmentFactory(), EnterpriseFactory()
    assert as_clerk.get(reverse(f"enterprises:{name}", args=[other.code, "equipment", row.pk])).status_code == 404


def test_premises_offered_are_the_enterprises_own_and_stay_when_given_up(as_clerk):
    row = SpecialEquipmentFactory()
    PremisesFactory(name="别家厂房")
    row.premises = PremisesFactory(enterprise=row.enterprise, name="老厂房", active=False)
    row.save()
    text = as_clerk.get(address("holding-correct", row)).content.decode()
    assert "老厂房" in text and "别家厂房" not in text


def test_a_persons_name_opens_only_with_a_reason(as_clerk):
    person = QualifiedPersonFactory(name="赵铁柱", phone="13951780001")
    page = reverse("enterprises:person-reveal", args=[person.enterprise.code, person.pk])
    assert "赵铁柱" not in as_clerk.get(page).content.decode()
    assert as_clerk.post(page, {"fields_wanted": ["name"], "reason": "x"}).status_code == 422
    response = as_clerk.post(page, {"fields_wanted": ["name"], "reason": "核对操作人员证件"})
    assert response.status_code == 200 and "赵铁柱" in response.content.decode()
    assert QualifiedPerson.objects.get().name_mask == "赵**"


# --- all enterprises --------------------------------------------------------------------------------------------------
def listed(client, kind="equipment", **parameters):
    response = client.get(reverse("enterprises:holdings", args=[kind]), parameters)
    assert response.status_code == 200
    return [one.pk for one in response.context["rows"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_sorted_by_the_last_good_day_over_all_enterprises(as_seat, kind):
    late, soon = FACTORIES[kind](expires_on=date(2028, 1, 1)), FACTORIES[kind](expires_on=date(2026, 12, 1))
    undated = FACTORIES[kind](expires_on=None)
    FACTORIES[kind](standing="ended")
    assert listed(as_seat, kind) == [soon.pk, late.pk]
    assert listed(as_seat, kind, undated="1") == [undated.pk]


def test_filters_narrow_the_list(as_seat):
    lift = SpecialEquipmentFactory(expires_on=date(2026, 12, 1))
    crane = SpecialEquipmentFactory(category="crane", expires_on=date(2027, 3, 1))
    stopped = SpecialEquipmentFactory(standing="stopped")
    assert listed(as_seat, sort="crane") == [crane.pk]
    assert listed(as_seat, before="2026-12-31") == [lift.pk]
    assert listed(as_seat, standing="stopped") == [stopped.pk]
    assert listed(as_seat, q=crane.code) == listed(as_seat, q=crane.registration_number) == [crane.pk]
    assert listed(as_seat, q=lift.enterprise.code.lower()) == [lift.pk]
    assert listed(as_seat, q="没有这个号") == []
    assert listed(as_seat, before="not-a-day", sort="no-such") == [lift.pk, crane.pk], "what is not understood is left out"


def test_pages_go_on_where_the_last_one_ended(as_seat):
    enterprise = EnterpriseFactory()
    rows = [InstrumentFactory(enterprise=enterprise, expires_on=date(2027, 1, 1)) for _ in range(PAGE_SIZE + 5)]
    first = as_seat.get(reverse("enterprises:enterprise-holdings", args=[enterprise.code, "instrument"]))
    second = as_seat.get(first.context["next_url"])
    seen = [one.pk for page in (first, second) for one in page.context["rows"]]
    assert seen == [row.pk for row in rows]
    back = as_seat.get(second.context["previous_url"])
    assert [one.pk for one in back.context["rows"]] == seen[:PAGE_SIZE]


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_queries_does_not_grow(as_seat, kind):
    FACTORIES[kind]()
    listed(as_seat, kind)
    with CaptureQueriesContext(connection) as few:
        listed(as_seat, kind)
    for _ in range(10):
        FACTORIES[kind]()
    with CaptureQueriesContext(connection) as many:
        assert len(listed(as_seat, kind)) == 11
    assert len(few) == len(many) <= 10


def test_the_export_holds_the_list_and_no_formula(as_seat):
    SpecialEquipmentFactory(name="=1+1", code="E1", enterprise__name="导出公司")
    response = as_seat.get(reverse("enterprises:holdings-export", args=["equipment"]))
    text = b"".join(response.streaming_content).decode()
    assert "导出公司" in text and "'=1+1,E1," in text and "attachment" in response["Content-Disposition"]


def test_the_export_says_when_it_is_cut_and_masks_people():
    for _ in range(3):
        QualifiedPersonFactory(name="赵铁柱", phone="13951780001")
    lines = list(csv_lines(HoldingFilter(), KINDS["person"], limit=2))
    assert len(lines) == 4 and "2" in lines[-1]
    assert "赵铁柱" not in "".join(lines) and "13951780001" not in "".join(lines)


def test_the_menu_leads_to_the_first_list(as_seat):
    assert as_seat.get(reverse("enterprises:holdings-home"))["Location"] == reverse("enterprises:holdings", args=["equipment"])


def test_an_unknown_sort_is_not_found(as_seat):
    assert as_seat.get("/enterprises/staff/holdings/rockets/").status_code == 404
