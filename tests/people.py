"""The cast: one person for every role, the same in every test. Calling twice in a test gives the same person.

>>> signed_in(client, clerk()).get("/desk/")
"""

import time
from collections.abc import Callable
from typing import TypeVar

from django.test import Client

from bureau.accounts import SECOND_FACTOR_KEY, SEEN_AT_KEY, SIGNED_IN_AT_KEY
from bureau.models import User
from bureau.roles import Role
from tests.factories.bureau import PASSWORD, OfficeFactory, OfficerFactory, UserFactory

__all__ = ["CAST", "PASSWORD", "signed_in"]

SomeClient = TypeVar("SomeClient", bound=Client)


def clerk() -> User:
    """A window clerk of the complaint desk."""
    return UserFactory(username="clerk", display_name="王秀兰", roles=[Role.CLERK.value])


def second_clerk() -> User:
    """Another clerk of the same desk, to hand a case over to."""
    return UserFactory(username="second-clerk", display_name="陈国强", roles=[Role.CLERK.value])


def clerk_elsewhere() -> User:
    """A clerk of another office, who does not see the desk's cases."""
    office = OfficeFactory(code="consumer-rights", name="消费者权益保护科", name_en="Consumer Rights Protection Office")
    return UserFactory(username="clerk-elsewhere", display_name="钱玉珍", roles=[Role.CLERK.value], office=office)


def seat() -> User:
    """A seat of the 12365 hotline."""
    return UserFactory(username="seat", display_name="刘小梅", roles=[Role.SEAT.value])


def officer() -> User:
    """An enforcement officer with a valid certificate."""
    return OfficerFactory().user


def second_officer() -> User:
    """A second officer with a valid certificate: enforcement needs two."""
    user = UserFactory(username="second-officer", display_name="孙立平", roles=[Role.OFFICER.value], at_inspection=True)
    return OfficerFactory(user=user, certificate_number="苏08040002").user


def officer_with_expired_certificate() -> User:
    """An officer who may not enforce any more."""
    return OfficerFactory(expired=True).user


def reviewer() -> User:
    """The legal reviewer."""
    return UserFactory(username="reviewer", display_name="周文静", roles=[Role.REVIEWER.value], at_headquarters=True)


def approver() -> User:
    """The head of the bureau, who approves."""
    return UserFactory(username="approver", display_name="吴志远", roles=[Role.APPROVER.value], at_headquarters=True)


def supervisor() -> User:
    """The supervisor, who sees every clock."""
    return UserFactory(username="supervisor", display_name="郑海燕", roles=[Role.SUPERVISOR.value], at_headquarters=True)


def manager() -> User:
    """The manager, who reads the dashboard."""
    return UserFactory(username="manager", display_name="徐明华", roles=[Role.MANAGER.value], at_headquarters=True)


def administrator() -> User:
    """The administrator of accounts and reference data; no superuser."""
    return UserFactory(username="administrator", display_name="朱晓东", roles=[Role.ADMINISTRATOR.value], at_headquarters=True)


def enterprise_user() -> User:
    """Somebody of an enterprise: signed in, not staff."""
    return UserFactory(username="enterprise", display_name="马经理", roles=[Role.ENTERPRISE.value], office=None)


def stranger() -> User:
    """An account without any role: signed in, and nothing more."""
    return UserFactory(username="stranger", display_name="无名", office=None)


CAST: dict[str, Callable[[], User]] = {
    "clerk": clerk,
    "second_clerk": second_clerk,
    "clerk_elsewhere": clerk_elsewhere,
    "seat": seat,
    "officer": officer,
    "second_officer": second_officer,
    "officer_with_expired_certificate": officer_with_expired_certificate,
    "reviewer": reviewer,
    "approver": approver,
    "supervisor": supervisor,
    "manager": manager,
    "administrator": administrator,
    "enterprise_user": enterprise_user,
    "stranger": stranger,
}


def signed_in(client: SomeClient, user: User, *, second_factor: bool = True) -> SomeClient:
    """The client, signed in as this user just now, with the second factor done unless the test is about not having it."""
    client.force_login(user)
    session = client.session
    now = int(time.time())
    session[SIGNED_IN_AT_KEY] = session[SEEN_AT_KEY] = now
    if second_factor:
        session[SECOND_FACTOR_KEY] = str(user.pk)
    session.save()
    return client
