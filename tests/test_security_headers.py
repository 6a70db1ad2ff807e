"""What the browser is told, what the pages hold, and that production refuses to start half-configured."""

import base64
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bureau.models import Office, User
from bureau.roles import Role
from tests.people import signed_in

ROOT = Path(settings.BASE_DIR)
PUBLIC_PAGES = ["bureau:home", "bureau:accessibility", "account_login", "complaints:new", "bureau:track", "bureau:verify"]
STAFF_PAGES = ["bureau:workbench", "bureau:profile", "mfa_index"]
LOADS = {"src", "href", "action", "formaction", "poster", "srcset", "data", "hx-get", "hx-post", "data-href"}
OWN_HOSTS = {"", "testserver"}


class Findings(HTMLParser):
    """Collects what a strict policy refuses and every other host the page names."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.hosts: set[str] = set()

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        where = f"<{tag}> at line {self.getpos()[0]}"
        if tag == "style" or "style" in values:
            self.refused.append(f"style in {where}")
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self.refused.append(f"inline script in {where}")
        self.refused += [f"{name} in {where}" for name in values if name.startswith("on") or name.startswith("hx-on")]
        for name, value in values.items():
            if name in LOADS:
                self.refused += [f"javascript: in {where}"] if value.strip().lower().startswith("javascript:") else []
                self.hosts.add(urlsplit(value).netloc)


def findings(html: str) -> Findings:
    found = Findings()
    found.feed(html)
    return found


def policy(response) -> dict[str, list[str]]:
    header = response.headers["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in header.split(";") if part.strip())}


def assert_guarded(response):
    rules = policy(response)
    assert rules["default-src"] == ["'none'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert rules[name] == ["'self'"], name
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"https?:|\*", response.headers["Content-Security-Policy"])
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def assert_clean(response):
    found = findings(response.content.decode())
    assert found.refused == []
    assert found.hosts <= OWN_HOSTS, "the portal makes and offers no request to another host"


@pytest.fixture
def clerk_client(client: Client) -> Client:
    office = Office.objects.create(code="headers-desk", name="登记窗口")
    user = User.objects.create_user(username="headers-clerk", roles=[Role.CLERK.value], office=office)
    return signed_in(client, user)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_public_pages_are_guarded_and_clean(client, name, language):
    response = client.get(reverse(name), headers={"accept-language": language})

    assert response.status_code == 200
    assert_guarded(response)
    assert_clean(response)


@pytest.mark.django_db
@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_pages_are_guarded_and_clean(clerk_client, name):
    response = clerk_client.get(reverse(name))

    assert response.status_code == 200
    assert_guarded(response)
    assert_clean(response)


@pytest.mark.django_db
def test_the_page_that_is_not_there_is_guarded_and_clean(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert_guarded(response)
    assert_clean(response)


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>",
        "<style>p{}</style>",
        "<script>x()</script>",
        "<a onclick='x()'>",
        "<a href='javascript:x()'>",
        "<i hx-on:click='x'>",
    ],
)
def test_the_search_finds_what_the_policy_refuses(html):
    assert findings(html).refused != []


def test_the_search_finds_other_hosts():
    assert findings("<img src='//cdn.example/a.png'><a href='https://example.org/'>").hosts == {"cdn.example", "example.org"}


# --- production -------------------------------------------------------------------------------------------------------
def production(**changes: str | None) -> dict[str, str]:
    """The environment of a complete production server, with some variables changed or taken away."""
    key = base64.b64encode(b"k" * 32).decode()
    values = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
        "SECRET_KEY": "".join(chr(97 + (index * 7) % 26) + str(index) for index in range(40)),
        "SEALING_KEYS": f"1:{key}",
        "BLIND_INDEX_KEY": key,
        "QUERY_CODE_KEY": key,
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "EMAIL_URL": "smtp://mail.example:25",
        "DOCUMENT_SEAL_KEY": settings.DOCUMENT_SEAL_KEY,
        "DOCUMENT_SEAL_PASSWORD": settings.DOCUMENT_SEAL_PASSWORD,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_passes_djangos_deployment_check():
    done = manage(production(), "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_production_sends_cookies_over_https_only():
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT")
    script = f"from django.conf import settings; print([getattr(settings, name) for name in {names!r}], settings.SESSION_COOKIE_SAMESITE)"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=production(), capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.strip() == "[True, True, True, True] Lax", done.stderr


# Without its addresses production starts no embedded database either.
REQUIRED = [
    "SECRET_KEY",
    "SEALING_KEYS",
    "BLIND_INDEX_KEY",
    "QUERY_CODE_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "EMAIL_URL",
    "DATABASE_URL",
    "REDIS_URL",
]


@pytest.mark.parametrize("name", REQUIRED)
def test_production_refuses_to_start_without(name):
    done = manage(production(**{name: None}), "check")

    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr, "one sentence is enough"


@pytest.mark.parametrize("secret", ["demo-key-that-production-refuses-to-start-with-0123456789", "short"])
def test_production_refuses_a_default_or_short_secret(secret):
    done = manage(production(SECRET_KEY=secret), "check")

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr.strip().splitlines()[-1]
