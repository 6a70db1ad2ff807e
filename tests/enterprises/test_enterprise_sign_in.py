"""People of an enterprise at the door: where they land, what they see, a forgotten password, a new phone, their own account."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.demo import enrol
from bureau.models import Message, User
from bureau.roles import Role
from enterprises.accounts import proofs
from enterprises.accounts import services as accounts
from enterprises.accounts.proofs import Proven
from enterprises.accounts.settling import RequestRefused
from tests.enterprises import door
from tests.enterprises.door import (
    ACCOUNT,
    FORGOTTEN,
    FORGOTTEN_CODE,
    NEW_PASSWORD,
    OTHER_PHONE,
    PHONE,
    another,
    code_sent_to,
    shown,
    sms_to,
)
from tests.factories.bureau import UserFactory
from tests.factories.complaints import solved_work
from tests.people import PASSWORD, clerk, signed_in, stranger

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PROFILE, PHONE_PAGE, PHONE_CODE = "/enterprises/account/profile/", "/enterprises/account/phone/", "/enterprises/account/phone/code/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    door.load_wordings()


@pytest.fixture
def person(db) -> User:
    return door.person(PHONE)


def enter(client: Client, name: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"login": name, "password": password, **extra})


# --- landing ----------------------------------------------------------------------------------------------------------
def test_an_enterprise_lands_on_its_desk_without_a_second_step(client, person):
    target = enter(client, PHONE).headers["Location"]
    assert target in {ACCOUNT, reverse("enterprises:desk")}
    assert client.get(target, follow=True).status_code == 200


def test_staff_land_on_the_workbench_as_before(client):
    user = signed_in(client, clerk())
    assert user.get(LOGIN).headers["Location"] == reverse("bureau:workbench")


def test_somebody_of_both_lands_where_staff_do(client):
    both = UserFactory(username="both", roles=[Role.CLERK.value, Role.ENTERPRISE.value])
    assert signed_in(client, both).get(LOGIN).headers["Location"] == reverse("bureau:workbench")


def test_the_page_one_came_for_comes_first(client, person):
    assert enter(client, PHONE, next=PROFILE).headers["Location"] == PROFILE


def test_a_second_step_of_ones_own_is_asked_for(client, person):
    enrol(person, SECRET)
    assert enter(client, PHONE).headers["Location"] == reverse("mfa_authenticate")


def test_an_account_that_is_switched_off_stays_out(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert enter(client, PHONE).status_code == 200
    assert client.get(ACCOUNT).status_code == 302


# --- the bar and the menus --------------------------------------------------------------------------------------------
def test_the_bar_shows_each_their_own_door(client, person):
    visitor = client.get("/").content.decode()
    assert "Enterprise sign-in" in visitor and "Staff sign-in" in visitor
    assert '/enterprises/register/"' in visitor, "the public menu leads to registering"
    own = door.client_of(person).get("/").content.decode()
    assert "Sign out" in own and "Enterprise desk" in own and reverse("bureau:workbench") not in own
    staff = signed_in(Client(), clerk()).get("/").content.decode()
    assert reverse("bureau:workbench") in staff and "Sign out" not in staff
    nobody = signed_in(Client(), stranger()).get("/").content.decode()
    assert reverse("bureau:workbench") not in nobody


@pytest.mark.parametrize("query", ["", "?as=enterprise"])
def test_the_sign_in_page_leads_enterprises_on(client, query):
    page = client.get(LOGIN + query).content.decode()
    assert reverse("enterprises:account-new") in page and FORGOTTEN in page
    assert ("Your user name is your mobile phone" in page) is bool(query)


def test_staff_pages_are_shut_for_enterprises_and_own_pages_for_staff(client, person):
    assert door.client_of(person).get(reverse("bureau:workbench")).status_code == 403
    assert signed_in(client, clerk()).get(ACCOUNT).status_code == 403
    assert Client().get(ACCOUNT).headers["Location"].startswith(LOGIN)


# --- forgotten password -----------------------------------------------------------------------------------------------
def ask(client: Client, phone: str = PHONE):
    return client.post(FORGOTTEN, {"phone": phone, "altcha": solved_work()})


def answer(client: Client, code: str, password: str = NEW_PASSWORD):
    return client.post(FORGOTTEN_CODE, {"code": code, "password1": password, "password2": password})


def test_a_code_sets_a_new_password_and_ends_every_session(client, person):
    elsewhere = door.client_of(person)
    assert ask(client).headers["Location"] == FORGOTTEN_CODE
    code = code_sent_to(PHONE)
    assert answer(client, code).headers["Location"] == LOGIN
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert client.get(ACCOUNT).status_code == 302, "a new password is not a sign-in: a second step may follow"
    assert answer(client, code, "another-harbour-2026").headers["Location"] == FORGOTTEN, "a code works once"


def test_a_weak_password_does_not_use_the_code_up(client, person):
    ask(client)
    code = code_sent_to(PHONE)
    assert answer(client, code, "short").status_code == 422
    assert answer(client, code).status_code == 302


def test_five_wrong_codes_end_a_reset(client, person):
    ask(client)
    code = code_sent_to(PHONE)
    for _try in range(proofs.TRIES):
        assert answer(client, another(code)).status_code == 422
    assert answer(client, code).status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("roles", "more"),
    [
        ([Role.CLERK.value], {}),
        ([Role.CLERK.value, Role.ENTERPRISE.value], {}),
        ([Role.ENTERPRISE.value], {"is_superuser": True}),
        ([Role.ENTERPRISE.value], {"is_staff": True}),
        ([Role.ENTERPRISE.value], {"is_active": False}),
        ([], {}),
    ],
)
def test_no_other_account_is_reset_by_sms_and_the_pages_are_the_same(client, person, roles, more):
    """Staff whose user name, or whose phone on file, is that phone; those who are switched off; those without a role."""
    UserFactory(username=OTHER_PHONE, phone=OTHER_PHONE, roles=roles, **more)
    theirs = Client()
    first, second = ask(client), ask(theirs, OTHER_PHONE)
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert sms_to(OTHER_PHONE) == []
    same = lambda one, other: shown(one) == shown(other).replace("0002", "0001")  # noqa: E731
    assert same(client.get(FORGOTTEN_CODE), theirs.get(FORGOTTEN_CODE))
    assert same(answer(client, "000000"), answer(theirs, "000000"))
    assert accounts.set_password(Proven(OTHER_PHONE, {}), NEW_PASSWORD) is None
    assert User.objects.get(username=OTHER_PHONE).check_password(PASSWORD)


def test_an_unknown_phone_gets_the_same_pages(client, person):
    theirs = Client()
    ask(client), ask(theirs, OTHER_PHONE)
    assert shown(client.get(FORGOTTEN_CODE)) == shown(theirs.get(FORGOTTEN_CODE)).replace("0002", "0001")
    assert Message.objects.count() == 1


def test_a_reset_needs_a_proof_and_is_counted(client, person):
    assert client.post(FORGOTTEN, {"phone": PHONE}).status_code == 422
    assert [ask(Client()).status_code for _try in range(4)] == [302, 302, 302, 429]


# --- one's own account ------------------------------------------------------------------------------------------------
def test_name_and_e_mail_are_ones_own_to_change(person):
    client = door.client_of(person)
    assert client.post(PROFILE, {"display_name": "周 颖", "email": "zhou@example.cn", "roles": "clerk"}).status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.email, person.roles) == ("周 颖", "zhou@example.cn", ["enterprise"])
    assert client.post(PROFILE, {"display_name": "call 12345", "email": "no"}).status_code == 422


def test_a_new_phone_is_proven_and_the_old_one_told(person):
    client = door.client_of(person)
    assert client.post(PHONE_PAGE, {"phone": OTHER_PHONE, "password": PASSWORD}).headers["Location"] == PHONE_CODE
    assert client.post(PHONE_CODE, {"code": another(code_sent_to(OTHER_PHONE))}).status_code == 422
    assert client.post(PHONE_CODE, {"code": code_sent_to(OTHER_PHONE)}).headers["Location"] == PROFILE
    person.refresh_from_db()
    assert (person.username, person.phone) == (OTHER_PHONE, OTHER_PHONE)
    assert "139****0002" in sms_to(PHONE)[-1]
    assert client.get(ACCOUNT).status_code == 200, "still signed in"


def test_a_new_phone_needs_the_password(person):
    assert door.client_of(person).post(PHONE_PAGE, {"phone": OTHER_PHONE, "password": "wrong"}).status_code == 422
    assert not Message.objects.exists()


def test_a_phone_that_has_an_account_cannot_be_taken_over(person):
    door.person(OTHER_PHONE, "何静")
    client = door.client_of(person)
    client.post(PHONE_PAGE, {"phone": OTHER_PHONE, "password": PASSWORD})
    assert "has one already" in sms_to(OTHER_PHONE)[-1]
    with pytest.raises(accounts.AccountExists):
        accounts.change_phone(person, Proven(OTHER_PHONE, {"user": person.pk}), at=timezone.now())
    with pytest.raises(RequestRefused):
        accounts.change_phone(person, Proven("13912340009", {"user": person.pk + 1}), at=timezone.now())


@pytest.mark.parametrize("page", ["account_change_password", "mfa_index"])
def test_password_and_second_step_are_open_to_them(person, page):
    client = Client()
    enter(client, PHONE)
    assert client.get(reverse(page)).status_code == 200
