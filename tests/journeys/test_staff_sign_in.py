"""The door of the workbench: password, then the code of the authenticator app; wrong ones are refused in words; out means out."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Filed, OpenVisit
from tests.journeys.desk import Desk

pytestmark = pytest.mark.journey

SIGN_IN_FIRST = re.compile(r"/accounts/login/\?next=/staff/")


def test_in_by_two_steps_to_the_page_asked_for_and_out_again(visit: OpenVisit, desk: Desk, filed: Filed) -> None:
    seat = desk.account("seat")
    page = visit().open(f"/staff/cases/{filed.waiting.number}/")
    page.wait_for_url(SIGN_IN_FIRST)
    page.locator("#id_login").fill(seat.username)
    page.locator("#id_password").fill("not-the-password")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#id_login")).to_have_value(seat.username)
    expect(page.locator("#id_password")).to_have_value("")

    page.locator("#id_password").fill(seat.password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")
    right = desk.code(seat.username)
    page.locator("#id_code").fill(str((int(right) + 1) % 1_000_000).zfill(6))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("#id_code").fill(right)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**/staff/cases/{filed.waiting.number}/")

    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(lambda url: "/staff/" not in url)
    page.goto("/staff/")
    page.wait_for_url(SIGN_IN_FIRST)


def test_password_alone_opens_nothing(visit: OpenVisit, desk: Desk) -> None:
    approver = desk.account("approver")
    page = visit().open("/accounts/login/")
    page.locator("#id_login").fill(approver.username)
    page.locator("#id_password").fill(approver.password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")
    page.goto("/staff/")
    # Sent to the sign-in page, and from there on to the step that is still missing.
    page.wait_for_url("**/accounts/2fa/authenticate/**")


def test_a_page_of_another_role_says_whose_it_is(visit: OpenVisit, desk: Desk) -> None:
    visitor = visit(state=desk.signed_in("clerk"))
    with visitor.expecting(403):
        page = visitor.open("/staff/dashboard/")
    expect(page.locator("main")).to_contain_text("您的角色无权打开此页面。")
    expect(visitor.open("/staff/").locator(".workbench-side a[href='/staff/dashboard/']")).to_have_count(0)


def test_contact_data_are_shown_only_for_a_reason(visit: OpenVisit, desk: Desk, filed: Filed) -> None:
    page = visit(state=desk.signed_in("clerk")).open(f"/staff/cases/{filed.waiting.number}/")
    expect(page.locator("main")).not_to_contain_text("13851700001")
    page.locator("section[aria-labelledby=people-title] a").first.click()
    page.locator("input[name=fields_wanted][value=phone]").check()
    page.locator("#id_reason").fill("电话联系投诉人核实购买经过")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("13851700001")
    page.goto(f"/staff/cases/{filed.waiting.number}/")
    expect(page.locator("main")).not_to_contain_text("13851700001")
