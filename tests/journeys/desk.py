"""The staff in the browser: signing in with password and authenticator code, each code once as the portal demands."""

import re
import time
from typing import Any

from allauth.mfa import app_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page

from bureau.demo import ACCOUNTS, DemoAccount, current_code
from tests.journeys import register
from tests.journeys.browser import Visitor
from tests.journeys.stack import Stack

SIGN_IN = "/accounts/login/"
# A code read in the last moment of its half minute would be old when it arrives.
LAST_MOMENT = 3


class Desk:
    """Signs members of staff in, and lends their signed-in cookies to tests that only look at pages."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self._browser = browser
        self._stack = stack
        self._states: dict[str, Any] = {}
        self._used: dict[str, int] = {}

    @staticmethod
    def account(username: str) -> DemoAccount:
        """Who that is."""
        return next(one for one in ACCOUNTS if one.username == username)

    def code(self, username: str) -> str:
        """What the authenticator app shows; waits for the next half minute if this one's code was used or is about to end."""
        period = app_settings.TOTP_PERIOD
        while True:
            now = time.time()
            turn = int(now // period)
            if turn > self._used.get(username, 0) and period - now % period > LAST_MOMENT:
                self._used[username] = turn
                return current_code(self.account(username).totp_secret, timezone.now())
            time.sleep(0.5)

    def sign_in(self, page: Page, username: str, *, at: str = SIGN_IN) -> None:
        """From the sign-in page, or a page behind it, through both steps; an enterprise's "member" needs one only."""
        if username == "member":
            register.sign_in(page, register.MEMBER)
            return
        page.goto(at)
        page.locator("#id_login").fill(username)
        page.locator("#id_password").fill(self.account(username).password)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/2fa/authenticate/**")
        page.locator("#id_code").fill(self.code(username))
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/staff/**")

    def signed_in(self, username: str) -> Any:
        """Cookies of that person, signed in once in this run: the `state` of a visitor."""
        if username not in self._states:
            visitor = Visitor(self._browser, self._stack.site)
            try:
                self.sign_in(visitor.open(), username)
                assert visitor.problems == []
                self._states[username] = visitor.context.storage_state()
            finally:
                visitor.close()
        return self._states[username]


def take_step(page: Page, name: str) -> None:
    """From the case page to the form of a step."""
    page.locator(f"a[href$='/{name}/']").click()
    page.wait_for_url(f"**/{name}/")


def submit_step(page: Page) -> None:
    """Take the step and come back to the case page."""
    page.locator("main form .form-buttons button[type=submit]").click()
    page.wait_for_url(re.compile(r"/staff/cases/[A-Z0-9]+/$"))


def settle(page: Page, *, recovered: str, agreement: str) -> None:
    """Record a settlement with a mediation document, from the case page."""
    take_step(page, "settle")
    page.locator("#id_result").select_option("agreement")
    page.locator("#id_agreement").fill(agreement)
    page.locator("#id_recovered").fill(recovered)
    submit_step(page)
