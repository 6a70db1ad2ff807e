"""The shipped rules of discretion for every test of this room."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from licensing.fines.loading import load_discretion


@pytest.fixture
def discretion(db: None) -> None:
    """Tiers, factors and bounds as they ship."""
    load_discretion()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are compared in the language of the code."""
    with override("en"):
        yield
