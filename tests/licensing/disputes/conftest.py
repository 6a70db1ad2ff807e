"""Clock rules and wordings as shipped."""

import pytest

from bureau.message_templates import load_templates
from licensing.reference_data import DATA


@pytest.fixture(autouse=True)
def shipped(reference: None) -> None:
    """What every test of this folder stands on."""
    for path in sorted(DATA.glob("messages_*.json")):
        load_templates(path)
