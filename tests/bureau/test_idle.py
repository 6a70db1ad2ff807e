"""A desk left alone is signed out, a working day is the longest sitting, and what was being typed is not thrown away."""

import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bureau.accounts import SEEN_AT_KEY, SIGNED_IN_AT_KEY
from tests.people import clerk, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    """Read in the language of the sources, so that a better translation breaks no test."""
    settings.LANGUAGE_CODE = "en"


def shift(client: Client, **seconds_ago: int) -> Client:
    """Put the stamps of the session back in time."""
    session = client.session
    for key, ago in seconds_ago.items():
        session[key] = int(time.time()) - ago
    session.save()
    return client


@pytest.fixture
def desk(client):
    return signed_in(client, clerk())


@pytest.fixture
def idle_desk(desk):
    return shift(desk, **{SEEN_AT_KEY: settings.STAFF_IDLE_SECONDS + 1})


def test_somebody_at_work_stays(desk):
    shift(desk, **{SEEN_AT_KEY: settings.STAFF_IDLE_SECONDS - 60})
    assert desk.get(reverse("bureau:profile")).status_code == 200
    assert time.time() - desk.session[SEEN_AT_KEY] < 5


def test_an_idle_desk_is_signed_out_and_comes_back_to_its_page(idle_desk):
    answer = idle_desk.get(f"{reverse('bureau:profile')}?tab=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse('bureau:profile')}%3Ftab%3D2"
    assert "_auth_user_id" not in idle_desk.session


def test_it_says_why(idle_desk):
    page = idle_desk.get(reverse("bureau:profile"), follow=True)
    assert "You were signed out because the desk was left alone." in page.content.decode()


def test_a_public_page_just_goes_on(idle_desk):
    assert idle_desk.get(reverse("bureau:home")).status_code == 200
    assert "_auth_user_id" not in idle_desk.session


def test_nobody_stays_longer_than_a_working_day(desk):
    shift(desk, **{SIGNED_IN_AT_KEY: settings.SESSION_COOKIE_AGE + 1, SEEN_AT_KEY: 5})
    assert desk.get(reverse("bureau:profile")).status_code == 302


def test_working_does_not_prolong_the_day(desk):
    began = desk.session[SIGNED_IN_AT_KEY]
    shift(desk, **{SEEN_AT_KEY: 120})
    desk.get(reverse("bureau:profile"))
    assert desk.session[SIGNED_IN_AT_KEY] == began


def test_a_page_that_refreshes_itself_is_nobody_at_the_desk(desk):
    shift(desk, **{SEEN_AT_KEY: 600})
    desk.get(reverse("bureau:profile"), HTTP_X_BACKGROUND="1")
    assert time.time() - desk.session[SEEN_AT_KEY] >= 600


def test_being_there_is_written_once_a_minute(desk):
    shift(desk, **{SEEN_AT_KEY: 30})
    stamped = desk.session[SEEN_AT_KEY]
    desk.get(reverse("bureau:profile"))
    assert desk.session[SEEN_AT_KEY] == stamped


def test_what_was_typed_is_shown_once_more(idle_desk):
    page = reverse("bureau:profile")
    answer = idle_desk.post(
        reverse("bureau:sign-out-everywhere"),
        {"note": "商家已同意退款 <b>并</b>道歉", "password": "my secret words", "choice": "accept"},
        HTTP_REFERER=f"http://testserver{page}",
    )
    html = answer.content.decode()
    assert answer.status_code == 401
    assert "商家已同意退款 &lt;b&gt;并&lt;/b&gt;道歉" in html
    assert "my secret words" not in html
    assert f"{reverse('account_login')}?next={page}" in html.replace("%2F", "/")


def test_a_foreign_referer_is_not_followed(idle_desk):
    answer = idle_desk.post(reverse("bureau:sign-out-everywhere"), {}, HTTP_REFERER="https://evil.example/x")
    assert "evil.example" not in answer.content.decode()


def test_htmx_is_led_to_the_door_as_a_whole_page(idle_desk):
    page = reverse("bureau:profile")
    answer = idle_desk.get(page, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=f"http://testserver{page}?q=1")
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))
    assert "q%3D1" in answer.headers["HX-Redirect"]


def test_the_administration_counts_as_behind_the_door(client, administrator):
    signed_in(client, administrator)
    shift(client, **{SEEN_AT_KEY: settings.STAFF_IDLE_SECONDS + 1})
    assert client.get(reverse("admin:bureau_office_changelist")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_session_from_before_the_stamps_begins_now(client):
    client.force_login(clerk())
    session = client.session
    for key in (SIGNED_IN_AT_KEY, SEEN_AT_KEY):
        session.pop(key, None)
    session.save()
    client.get(reverse("bureau:home"))
    assert client.session[SIGNED_IN_AT_KEY] <= time.time() < client.session[SIGNED_IN_AT_KEY] + 5
