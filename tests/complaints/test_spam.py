"""What keeps automatic programs out, and whom it must not keep out."""

import base64
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import redis
from django.utils import timezone

from bureau import spam
from bureau.models import Case
from tests.factories.complaints import STATEMENT, form_data, reference, solved_work

NEW = "/complaints/new/"


@pytest.fixture
def desk(db):
    reference()


def refused(client, **changes) -> str:
    response = client.post(NEW, form_data(**changes))
    assert response.status_code == 422
    assert not Case.objects.exists()
    page = response.content.decode()
    assert STATEMENT in page, "nothing typed is lost"
    return page


def changed(payload: str, **fields) -> str:
    answer = json.loads(base64.b64decode(payload)) | fields
    return base64.b64encode(json.dumps(answer).encode()).decode()


# --- proof of work ----------------------------------------------------------------------------------------------------
def test_without_any_proof_the_sum_is_asked(client, desk):
    assert "算术题" in refused(client, altcha=None)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": -1},
        {"number": "7"},
        {"number": True},
        {"salt": "00"},
        {"salt": 5},
        {"signature": "0" * 64},
        {"algorithm": "SHA-1"},
        {"challenge": None},
    ],
)
def test_a_changed_proof_is_worth_nothing(fields):
    assert spam.check_work(changed(solved_work(), **fields)) is None


@pytest.mark.parametrize("payload", ["", "no base64!", "W10=", "eyJhIjoxfQ==", "x" * 5000, base64.b64encode(b"\xff\xfe").decode()])
def test_rubbish_is_no_proof_and_no_error(payload):
    assert spam.check_work(payload) is None


def test_a_proof_expires():
    past = timezone.now() - timedelta(hours=spam.PROOF_HOURS, minutes=1)
    assert spam.check_work(solved_work(past)) is None
    assert spam.check_work(solved_work()) is not None


def test_a_proof_opens_one_submission_only(client, desk):
    data = form_data()
    assert client.post(NEW, data).status_code == 302
    response = client.post(NEW, data | {"submission_key": str(uuid4())})
    assert response.status_code == 422
    assert STATEMENT in response.content.decode()
    assert Case.objects.count() == 1


# --- the sum ----------------------------------------------------------------------------------------------------------
def asked(client) -> tuple[str, str]:
    """The question's token and its answer, read as a person reads them."""
    page = client.get(NEW).content.decode()
    token = re.search(r'name="question" value="([^"]+)"', page).group(1)
    words = re.search(r'for="id_answer">([^<]+)<', page).group(1)
    digits = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
    left, right = re.match(r"(.)加(.)等于", words).groups()
    return token, str(digits[left] + digits[right])


def test_the_right_sum_opens_the_form_without_a_script(client, desk):
    token, answer = asked(client)
    assert client.post(NEW, form_data(altcha=None, question=token, answer=answer)).status_code == 302


def test_a_wrong_sum_does_not(client, desk):
    token, answer = asked(client)
    refused(client, altcha=None, question=token, answer=str(int(answer) + 1))


@pytest.mark.parametrize("answer", ["", "seven", "-3", "9999"])
def test_odd_answers_are_no_error(answer):
    token = spam.new_question(timezone.now())[1]
    assert spam.check_answer(token, answer, timezone.now()) is None


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "00.99999999999.ff", "00.99999999999.签名", f"00.{'9' * 5000}.ff"])
def test_a_forged_question_is_worth_nothing(token):
    assert spam.check_answer(token, "5", timezone.now()) is None


def test_a_question_expires_and_its_token_hides_the_answer(client, desk):
    token, answer = asked(client)
    later = timezone.now() + timedelta(hours=spam.PROOF_HOURS, minutes=1)
    assert spam.check_answer(token, answer, later) is None
    other = spam.new_question(timezone.now())[1]
    assert other.split(".")[2] != token.split(".")[2]


def test_a_kept_sum_need_not_be_answered_twice(client, desk):
    token, answer = asked(client)
    page = refused(client, altcha=None, question=token, answer=answer, consent=None)
    assert f'name="answer" value="{answer}"' in page


# --- how often --------------------------------------------------------------------------------------------------------
def test_the_limit_refuses_politely_keeps_the_form_and_names_the_time(client, desk, settings):
    settings.SUBMISSIONS_PER_HOUR = 2
    for _time in range(2):
        assert client.post(NEW, form_data()).status_code == 302
    data = form_data()
    response = client.post(NEW, data)
    page = response.content.decode()

    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert re.search(r"请在\d\d:\d\d之后再次提交", page)
    assert STATEMENT in page
    assert data["altcha"] in page, "the proof is not used up by a refusal"
    assert Case.objects.count() == 2


def test_a_refused_proof_is_good_for_the_next_hour(client, desk, settings):
    settings.SUBMISSIONS_PER_HOUR = 0
    data = form_data()
    assert client.post(NEW, data).status_code == 429
    settings.SUBMISSIONS_PER_HOUR = 20
    assert client.post(NEW, data | {"submission_key": str(uuid4())}).status_code == 302


def test_another_address_has_its_own_count(client, desk, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    assert client.post(NEW, form_data(), REMOTE_ADDR="198.51.100.1").status_code == 302
    assert client.post(NEW, form_data(), REMOTE_ADDR="198.51.100.1").status_code == 429
    assert client.post(NEW, form_data(), REMOTE_ADDR="198.51.100.2").status_code == 302


def test_who_has_no_script_has_a_tighter_limit(client, desk, settings):
    settings.SUBMISSIONS_PER_HOUR = 4
    answers = []
    for _time in range(2):
        token, answer = asked(client)
        answers.append(client.post(NEW, form_data(altcha=None, question=token, answer=answer)).status_code)
    assert answers == [302, 429]


def test_one_household_of_ipv6_is_one_address_and_no_address_is_stored_in_clear(settings, own_cache_keys):
    assert spam.address_digest("2001:db8:1:2::1") == spam.address_digest("2001:db8:1:2:ffff::9")
    assert spam.address_digest("2001:db8:1:2::1") != spam.address_digest("2001:db8:1:3::1")
    assert spam.address_digest("203.0.113.5") != spam.address_digest("203.0.113.6")

    spam.admit(spam.Proof("mark", 20), address="203.0.113.5", submission_key=uuid4())
    stored = list(redis.Redis.from_url(settings.REDIS_URL).scan_iter(match=f"{own_cache_keys}*"))
    assert len(stored) == 2
    assert not any(b"203.0.113.5" in name for name in stored)


def test_letting_in_is_one_round_trip(monkeypatch):
    trips = []
    original = redis.connection.AbstractConnection.send_packed_command

    def counting(connection, command, check_health=True):
        trips.append(command)
        return original(connection, command, check_health)

    spam.admit(spam.Proof("warm", 20), address="203.0.113.9", submission_key=uuid4())
    monkeypatch.setattr(redis.connection.AbstractConnection, "send_packed_command", counting)
    spam.admit(spam.Proof("counted", 20), address="203.0.113.9", submission_key=uuid4())
    assert len(trips) == 1


def test_without_redis_everybody_is_let_in_and_that_is_logged(client, desk, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.post(NEW, form_data()).status_code == 302
    assert Case.objects.count() == 1
    assert "Redis is away" in caplog.text
