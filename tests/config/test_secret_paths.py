"""Keys that are addresses do not reach a log."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config.access_log import AccessLog
from config.secret_paths import redact_event, without_secrets

KEY = "q7Jx2p8mWnR4tYv6Zb1Lc3Df5Gh9Kk0s"


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        (f"/enterprises/feed/{KEY}.ics?lang=en", "/enterprises/feed/…?lang=en"),
        (f"GET /enterprises/invitations/{KEY}/", "GET /enterprises/invitations/…/"),
        (f"/accounts/password/reset/key/1-{KEY}/", "/accounts/password/reset/key/…/"),
        (f"GET /receipt/{KEY}/", "GET /receipt/…/"),
        ("/complaints/resume/K7QF-2M4P-XTDA/", "/complaints/resume/…/"),
        ("/enterprises/staff/?q=电梯", "/enterprises/staff/?q=电梯"),
    ],
)
def test_the_key_is_left_out(address, logged):
    assert without_secrets(address) == logged
    assert redact_event(None, "info", {"request": address, "status": 200}) == {"request": logged, "status": 200}


def test_the_access_log_of_the_web_server_leaves_it_out():
    path = f"/enterprises/feed/{KEY}.ics"
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": ""}
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[], status_code=200)
    atoms = AccessLog(Config()).atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(seconds=1))
    assert KEY not in "".join(str(value) for value in atoms.values())
