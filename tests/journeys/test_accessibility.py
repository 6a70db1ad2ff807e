"""Every page of the list: axe finds no fault with it, and at 360 pixels, the narrowest telephone, nothing makes it wider than the screen.

What many read is looked at in English and in large text too; forms also step by step and with errors.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import citizen
from tests.journeys.axe import violations
from tests.journeys.browser import DESKTOP, PHONE
from tests.journeys.citizen import complaint
from tests.journeys.conftest import Enter, OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.pages import EVERY, Place
from tests.journeys.stack import patiently

pytestmark = pytest.mark.journey

# What sticks out, told by its own selector, so that the failure names the culprit.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest('.visually-hidden'))
    .slice(0, 5)
    .map((one) => `${one.tagName.toLowerCase()}.${[...one.classList].join('.')} to ${Math.round(one.getBoundingClientRect().right)}`)
    .concat(`the page is ${document.documentElement.scrollWidth} wide`);
}"""


def check(page: Page) -> None:
    """No violation, and a page that says what it is and in which language."""
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") in ("zh-Hans", "en")
    expect(page.locator("h1")).to_have_count(1)
    found = violations(page)
    assert not found, "\n".join([page.url, *found])


def assert_fits_a_telephone(page: Page) -> None:
    """At 360 pixels the page needs no scrolling to the side, as soon as charts have followed the new width."""
    page.set_viewport_size({"width": PHONE, "height": 800})
    try:
        patiently(lambda: not page.evaluate(TOO_WIDE), seconds=2, what="Fitting")
    except TimeoutError:
        pytest.fail(f"{page.url} is too wide: {page.evaluate(TOO_WIDE)}")


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place.name)
def test_a_page(enter: Enter, place: Place) -> None:
    visitor, page = enter(place)
    check(page)
    assert_fits_a_telephone(page)
    if not place.main:
        return
    with visitor.expecting(place.status):
        visitor.set_cookie("large_text", "1")
        page.reload()
        assert page.locator("html").get_attribute("data-text") == "large"
        assert_fits_a_telephone(page)
        visitor.set_cookie("django_language", "en")
        page.reload()
        assert page.locator("html").get_attribute("lang") == "en"
        assert_fits_a_telephone(page)
        visitor.set_cookie("large_text", "0")
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        page.reload()
        check(page)


def test_every_step_of_the_form(visit: OpenVisit) -> None:
    visitor = visit()
    page = visitor.open(citizen.NEW)
    facts = complaint()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    check(page)
    citizen.choose_kind(page)
    citizen.next_step(page, 2)
    check(page)
    citizen.tell_facts(page, facts)
    citizen.next_step(page, 3)
    check(page)
    citizen.name_business(page, facts)
    citizen.next_step(page, 4)
    with visitor.expecting(422):
        page.locator("input[type=file][name=files]").set_input_files({"name": "程序.exe", "mimeType": "text/plain", "buffer": b"MZ"})
        expect(page.locator("[data-uploads] [role=alert]")).to_be_visible()
    check(page)
    citizen.next_step(page, 5)
    check(page)
    citizen.give_contact(page, facts)
    citizen.next_step(page, 6)
    expect(page.locator("[data-stepper-review] dd").first).to_be_visible()
    check(page)


def test_a_form_of_the_staff_with_errors(enter: Enter) -> None:
    refuse = next(place for place in EVERY if place.name == "refuse-form")
    visitor, page = enter(refuse)
    with visitor.expecting(422):
        page.locator("main form .form-buttons button[type=submit]").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
    check(page)


def test_the_second_step_of_signing_in(visit: OpenVisit, desk: Desk) -> None:
    page = visit().open("/accounts/login/")
    account = desk.account("reviewer")
    page.locator("#id_login").fill(account.username)
    page.locator("#id_password").fill(account.password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")
    check(page)
