"""The main story: a complaint from the first page to the settled, rated matter, the dashboard, and the reminder that comes by itself.

Everybody uses a browser; mail and SMS are read at the postbox; no task is called here, beat and worker run them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys import citizen
from tests.journeys.citizen import Receipt, complaint
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk, settle, submit_step, take_step
from tests.journeys.stack import Stack, patiently
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

PHONE = "13851712345"
RECOVERED = Decimal("268.00")
WARN = "outreach.warn_deadlines"
DIGEST = "时限预警"
SECOND = "买的电子秤少秤，一斤少二两，多次向市场管理方反映都无人处理，要求退换。"


def photo() -> bytes:
    """A small photograph."""
    content = BytesIO()
    Image.new("RGB", (320, 240), "steelblue").save(content, "JPEG")
    return content.getvalue()


def test_a_complaint_from_the_first_page_to_the_rating(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    manager = visit().open()
    desk.sign_in(manager, "manager")
    before = Figures.read(manager)

    receipt = file_with_evidence(visit)
    check_receipt(stack, receipt)
    told = stack.message(receipt.code, to=PHONE, kind="sms")
    assert receipt.number in told["text"]
    link = re.search(r"https?://\S+", told["text"])
    assert link is not None, told["text"]

    clerk = visit().open()
    desk.sign_in(clerk, "clerk")
    accept_and_settle(clerk, stack, receipt, since=told["id"])
    follow_and_rate(visit, receipt, link.group())

    after = Figures.read(manager)
    assert after.received - before.received == 1
    assert after.closed - before.closed == 1
    assert after.recovered - before.recovered == RECOVERED
    assert after.ratings - before.ratings == 1


@dataclass(frozen=True)
class Figures:
    """What the dashboard shows of the last thirty days."""

    received: int
    closed: int
    recovered: Decimal
    ratings: int

    @classmethod
    def read(cls, page: Page) -> "Figures":
        """Open the dashboard and read its figures. The icons are the one thing that does not change with the language."""

        def figure(icon: str, part: str = "value") -> Decimal:
            text = page.locator(".stat", has=page.locator(f".bi-{icon}")).locator(f".stat-{part}").inner_text()
            found = re.search(r"[\d,]+(\.\d+)?", text)
            return Decimal(found.group().replace(",", "")) if found else Decimal(0)

        page.goto("/staff/dashboard/")
        return cls(int(figure("inbox")), int(figure("check2-circle")), figure("cash-coin"), int(figure("emoji-smile", "note")))


# --- the citizen files ------------------------------------------------------------------------------------------------------
def file_with_evidence(visit: OpenVisit) -> Receipt:
    """From the front page through all steps; one photograph is taken, a program that calls itself one is refused in words."""
    visitor = visit()
    page = visitor.open("/")
    page.locator("a.door-main").click()
    facts = complaint(phone=PHONE)
    citizen.choose_kind(page)
    citizen.next_step(page, 2)
    citizen.tell_facts(page, facts)
    citizen.next_step(page, 3)
    citizen.name_business(page, facts)
    citizen.next_step(page, 4)
    files = page.locator("input[type=file][name=files]")
    files.set_input_files({"name": "电热水壶.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.locator("[data-uploads] [data-file]")).to_contain_text("电热水壶.jpg")
    with visitor.expecting(422):
        files.set_input_files({"name": "收据.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + bytes(2000)})
        refused = page.locator("[data-uploads] [data-failed]")
        expect(refused.get_by_role("alert")).to_contain_text("收据.jpg")
    expect(refused).to_contain_text("收据.jpg")
    refused.get_by_role("button").click()
    expect(refused).to_have_count(0)
    citizen.next_step(page, 5)
    citizen.give_contact(page, facts)
    citizen.next_step(page, 6)
    expect(page.locator("[data-stepper-review]")).to_contain_text(facts.subject_name)
    expect(page.locator("[data-review-files]")).to_contain_text("电热水壶.jpg")
    citizen.send(page)
    return citizen.read_receipt(page)


def check_receipt(stack: Stack, receipt: Receipt) -> None:
    """Number and code as they are made, and the legal date the docket has."""
    assert re.fullmatch(r"TS\d{14}", receipt.number)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", receipt.code)
    clocks = stack.rows(
        "SELECT k.due_on, k.started_on FROM bureau_clock k JOIN bureau_case c ON c.id = k.case_id WHERE c.number = %s", [receipt.number]
    )
    assert [due.isoformat() for due, _started in clocks] == [receipt.due]
    due, started = clocks[0]
    assert (due - started).days >= 9  # seven working days hold at least one weekend


# --- the clerk ----------------------------------------------------------------------------------------------------------
def papers(page: Page) -> Locator:
    """The documents on a case page."""
    return page.locator("section[aria-labelledby=papers-title] a")


def accept_and_settle(page: Page, stack: Stack, receipt: Receipt, *, since: int) -> None:
    """Found in the office's queue, accepted with a letter and an SMS, settled with what was recovered."""
    page.locator(".nav-tabs a[href*='tab=office']").click()
    page.get_by_role("link", name=receipt.number).click()
    expect(page.locator("main")).not_to_contain_text(PHONE)  # masked until somebody gives a reason
    expect(papers(page)).to_have_count(0)
    take_step(page, "accept")
    submit_step(page)
    expect(page.locator(".page-header .state")).to_have_text("已受理")
    expect(papers(page)).to_have_count(1)
    accepted = stack.message("已受理", to=PHONE, since=since, kind="sms")
    assert receipt.number in accepted["text"]
    settle(page, recovered=str(RECOVERED), agreement="店家当场同意退还货款 268 元，三日内通过原支付渠道退回。")
    expect(papers(page)).to_have_count(2)
    closed = stack.message("已办结", to=PHONE, since=accepted["id"], kind="sms")
    assert receipt.number in closed["text"]


