"""Through the door: password, second step, what is closed before both, and what ends a session."""

import re
import time
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from structlog.testing import capture_logs

from bureau.accounts import SECOND_FACTOR_KEY, has_second_factor, password_link
from bureau.demo import current_code, enrol
from bureau.models import User
from tests.people import PASSWORD, clerk, enterprise_user, officer_with_expired_certificate, second_clerk, signed_in, stranger

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    """Read in the language of the sources, so that a better translation breaks no test."""
    settings.LANGUAGE_CODE = "en"


def code_now() -> str:
    """A code that is still good when the request arrives: near the end of its thirty seconds the next one is waited for."""
    if time.time() % 30 > 28:
        time.sleep(2.1)
    return current_code(SECRET, datetime.now(tz=ZoneInfo("Asia/Shanghai")))


def enter_password(client: Client, user: User, password: str = PASSWORD, **extra: str):
    return client.post(reverse("account_login"), {"login": user.username, "password": password, **extra})


def sign_in_fully(client: Client, user: User) -> Client:
    enter_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    return client


def test_password_alone_leads_to_setting_up_the_second_step(client):
    answer = enter_password(client, clerk(), next=reverse("bureau:profile"))
    assert answer.headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("page", ["bureau:workbench", "bureau:profile", "account_change_password"])
def test_without_a_second_step_staff_reach_nothing_else(client, page):
    enter_password(client, clerk())
    assert client.get(reverse(page)).headers["Location"] == reverse("mfa_activate_totp")


def test_administration_is_closed_without_a_second_step(client, administrator):
    signed_in(client, administrator, second_factor=False)
    answer = client.get(reverse("admin:index"), follow=True)
    assert reverse("mfa_activate_totp") in [url for url, _status in answer.redirect_chain]


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_second_step_opens_the_workbench(client):
    user = clerk()
    enter_password(client, user)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="authenticator-secret"[^>]*value="([A-Z2-7]+)"', page)[1]
    code = current_code(secret, datetime.now(tz=ZoneInfo("Asia/Shanghai")))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("bureau:profile")).status_code == 200
    assert Authenticator.objects.filter(user=user).count() == 2


def test_a_wrong_code_sets_nothing_up(client):
    user = clerk()
    enter_password(client, user)
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()


def test_qr_page_keeps_the_content_security_policy(client):
    enter_password(client, clerk())
    page = client.get(reverse("mfa_activate_totp"))
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_secret_lies_sealed_in_the_database():
    stored = enrol(clerk(), SECRET).data["secret"]
    assert SECRET not in stored


def test_both_steps_lead_to_the_page_one_wanted(client):
    user = clerk()
    enrol(user, SECRET)
    first = enter_password(client, user, next=reverse("bureau:profile"))
    assert first.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("bureau:profile")).status_code == 302  # not in yet
    second = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert second.headers["Location"] == reverse("bureau:profile")
    assert client.get(reverse("bureau:profile")).status_code == 200


