"""The inbox of an enterprise's people: in the frame of their desk, only their own, and without the staff's second factor or menu."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.models import Message
from bureau.roles import Role
from tests import people
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory
from tests.factories.outreach import CaseFactory, MessageFactory

pytestmark = pytest.mark.django_db

INBOX, READ, READ_ALL = reverse("outreach:inbox"), reverse("outreach:inbox-read"), reverse("outreach:inbox-read-all")


@pytest.fixture
def membership():
    return MembershipFactory()


@pytest.fixture
def as_owner(membership):
    return people.signed_in(Client(), membership.user, second_factor=False)


def desk_inbox(membership):
    return reverse("outreach:desk-inbox", kwargs={"code": membership.enterprise.code})


def arrived(user, **given):
    return MessageFactory(inbox=True, user=user, case=given.pop("case", None), **given)


def test_the_desks_inbox_is_ones_own_in_the_desks_frame(as_owner, membership):
    mine = arrived(membership.user, subject="更正已确认", case=CaseFactory(enterprise_code=membership.enterprise.code))
    arrived(people.clerk(), subject="别人的")
    response = as_owner.get(desk_inbox(membership))
    shown = response.content.decode()
    assert response.context["page"].rows == [mine] and "别人的" not in shown
    assert membership.enterprise.name in shown and "workbench" not in shown
    link = reverse("enterprises:desk-matter", kwargs={"code": membership.enterprise.code, "number": mine.case.number})
    assert link in shown and reverse("bureau:case", args=[mine.case.number]) not in shown


def test_the_menu_shows_how_many_are_unread(as_owner, membership):
    arrived(membership.user), arrived(membership.user)
    shown = as_owner.get(reverse("enterprises:desk-profile", kwargs={"code": membership.enterprise.code})).content.decode()
    assert shown.index(desk_inbox(membership)) < shown.index('text-bg-danger">2<')


def test_without_an_enterprise_it_is_the_plain_inbox(client):
    user = people.enterprise_user()
    arrived(user, subject="账号申请已通过")
    shown = people.signed_in(client, user, second_factor=False).get(INBOX).content.decode()
    assert "账号申请已通过" in shown and "enterprise-desk" in shown


def test_marking_leads_back_to_the_desk(as_owner, membership):
    message = arrived(membership.user)
    back = desk_inbox(membership)
    assert as_owner.post(READ, {"message": message.pk, "next": back}).url == back
    assert Message.objects.get(pk=message.pk).read_at is not None
    as_owner.post(READ, {"message": message.pk, "unread": "1"})
    assert as_owner.post(READ_ALL, {"next": back}).url == back
    assert Message.objects.get(pk=message.pk).read_at is not None


def test_nobody_marks_another_persons_message(as_owner):
    message = arrived(people.clerk())
    assert as_owner.post(READ, {"message": message.pk}).status_code == 404
    as_owner.post(READ_ALL)
    assert Message.objects.get(pk=message.pk).read_at is None


def test_another_enterprises_inbox_does_not_exist(as_owner):
    foreign = MembershipFactory(enterprise=EnterpriseFactory(), user=UserFactory(username="other", roles=[Role.ENTERPRISE.value]))
    assert as_owner.get(desk_inbox(foreign)).status_code == 404


def test_staff_still_need_their_second_factor_also_those_who_act_for_an_enterprise(membership):
    both = UserFactory(username="both", roles=[Role.CLERK.value, Role.ENTERPRISE.value])
    MembershipFactory(enterprise=membership.enterprise, user=both)
    arrived(both, subject="内部事项")
    client = people.signed_in(Client(), both, second_factor=False)
    assert client.get(desk_inbox(membership)).url == INBOX
    for address in (INBOX, READ, READ_ALL):
        assert client.post(address).url == reverse("mfa_activate_totp")
    with_factor = people.signed_in(Client(), both).get(INBOX)
    assert "内部事项" in with_factor.content.decode() and with_factor.context["base"] == "staff_base.html"


def test_an_account_without_a_role_has_no_inbox(as_stranger):
    assert as_stranger.get(INBOX).status_code == 403


def test_the_page_costs_the_same_however_many_there_are(as_owner, membership, django_assert_max_num_queries):
    for _ in range(12):
        arrived(membership.user, case=CaseFactory(enterprise_code=membership.enterprise.code))
    # Session, user, membership, the page, the menu's two badges.
    with django_assert_max_num_queries(7):
        assert len(as_owner.get(desk_inbox(membership)).context["page"].rows) == 12


def test_an_empty_inbox_says_what_will_be_there(as_owner, membership):
    assert "事项有进展或者有到期提醒时" in as_owner.get(desk_inbox(membership)).content.decode()
