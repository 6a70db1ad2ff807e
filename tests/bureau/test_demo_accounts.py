"""The demo's staff: one for every role, made once, and able to sign in with the printed password and secret."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from bureau.demo import ACCOUNTS, create_accounts, current_code
from bureau.models import Officer, User
from bureau.reference_data import load_offices
from bureau.roles import STAFF_ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    load_offices()
    return create_accounts()


def test_every_staff_role_has_somebody():
    assert {role for account in ACCOUNTS for role in account.roles} == set(STAFF_ROLES)


def test_making_them_again_doubles_nothing(accounts):
    assert accounts == len(ACCOUNTS)
    assert create_accounts() == 0
    assert Authenticator.objects.count() == User.objects.count() == len(ACCOUNTS)
    assert Officer.objects.count() == 2


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.username)
def test_each_signs_in_with_what_is_printed(accounts, client, account):
    client.post(reverse("account_login"), {"login": account.username, "password": account.password})
    code = current_code(account.totp_secret, datetime.now(tz=ZoneInfo("Asia/Shanghai")))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("bureau:profile")).status_code == 200


def test_the_code_is_the_one_of_the_standard():
    """RFC 6238, appendix B, at second 59: 94287082, of which six digits are shown."""
    moment = datetime.fromtimestamp(59, tz=ZoneInfo("UTC"))
    assert current_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", moment) == "287082"


def test_public_passwords_stay_out_of_production(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        create_accounts()


def test_a_changed_password_is_kept(accounts):
    user = User.objects.get(username="clerk")
    user.set_password("my-own-choice-2026")
    user.save()
    create_accounts()
    user.refresh_from_db()
    assert user.check_password("my-own-choice-2026")
