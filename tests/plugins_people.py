"""The cast as fixtures, for tests that need no more: `clerk`, `seat`, …, and `as_clerk`, `as_seat`, … signed-in clients."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bureau.models import User
from tests import people


def _person(make: Callable[[], User]) -> Any:
    @pytest.fixture
    def person(db: None) -> User:
        return make()

    return person


def _client_of(make: Callable[[], User]) -> Any:
    @pytest.fixture
    def client_of_person(db: None) -> Client:
        return people.signed_in(Client(), make())

    return client_of_person


for _name, _make in people.CAST.items():
    globals()[_name] = _person(_make)
    globals()[f"as_{_name}"] = _client_of(_make)
