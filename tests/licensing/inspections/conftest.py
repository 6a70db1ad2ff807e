"""Rules and wordings as shipped, with this floor's."""

from pathlib import Path

import pytest

from bureau.clock_rules import load_rules
from bureau.message_templates import load_templates
from licensing import reference_data
from tests.factories.bureau import OfficeFactory, TownshipFactory


@pytest.fixture(autouse=True)
def shipped(request):
    """What the product ships, for every test that has the database."""
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("django_db").kwargs.get("transaction") else "db")
    load_rules()
    load_templates()
    load_templates(Path(reference_data.DATA / "messages_inspections.json"))
    OfficeFactory(desk=True)
    TownshipFactory()
