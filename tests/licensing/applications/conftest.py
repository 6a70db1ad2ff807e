"""An item with its guide, and an enterprise with its owner."""

import pytest
from django.test import Client

from bureau.message_templates import load_templates
from enterprises.models import Membership
from licensing.models import Guide
from licensing.reference_data import DATA
from tests.desk_door import client_of
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory


@pytest.fixture
def wordings(reference: None) -> None:
    """The shipped texts of this floor."""
    for path in sorted(DATA.glob("messages_*.json")):
        load_templates(path)


@pytest.fixture
def guide(wordings: None) -> Guide:
    """The published guide of XK-01, and the desk where applications arrive."""
    OfficeFactory(desk=True)
    return make.guide()


@pytest.fixture
def membership(db: None) -> Membership:
    """The owner of an enterprise."""
    return MembershipFactory(enterprise=EnterpriseFactory(name="淮安市鑫源机械有限公司"))


@pytest.fixture
def as_owner(membership: Membership) -> Client:
    """Signed in as that owner."""
    return client_of(membership)
