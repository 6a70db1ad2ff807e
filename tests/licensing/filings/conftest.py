"""Clock rules, wordings, kinds of instrument and of obligation as shipped."""

import pytest

from bureau.message_templates import load_templates
from enterprises.reference_data import load_with_reference_data
from licensing.reference_data import DATA


@pytest.fixture(autouse=True)
def shipped(reference: None) -> None:
    """What every test of this folder stands on."""
    load_with_reference_data([])
    for path in sorted(DATA.glob("messages_*.json")):
        load_templates(path)
