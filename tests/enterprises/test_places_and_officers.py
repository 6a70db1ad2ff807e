"""Premises of an enterprise and the officers in charge of it: written within the enterprise, history kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from enterprises.errors import EntryRefused
from enterprises.models import CareOfficer, Premises
from enterprises.register import cards as register_panels
from enterprises.register.care import assign_officer, end_officer, officers_of
from enterprises.register.places import add_premises, change_premises, give_up_premises, premises_of
from tests.factories.bureau import TownshipFactory
from tests.factories.enterprises import ContactFactory, EnterpriseFactory, PremisesFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
GENERAL, QUALITY = CareOfficer.Duty.GENERAL, CareOfficer.Duty.QUALITY


# --- premises ---------------------------------------------------------------------------------------------------------
def test_premises_are_added_changed_and_given_up(clerk):
    TownshipFactory()
    enterprise = EnterpriseFactory()
    row = add_premises(enterprise, by=clerk, kind="shop", name=" 一号　门店 ", address="西门街 1 号", township="huaicheng")
    assert (row.name, row.kind) == ("一号 门店", "shop")
    change_premises(row, by=clerk, address="西门街 3 号")
    assert [place.address for place in premises_of(enterprise)] == ["西门街 3 号"]
    give_up_premises(row, by=clerk)
    assert premises_of(enterprise) == []
    assert Premises.objects.filter(pk=row.pk).exists(), "equipment may point to it"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"address": " "}, "address"),
        ({"kind": "castle"}, "kind"),
        ({"township": "old-township"}, "township"),
        ({"phone": "1" * 31}, "phone"),
    ],
)
def test_wrong_premises_are_refused_by_field(clerk, fields, field):
    TownshipFactory(retired=True)
    with pytest.raises(ValidationError) as error:
        add_premises(EnterpriseFactory(), by=clerk, **{"kind": "shop", "name": "一号门店", "address": "西门街 1 号", **fields})
    assert set(error.value.error_dict) == {field}


def test_premises_pages(as_clerk):
    TownshipFactory()
    enterprise = EnterpriseFactory()
    data = {"kind": "factory", "name": "二号厂区", "address": "翔宇大道 20 号", "township": "huaicheng", "phone": "051785912345"}
    add = reverse("enterprises:premises-add", args=[enterprise.code])
    assert as_clerk.get(add).status_code == 200
    assert as_clerk.post(add, {**data, "name": ""}).status_code == 422
    assert as_clerk.post(add, data)["Location"] == reverse("enterprises:enterprise", args=[enterprise.code])
    row = Premises.objects.get()
    assert row.phone == "0517-8591-2345"
    change = reverse("enterprises:premises-change", args=[enterprise.code, row.pk])
    assert as_clerk.get(change).context["form"].initial["name"] == "二号厂区"
    assert as_clerk.post(change, {**data, "name": "三号厂区"}).status_code == 302
    elsewhere = reverse("enterprises:premises-end", args=[EnterpriseFactory().code, row.pk])
    assert as_clerk.post(elsewhere).status_code == 404
    assert as_clerk.post(reverse("enterprises:premises-end", args=[enterprise.code, row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.active) == ("三号厂区", False)


# --- officers ---------------------------------------------------------------------------------------------------------
def assign(enterprise, user, by, *, duty=GENERAL, today=TODAY):
    return assign_officer(enterprise, user=user, duty=duty, by=by, today=today)


def test_a_hand_over_ends_the_one_before_and_keeps_the_history(clerk, officer, second_officer):
    enterprise = EnterpriseFactory()
    first = assign(enterprise, officer, clerk, today=date(2026, 1, 5))
    assign(enterprise, officer, clerk, duty=QUALITY, today=date(2026, 1, 5))
    second = assign(enterprise, second_officer, clerk)
    first.refresh_from_db()
    assert (first.until, second.until, second.since) == (TODAY, None, TODAY)
    assert [(row.user, row.duty, row.until) for row in officers_of(enterprise)] == [
        (second_officer, GENERAL, None),
        (officer, QUALITY, None),
        (officer, GENERAL, TODAY),
    ]


def test_who_has_the_duty_already_keeps_it(clerk, officer):
    enterprise = EnterpriseFactory()
    first = assign(enterprise, officer, clerk, today=date(2026, 1, 5))
    assert assign(enterprise, officer, clerk) == first
    assert CareOfficer.objects.count() == 1


def test_an_officer_is_released(clerk, officer):
    row = assign(EnterpriseFactory(), officer, clerk)
    end_officer(row, by=clerk, today=TODAY)
    end_officer(row, by=clerk, today=date(2026, 12, 1))
    row.refresh_from_db()
    assert row.until == TODAY


def test_only_people_of_the_bureau_look_after_an_enterprise(clerk, enterprise_user, officer):
    for user, duty, field in ((enterprise_user, GENERAL, "user"), (officer, "cook", "duty")):
        with pytest.raises(ValidationError) as error:
            assign(EnterpriseFactory(), user, clerk, duty=duty)
        assert set(error.value.error_dict) == {field}
    with pytest.raises(EntryRefused):
        assign(EnterpriseFactory(merged_into=EnterpriseFactory()), officer, clerk)
    with pytest.raises(EntryRefused):
        assign(EnterpriseFactory(), officer, enterprise_user)


def test_officer_pages(as_clerk, clerk, officer):
    enterprise = EnterpriseFactory()
    url = reverse("enterprises:officer-assign", args=[enterprise.code])
    assert as_clerk.get(url, {"duty": "quality"}).context["form"].initial == {"duty": "quality", "user": clerk}
    assert as_clerk.post(url, {"duty": "quality", "user": officer.pk}).status_code == 302
    row = CareOfficer.objects.get()
    assert (row.user, row.duty, row.enterprise) == (officer, "quality", enterprise)
    assert as_clerk.post(reverse("enterprises:officer-end", args=[EnterpriseFactory().code, row.pk])).status_code == 404
    assert as_clerk.post(reverse("enterprises:officer-end", args=[enterprise.code, row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.until is not None


# --- cards ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_writer", [True, False])
def test_the_cards_show_what_there_is_and_offer_changes_to_who_may(clerk, seat, officer, is_writer):
    enterprise = EnterpriseFactory()
    ContactFactory(enterprise=enterprise)
    PremisesFactory(enterprise=enterprise)
    assign(enterprise, officer, clerk)
    reader = clerk if is_writer else seat
    text = "".join(
        render_to_string(f"enterprises/panel_{key}.html", {"panel": build(enterprise, reader), "csrf_token": "x" * 32})
        for key, build in (
            ("contacts", register_panels.contacts),
            ("premises", register_panels.premises),
            ("officers", register_panels.officers),
        )
    )
    assert all(word in text for word in ("王*", "139****0001", "一号厂区", str(officer)))
    assert "13951780001" not in text
    for name in ("contact-add", "premises-add", "officer-assign"):
        assert (reverse(f"enterprises:{name}", args=[enterprise.code]) in text) is is_writer


def test_the_cards_of_an_empty_entry(clerk):
    enterprise = EnterpriseFactory()
    for key, build in (
        ("contacts", register_panels.contacts),
        ("premises", register_panels.premises),
        ("officers", register_panels.officers),
    ):
        text = render_to_string(f"enterprises/panel_{key}.html", {"panel": build(enterprise, clerk)})
        assert "text-body-secondary" in text
