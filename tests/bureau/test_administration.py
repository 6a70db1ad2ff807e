"""The administration at /manage/: who comes in, what can be changed there, and what only looked at."""

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.urls import reverse

from bureau.admin import site
from bureau.demo import enrol
from bureau.models import CalendarDay, ClockRule, Event, MessageTemplate, Office, User
from bureau.paging import COUNTED, EstimatingPaginator
from bureau.roles import Role
from tests import people
from tests.factories.bureau import CategoryFactory, OfficeFactory, OfficerFactory, TownshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    """Read in the language of the sources, so that a better translation breaks no test."""
    settings.LANGUAGE_CODE = "en"


LISTS = sorted(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in site._registry)


@pytest.fixture
def desk(as_administrator):
    return as_administrator


def a_rule(**facts) -> ClockRule:
    defaults = {"label": "受理", "start_event": "收到", "days": 7, "unit": "wd", "citation": "第十五条", "valid_from": date(2026, 4, 15)}
    return ClockRule.objects.create(**{"code": "test-rule", **defaults, **facts})


def a_wording() -> MessageTemplate:
    return MessageTemplate.objects.create(code="test", channel="sms", version=3, subject="", body="您好")


@pytest.mark.parametrize("who", sorted(set(people.CAST) - {"administrator"}))
def test_nobody_but_administrators_comes_in(client, who):
    people.signed_in(client, people.CAST[who]())
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_a_visitor_is_sent_to_the_portals_own_sign_in(client):
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert answer.context["request"].GET["next"] == reverse("admin:index")


def test_a_superuser_needs_the_second_step_too(client):
    User.objects.filter(pk=people.stranger().pk).update(is_superuser=True)
    people.signed_in(client, people.stranger(), second_factor=False)
    assert client.get(reverse("admin:index")).status_code == 302
    people.signed_in(client, people.stranger())
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_keeps_the_content_security_policy(desk, name):
    OfficerFactory(), TownshipFactory(), CategoryFactory(), a_rule(), a_wording()
    answer = desk.get(reverse(name), {"q": ""})
    assert answer.status_code == 200
    inline = r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son(click|change|load|submit)="
    assert not re.search(inline, answer.content.decode())


@pytest.mark.parametrize("name", [one for one in LISTS if re.search("event|reveal|document|message_|message_changelist", one)])
def test_records_take_an_exact_search(desk, name):
    assert desk.get(reverse(name), {"q": "nothing like this"}).status_code == 200


@pytest.mark.parametrize("model", sorted(site._registry, key=lambda model: model._meta.model_name))
def test_only_a_calendar_day_can_be_deleted(desk, rf, model):
    request = rf.get("/")
    request.user, request.session = people.administrator(), desk.session
    assert site._registry[model].has_delete_permission(request) is (model is CalendarDay)


@pytest.mark.parametrize("model", sorted(site._registry, key=lambda model: model._meta.model_name))
def test_the_pages_check_for_themselves(rf, client, model):
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), client.session
    page = site._registry[model]
    assert not any(
        [
            page.has_module_permission(request),
            page.has_view_permission(request),
            page.has_add_permission(request),
            page.has_change_permission(request),
            page.has_delete_permission(request),
        ]
    )


def test_an_account_is_made_without_a_password_and_with_roles(desk):
    office = OfficeFactory(desk=True)
    data = {"username": "newclerk", "display_name": "新来的", "office": office.pk, "roles": ["clerk", "seat"], "is_active": "on"}
    answer = desk.post(reverse("admin:bureau_user_add"), data)
    assert answer.status_code == 302
    user = User.objects.get(username="newclerk")
    assert user.roles == ["clerk", "seat"]
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_a_role_that_cannot_be_given_is_refused(desk):
    desk.post(reverse("admin:bureau_user_add"), {"username": "robot", "display_name": "机器", "roles": ["system"], "is_active": "on"})
    assert not User.objects.filter(username="robot").exists()


