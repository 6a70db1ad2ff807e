"""The window in the hall: wordings, a guide decided on the spot, an enterprise, a clerk of the approval office."""

from typing import Any

import pytest
from django.test import Client

from bureau.message_templates import load_templates
from bureau.models import User
from bureau.roles import Role
from enterprises.models import Enterprise
from licensing.models import Guide
from licensing.reference_data import DATA
from tests import people
from tests.factories import licensing as make
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.enterprises import EnterpriseFactory

# What is granted here leaves certificates to their own tests.
RESULT = {**make.CONTENT["result"], "kind": "", "letter": "", "series": ""}
REQUESTS = [{"request": "new", "label": "首次申请", "on_the_spot": True}]


@pytest.fixture
def office(db: None) -> Any:
    """Where licensing matters arrive."""
    return OfficeFactory(code="approval", name="行政审批科", name_en="Approval Office")


@pytest.fixture
def wordings(reference: None) -> None:
    """The texts of this floor."""
    for path in sorted(DATA.glob("messages_*.json")):
        load_templates(path)


@pytest.fixture
def guide(wordings: None, office: Any) -> Guide:
    """XK-02, decided on the spot, with one required paper."""
    make.item("XK-02", name="计量标准器具核准")
    return make.guide("XK-02", requests=REQUESTS, result=RESULT)


@pytest.fixture
def second_guide(guide: Guide) -> Guide:
    """XK-03, which asks for the same paper and one more."""
    make.item("XK-03", name="计量授权")
    papers = [*make.CONTENT["materials"], {"code": "staff-list", "name": "人员名册"}]
    return make.guide("XK-03", requests=REQUESTS, result=RESULT, materials=papers)


@pytest.fixture
def clerk(office: Any) -> User:
    """Who sits at the window."""
    return UserFactory(username="window-clerk", display_name="李秋月", roles=[Role.CLERK.value], office=office)


@pytest.fixture
def at_window(client: Client, clerk: User) -> Client:
    """Signed in as that clerk."""
    return people.signed_in(client, clerk)


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    """Who comes to the window."""
    return EnterpriseFactory(name="淮安市鑫源机械有限公司")
