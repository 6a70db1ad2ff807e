"""The enterprise's desk: who gets in, what each page shows to whom, and that nothing of another enterprise or about this one leaks."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.roles import Role
from enterprises.desk import selectors as desk
from enterprises.models import CareOfficer, Membership, Obligation, ObligationKind, Standing
from tests import people
from tests.desk_door import ask, member_client, page
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import (
    AT,
    CertificateFactory,
    EnterpriseFactory,
    InstrumentFactory,
    MembershipFactory,
    QualifiedPersonFactory,
    SpecialEquipmentFactory,
)
from tests.factories.outreach import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "district")]

TODAY = timezone.localdate()
PAGES = ["desk-home", "desk-holdings", "desk-matters", "desk-documents", "desk-profile"]
WRITING = ["desk-correction", "desk-contact-add"]


# --- the door ---------------------------------------------------------------------------------------------------------
def test_one_membership_leads_straight_to_its_desk(as_owner, code):
    assert as_owner.get(reverse("enterprises:desk")).url == page("desk-home", code)


def test_several_are_offered_and_merged_or_ended_ones_are_not(as_owner, membership):
    second = MembershipFactory(enterprise=EnterpriseFactory(name="第二家公司"), user=membership.user)
    MembershipFactory(enterprise=EnterpriseFactory(name="离开的公司"), user=membership.user, ended_at=AT)
    MembershipFactory(enterprise=EnterpriseFactory(name="并掉的公司", merged_into=second.enterprise), user=membership.user)
    shown = as_owner.get(reverse("enterprises:desk")).content.decode()
    assert page("desk-home", second.enterprise.code) in shown and membership.enterprise.name in shown
    assert "离开的公司" not in shown and "并掉的公司" not in shown


def test_none_says_what_to_do(client):
    user = people.enterprise_user()
    shown = people.signed_in(client, user, second_factor=False).get(reverse("enterprises:desk")).content.decode()
    assert "您尚未代表任何企业" in shown and reverse("enterprises:account-new") in shown


@pytest.mark.parametrize("name", PAGES + WRITING)
def test_another_enterprises_desk_does_not_exist(as_owner, name):
    assert as_owner.get(page(name, EnterpriseFactory(name="别人家").code)).status_code == 404


@pytest.mark.parametrize("name", PAGES + WRITING)
@pytest.mark.parametrize("who", ["clerk", "administrator", "stranger"])
def test_staff_and_strangers_have_no_desk(code, client, who, name):
    assert people.signed_in(client, people.CAST[who]()).get(page(name, code)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_ended_membership_closes_every_page_at_once(as_owner, membership, code, name):
    assert as_owner.get(page(name, code)).status_code == 200
    Membership.objects.filter(pk=membership.pk).update(ended_at=AT)
    assert as_owner.get(page(name, code)).status_code == 404


def test_nobody_signed_in_is_led_to_the_door(client, code):
    assert client.get(page("desk-home", code)).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_plain_html_without_anything_inline(as_owner, code, name):
    shown = as_owner.get(page(name, code)).content.decode()
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", shown)


# --- the first page ---------------------------------------------------------------------------------------------------
def obligation(enterprise, *, days, title, serial, state=Obligation.State.OPEN):
    kind, _made = ObligationKind.objects.get_or_create(
        code="inspect",
        defaults={"label": "定期检验", "action": "inspect", "trigger": "expiry", "source_type": "equipment", "basis": "第四十条"},
    )
    due = TODAY + timedelta(days=days)
    return Obligation.objects.create(
        **{"enterprise": enterprise, "kind": kind, "action": "inspect", "source_type": "equipment", "source_id": serial, "cycle": 0},
        **{"title": title, "source_date": due, "due_on": due, "opens_on": due - timedelta(days=30), "state": state},
        **{"closed_on": None if state == "open" else TODAY, "created_at": AT, "updated_at": AT},
    )


def test_the_nearest_obligations_stand_first_with_their_lights(as_owner, membership, code):
    for serial, days in enumerate([200, -3, 10, 400, 90, 300]):
        obligation(membership.enterprise, days=days, title=f"义务{days}", serial=serial)
    obligation(membership.enterprise, days=-9, title="已办", serial=90, state=Obligation.State.MET)
    obligation(EnterpriseFactory(), days=1, title="别人的", serial=91)
    home = as_owner.get(page("desk-home", code)).context["home"]
    assert [(row.title, row.light) for row in home.obligations] == [
        *[("义务-3", "red"), ("义务10", "yellow"), ("义务90", "green"), ("义务200", "green"), ("义务300", "green")]
    ]


def test_the_first_page_names_certificates_officers_and_matters(as_owner, membership, code):
    CertificateFactory(enterprise=membership.enterprise, number="快到期", expires_on=TODAY + timedelta(days=20))
    CertificateFactory(enterprise=membership.enterprise, number="还很久", expires_on=TODAY + timedelta(days=900))
    CertificateFactory(enterprise=membership.enterprise, number="已注销", expires_on=TODAY, standing=Standing.ENDED)
    officer = people.officer()
    officer.office.phone = "0517-80000008"
    officer.office.save()
    CareOfficer.objects.create(enterprise=membership.enterprise, user=officer, since=date(2026, 1, 1), duty="equipment")
    CareOfficer.objects.create(
        enterprise=membership.enterprise, user=people.reviewer(), since=date(2025, 1, 1), until=date(2026, 1, 1), duty="equipment"
    )
    correction = ask(membership)
    shown = as_owner.get(page("desk-home", code)).content.decode()
    assert "快到期" in shown and "还很久" not in shown and "已注销" not in shown
    assert "赵建军" in shown and "0517-80000008" in shown and "周文静" not in shown
    assert correction.number in shown


def test_unread_messages_are_counted_and_named(as_owner, membership, code):
    MessageFactory(inbox=True, user=membership.user, case=None, subject="新消息")
    MessageFactory(inbox=True, user=membership.user, case=None, subject="读过的", read_at=AT)
    MessageFactory(inbox=True, user=people.clerk(), case=None, subject="别人的")
    response = as_owner.get(page("desk-home", code))
    assert response.context["home"].unread.count == 1
    shown = response.content.decode()
    assert "新消息" in shown and "读过的" not in shown and "别人的" not in shown


def test_a_clerk_who_is_a_member_too_reads_messages_at_the_workbench(membership):
    clerk = UserFactory(username="both", roles=[Role.CLERK.value, Role.ENTERPRISE.value])
    theirs = MembershipFactory(enterprise=membership.enterprise, user=clerk)
    MessageFactory(inbox=True, user=clerk, case=None, subject="内部事项")
    response = people.signed_in(Client(), clerk, second_factor=False).get(page("desk-home", theirs.enterprise.code))
    assert response.status_code == 200 and response.context["home"].unread is None
    assert "内部事项" not in response.content.decode()


def test_the_first_page_costs_the_same_however_much_there_is(as_owner, membership, code, django_assert_max_num_queries):
    for serial in range(12):
        obligation(membership.enterprise, days=serial, title=f"义务{serial}", serial=serial)
        CertificateFactory(enterprise=membership.enterprise, expires_on=TODAY)
        ask(membership, key=serial + 1)
        MessageFactory(inbox=True, user=membership.user, case=None)
    for duty, who in zip(CareOfficer.Duty.values, ["officer", "clerk", "seat", "reviewer", "approver"], strict=True):
        CareOfficer.objects.create(enterprise=membership.enterprise, user=people.CAST[who](), since=TODAY, duty=duty)
    as_owner.get(page("desk-home", code))
    # Session, user, membership; obligations, townships, family, matters, messages, certificates, officers; the menu's two badges.
    with django_assert_max_num_queries(13):
        response = as_owner.get(page("desk-home", code))
    home = response.context["home"]
    assert [len(home.obligations), len(home.matters), len(home.certificates), len(home.officers)] == [5, 5, 5, 5]


# --- holdings ---------------------------------------------------------------------------------------------------------
def test_holdings_are_ones_own_with_lights_by_the_last_good_day(as_owner, membership, code):
    for name, days in (("过期电梯", -1), ("快到期电梯", 30), ("放心电梯", 300)):
        SpecialEquipmentFactory(enterprise=membership.enterprise, name=name, expires_on=TODAY + timedelta(days=days))
    SpecialEquipmentFactory(name="别人电梯")
    SpecialEquipmentFactory(enterprise=membership.enterprise, name="报废电梯", standing=Standing.ENDED)
    SpecialEquipmentFactory(enterprise=membership.enterprise, name="无日期电梯", expires_on=None)
    rows = as_owner.get(page("desk-holdings", code)).context["page"].rows
    assert [(one.row.row.name, one.light) for one in rows] == [("过期电梯", "red"), ("快到期电梯", "yellow"), ("放心电梯", "green")]
    undated = as_owner.get(page("desk-holdings", code), {"show": "undated"}).context["page"].rows
    assert [(one.row.row.name, one.light) for one in undated] == [("无日期电梯", "")]
    ended = as_owner.get(page("desk-holdings", code), {"show": "out-of-use"}).context["page"].rows
    assert [one.row.row.name for one in ended] == ["报废电梯"]


@pytest.mark.parametrize("key", ["equipment", "instrument", "certificate", "standard", "person", "nonsense", ""])
def test_every_sort_has_its_page_also_when_it_is_empty(as_owner, code, key):
    response = as_owner.get(page("desk-holdings", code), {"kind": key})
    assert response.status_code == 200 and response.context["page"].rows == []


def test_holdings_are_paged_without_counting(as_owner, membership, code, monkeypatch, django_assert_max_num_queries):
    made = [InstrumentFactory(enterprise=membership.enterprise, expires_on=TODAY + timedelta(days=day)).pk for day in range(5)]
    monkeypatch.setattr(desk, "PAGE_SIZE", 2)
    seen, address = [], page("desk-holdings", code) + "?kind=instrument"
    while address:
        with django_assert_max_num_queries(9) as queries:
            response = as_owner.get(address)
        assert not any("COUNT(" in query["sql"] and "enterprises_instrument" in query["sql"] for query in queries.captured_queries)
        seen += [one.row.pk for one in response.context["page"].rows]
        after = response.context["page"].after
        address = after and f"{page('desk-holdings', code)}?kind=instrument&after={after}"
    assert seen == made
    assert "kind=instrument&amp;before=" in response.content.decode()


@pytest.mark.parametrize(("part", "shown", "hidden"), [("agent", "赵铁柱", "赵**"), ("reader", "赵**", "赵铁柱")])
def test_ones_own_people_are_plain_to_who_acts_and_masked_to_who_reads(membership, code, part, shown, hidden):
    QualifiedPersonFactory(enterprise=membership.enterprise, name="赵铁柱", phone="13951780009", expires_on=TODAY)
    text = member_client(membership, part, "colleague").get(page("desk-holdings", code) + "?kind=person").content.decode()
    assert shown in text and hidden not in text
    assert ("13951780009" in text) == (part == "agent")
