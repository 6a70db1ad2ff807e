"""Five wrong passwords for one name from one address lock the door for a quarter of an hour."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from bureau.accounts import lockout_seconds_left
from tests.people import PASSWORD, clerk, second_clerk, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    """Read in the language of the sources, so that a better translation breaks no test."""
    settings.LANGUAGE_CODE = "en"


def try_password(username: str, password: str, address: str = "192.0.2.1", **extra: str):
    return Client(REMOTE_ADDR=address, **extra).post(reverse("account_login"), {"login": username, "password": password})


def fail(username: str, times: int, address: str = "192.0.2.1", **extra: str):
    return [try_password(username, "wrong-password", address, **extra) for _ in range(times)][-1]


def test_the_fifth_failure_locks_and_says_how_long():
    user = clerk()
    assert fail(user.username, 4).status_code == 200
    locked = fail(user.username, 1)
    assert locked.status_code == 429
    assert "Please try again in 15 minutes." in locked.content.decode()
    assert 0 < int(locked.headers["Retry-After"]) <= 900


def test_locked_even_for_the_right_password():
    user = clerk()
    fail(user.username, 5)
    answer = try_password(user.username, PASSWORD)
    assert answer.status_code == 429
    assert "sessionid" not in answer.cookies


def test_the_message_speaks_the_readers_language(settings):
    settings.LANGUAGE_CODE = "zh-hans"
    html = fail("clerk", 5).content.decode()
    assert '<html lang="zh-Hans"' in html
    assert "请在15分钟后重试" in html


def test_a_name_nobody_has_is_locked_all_the_same():
    """Else the lock would tell which accounts exist."""
    known, unknown = clerk().username, "nobody-here"
    assert fail(known, 5).status_code == fail(unknown, 5, "192.0.2.9").status_code == 429


def test_another_name_and_another_address_stay_open():
    user, colleague = clerk(), second_clerk()
    fail(user.username, 5)
    assert try_password(colleague.username, PASSWORD).status_code == 302
    assert try_password(user.username, PASSWORD, "192.0.2.77").status_code == 302


def test_a_made_up_proxy_header_does_not_escape_the_lock():
    user = clerk()
    for number in range(5):
        answer = try_password(user.username, "wrong-password", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert answer.status_code == 429


def test_the_lock_opens_after_a_quarter_of_an_hour():
    user = clerk()
    fail(user.username, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert try_password(user.username, PASSWORD).status_code == 302


def test_trying_on_while_locked_does_not_prolong_the_lock():
    user = clerk()
    fail(user.username, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    locked = fail(user.username, 1)
    assert "Please try again in 5 minutes." in locked.content.decode()


def test_a_success_forgets_the_failures_before_it():
    user = clerk()
    fail(user.username, 4)
    assert try_password(user.username, PASSWORD).status_code == 302
    assert fail(user.username, 4).status_code == 200


def test_the_lock_is_logged_with_the_name():
    with capture_logs() as entries:
        fail("clerk", 5)
    assert {"event": "locked_out", "log_level": "warning", "user": "clerk", "address": "192.0.2.1"} in entries


def test_guessing_in_the_profile_locks_too():
    user = clerk()
    client = signed_in(Client(REMOTE_ADDR="192.0.2.1"), user)
    answers = [client.post(reverse("bureau:sign-out-everywhere"), {"password": "wrong-password"}) for _ in range(5)]
    assert answers[-1].status_code == 429


def test_no_failure_means_no_wait():
    assert lockout_seconds_left("clerk", "192.0.2.1", timezone.now()) == 0
