"""What every test gets without asking: a cache of its own."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone, translation

from bureau.calendar import forget_calendar
from bureau.clock_rules import forget_rules, load_rules
from bureau.eseal import make_demo_seal
from bureau.message_templates import forget_templates, load_templates

_serial = itertools.count()


@pytest.fixture(autouse=True)
def own_cache_keys() -> Iterator[str]:
    """Every test reads and writes its own keys in Redis.

    Workers and other runs share the server, so flushing it would pull the rug from under them, and a throttle counted up by one
    test would refuse the next. The shared settings are changed too: threads of a live server open caches of their own.
    """
    prefix = f"test-{os.getpid()}-{next(_serial)}"
    shared = caches.settings["default"]
    before = shared.get("KEY_PREFIX", "")
    shared["KEY_PREFIX"] = caches["default"].key_prefix = prefix
    yield prefix
    shared["KEY_PREFIX"] = caches["default"].key_prefix = before


@pytest.fixture(autouse=True, scope="session")
def no_keys_left_behind() -> Iterator[None]:
    """Delete this process's keys at the end, and nobody else's."""
    yield
    cache = caches["default"]
    client = getattr(cache, "_cache", None)
    if client is None:
        return
    connection = client.get_client(write=True)
    keys = list(connection.scan_iter(match=f"test-{os.getpid()}-*", count=1000))
    if keys:
        connection.delete(*keys)


@pytest.fixture(autouse=True, scope="session")
def electronic_seal() -> None:
    """Documents are sealed in tests as they are in the product. Made once a checkout; workers that come at the same moment share one."""
    make_demo_seal(Path(settings.DOCUMENT_SEAL_KEY), password=settings.DOCUMENT_SEAL_PASSWORD, at=timezone.now())


@pytest.fixture(autouse=True)
def fresh_reference_caches() -> Iterator[None]:
    """What a test put into calendar or rules is rolled back; the process must not remember it for the next."""
    forget_calendar()
    forget_rules()
    forget_templates()
    yield


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A page fetched in English leaves its thread speaking English; the next test begins in the language of the bureau."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def reference(db: None) -> None:
    """Clock rules and message wordings as the product ships them."""
    load_rules()
    load_templates()
