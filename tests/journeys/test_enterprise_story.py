"""The story of an enterprise: somebody registers for it, is let in, sees what falls due, subscribes to it, and nobody else gets in."""

import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.factories.enterprises import valid_code
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.register import DONGFANG, MEMBER, PASSWORD, XINYUAN, enter_code, register, sign_in, today
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey

STRANGER = "13951780104"
ROOMS = ("obligations", "obligations/month", "obligations/calendar", "holdings", "matters", "documents", "profile", "people")
NEW_FIRM_CODE, NEW_FIRM = valid_code(90_003), "淮安市平桥豆制品厂"


def desk_address(code: str, rest: str = "") -> str:
    return f"/enterprises/desk/{code}/{rest}"


def test_the_contact_on_file_registers_and_subscribes_to_the_calendar(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    visitor = visit()
    page = visitor.open("/")
    page.get_by_role("link", name="企业登录").first.click()
    register(page, stack, code=XINYUAN.code, name=XINYUAN.name, person=XINYUAN.contact, phone=XINYUAN.phone)

    # The phone is that of the contact on file: its code proves both, and the desk opens at once.
    page.goto("/enterprises/desk/")
    page.wait_for_url(f"**{desk_address(XINYUAN.code)}")
    expect(page.locator(".desk-name")).to_contain_text(XINYUAN.name)
    expect(page.locator("main")).to_contain_text("电子汽车衡")
    expect(page.locator("main")).to_contain_text(desk.account("officer").display_name)

    due = see_obligations(page)
    address = subscribe(page)
    check_feed(page, address, due)

    # A new address ends the old one.
    renewed = subscribe(page)
    assert page.request.get(address).status == 404
    assert page.request.get(renewed).ok
    nobody_else_gets_in(visit, XINYUAN.code)


def see_obligations(page: Page) -> set[date]:
    """The list with its lights, then the month of the lift's inspection; returns the days the list shows."""
    page.goto(desk_address(XINYUAN.code, "obligations/"))
    expect(page.locator("main .light-red").first).to_be_visible()
    rows = page.locator("main tbody tr")
    expect(rows.filter(has_text="乘客电梯")).to_have_count(1)
    expect(rows.filter(has_text="电子汽车衡")).to_have_count(1)
    shown = {moment.get_attribute("datetime") or "" for moment in page.locator("main tbody time").all()}
    days = {date.fromisoformat(text[:10]) for text in shown if text}
    ahead = min(day for day in days if day >= today())
    page.goto(desk_address(XINYUAN.code, f"obligations/month/?month={ahead:%Y-%m}"))
    expect(page.locator("main")).to_contain_text("乘客电梯")
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator("main")).to_contain_text("乘客电梯")
    page.set_viewport_size({"width": 1280, "height": 900})
    return days


def subscribe(page: Page) -> str:
    """Make a (new) secret address and copy it."""
    page.goto(desk_address(XINYUAN.code, "obligations/calendar/"))
    confirm = page.locator("details.confirm summary", has_text="新")
    if confirm.count():
        confirm.first.click()
    page.locator("button[name=do][value=make]").first.click()
    address = page.locator("#feed-address").input_value()
    assert re.search(r"/enterprises/feed/[\w-]{20,}\.ics$", address), address
    return address


def check_feed(page: Page, address: str, due: set[date]) -> None:
    """What a calendar program would make of it, read by a real parser, without any cookie."""
    answer = page.context.browser.new_context().request.get(address)  # type: ignore[union-attr]
    assert answer.ok
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.body())
    events = list(calendar.walk("VEVENT"))
    assert {event.decoded("dtstart") for event in events} == due
    lift = next(event for event in events if "乘客电梯" in str(event["summary"]))
    assert "特种设备安全法" in str(lift["description"])
    assert lift.decoded("dtstart") > today() - timedelta(days=1)
    assert XINYUAN.contact not in answer.text()
    again = page.request.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304


def nobody_else_gets_in(visit: OpenVisit, code: str) -> None:
    """A visitor is asked to sign in; the owner of another enterprise finds nothing here, on no page."""
    visitor = visit()
    page = visitor.open(desk_address(code))
    assert "/accounts/login/" in page.url
    sign_in(page, MEMBER)
    page.goto("/enterprises/desk/")
    page.wait_for_url(f"**{desk_address(DONGFANG.code)}")
    with visitor.expecting(404):
        for rest in (
            "",
            "obligations/",
            "obligations/month/",
            "obligations/calendar/",
            "holdings/",
            "matters/",
            "documents/",
            "profile/",
            "people/",
        ):
            answer = page.goto(desk_address(code, rest))
            assert answer is not None and answer.status == 404, rest
    with visitor.expecting(403):
        answer = page.goto("/enterprises/staff/")
        assert answer is not None and answer.status == 403


def test_a_colleague_is_let_in_by_a_code_and_another_by_staff(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    """Not on file: the contact's code, or the bureau's look at the papers. Here the enterprise is new to the register too."""
    page = visit().open()
    register(page, stack, code=DONGFANG.code, name=DONGFANG.name, person="周敏", phone="13951780103")
    page.goto("/enterprises/account/")
    page.get_by_role("link", name=DONGFANG.name).first.click()
    expect(page.locator("main")).to_contain_text("139****0002")
    expect(page.locator("main")).not_to_contain_text(DONGFANG.contact)
    since = max([one["id"] for one in stack.messages(to=DONGFANG.phone, kind="sms")], default=0)
    page.locator("form[action$='/code/'] button").click()
    enter_code(page, stack, phone=DONGFANG.phone, since=since)
    page.goto("/enterprises/desk/")
    page.wait_for_url(f"**{desk_address(DONGFANG.code)}")

    other = visit().open()
    register(other, stack, code=NEW_FIRM_CODE, name=NEW_FIRM, person="孙大勇", phone=STRANGER)
    clerk = visit(state=desk.signed_in("clerk")).open("/enterprises/staff/account-requests/")
    clerk.get_by_role("link", name=NEW_FIRM).click()
    clerk.locator("#id_township").select_option("pingqiao")
    clerk.locator("#id_address").fill("平桥镇人民路 20 号")
    clerk.locator("form[action$='/grant/'] button[type=submit]").click()
    told = stack.message("您现在可以代表", to=STRANGER, kind="sms")
    assert NEW_FIRM in told["text"]
    other.goto("/enterprises/desk/")
    other.wait_for_url(f"**{desk_address(NEW_FIRM_CODE)}")
    expect(other.locator(".desk-name")).to_contain_text(NEW_FIRM)
    clerk.goto("/enterprises/staff/?q=豆制")
    expect(clerk.locator("main")).to_contain_text(NEW_FIRM)


def test_a_mistyped_credit_code_is_explained(visit: OpenVisit) -> None:
    visitor = visit()
    page = visitor.open("/enterprises/register/")
    page.locator("#id_code").fill("913208030009000370")
    page.locator("#id_password1").fill(PASSWORD)
    with visitor.expecting(422):
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("main")).to_contain_text("校验码")