def test_a_wrong_code_does_not_open(client):
    user = clerk()
    enrol(user, SECRET)
    enter_password(client, user)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "The code is not right" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_works_once():
    user = clerk()
    enrol(user, SECRET)
    code = code_now()
    outcomes = []
    for client in (Client(), Client()):
        enter_password(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append("_auth_user_id" in client.session)
    assert outcomes == [True, False]


def test_a_recovery_code_opens_once():
    user = clerk()
    enrol(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    outcomes = []
    for client in (Client(), Client()):
        enter_password(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append("_auth_user_id" in client.session)
    assert outcomes == [True, False]


def test_unknown_name_and_wrong_password_read_the_same():
    """Nobody learns from the door who works here."""
    known = enter_password(Client(), clerk(), "wrong-password-here")
    unknown = Client().post(reverse("account_login"), {"login": "nobody", "password": "wrong-password-here"})

    def words(answer):
        html = re.sub(r'csrf[^>]*"|value="[^"]*"', "", answer.content.decode())
        return unescape(re.sub(r"<[^>]+>", "", html)).split()

    assert known.status_code == unknown.status_code == 200
    assert words(known) == words(unknown)


def test_an_account_that_is_switched_off_reads_like_a_wrong_password(client):
    user = clerk()
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert "The username or the password is not right." in answer.content.decode()


def test_sign_in_does_not_send_people_to_other_hosts(client):
    user = enterprise_user()
    answer = enter_password(client, user, next="https://evil.example/")
    assert "evil.example" not in answer.headers["Location"]


def test_nobody_signs_up(client):
    data = {"username": "newcomer", "password1": "a-long-password-1", "password2": "a-long-password-1"}
    answer = client.post(reverse("account_signup"), data)
    assert "There is no sign-up" in answer.content.decode()
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.parametrize("name", ["account_email", "account_reset_password", "account_set_password", "account_request_login_code"])
def test_pages_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_whoever_is_no_staff_needs_no_second_step_and_reaches_no_desk(client):
    answer = enter_password(client, stranger())
    assert answer.headers["Location"] != reverse("mfa_activate_totp")
    assert client.get(reverse("bureau:workbench")).status_code == 403


def test_asking_for_the_second_factor_costs_no_query(client, django_assert_num_queries):
    user = clerk()
    signed_in(client, user)
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    request.session.get("anything")  # the session itself is read by every page
    with django_assert_num_queries(0):
        assert has_second_factor(request)


def test_the_second_factor_of_somebody_else_does_not_count(client):
    signed_in(client, clerk())
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = second_clerk()
    assert not has_second_factor(request)
    request.user = AnonymousUser()
    assert not has_second_factor(request)


def test_giving_up_the_app_closes_the_desk_until_a_new_one_is_set_up(client):
    user = clerk()
    enrol(user, SECRET)
    sign_in_fully(client, user)
    assert client.get(reverse("bureau:profile")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get(reverse("bureau:profile")).headers["Location"] == reverse("mfa_activate_totp")


def test_a_new_password_ends_the_other_sessions():
    user = clerk()
    here, elsewhere = signed_in(Client(), user), signed_in(Client(), user)
    new = "another-good-password-7"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert here.get(reverse("bureau:profile")).status_code == 200
    assert elsewhere.get(reverse("bureau:profile")).headers["Location"].startswith(reverse("account_login"))


def test_signing_out_everywhere_keeps_this_session_and_the_password():
    user = clerk()
    here, elsewhere = signed_in(Client(), user), signed_in(Client(), user)
    here.post(reverse("bureau:sign-out-everywhere"), {"password": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert here.get(reverse("bureau:profile")).status_code == 200
    assert elsewhere.get(reverse("bureau:profile")).status_code == 302


def test_signing_out_everywhere_wants_the_password():
    user = clerk()
    here, elsewhere = signed_in(Client(), user), signed_in(Client(), user)
    answer = here.post(reverse("bureau:sign-out-everywhere"), {"password": "not-this-one"})
    assert "The password is not right." in answer.content.decode()
    assert elsewhere.get(reverse("bureau:profile")).status_code == 200


def test_profile_saves_contact_data_and_nothing_else(client):
    user = clerk()
    signed_in(client, user).post(reverse("bureau:profile"), {"phone": "13811112222", "email": "a@b.example", "roles": "administrator"})
    user.refresh_from_db()
    assert (user.phone, user.email, user.roles) == ("13811112222", "a@b.example", ["clerk"])


def test_profile_warns_of_an_expired_certificate(client):
    page = signed_in(client, officer_with_expired_certificate()).get(reverse("bureau:profile"))
    assert "Your enforcement certificate has expired" in page.content.decode()


def test_password_link_sets_a_password_once(client):
    user = clerk()
    User.objects.filter(pk=user.pk).update(password="!never")
    user.refresh_from_db()
    link = password_link(user)
    form_url = client.get(link).headers["Location"]
    new = "brand-new-password-9"
    assert client.post(form_url, {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    again = Client().get(link, follow=True)
    assert "This link has been used already" in again.content.decode()


def test_a_weak_password_is_refused(client):
    user = clerk()
    form_url = client.get(password_link(user)).headers["Location"]
    assert client.post(form_url, {"password1": "short", "password2": "short"}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_what_happens_at_the_door_is_logged(client):
    user = clerk()
    enrol(user, SECRET)
    with capture_logs() as entries:
        enter_password(client, user, "wrong-password-here")
        sign_in_fully(client, user)
        client.post(reverse("account_logout"))
    events = [entry["event"] for entry in entries]
    for expected in ("sign_in_failed", "second_factor", "signed_in", "signed_out"):
        assert expected in events
    assert "wrong-password-here" not in str(entries)


def test_the_session_proof_is_not_left_behind_for_the_next_person(client):
    user = clerk()
    signed_in(client, user)
    client.post(reverse("account_logout"))
    assert SECOND_FACTOR_KEY not in client.session
    assert settings.SESSION_COOKIE_HTTPONLY
