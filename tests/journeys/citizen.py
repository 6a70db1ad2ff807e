"""What a citizen does on the public form, step by step as a person would."""

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

NEW = "/complaints/new/"


@dataclass(frozen=True)
class Complaint:
    """What somebody types."""

    statement: str = "11月20日在平桥镇好又多超市买的电热水壶，第二次烧水就漏电跳闸，店家拒绝退货，也不肯出具检测证明。"
    category: str = ""
    wish: str = "退还货款 268 元"
    amount: str = "268"
    subject_name: str = "好又多超市平桥店"
    subject_address: str = "平桥镇人民路 18 号"
    name: str = "孙玉梅"
    phone: str = "13851712345"
    address: str = "淮安市楚州区平桥镇东街 6 号"


@dataclass(frozen=True)
class Receipt:
    """What the receipt says."""

    number: str
    code: str
    due: str
    # Where the receipt itself can be opened again.
    path: str


def complaint(**changes: Any) -> Complaint:
    """A whole complaint, with changes."""
    return replace(Complaint(), **changes)


def step_legend(page: Page, number: int) -> Any:
    """The heading of a step; visible on its turn only."""
    return page.locator("fieldset[data-step] > legend").nth(number - 1)


def next_step(page: Page, number: int) -> None:
    """Press “next” and see that step `number` has come up."""
    page.get_by_role("button", name="下一步").click()
    expect(step_legend(page, number)).to_be_visible()


def choose_kind(page: Page, kind: str = "投诉") -> None:
    """Step 1."""
    radio = page.get_by_role("radio", name=kind, exact=True)
    # The whole card is the label and lies over the radio itself.
    page.locator(f"label[for={radio.get_attribute('id')}]").click()
    expect(radio).to_be_checked()


def tell_facts(page: Page, facts: Complaint) -> None:
    """Step 2."""
    page.get_by_label("发生了什么？").fill(facts.statement)
    page.locator("#id_wish").fill(facts.wish)
    page.locator("#id_amount").fill(facts.amount)


def name_business(page: Page, facts: Complaint) -> None:
    """Step 3."""
    page.locator("#id_subject_name").fill(facts.subject_name)
    page.locator("#id_subject_address").fill(facts.subject_address)


def give_contact(page: Page, facts: Complaint) -> None:
    """Step 5."""
    page.get_by_label("您的姓名").fill(facts.name)
    page.locator("#id_phone").fill(facts.phone)
    page.locator("#id_address").fill(facts.address)


def send(page: Page) -> None:
    """Step 6: agree and send. The browser works out its proof meanwhile."""
    page.locator("#id_consent").check()
    page.get_by_role("button", name="提交", exact=True).click()


def read_receipt(page: Page) -> Receipt:
    """The number, the query code and the legal date of the receipt page."""
    page.wait_for_url(re.compile(r"/receipt/"))
    number = page.locator("#receipt-number").inner_text()
    code = page.locator("#receipt-code").inner_text()
    due = page.locator(".receipt-due time").get_attribute("datetime") or ""
    return Receipt(number, code, due, urlsplit(page.url).path)


def file_complaint(page: Page, facts: Complaint) -> Receipt:
    """The whole way from the empty form to the receipt, without files."""
    page.goto(NEW)
    choose_kind(page)
    next_step(page, 2)
    tell_facts(page, facts)
    next_step(page, 3)
    name_business(page, facts)
    next_step(page, 4)
    next_step(page, 5)
    give_contact(page, facts)
    next_step(page, 6)
    send(page)
    return read_receipt(page)
