"""What the tests of messages share: the wordings in the database, and a far end for mail and SMS that really listens."""

from collections.abc import Iterator

import pytest

from bureau import waking
from bureau.message_templates import forget_templates, load_templates
from config.postbox import Postbox


@pytest.fixture
def wordings(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shipped texts; the ids kept in this process belong to this test's rows only."""
    request.getfixturevalue("transactional_db" if _wants_threads(request) else "db")
    load_templates()
    yield
    forget_templates()


def _wants_threads(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """An SMTP server and an SMS gateway on free ports, with the settings that lead to them."""
    with Postbox(key="k") as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.smtp_port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.SMS_BACKEND, settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = "gateway", box.sms_url, "k"
        yield box


@pytest.fixture(autouse=True)
def nobody_woken(monkeypatch) -> list[str]:
    """Tests deliver by hand: no task goes to a worker that may be listening on this Redis. Collects the names of the tasks asked for."""
    asked: list[str] = []
    monkeypatch.setattr(waking.current_app, "send_task", lambda name, **_how: asked.append(name))
    waking.forget_knocks()
    return asked
