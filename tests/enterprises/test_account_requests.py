"""Asking to act for an enterprise, and how it is settled: by a code read out by the contact on file, or by staff."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from bureau.models import Attachment, Message, Township
from enterprises.accounts import proofs
from enterprises.accounts import services as accounts
from enterprises.accounts import settling as account_settling
from enterprises.accounts.proofs import CodeRefused
from enterprises.accounts.settling import AlreadySettled, RequestRefused
from enterprises.models import AccountRequest, Contact, Enterprise, Membership
from tests import people
from tests.enterprises import door
from tests.enterprises.door import ACCOUNT, OTHER_PHONE, PHONE, another, client_of, code_sent_to, sms_to
from tests.factories.enterprises import ContactFactory, EnterpriseFactory, valid_code

pytestmark = pytest.mark.django_db
CODE = valid_code(900_001)
CONTACT = "13951780001"
STAFF = "/enterprises/staff/account-requests/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    door.load_wordings()


@pytest.fixture
def enterprise(db):
    return EnterpriseFactory(code=CODE, name="淮安市楚州区新月食品有限公司")


@pytest.fixture
def user(db):
    return door.person(PHONE)


@pytest.fixture
def own(user):
    return client_of(user)


@pytest.fixture
def asked(user, enterprise):
    ContactFactory(enterprise=enterprise, phone=CONTACT)
    return accounts.ask(user, code=CODE, enterprise_name="新月", at=timezone.now())


def place(asked: AccountRequest, tail: str = "") -> str:
    return f"/enterprises/account/requests/{asked.pk}/{tail}"


def at_desk(asked: AccountRequest, tail: str = "") -> str:
    return f"{STAFF}{asked.pk}/{tail}"


# --- asking -----------------------------------------------------------------------------------------------------------
def test_asking_for_another_enterprise(own, user):
    answer = own.post("/enterprises/account/ask/", {"code": CODE.lower(), "enterprise_name": "新月食品"})
    asked = AccountRequest.objects.get()
    assert answer.headers["Location"] == place(asked)
    assert (asked.user, asked.code, asked.state) == (user, CODE, "waiting")
    assert "新月食品" in own.get(ACCOUNT).content.decode()


def test_the_same_question_twice_is_one_request(own):
    for _time in range(2):
        own.post("/enterprises/account/ask/", {"code": CODE, "enterprise_name": "新月食品"})
    assert AccountRequest.objects.count() == 1


def test_who_acts_for_it_already_need_not_ask(own, user, enterprise):
    door.member(enterprise, PHONE)
    answer = own.post("/enterprises/account/ask/", {"code": CODE, "enterprise_name": "新月食品"})
    assert answer.status_code == 422 and "already" in answer.content.decode()


def test_ten_requests_a_day(user):
    at = timezone.now()
    for number in range(accounts.REQUESTS_PER_DAY):
        accounts.ask(user, code=valid_code(910_000 + number), enterprise_name="甲公司", at=at)
    with pytest.raises(RequestRefused):
        accounts.ask(user, code=CODE, enterprise_name="甲公司", at=at)
    accounts.ask(user, code=CODE, enterprise_name="甲公司", at=at + timedelta(days=1, seconds=1))


def test_a_request_is_nobody_elses(asked):
    other = client_of(door.person(OTHER_PHONE, "何静"))
    for tail in ("", "files/1/"):
        assert other.get(place(asked, tail)).status_code == 404
    for tail in ("code/", "prove/", "withdraw/", "files/", "files/1/remove/"):
        assert other.post(place(asked, tail), {"code": "123456"}).status_code == 404
    asked.refresh_from_db()
    assert (asked.state, asked.codes_sent) == ("waiting", 0)


def test_withdrawing(own, asked):
    assert own.post(place(asked, "withdraw/")).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    own.post(place(asked, "withdraw/"))
    with pytest.raises(AlreadySettled):
        account_settling.send_contact_code(asked.pk, at=timezone.now())


# --- the code sent to the contact -------------------------------------------------------------------------------------
def test_the_contact_reads_the_code_out_and_the_person_acts(own, asked, enterprise):
    page = own.get(place(asked)).content.decode()
    assert "139****0001" in page and CONTACT not in page and enterprise.name not in page
    own.post(place(asked, "code/"))
    text = sms_to(CONTACT)[-1]
    assert "周* 139****0001" in text and PHONE not in text and enterprise.name in text
    assert own.post(place(asked, "prove/"), {"code": code_sent_to(CONTACT)}).headers["Location"] == ACCOUNT
    membership = Membership.objects.get()
    assert (membership.part, membership.proof, membership.enterprise) == ("owner", "code", enterprise)
    asked.refresh_from_db()
    assert (asked.state, asked.code_digest, asked.enterprise) == ("granted", None, enterprise)


def test_the_second_person_becomes_an_agent_and_the_owner_is_told(asked, enterprise):
    door.member(enterprise, OTHER_PHONE, name="何静")
    account_settling.send_contact_code(asked.pk, at=timezone.now())
    membership = account_settling.prove_by_contact(asked.pk, code_sent_to(CONTACT), at=timezone.now())
    assert membership.part == "agent"
    assert "周颖" in sms_to(OTHER_PHONE)[-1]


@pytest.mark.parametrize(
    ("contacts", "receiver"),
    [
        ([{"phone": "13951780011", "duty": Contact.Duty.HEAD}, {"phone": "13951780012"}], "13951780012"),
        ([{"phone": "0517-85912345"}, {"phone": "13951780011", "duty": Contact.Duty.HEAD}], "13951780011"),
    ],
)
def test_the_general_contact_comes_before_the_head(user, enterprise, contacts, receiver):
    for contact in contacts:
        ContactFactory(enterprise=enterprise, **contact)
    asked = accounts.ask(user, code=CODE, enterprise_name="新月", at=timezone.now())
    account_settling.send_contact_code(asked.pk, at=timezone.now())
    assert len(sms_to(receiver)) == 1


@pytest.mark.parametrize("changes", [{"phone": "0517-85912345"}, {"duty": Contact.Duty.FOOD}, {"active": False}])
def test_without_a_contact_who_may_vouch_there_is_no_code(own, user, enterprise, changes):
    ContactFactory(enterprise=enterprise, **changes)
    asked = accounts.ask(user, code=CODE, enterprise_name="新月", at=timezone.now())
    assert place(asked, "code/") not in own.get(place(asked)).content.decode()
    own.post(place(asked, "code/"))
    assert not Message.objects.exists()


def test_guessing_the_contacts_code_ends_after_five_tries(asked):
    at = timezone.now()
    account_settling.send_contact_code(asked.pk, at=at)
    code = code_sent_to(CONTACT)
    for left in range(proofs.TRIES - 1, -1, -1):
        with pytest.raises(CodeRefused) as refusal:
            account_settling.prove_by_contact(asked.pk, another(code), at=at)
        assert refusal.value.over is (left == 0)
    with pytest.raises(CodeRefused, match="five times"):
        account_settling.prove_by_contact(asked.pk, code, at=at)
    assert not Membership.objects.exists()


def test_the_contacts_code_expires_and_is_replaced_by_a_newer_one(asked):
    at = timezone.now()
    account_settling.send_contact_code(asked.pk, at=at)
    old = code_sent_to(CONTACT)
    with pytest.raises(CodeRefused, match="expired"):
        account_settling.prove_by_contact(asked.pk, old, at=at + timedelta(minutes=proofs.MINUTES, seconds=1))
    later = at + timedelta(minutes=2)
    account_settling.send_contact_code(asked.pk, at=later)
    new = code_sent_to(CONTACT)
    if old != new:
        with pytest.raises(CodeRefused):
            account_settling.prove_by_contact(asked.pk, old, at=later)
    assert account_settling.prove_by_contact(asked.pk, new, at=later)


def test_a_double_click_sends_one_code_and_an_hour_three(asked):
    at = timezone.now()
    account_settling.send_contact_code(asked.pk, at=at)
    account_settling.send_contact_code(asked.pk, at=at + timedelta(seconds=5))
    assert len(sms_to(CONTACT)) == 1
    for minutes in (2, 4):
        account_settling.send_contact_code(asked.pk, at=at + timedelta(minutes=minutes))
    with pytest.raises(CodeRefused):
        account_settling.send_contact_code(asked.pk, at=at + timedelta(minutes=6))


def test_many_requests_do_not_ring_one_contact_all_day(asked, enterprise):
    at = timezone.now()
    for number in range(3):
        other = accounts.ask(door.person(f"1391234001{number}"), code=CODE, enterprise_name="新月", at=at)
        account_settling.send_contact_code(other.pk, at=at)
    with pytest.raises(CodeRefused):
        account_settling.send_contact_code(asked.pk, at=at)


def test_one_request_has_nine_codes_at_most(asked):
    AccountRequest.objects.filter(pk=asked.pk).update(codes_sent=account_settling.CODES_PER_REQUEST)
    with pytest.raises(CodeRefused):
        account_settling.send_contact_code(asked.pk, at=timezone.now())


def test_without_a_code_sent_nothing_is_right(asked):
    with pytest.raises(CodeRefused):
        account_settling.prove_by_contact(asked.pk, "", at=timezone.now())


# --- papers -----------------------------------------------------------------------------------------------------------
def test_papers_are_handed_in_seen_by_both_and_taken_back(own, asked, user):
    own.post(place(asked, "files/"), {"papers": SimpleUploadedFile("营业执照.pdf", PDF)})
    paper = Attachment.objects.get()
    assert paper.uploaded_by == user
    desk = people.signed_in(Client(), people.clerk())
    assert desk.get(at_desk(asked, f"files/{paper.pk}/")).status_code == 200
    assert own.get(place(asked, f"files/{paper.pk}/")).status_code == 200
    own.post(place(asked, f"files/{paper.pk}/remove/"))
    assert not Attachment.objects.exists()


def test_a_paper_is_reached_only_through_its_own_request(own, asked, user):
    own.post(place(asked, "files/"), {"papers": SimpleUploadedFile("营业执照.pdf", PDF)})
    paper = Attachment.objects.get()
    other = accounts.ask(user, code=valid_code(900_002), enterprise_name="别家", at=timezone.now())
    assert own.get(place(other, f"files/{paper.pk}/")).status_code == 404
    desk = people.signed_in(Client(), people.clerk())
    assert desk.get(at_desk(other, f"files/{paper.pk}/")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program"])
def test_a_bad_file_is_refused_in_words(own, asked, content):
    own.post(place(asked, "files/"), {"papers": SimpleUploadedFile("执照.exe", content)})
    assert "执照.exe" in own.get(place(asked)).content.decode()
    assert not Attachment.objects.exists()
    assert own.post(place(asked, "files/")).status_code == 302


def test_no_papers_to_a_settled_request(own, asked):
    account_settling.withdraw(asked.pk, at=timezone.now())
    own.post(place(asked, "files/"), {"papers": SimpleUploadedFile("营业执照.pdf", PDF)})
    assert not Attachment.objects.exists()


# --- staff ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(db):
    return people.signed_in(Client(), people.clerk())


def test_the_list_is_oldest_first_with_masks_and_a_badge(desk, asked):
    later = accounts.ask(door.person(OTHER_PHONE, "何静"), code=CODE, enterprise_name="后来", at=timezone.now() + timedelta(minutes=1))
    page = desk.get(STAFF).content.decode()
    assert page.index(at_desk(asked)) < page.index(at_desk(later))
    assert "139****0002" in page and OTHER_PHONE not in page
    badge = re.search(r'href="/enterprises/staff/account-requests/".*?class="badge[^>]*>(\d+)', page, re.DOTALL)
    assert badge and badge[1] == "2"


def test_the_list_takes_few_queries(desk, django_assert_max_num_queries):
    for number in range(40):
        AccountRequest.objects.create(
            user=door.person(f"139123450{number:02d}"), code=valid_code(920_000 + number), enterprise_name="甲", made_at=timezone.now()
        )
    with django_assert_max_num_queries(12):
        page = desk.get(STAFF)
    assert page.content.decode().count("/staff/account-requests/") > 30 and "after=" in page.content.decode()
    assert desk.get(f"{STAFF}?after=rubbish").status_code == 200


@pytest.mark.parametrize("who", ["seat", "officer", "manager", "administrator", "reviewer"])
def test_other_roles_do_not_decide(asked, who):
    client = people.signed_in(Client(), people.CAST[who]())
    assert client.get(STAFF).status_code == 403
    assert client.post(at_desk(asked, "grant/"), {"part": "owner"}).status_code == 403


def test_granting_for_an_enterprise_of_the_register(desk, asked, enterprise, user):
    page = desk.get(at_desk(asked)).content.decode()
    assert enterprise.name in page and "differs" in page and CONTACT not in page
    assert desk.post(at_desk(asked, "grant/"), {"part": "reader"}).headers["Location"] == STAFF
    membership = Membership.objects.get()
    assert (membership.part, membership.proof, membership.granted_by) == ("reader", "staff", people.clerk())
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("granted", people.clerk())
    assert set(Message.objects.filter(user=user).values_list("channel", flat=True)) == {"sms", "inbox"}


def test_granting_makes_the_entry_of_an_unknown_enterprise(desk, user):
    Township.objects.get_or_create(code="huaicheng", defaults={"label": "淮城镇"})
    asked = accounts.ask(user, code=CODE, enterprise_name="淮安市楚州区新月食品有限公司", at=timezone.now())
    assert desk.post(at_desk(asked, "grant/"), {"part": "owner"}).status_code == 422, "township and address are asked for"
    entry = {"name": asked.enterprise_name, "township": "huaicheng", "address": "淮城镇翔宇大道 18 号"}
    assert desk.post(at_desk(asked, "grant/"), {"part": "owner", **entry}).status_code == 302
    made = Enterprise.objects.get(code=CODE)
    assert (made.source, made.township, made.name) == ("self", "huaicheng", asked.enterprise_name)
    assert Membership.objects.get().enterprise == made


def test_an_entry_that_the_register_refuses_leaves_all_as_it_was(user):
    asked = accounts.ask(user, code=CODE, enterprise_name="新月", at=timezone.now())
    entry = {"name": "", "township": "huaicheng", "address": "x"}
    with pytest.raises(ValidationError):
        account_settling.grant(asked.pk, part=Membership.Part.OWNER, by=people.clerk(), at=timezone.now(), entry=entry)
    with pytest.raises(RequestRefused):
        account_settling.grant(asked.pk, part=Membership.Part.OWNER, by=people.clerk(), at=timezone.now())
    asked.refresh_from_db()
    assert asked.state == "waiting" and not Membership.objects.exists()


def test_refusing_with_a_reason_the_person_reads(desk, asked, own):
    assert desk.post(at_desk(asked, "refuse/"), {"reason": "no"}).status_code == 422
    assert desk.post(at_desk(asked, "refuse/"), {"reason": "营业执照与名称不符"}).headers["Location"] == STAFF
    assert "营业执照与名称不符" in sms_to(PHONE)[-1]
    assert "营业执照与名称不符" in own.get(ACCOUNT).content.decode()


def test_the_second_clerk_is_told(desk, asked):
    second = people.signed_in(Client(), people.second_clerk())
    desk.post(at_desk(asked, "refuse/"), {"reason": "营业执照与名称不符"})
    late = second.post(at_desk(asked, "grant/"), {"part": "owner"})
    assert late.status_code == 409 and "meanwhile" in late.content.decode()
    assert second.post(at_desk(asked, "refuse/"), {"reason": "营业执照与名称不符"}).status_code == 409
    assert not Membership.objects.exists()


def test_other_requests_of_the_person_are_on_the_page(desk, asked, user):
    other = accounts.ask(user, code=valid_code(900_005), enterprise_name="另一家公司", at=timezone.now())
    assert "另一家公司" in desk.get(at_desk(asked)).content.decode()
    assert desk.get(at_desk(other)).status_code == 200
    assert desk.get(f"{STAFF}999999/").status_code == 404


# --- at the same moment -----------------------------------------------------------------------------------------------
def _outcome(work) -> str:
    try:
        work()
    except (AlreadySettled, CodeRefused) as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


def together(*works) -> list[str]:
    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(_outcome, works))


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_one_wins():
    door.load_wordings()
    enterprise = EnterpriseFactory(code=CODE)
    asked = accounts.ask(door.person(PHONE), code=CODE, enterprise_name="新月", at=timezone.now())
    first, second = people.clerk(), people.second_clerk()
    found = together(
        *(lambda by=by: account_settling.grant(asked.pk, part=Membership.Part.OWNER, by=by, at=timezone.now()) for by in (first, second))
    )
    assert found == ["AlreadySettled", "done"]
    assert Membership.objects.filter(enterprise=enterprise).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_first_people_one_becomes_the_owner():
    door.load_wordings()
    EnterpriseFactory(code=CODE)
    requests = [accounts.ask(door.person(phone), code=CODE, enterprise_name="新月", at=timezone.now()) for phone in (PHONE, OTHER_PHONE)]
    for asked in requests:
        AccountRequest.objects.filter(pk=asked.pk).update(
            code_digest=proofs.code_digest(f"request:{asked.pk}", "123456"), code_expires_at=timezone.now() + timedelta(minutes=5)
        )
    found = together(*(lambda pk=asked.pk: account_settling.prove_by_contact(pk, "123456", at=timezone.now()) for asked in requests))
    assert found == ["done", "done"]
    assert sorted(Membership.objects.values_list("part", flat=True)) == ["agent", "owner"]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_counted_one_by_one():
    door.load_wordings()
    EnterpriseFactory(code=CODE)
    asked = accounts.ask(door.person(PHONE), code=CODE, enterprise_name="新月", at=timezone.now())
    digest = proofs.code_digest(f"request:{asked.pk}", "123456")
    AccountRequest.objects.filter(pk=asked.pk).update(code_digest=digest, code_expires_at=timezone.now() + timedelta(minutes=5))
    together(*(lambda: account_settling.prove_by_contact(asked.pk, "654321", at=timezone.now()) for _one in range(8)))
    asked.refresh_from_db()
    assert asked.code_tries == proofs.TRIES
