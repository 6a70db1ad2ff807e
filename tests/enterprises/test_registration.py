"""Registering: the phone is proven first, the enterprise afterwards, and a stranger learns nothing on the way."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from bureau.message_templates import render, shipped_wordings
from bureau.models import Message, MessageTemplate, User
from bureau.reference_data import load_reference
from bureau.roles import Role
from enterprises.accounts import proofs
from enterprises.accounts.proofs import CodeRefused, Purpose, check, start
from enterprises.accounts.services import AccountExists, finish_registration
from enterprises.models import AccountRequest, Contact, Membership
from enterprises.wordings import DATA
from outreach.envelopes import CannotWrite, wording
from tests.enterprises import door
from tests.enterprises.door import ACCOUNT, NEW, NEW_CODE, OTHER_PHONE, PHONE, another, code_sent_to, registration, shown, sms_to
from tests.factories.enterprises import ContactFactory, EnterpriseFactory, valid_code
from tests.people import signed_in

pytestmark = pytest.mark.django_db
CODE = valid_code(900_001)
ACCOUNT_MESSAGES = {
    f"enterprise-{name}"
    for name in (
        *("phone-code", "phone-taken", "reset-code", "contact-code", "request-granted", "request-refused"),
        *("member-joined", "membership-ended", "part-changed", "phone-changed", "invitation"),
    )
}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    door.load_wordings()


@pytest.fixture
def known(db):
    return EnterpriseFactory(code=CODE, name="淮安市楚州区新月食品有限公司")


def ask_for_code(client: Client, **changes) -> str:
    """Send the form and return the code from the SMS."""
    answer = client.post(NEW, registration(**changes))
    assert answer.headers["Location"] == NEW_CODE
    return code_sent_to(changes.get("phone", PHONE))


# --- the whole way ----------------------------------------------------------------------------------------------------
def test_a_new_enterprise_waits_for_staff(client):
    code = ask_for_code(client)
    assert not User.objects.filter(username=PHONE).exists(), "no account before the phone is proven"

    answer = client.post(NEW_CODE, {"code": code})

    user, asked = User.objects.get(username=PHONE), AccountRequest.objects.get()
    assert answer.headers["Location"] == f"/enterprises/account/requests/{asked.pk}/"
    assert (user.roles, user.office, user.phone, user.display_name) == ([Role.ENTERPRISE.value], None, PHONE, "赵敏")
    assert user.check_password(door.NEW_PASSWORD)
    assert (asked.state, asked.code, asked.enterprise) == ("waiting", CODE, None)
    assert client.get(ACCOUNT).status_code == 200, "signed in at once"


@pytest.mark.parametrize(("owner_is_there", "part"), [(False, "owner"), (True, "agent")])
def test_a_contact_on_file_acts_at_once_and_owners_are_told(client, known, owner_is_there, part):
    ContactFactory(enterprise=known, phone=PHONE, duty=Contact.Duty.QUALITY)
    if owner_is_there:
        door.member(known, OTHER_PHONE)

    client.post(NEW_CODE, {"code": ask_for_code(client)})

    membership = Membership.objects.get(user__username=PHONE)
    assert (membership.part, membership.proof, membership.granted_by) == (part, "code", None)
    assert AccountRequest.objects.get().state == "granted"
    assert any("赵敏" in text for text in sms_to(OTHER_PHONE)) is owner_is_there
    assert any("You may act for" in text or "您现在可以代表" in text for text in sms_to(PHONE))


def test_a_contact_that_is_not_in_use_any_more_proves_nothing(client, known):
    ContactFactory(enterprise=known, phone=PHONE, active=False)
    client.post(NEW_CODE, {"code": ask_for_code(client)})
    assert AccountRequest.objects.get().state == "waiting"


def test_a_contact_of_another_enterprise_proves_nothing(client, known):
    ContactFactory(phone=PHONE)
    client.post(NEW_CODE, {"code": ask_for_code(client)})
    assert not Membership.objects.exists()


def test_the_code_of_a_merged_entry_leads_to_the_one_that_stands(client, known):
    kept = EnterpriseFactory()
    known.merged_into = kept
    known.save()
    ContactFactory(enterprise=kept, phone=PHONE)
    client.post(NEW_CODE, {"code": ask_for_code(client)})
    assert Membership.objects.get().enterprise == kept


# --- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "91320803000"}, "18 characters"),
        ({"code": CODE[:-1] + ("A" if CODE[-1] != "A" else "B")}, "check character"),
        ({"code": ""}, "required"),
        ({"phone": "0517-85912345"}, "11 digits"),
        ({"phone": "12345678901"}, "11 digits"),
        ({"display_name": "http://win.example 13912345678"}, "letters only"),
        ({"password2": "something-else-2026"}, "not the same"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "1q2w3e4r5t6y", "password2": "1q2w3e4r5t6y"}, "too common"),
        ({"password1": f"x{PHONE}", "password2": f"x{PHONE}"}, "too similar"),
        ({"consent": None}, "consent"),
        ({"altcha": None}, "small sum"),
        ({"altcha": "rubbish"}, "small sum"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_sends_nothing(client, changes, words):
    answer = client.post(NEW, registration(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Message.objects.exists()
    assert not Session.objects.exists()


def test_spellings_of_code_and_phone_are_understood(client):
    full_width = CODE.translate({ord(sign): ord(sign) + 0xFEE0 for sign in CODE})
    client.post(NEW, registration(code=f" {full_width.lower()} ", phone="+86 139-1234 0001"))
    client.post(NEW_CODE, {"code": code_sent_to(PHONE)})
    assert AccountRequest.objects.get().code == CODE


def test_one_proof_opens_one_registration(client):
    work = registration()["altcha"]
    assert client.post(NEW, registration(altcha=work)).status_code == 302
    answer = Client().post(NEW, registration(altcha=work, phone=OTHER_PHONE))
    assert answer.status_code == 422
    assert sms_to(OTHER_PHONE) == []


def test_one_address_registers_only_so_often(client, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    answers = [client.post(NEW, registration(phone=f"1391234100{number}")).status_code for number in range(3)]
    assert answers == [302, 302, 422]


# --- codes ------------------------------------------------------------------------------------------------------------
def test_five_wrong_codes_end_it_even_for_the_right_one(client):
    code = ask_for_code(client)
    for left in (4, 3, 2, 1):
        page = client.post(NEW_CODE, {"code": another(code)}).content.decode()
        assert f"{left} tr" in page
    assert "five times" in client.post(NEW_CODE, {"code": another(code)}).content.decode()
    assert "five times" in client.post(NEW_CODE, {"code": code}).content.decode()
    assert not User.objects.filter(username=PHONE).exists()


def test_a_code_expires(client):
    at = timezone.now() - timedelta(minutes=proofs.MINUTES, seconds=1)
    key = start(Purpose.REGISTER, PHONE, browser="b", payload={}, message="enterprise-phone-code", at=at, language="en")
    with pytest.raises(CodeRefused, match="expired"):
        check(key, Purpose.REGISTER, code_sent_to(PHONE), at=timezone.now())


def test_a_code_works_once_and_for_one_purpose():
    at = timezone.now()
    key = start(Purpose.REGISTER, PHONE, browser="b", payload={"x": "y"}, message="enterprise-phone-code", at=at, language="en")
    code = code_sent_to(PHONE)
    with pytest.raises(CodeRefused):
        check(key, Purpose.RESET, code, at=at)
    full_width = code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"})
    assert check(key, Purpose.REGISTER, f" {full_width[:3]} {full_width[3:]}", at=at).payload == {"x": "y"}
    with pytest.raises(CodeRefused):
        check(key, Purpose.REGISTER, code, at=at)


def test_a_code_belongs_to_the_browser_that_asked(client):
    code = ask_for_code(client)
    stranger = Client()
    answer = stranger.post(NEW_CODE, {"code": code})
    assert answer.headers["Location"] == NEW
    assert not User.objects.filter(username=PHONE).exists()


def test_sending_the_form_twice_sends_one_code(client):
    client.get(NEW)
    fields = registration()
    client.post(NEW, fields)
    client.post(NEW, fields)
    assert len(sms_to(PHONE)) == 1


def test_typing_the_code_twice_makes_one_account(client):
    code = ask_for_code(client)
    client.post(NEW_CODE, {"code": code})
    assert client.post(NEW_CODE, {"code": code}).headers["Location"] == ACCOUNT
    assert User.objects.filter(username=PHONE).count() == 1
    assert AccountRequest.objects.count() == 1


def test_three_codes_an_hour_whoever_asks():
    answers = [Client().post(NEW, registration()).status_code for _try in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(sms_to(PHONE)) == 3


def test_the_code_lies_readable_nowhere(client):
    code = ask_for_code(client)
    message = Message.objects.get()
    assert code not in str(message.context) and PHONE not in str(message.context)
    assert door.opened(message.address) == PHONE
    assert code not in wording(message, masked=True)[1]
    row = Session.objects.exclude(session_key=client.session.session_key).get()
    assert code not in str(row.get_decoded()) and PHONE not in str(row.get_decoded())
    assert "proof-" in str(dict(client.session)) and code not in str(dict(client.session))


def test_a_code_sealed_with_a_lost_key_is_not_sent_as_rubbish(client, settings):
    ask_for_code(client)
    settings.SEALING_KEYS = ["9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="]
    with pytest.raises(CannotWrite):
        wording(Message.objects.get())


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_counted_one_by_one():
    door.load_wordings()
    at = timezone.now()
    key = start(Purpose.REGISTER, PHONE, browser="b", payload={}, message="enterprise-phone-code", at=at, language="en")
    code = code_sent_to(PHONE)

    def guess(_number: int) -> str:
        try:
            check(key, Purpose.REGISTER, another(code), at=at)
        except CodeRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(8) as pool:
        words = list(pool.map(guess, range(8)))
    assert sum("left" in one for one in words) == proofs.TRIES - 1, "each of the first four is told how many tries are left"
    with pytest.raises(CodeRefused):
        check(key, Purpose.REGISTER, code, at=at)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_the_same_moment_sends_one_code():
    door.load_wordings()
    at = timezone.now()

    def send(_number: int) -> str:
        try:
            return start(Purpose.REGISTER, PHONE, browser="b", payload={}, message="enterprise-phone-code", at=at, language="en")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Message.objects.count() == 1


def test_two_registrations_of_one_phone_make_one_account():
    """Both were begun before there was an account, both codes are right."""
    at = timezone.now()
    payload = {"code": CODE, "enterprise_name": "甲公司", "display_name": "甲", "email": "", "password": "!"}
    proven = proofs.Proven(PHONE, payload)
    finish_registration(proven, at=at)
    with pytest.raises(AccountExists):
        finish_registration(proven, at=at)
    assert User.objects.filter(username=PHONE).count() == 1


# --- what a stranger learns -------------------------------------------------------------------------------------------
def test_a_phone_with_an_account_is_told_by_sms_and_the_pages_are_the_same(client):
    door.person(OTHER_PHONE)
    fresh, taken = Client(), Client()
    first, second = fresh.post(NEW, registration()), taken.post(NEW, registration(phone=OTHER_PHONE))
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert "has one already" in sms_to(OTHER_PHONE)[-1]
    assert not re.search(r"\d{6}", sms_to(OTHER_PHONE)[-1])

    pages = [
        (fresh.get(NEW_CODE), taken.get(NEW_CODE)),
        (fresh.post(NEW_CODE, {"code": "000000"}), taken.post(NEW_CODE, {"code": "000000"})),
    ]
    for one, other in pages:
        assert one.status_code == other.status_code
        assert shown(one) == shown(other).replace("0002", "0001")


def test_whether_the_register_knows_a_code_is_not_told(client, known):
    ContactFactory(enterprise=known, phone="0517-85912345")
    answers = []
    for phone, code in ((PHONE, CODE), (OTHER_PHONE, valid_code(900_777))):
        browser = Client()
        first = browser.post(NEW, registration(phone=phone, code=code))
        page = shown(browser.get(NEW_CODE))
        browser.post(NEW_CODE, {"code": code_sent_to(phone)})
        asked = AccountRequest.objects.get(code=code)
        after = shown(browser.get(f"/enterprises/account/requests/{asked.pk}/")).replace(code, "").replace(f"/{asked.pk}/", "/")
        after = re.sub(r"<time[^>]*>[^<]*</time>|Your account is made[^<]*", "", after)
        answers.append((first.status_code, page.replace("0002", "0001"), after))
    assert answers[0] == answers[1]


# --- the rest of the door ---------------------------------------------------------------------------------------------
def test_whoever_has_an_account_does_not_register_again(client):
    signed_in(client, door.person(PHONE))
    assert client.get(NEW).status_code == 302


def test_pages_are_not_kept_by_anybody(client):
    assert "no-store" in client.get(NEW)["Cache-Control"]


# --- the words --------------------------------------------------------------------------------------------------------
VALUES = {
    "code": "123456",
    "minutes": 10,
    "portal_url": "https://zj.chuzhou.example/",
    "account_url": "https://zj.chuzhou.example/enterprises/account/",
    "link": "https://zj.chuzhou.example/enterprises/invitations/01234567890123456789012345678901/",
    "enterprise": "淮安市楚州区新月食品有限公司",
    "person": "周* 139****0001",
    "part": "经办人",
    "phone": "139****0002",
    "reason": "营业执照与名称不符",
    "expires_at": "2026-05-15T09:30:00+08:00",
    "hotline": "12365",
}


# What is about accounts; other rooms keep their texts in the same file.
OURS = [one for one in shipped_wordings(DATA) if one.channel in {"sms", "inbox"} and one.code in ACCOUNT_MESSAGES]


@pytest.mark.parametrize("shipped", OURS, ids=lambda one: f"{one.code}-{one.channel}-{one.language}")
def test_every_text_about_accounts_can_be_written(shipped):
    subject, body = render(MessageTemplate(**shipped._asdict()), VALUES)
    assert subject and body and "{{" not in body
    # Subjects lie unsealed in the database and show on lock screens.
    assert not any(VALUES[secret] in subject for secret in ("code", "link", "person", "enterprise"))
    if shipped.channel == "sms":
        assert "\n" not in body
        assert len(body) <= (150 if shipped.language == "zh-hans" else 330)


def test_every_message_about_accounts_has_its_words_in_both_languages():
    assert {(one.code, one.language) for one in OURS if one.channel == "sms"} == {
        (code, language) for code in ACCOUNT_MESSAGES for language in ("zh-hans", "en")
    }


def test_the_words_are_loaded_with_the_reference_data():
    MessageTemplate.objects.all().delete()
    load_reference()
    assert MessageTemplate.objects.filter(code="enterprise-invitation", active=True).count() == 2
