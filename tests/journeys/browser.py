"""Chromium, and windows that notice whatever goes wrong in them."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"), Path("/Applications/Chromium.app/Contents/MacOS/Chromium"))
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium says of every answer from 400 up; the answers themselves are looked at instead, with those a test expects left out.
OF_AN_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of \d+")
# Left behind when the reader goes on to another page: nobody misses it.
ABORTED = "net::ERR_ABORTED"
WAIT_MS = 15_000
DESKTOP, PHONE = 1280, 360

_address = count(1)


def find_chromium() -> str | None:
    """The browser of this machine: CHROMIUM if it is set, else the first one found."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((str(path) for path in PLACES if path.exists()), None)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """The browser, headless."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser of their own: cookies, address, language, size of the screen. Notes every problem of its pages."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        *,
        width: int = DESKTOP,
        javascript: bool = True,
        english: bool = False,
        large_text: bool = False,
        state: Any = None,
    ) -> None:
        self.site = site
        self.problems: list[str] = []
        self._expected: set[int] = set()
        number = next(_address)
        self.context: BrowserContext = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            # Colours on their way from one state of a button to the next are nobody's choice, and axe would judge them.
            reduced_motion="reduce",
            storage_state=state,
            # From the documentation range; the portal believes it because the stack says there is a proxy in front of it.
            extra_http_headers={"X-Forwarded-For": f"198.51.100.{number % 250 + 1}"},
        )
        self.context.set_default_timeout(WAIT_MS)
        if english:
            self.set_cookie("django_language", "en")
        if large_text:
            self.set_cookie("large_text", "1")
        self.context.on("page", self._watch)

    def set_cookie(self, name: str, value: str) -> None:
        """A choice made on an earlier visit."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.site}])

    def open(self, path: str = "") -> Page:
        """A new tab, at an address of the portal if one is given."""
        page = self.context.new_page()
        if path:
            page.goto(path)
        return page

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Within this block answers of these statuses are what the test is about."""
        before, self._expected = self._expected, self._expected | set(statuses)
        yield
        self._expected = before

    def listen(self) -> None:
        """Take note of what happened up to now: Playwright hands events over only while it is asked something."""
        for page in self.context.pages:
            page.title()

    def close(self) -> None:
        """Close the browser of this visitor."""
        self.context.close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not OF_AN_ANSWER.match(message.text):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" != self.site:
            self.problems.append(f"request to another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.problems.append(f"failed request: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.problems.append(f"{response.status} for {response.request.method} {response.url}")
