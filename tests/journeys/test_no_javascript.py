"""Without scripts everything works as well: one long form with a review page behind it, and the desk's pages."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys import citizen
from tests.journeys.citizen import complaint
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey

DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")}
PHONE = "13851700005"


def answer_the_sum(page: Page) -> None:
    """What a person does who has no script to work for them: “三加四等于几？”."""
    question = page.locator("label[for=id_answer]").inner_text()
    found = re.search(r"(.)加(.)等于几", question)
    assert found is not None, question
    page.locator("#id_answer").fill(str(DIGITS[found[1]] + DIGITS[found[2]]))


def fill_in(page: Page) -> None:
    """All steps, which are one page now."""
    facts = complaint(name="季永华", phone=PHONE)
    citizen.choose_kind(page)
    citizen.tell_facts(page, facts)
    citizen.name_business(page, facts)
    citizen.give_contact(page, facts)
    page.locator("#id_consent").check()
    answer_the_sum(page)


def picture() -> bytes:
    """A photograph of a receipt."""
    content = BytesIO()
    Image.new("RGB", (200, 300), "white").save(content, "PNG")
    return content.getvalue()


def test_a_complaint_from_the_form_over_the_review_to_the_desk(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    visitor = visit(javascript=False)
    page = visitor.open(citizen.NEW)
    fill_in(page)
    page.locator("input[type=file][name=files]").set_input_files({"name": "小票.png", "mimeType": "image/png", "buffer": picture()})
    page.locator("#id_phone").fill("123")
    with visitor.expecting(422):
        page.get_by_role("button", name="提交前核对").click()
        summary = page.locator("[data-error-summary]")
        expect(summary.get_by_role("link")).to_have_attribute("href", "#id_phone")
    expect(page.locator("#id_statement")).to_have_value(complaint().statement)  # nothing typed is lost
    expect(page.locator("[data-uploads]")).to_contain_text("小票.png")

    page.locator("#id_phone").fill(PHONE)
    page.locator("#id_consent").check()
    if page.locator("#id_answer").count():
        answer_the_sum(page)
    page.get_by_role("button", name="提交前核对").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
    expect(page.locator("main")).to_contain_text(complaint().subject_name)
    expect(page.locator("main")).to_contain_text("小票.png")
    page.get_by_role("button", name="提交", exact=True).click()
    receipt = citizen.read_receipt(page)
    assert receipt.number in stack.message(receipt.code, to=PHONE, kind="sms")["text"]

    page.get_by_role("link", name="查看事项").click()
    expect(page.locator("main")).to_contain_text("小票.png")
    accept_without_script(visit(javascript=False, state=desk.signed_in("clerk")).open(), receipt.number)
    page.reload()
    expect(page.locator(".standing .state")).to_have_text("已受理")


def accept_without_script(page: Page, number: str) -> None:
    """The clerk's side, without scripts too."""
    page.goto("/staff/?tab=office")
    page.get_by_role("link", name=number).click()
    page.locator("a[href$='/accept/']").click()
    page.locator("main form .form-buttons button[type=submit]").click()
    expect(page.locator(".page-header .state")).to_have_text("已受理")


def test_a_refused_file_says_why_and_loses_nothing(visit: OpenVisit) -> None:
    visitor = visit(javascript=False)
    page = visitor.open(citizen.NEW)
    fill_in(page)
    files: list[FilePayload] = [
        {"name": "小票.png", "mimeType": "image/png", "buffer": picture()},
        {"name": "聊天记录.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + bytes(2000)},
    ]
    page.locator("input[type=file][name=files]").set_input_files(files)
    with visitor.expecting(422):
        page.get_by_role("button", name="提交前核对").click()
        expect(page.locator("[data-error-summary]")).to_contain_text("聊天记录.jpg")
    expect(page.locator("[data-uploads]")).to_contain_text("小票.png")
    expect(page.locator("[data-uploads]")).not_to_contain_text("聊天记录.jpg")
    expect(page.locator("#id_statement")).to_have_value(complaint().statement)


def test_a_draft_is_saved_by_its_button(visit: OpenVisit) -> None:
    page = visit(javascript=False).open(citizen.NEW)
    fill_in(page)
    page.get_by_role("button", name="保存草稿，稍后继续").click()
    code = page.locator("#resume-code").inner_text()
    other = visit(javascript=False).open("/complaints/resume/")
    other.locator("#id_code").fill(code)
    other.get_by_role("button", name="打开草稿").click()
    expect(other.locator("#id_statement")).to_have_value(complaint().statement)


def test_language_and_large_text_are_buttons_of_forms(visit: OpenVisit) -> None:
    page = visit(javascript=False).open("/follow/")
    page.get_by_role("button", name="大字版").first.click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Look it up")).to_be_visible()
