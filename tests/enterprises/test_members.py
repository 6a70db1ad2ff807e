"""The people of an enterprise: parts, invitations, leaving, and that somebody always stays who manages them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bureau.models import Message, User
from enterprises.accounts import members
from enterprises.accounts.members import MemberRefused
from enterprises.accounts.services import AccountExists, join_by_invitation
from enterprises.models import Invitation, Membership
from tests import people
from tests.enterprises import door
from tests.enterprises.door import ACCOUNT, NEW_PASSWORD, OTHER_PHONE, PHONE, client_of, sms_to
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db
GUEST = "13912340003"
PART = Membership.Part


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    door.load_wordings()


@pytest.fixture
def enterprise(db):
    return EnterpriseFactory(name="淮安市楚州区新月食品有限公司")


@pytest.fixture
def owner(enterprise):
    return door.member(enterprise, PHONE)


@pytest.fixture
def agent(enterprise, owner):
    return door.member(enterprise, OTHER_PHONE, PART.AGENT, "何静")


def page(enterprise, tail: str = "") -> str:
    return f"/enterprises/desk/{enterprise.code}/people/{tail}"


def link_sent_to(phone: str) -> str:
    return re.search(r"/enterprises/invitations/[0-9a-f]+/", sms_to(phone)[-1])[0]


def invite(owner: Membership, phone: str = GUEST, part: str = PART.AGENT) -> str:
    """Invite somebody and return the path of the link in the SMS."""
    client_of(owner.user).post(page(owner.enterprise, "invite/"), {"phone": phone, "part": part})
    return link_sent_to(phone)


def joining(**changes: str) -> dict[str, str]:
    return {"display_name": "孙悦", "email": "", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "consent": "on"} | changes


# --- who sees and does what -------------------------------------------------------------------------------------------
def test_everybody_looks_and_only_owners_act(enterprise, owner, agent):
    theirs = client_of(agent.user)
    shown = theirs.get(page(enterprise)).content.decode()
    assert "何静" in shown and "139****0001" in shown and PHONE not in shown
    assert "invite/" not in shown and "/part/" not in shown and "/end/" not in shown
    for tail in ("invite/", f"{owner.pk}/part/", f"{owner.pk}/end/", "invited/1/revoke/"):
        assert theirs.post(page(enterprise, tail), {"part": "owner", "phone": GUEST}).status_code == 403
    assert "invite/" in client_of(owner.user).get(page(enterprise)).content.decode()


def test_another_enterprise_does_not_exist(owner):
    elsewhere = EnterpriseFactory()
    theirs = door.member(elsewhere, OTHER_PHONE)
    own = client_of(owner.user)
    assert own.get(page(elsewhere)).status_code == 404
    assert own.post(page(elsewhere, "invite/"), {"phone": GUEST, "part": "owner"}).status_code == 404
    # Somebody else's row through one's own address.
    own.post(page(owner.enterprise, f"{theirs.pk}/end/"))
    own.post(page(owner.enterprise, f"{theirs.pk}/part/"), {"part": "reader"})
    theirs.refresh_from_db()
    assert (theirs.part, theirs.ended_at) == ("owner", None)
    foreign = members.invite(elsewhere, phone=GUEST, part=PART.READER, by=theirs.user, at=timezone.now())
    own.post(page(owner.enterprise, f"invited/{foreign.pk}/revoke/"))
    foreign.refresh_from_db()
    assert foreign.revoked_at is None
    assert people.signed_in(Client(), people.clerk()).get(page(elsewhere)).status_code == 404


def test_the_page_takes_few_queries(enterprise, owner, django_assert_max_num_queries):
    for number in range(20):
        door.member(enterprise, f"139123460{number:02d}", PART.READER)
    client = client_of(owner.user)
    with django_assert_max_num_queries(10):
        assert client.get(page(enterprise)).status_code == 200


# --- parts and ends ---------------------------------------------------------------------------------------------------
def test_changing_a_part_tells_the_person(enterprise, owner, agent):
    client_of(owner.user).post(page(enterprise, f"{agent.pk}/part/"), {"part": "reader"})
    agent.refresh_from_db()
    assert agent.part == "reader"
    assert "Reader" in sms_to(OTHER_PHONE)[-1]
    client_of(owner.user).post(page(enterprise, f"{agent.pk}/part/"), {"part": "king"})
    agent.refresh_from_db()
    assert agent.part == "reader"


def test_an_ended_membership_is_out_at_once_and_stays_as_history(enterprise, owner, agent):
    theirs = client_of(agent.user)
    assert theirs.get(page(enterprise)).status_code == 200
    client_of(owner.user).post(page(enterprise, f"{agent.pk}/end/"))
    assert theirs.get(page(enterprise)).status_code == 404
    assert "any more" in sms_to(OTHER_PHONE)[-1]
    assert "何静" in client_of(owner.user).get(page(enterprise)).content.decode()
    agent.refresh_from_db()
    assert agent.ended_by == owner.user
    with pytest.raises(MemberRefused):
        members.end_membership(agent.pk, enterprise=enterprise, by=owner.user, at=timezone.now())


def test_the_last_owner_stays(enterprise, owner, agent):
    own = client_of(owner.user)
    for tail, data in ((f"{owner.pk}/part/", {"part": "agent"}), (f"{owner.pk}/end/", {}), ("leave/", {})):
        answer = own.post(page(enterprise, tail), data, follow=True)
        assert "at least one owner" in answer.content.decode()
    owner.refresh_from_db()
    assert (owner.part, owner.ended_at) == ("owner", None)


def test_an_owner_who_is_switched_off_does_not_count(enterprise, owner, agent):
    members.change_part(agent.pk, PART.OWNER, enterprise=enterprise, by=owner.user, at=timezone.now())
    User.objects.filter(pk=agent.user_id).update(is_active=False)
    with pytest.raises(MemberRefused):
        members.end_membership(owner.pk, enterprise=enterprise, by=owner.user, at=timezone.now())


def test_leaving(enterprise, owner, agent):
    assert client_of(agent.user).post(page(enterprise, "leave/")).headers["Location"] == ACCOUNT
    agent.refresh_from_db()
    assert agent.ended_by == agent.user
    assert sms_to(OTHER_PHONE) == [], "who leaves need not be told"


def test_an_owner_may_leave_when_another_remains(enterprise, owner, agent):
    members.change_part(agent.pk, PART.OWNER, enterprise=enterprise, by=owner.user, at=timezone.now())
    assert client_of(owner.user).post(page(enterprise, "leave/")).status_code == 302
    owner.refresh_from_db()
    assert owner.ended_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both():
    door.load_wordings()
    enterprise = EnterpriseFactory()
    both = [door.member(enterprise, PHONE), door.member(enterprise, OTHER_PHONE)]

    def leave(row: Membership) -> bool:
        try:
            members.end_membership(row.pk, enterprise=enterprise, by=row.user, at=timezone.now())
        except MemberRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, both)) == [False, True]
    assert Membership.objects.filter(ended_at__isnull=True, part="owner").count() == 1


# --- invitations ------------------------------------------------------------------------------------------------------
def test_an_invited_newcomer_makes_an_account_by_the_link(enterprise, owner):
    link, guest = invite(owner), Client()
    first = guest.get(link).content.decode()
    assert enterprise.name in first and "139****0003" in first and GUEST not in first
    assert guest.post(link, joining()).headers["Location"] == ACCOUNT
    membership = Membership.objects.get(user__username=GUEST)
    assert (membership.part, membership.proof, membership.granted_by) == ("agent", "invited", owner.user)
    assert membership.user.roles == ["enterprise"] and membership.user.check_password(NEW_PASSWORD)
    assert guest.get(page(enterprise)).status_code == 200, "signed in at once"


def test_a_link_works_once(enterprise, owner):
    link = invite(owner)
    Client().post(link, joining())
    assert Client().get(link).status_code == 404
    assert Client().post(link, joining(display_name="贾某")).status_code == 404
    assert Membership.objects.filter(proof="invited").count() == 1


def test_the_invited_account_accepts_signed_in(enterprise, owner):
    link, guest = invite(owner), door.person(GUEST, "孙悦")
    visitor = Client().get(link).content.decode()
    assert "/accounts/login/?as=enterprise&amp;next=" in visitor
    Client().post(link, joining())
    assert not Membership.objects.filter(user=guest).exists(), "an account is not taken over by its link"
    client = client_of(guest)
    assert "Accept the invitation" in client.get(link).content.decode()
    assert client.post(link).headers["Location"] == ACCOUNT
    assert Membership.objects.get(user=guest).part == "agent"


def test_the_wrong_person_cannot_accept(enterprise, owner):
    link = invite(owner)
    wrong = client_of(door.person("13912340009", "贾某"))
    assert "another account" in wrong.get(link).content.decode()
    assert wrong.post(link).status_code == 409
    staff = people.signed_in(Client(), people.clerk())
    assert staff.post(link).status_code == 409
    assert Membership.objects.count() == 1
    assert client_of(door.person(GUEST)).post(link).status_code == 302, "and it is not used up by the attempt"


def test_an_invitation_is_over_after_seven_days_or_when_taken_back(enterprise, owner):
    at = timezone.now()
    invitation = members.invite(enterprise, phone=GUEST, part=PART.AGENT, by=owner.user, at=at)
    guest = door.person(GUEST)
    with pytest.raises(MemberRefused):
        members.accept(invitation.pk, guest, at=at + timedelta(days=members.INVITATION_DAYS, seconds=1))
    client_of(owner.user).post(page(enterprise, f"invited/{invitation.pk}/revoke/"))
    with pytest.raises(MemberRefused):
        members.accept(invitation.pk, guest, at=at)


def test_a_newer_invitation_replaces_the_older(owner):
    first = invite(owner)
    second = invite(owner, part=PART.READER)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_who_may_not_invite_any_more_leaves_no_door_open(enterprise, owner, agent):
    members.change_part(agent.pk, PART.OWNER, enterprise=enterprise, by=owner.user, at=timezone.now())
    link = invite(owner)
    members.change_part(owner.pk, PART.AGENT, enterprise=enterprise, by=agent.user, at=timezone.now())
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"phone": "123", "part": "agent"}, "11 digits"),
        ({"phone": GUEST, "part": "king"}, "king is not"),
        ({"phone": OTHER_PHONE, "part": "reader"}, "already"),
    ],
)
def test_a_wrong_invitation_is_refused_in_words(enterprise, owner, agent, data, words):
    answer = client_of(owner.user).post(page(enterprise, "invite/"), data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_twenty_invitations_a_day(enterprise, owner):
    at = timezone.now()
    for number in range(members.INVITATIONS_PER_DAY):
        members.invite(enterprise, phone=f"139123470{number:02d}", part=PART.READER, by=owner.user, at=at)
    with pytest.raises(MemberRefused):
        members.invite(enterprise, phone=GUEST, part=PART.READER, by=owner.user, at=at)


def test_the_link_lies_readable_nowhere(owner):
    link = invite(owner)
    token = link.rstrip("/").rpartition("/")[2]
    message, invitation = Message.objects.get(), Invitation.objects.get()
    assert token not in str(message.context) and GUEST not in str(message.context)
    assert token.encode() not in bytes(invitation.token_index)


@pytest.mark.parametrize(
    "changes", [{"consent": ""}, {"password2": "other-words-2026"}, {"password1": "short", "password2": "short"}, {"display_name": ""}]
)
def test_a_wrong_form_keeps_the_invitation(owner, changes):
    link = invite(owner)
    assert Client().post(link, joining(**changes)).status_code == 422
    assert Client().post(link, joining()).status_code == 302


def test_an_account_made_meanwhile_is_told(owner):
    token = invite(owner).rstrip("/").rpartition("/")[2]
    door.person(GUEST)
    with pytest.raises(AccountExists):
        join_by_invitation(token, display_name="孙悦", email="", password=NEW_PASSWORD, at=timezone.now())
    assert Invitation.objects.get().accepted_at is None


def test_links_cannot_be_guessed_for_long():
    client = Client()
    answers = {client.get(f"/enterprises/invitations/{number:040x}/").status_code for number in range(62)}
    assert answers == {404, 429}
