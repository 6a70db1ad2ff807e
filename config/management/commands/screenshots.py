"""Pictures of the running product for the README and for eyes: every main page, Chinese and English, wide and narrow.

Start the product with `make run`, then `make screenshots` in another terminal. Pictures go to docs/screenshots/.
"""

import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from bureau.demo import ACCOUNTS, current_code

PUBLIC = {"home": "/", "form": "/complaints/new/", "track": "/follow/", "verify": "/verify/", "draft": "/complaints/resume/"}
STAFF = {
    "workbench": "/staff/?tab=all",
    "late": "/staff/?tab=late",
    "case": "",
    "dashboard": "/staff/dashboard/",
    "supervision": "/staff/supervision/",
    "inbox": "/outreach/inbox/",
}
SIZES = {1280: 900, 360: 740}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SOME_CASE = "a[href^='/staff/cases/']"


class Command(BaseCommand):
    """Signs in as the supervisor, who sees everything."""

    help = "Take pictures of the running demo."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own annotation

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the demo runs, where the pictures go, how many of them."""
        parser.add_argument("--site", default="http://127.0.0.1:8000")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs" / "screenshots")
        parser.add_argument("--all", action="store_true", help="both languages and both widths, whole pages; else the README's three")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when there is no browser."""
        browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        if browser_path is None:
            raise CommandError("No Chromium found. Install it, or name it in the variable CHROMIUM.")
        options["folder"].mkdir(parents=True, exist_ok=True)
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
            state = self._sign_in(browser, options["site"])
            for width in SIZES if options["all"] else (1280,):
                for language in LANGUAGES if options["all"] else ("zh",):
                    self._take(browser, state, language, width, options)
            browser.close()

    def _sign_in(self, browser: Browser, site: str) -> Any:
        """The cookies of a supervisor with the second step done: each code works once, so this is done once."""
        account = next(one for one in ACCOUNTS if one.username == "supervisor")
        page = browser.new_page(base_url=site)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", account.username)
        page.fill("input[name=password]", account.password)
        page.click("main button[type=submit]")
        page.fill("input[name=code]", current_code(account.totp_secret, timezone.now()))
        page.click("main button[type=submit]")
        page.wait_for_url("**/staff/**")
        return page.context.storage_state()

    def _take(self, browser: Browser, state: Any, language: str, width: int, options: dict[str, Any]) -> None:
        context = browser.new_context(
            base_url=options["site"], storage_state=state, viewport={"width": width, "height": SIZES[width]}, reduced_motion="reduce"
        )
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": LANGUAGES[language], "url": options["site"]}])
        page = context.new_page()
        for name, path in {**PUBLIC, **STAFF}.items():
            if options["all"] or name in {"form", "workbench", "dashboard"}:
                self._picture(page, name, path, options["folder"] / f"{name}-{language}-{width}.png", whole=options["all"])
        context.close()

    def _picture(self, page: Page, name: str, path: str, file: Path, *, whole: bool) -> None:
        page.goto(path or STAFF["workbench"])
        if name == "case":
            page.goto(page.locator(SOME_CASE).first.get_attribute("href") or "/")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=file, full_page=whole)
        self.stdout.write(str(file.relative_to(settings.BASE_DIR)) if file.is_relative_to(settings.BASE_DIR) else str(file))
