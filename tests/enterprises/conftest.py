"""An enterprise with its owner, for tests of the desk."""

import pytest
from django.test import Client

from bureau.models import Office
from enterprises.models import Membership
from tests.desk_door import client_of
from tests.factories.bureau import OfficeFactory, TownshipFactory
from tests.factories.enterprises import MembershipFactory


@pytest.fixture
def district(db: None) -> Office:
    """A township, and the desk office where corrections arrive."""
    TownshipFactory()
    return OfficeFactory(desk=True)


@pytest.fixture
def membership(db: None) -> Membership:
    """The owner of an enterprise."""
    return MembershipFactory()


@pytest.fixture
def code(membership: Membership) -> str:
    """The code of that enterprise."""
    return membership.enterprise.code


@pytest.fixture
def as_owner(membership: Membership) -> Client:
    """Signed in as that owner."""
    return client_of(membership)
