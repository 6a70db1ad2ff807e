"""The small catalogue, and the shipped one, for every test of this room."""

import copy
from typing import Any

import pytest

from licensing.catalogue.loader import load_catalogue
from tests.licensing.catalogue.small import AT, ON, SMALL


@pytest.fixture
def small() -> dict[str, Any]:
    """A copy a test may change."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def loaded(db: None, small: dict[str, Any]) -> dict[str, Any]:
    """The small catalogue, loaded."""
    load_catalogue(small, at=AT, on=ON)
    return small


@pytest.fixture
def shipped(db: None) -> None:
    """The catalogue as the product ships it."""
    load_catalogue(at=AT, on=ON)
