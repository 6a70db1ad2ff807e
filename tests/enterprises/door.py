"""What the tests of accounts share: the forms a browser sends, the SMS that arrive, and the people of an enterprise."""

import re
from typing import Any

from django.test import Client

from bureau.message_templates import load_templates
from bureau.models import Message, User
from bureau.roles import Role
from bureau.sealing import Sealed
from enterprises.models import Enterprise, Membership
from enterprises.wordings import DATA
from outreach.envelopes import address, wording
from tests.factories.bureau import UserFactory
from tests.factories.complaints import solved_work
from tests.factories.enterprises import MembershipFactory, valid_code
from tests.people import signed_in

PHONE = "13912340001"
OTHER_PHONE = "13912340002"
NEW_PASSWORD = "a-quiet-harbour-2026"
NEW, NEW_CODE = "/enterprises/register/", "/enterprises/register/code/"
FORGOTTEN, FORGOTTEN_CODE = "/enterprises/forgotten/", "/enterprises/forgotten/code/"
ACCOUNT = "/enterprises/account/"


def load_wordings() -> None:
    """The shipped texts of this floor."""
    load_templates(DATA)


def registration(**changes: Any) -> dict[str, Any]:
    """Fields of a valid registration with its proof; a field given as None is left out."""
    data = {
        "code": valid_code(900_001),
        "enterprise_name": "淮安市楚州区新月食品有限公司",
        "display_name": "赵敏",
        "phone": PHONE,
        "email": "",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "consent": "on",
        "altcha": solved_work(),
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def sms_to(phone: str) -> list[str]:
    """The texts of the SMS to this phone, oldest first, as they would leave the house."""
    rows = Message.objects.filter(channel="sms").select_related("template", "case", "party", "user").order_by("pk")
    return [wording(row)[1] for row in rows if address(row) == phone]


def code_sent_to(phone: str) -> str:
    """The six digits of the newest SMS to this phone."""
    found = re.search(r"\d{6}", sms_to(phone)[-1])
    assert found is not None, "the newest SMS holds a code"
    return found[0]


def another(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def person(phone: str, name: str = "周颖") -> User:
    """Somebody with an enterprise account; the password is `tests.people.PASSWORD`."""
    return UserFactory(username=phone, phone=phone, display_name=name, roles=[Role.ENTERPRISE.value], office=None, email="")


def member(enterprise: Enterprise, phone: str, part: str = Membership.Part.OWNER, name: str = "周颖") -> Membership:
    """Somebody who acts for the enterprise."""
    return MembershipFactory(enterprise=enterprise, user=person(phone, name), part=part)


def client_of(user: User) -> Client:
    """A browser of this person, signed in without a second factor, as most people of an enterprise are."""
    return signed_in(Client(), user, second_factor=False)


def opened(value: Any) -> str:
    """A sealed value in plain."""
    return value.open() if isinstance(value, Sealed) else str(value)


def shown(response: Any) -> str:
    """The page without what differs between any two pages: tokens, challenges."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"', r'\1=""', text)
    text = re.sub(r'data-(challenge|salt|signature)="[^"]*"', "", text)
    text = re.sub(r'name="question" value="[^"]*"', "", text)
    return re.sub(r'<label class="form-label" for="id_answer">[^<]*</label>', "", text)