# --- the citizen again ----------------------------------------------------------------------------------------------------
def follow_and_rate(visit: OpenVisit, receipt: Receipt, link: str) -> None:
    """On the telephone that got the SMS: the link, the code, the state, the letter, its check, the rating."""
    visitor = visit(width=360)
    page = visitor.open(link)
    expect(page.locator("#id_number")).to_have_value(receipt.number)
    page.locator("#id_code").fill(receipt.code.lower())
    page.get_by_role("button", name="立即查询").click()
    expect(page.locator(".standing .state")).to_contain_text("调解")
    letter = page.locator("section[aria-labelledby=papers-title] a", has_text="投诉受理告知书")
    address = letter.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator("p.remark", has_text="评")).to_contain_text("5")
    code = re.search(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", pdf_text(answer.body()))
    assert code is not None
    page.goto("/verify/")
    page.locator("#id_code").fill(code.group())
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/verify/*-*-*/")
    expect(page.locator(".facts").first).to_contain_text(code.group())
    expect(page.locator(".facts").first).to_contain_text("有效")


# --- the reminder -------------------------------------------------------------------------------------------------------
def test_the_reminder_of_a_deadline_comes_by_itself_and_only_once(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    stack.switch(WARN, on=False)  # so that the case is in the officer's hands before anybody is warned
    warn_days = stack.rows("SELECT id, warn_days FROM bureau_clockrule WHERE code = 'complaint-acceptance'")
    stack.rows("UPDATE bureau_clockrule SET warn_days = 60 WHERE code = 'complaint-acceptance'")
    stack.reload_web()
    try:
        receipt = citizen.file_complaint(visit().open(), complaint(name="周兰英", phone="13851712346", statement=SECOND))
    finally:
        for pk, days in warn_days:
            stack.rows("UPDATE bureau_clockrule SET warn_days = %s WHERE id = %s", [days, pk])
    officer = desk.account("officer")
    hand_over(visit(state=desk.signed_in("supervisor")).open(), receipt, to=officer.display_name)
    assert digests(stack, officer.email) == []

    stack.switch(WARN, on=True)
    mail = stack.message(DIGEST, to=officer.email, kind="mail", seconds=30)
    assert receipt.number in mail["text"]
    runs = stack.runs_of(WARN)
    patiently(lambda: stack.runs_of(WARN) >= runs + 2, seconds=30, what="Two more runs of the warning")
    assert [one["id"] for one in digests(stack, officer.email)] == [mail["id"]]

    page = visit(state=desk.signed_in("officer")).open("/outreach/inbox/")
    expect(page.locator(".inbox > li", has_text=DIGEST)).to_have_count(1)
    expect(page.locator(".inbox > li", has_text=DIGEST)).to_contain_text(receipt.number)


def hand_over(page: Page, receipt: Receipt, *, to: str) -> None:
    """The supervisor gives a matter that is yellow from its first day to a member of staff."""
    page.goto(f"/staff/cases/{receipt.number}/")
    expect(page.locator(".page-header .light-yellow")).to_be_visible()
    take_step(page, "assign")
    value = page.locator("#id_handler option", has_text=to).get_attribute("value")
    page.locator("#id_handler").select_option(value)
    submit_step(page)
    expect(page.locator(".page-header")).to_contain_text(to)


def digests(stack: Stack, address: str) -> list[dict[str, Any]]:
    """The warnings of deadlines that reached somebody."""
    return [one for one in stack.messages(to=address, kind="mail") if DIGEST in one["subject"]]