def test_nobody_changes_their_own_roles(desk):
    me = people.administrator()
    data = {"username": me.username, "display_name": "改名", "office": me.office_id, "roles": ["administrator", "approver"]}
    desk.post(reverse("admin:bureau_user_change", args=[me.pk]), data)
    me.refresh_from_db()
    assert (me.display_name, me.roles, me.is_active) == ("改名", [Role.ADMINISTRATOR.value], True)


def test_a_superuser_is_out_of_an_administrators_reach(desk):
    boss = people.manager()
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    desk.post(reverse("admin:bureau_user_change", args=[boss.pk]), {"username": "renamed", "is_active": ""})
    boss.refresh_from_db()
    assert (boss.username, boss.is_active) == ("manager", True)


def act(desk, action: str, user: User):
    data = {"action": action, "_selected_action": [user.pk]}
    return desk.post(reverse("admin:bureau_user_changelist"), data, follow=True).content.decode()


def test_a_password_link_is_handed_over(desk, client):
    page = act(desk, "make_password_link", people.clerk())
    link = re.search(r"<code>(http://testserver[^<]+)</code>", page)[1]
    assert client.get(link, follow=True).context["form"] is not None


def test_a_lost_phone_is_reset(desk):
    user = people.clerk()
    enrol(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    act(desk, "reset_second_factor", user)
    assert not Authenticator.objects.filter(user=user).exists()


def test_nobody_resets_their_own_second_step_here(desk):
    me = people.administrator()
    enrol(me, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert "Choose exactly one account" in act(desk, "reset_second_factor", me)
    assert Authenticator.objects.filter(user=me).exists()


def test_the_code_of_an_office_stays(desk):
    office = OfficeFactory()
    desk.post(reverse("admin:bureau_office_change", args=[office.pk]), {"code": "other", "name": "执法大队", "active": "on"})
    office.refresh_from_db()
    assert (office.code, office.name) == ("inspection", "执法大队")


def test_the_facts_of_a_rule_stay_and_the_row_becomes_the_bureaus(desk):
    rule = a_rule()
    desk.post(reverse("admin:bureau_clockrule_change", args=[rule.pk]), {"days": 99, "confirmed": "on", "note": "已核对", "enabled": ""})
    rule.refresh_from_db()
    assert (rule.days, rule.confirmed, rule.note, rule.enabled, rule.local) == (7, True, "已核对", True, True)


def test_an_internal_clock_can_be_switched_off(desk):
    rule = a_rule(internal=True)
    desk.post(reverse("admin:bureau_clockrule_change", args=[rule.pk]), {"confirmed": "on", "note": ""})
    rule.refresh_from_db()
    assert rule.enabled is False


def test_new_wording_is_a_new_version(desk):
    old = a_wording()
    answer = desk.post(reverse("admin:bureau_messagetemplate_change", args=[old.pk]), {"subject": "", "body": "您好，请查收"})
    assert answer.status_code == 302
    versions = list(MessageTemplate.objects.filter(code="test").order_by("version").values_list("version", "body", "active"))
    assert versions == [(3, "您好", False), (4, "您好，请查收", True)]


def test_unchanged_wording_makes_no_version(desk):
    old = a_wording()
    desk.post(reverse("admin:bureau_messagetemplate_change", args=[old.pk]), {"subject": "", "body": "您好"})
    assert MessageTemplate.objects.filter(code="test").count() == 1


def test_an_old_version_is_only_looked_at(desk):
    old = a_wording()
    MessageTemplate.objects.filter(pk=old.pk).update(active=False)
    desk.post(reverse("admin:bureau_messagetemplate_change", args=[old.pk]), {"subject": "", "body": "改历史"})
    assert MessageTemplate.objects.get(code="test").body == "您好"


def test_small_lists_are_counted_exactly():
    OfficeFactory(), OfficeFactory(desk=True)
    rows = Office.objects.order_by("pk")
    assert EstimatingPaginator(rows, 50).count == Paginator(rows, 50).count == 2
    assert EstimatingPaginator(Event.objects.filter(action="nothing"), 50).count == 0 < COUNTED
