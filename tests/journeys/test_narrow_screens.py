"""On a telephone the menus fold away and open again. That every page fits the screen is seen in test_accessibility."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk

pytestmark = pytest.mark.journey


def test_the_menu_opens(visit: OpenVisit) -> None:
    page = visit(width=PHONE).open("/")
    link = page.locator("#site-nav a[href='/follow/']")
    expect(link).to_be_hidden()
    page.locator("button.navbar-toggler").click()
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("**/follow/")


def test_the_menu_of_the_workbench_opens(visit: OpenVisit, desk: Desk) -> None:
    page = visit(width=PHONE, state=desk.signed_in("clerk")).open("/staff/?tab=office")
    link = page.locator("#workbench-menu a[href='/outreach/inbox/']")
    expect(link).to_be_hidden()
    page.locator("button.staff-menu-button").click()
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("**/outreach/inbox/")
