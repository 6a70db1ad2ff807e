"""The life of a permit in the browser: a special-equipment registration up to the verified certificate, a refusal with its remedies, and a
correction round. Everybody has a browser of their own; nothing is done behind the portal's back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import permits
from tests.journeys.browser import Visitor
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk, submit_step, take_step
from tests.journeys.permits import Forklift, act, case_address, letter, matter_address, state_of
from tests.journeys.register import DONGFANG, MEMBER
from tests.journeys.stack import Stack
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

REGISTRATION_NUMBER = re.compile(r"车03苏H\d{5}\(\d\d\)")
REASONS = "现场核查发现叉车制动装置失效，安全附件未经校验，不符合使用登记条件。"


# --- application to certificate -------------------------------------------------------------------------------------------
def test_a_machine_is_registered_from_application_to_verified_certificate(
    visit: OpenVisit, stack: Stack, desk: Desk, settings: Any
) -> None:
    machine = Forklift("HL2026001")
    owner = visit().open()
    permits.open_form(owner)
    permits.fill_form(owner, machine)
    see_review(owner, machine)
    number = permits.send(owner)

    window = visit(state=desk.signed_in("window")).open(case_address(number))
    accept(window, stack, number)
    permits.assign(window, desk.account("officer").display_name)
    officer = visit(state=desk.signed_in("officer"), width=360).open()
    second = visit(state=desk.signed_in("officer2"), width=360).open()
    permits.check_on_site(officer, second, number, desk)
    act(officer, "finish-review", opinion="grant", opinion_text="材料齐全，现场核查符合要求，建议准予登记。")
    expect(officer.locator("a[href$='/grant/']")).to_have_count(0)

    head = visit(state=desk.signed_in("approver")).open(case_address(number))
    act(head, "grant")
    expect(state_of(head)).to_contain_text("准予许可")
    window.goto(case_address(number))
    act(window, "deliver", mode="download")
    expect(state_of(window)).to_contain_text("送达")

    certificate, pdf = see_certificate(owner, machine)
    assert permits.is_genuine(pdf, stack, settings)
    assert not permits.is_genuine(pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1), stack, settings)
    anybody_verifies(visit(), certificate, pdf)
    see_register(owner, certificate, machine)


def see_review(page: Page, machine: Forklift) -> None:
    """Everything once more in words; what is personal is masked."""
    review = page.locator(".apply-review")
    for words in (DONGFANG.name, DONGFANG.code, machine.name, machine.serial, "叉车", "product-certificate"):
        expect(review).to_contain_text(words)
    expect(review).not_to_contain_text("320803197901011234A")
    expect(review).not_to_contain_text(MEMBER)


def accept(window: Page, stack: Stack, number: str) -> None:
    """The window takes it on: a letter, and an SMS to whom the enterprise named."""
    act(window, "accept")
    expect(state_of(window)).to_contain_text("已受理")
    expect(window.locator("section[aria-labelledby=papers-title]")).to_contain_text("受理")
    told = stack.message(f"{number}已于", to=MEMBER, kind="sms")
    assert "受理" in told["text"]


def see_certificate(owner: Page, machine: Forklift) -> tuple[str, bytes]:
    """The number and the PDF on the enterprise's desk; its text can be selected."""
    owner.goto(permits.desk_address("certificates/"))
    row = owner.locator(".desk-list li", has_text=REGISTRATION_NUMBER)
    expect(row).to_have_count(1)
    found = REGISTRATION_NUMBER.search(row.inner_text())
    assert found is not None, row.inner_text()
    pdf = permits.fetch(owner, row.get_by_role("link", name="下载"))
    text = pdf_text(pdf)
    for words in ("特种设备使用登记证", found.group(), DONGFANG.name, DONGFANG.code, machine.name, machine.serial, machine.place):
        assert words in text, words
    return found.group(), pdf


def anybody_verifies(visitor: Visitor, certificate: str, pdf: bytes) -> None:
    """By the check code, by the file itself, and by number and holder; nobody signs in."""
    page = visitor.open("/verify/")
    code = permits.check_code(pdf)
    page.locator("#id_code").fill(code)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/verify/{code}/")
    facts = page.locator(".facts").first
    expect(facts).to_contain_text("特种设备使用登记证")
    expect(facts).to_contain_text("有效")
    page.locator("#compare-form input[type=file]").set_input_files({"name": "证书.pdf", "mimeType": "application/pdf", "buffer": pdf})
    page.locator("#compare-form button[type=submit]").click()
    expect(page.locator("main .notice-success")).to_have_count(2)
    page.goto("/services/certificates/check/")
    page.locator("#id_number").fill(certificate)
    page.locator("#id_holder").fill(DONGFANG.name)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("该证书目前有效")


def see_register(owner: Page, certificate: str, machine: Forklift) -> None:
    """The machine stands in the register under its registration number, and its next inspection falls due."""
    owner.goto(f"/enterprises/desk/{DONGFANG.code}/holdings/?kind=equipment&show=dated")
    row = owner.locator("tbody tr", has_text=machine.name)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(certificate)
    owner.goto(f"/enterprises/desk/{DONGFANG.code}/obligations/")
    due = owner.locator("main tbody tr", has_text=machine.name)
    expect(due).to_have_count(1)
    expect(due).to_contain_text("检验")


# --- refusal --------------------------------------------------------------------------------------------------------------
def test_a_refusal_gives_reasons_and_remedies(visit: OpenVisit, stack: Stack, desk: Desk, settings: Any) -> None:
    owner = visit().open()
    number = permits.apply(owner, Forklift("HL2026002"))
    window = visit(state=desk.signed_in("window")).open(case_address(number))
    act(window, "accept")
    permits.assign(window, desk.account("officer").display_name)
    officer = visit(state=desk.signed_in("officer")).open()
    second = visit(state=desk.signed_in("officer2")).open()
    permits.check_on_site(officer, second, number, desk, wrong="安全附件", conclusion="failed")
    act(officer, "finish-review", opinion="refuse", opinion_text="安全附件未经校验，建议不予登记。")

    head = visit(state=desk.signed_in("approver")).open(case_address(number))
    # What did not pass on site cannot be granted, whatever the head thinks.
    expect(head.locator("a[href$='/grant/']")).to_have_count(0)
    act(head, "refuse", decision_text=REASONS)
    expect(state_of(head)).to_have_text("不予许可")

    owner.goto(matter_address(number))
    expect(owner.locator("main .state").first).to_contain_text("不予许可")
    pdf = letter(owner, "不予行政许可")
    text = pdf_text(pdf)
    for words in (number, DONGFANG.name, REASONS, "行政复议", "六十日", "行政诉讼", "六个月"):
        assert words in text, words
    assert permits.is_genuine(pdf, stack, settings)
    owner.goto(permits.desk_address("certificates/"))
    expect(owner.locator("main")).not_to_contain_text("HL2026002")


# --- correction -----------------------------------------------------------------------------------------------------------
def test_one_notice_lists_everything_and_only_that_is_open(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    owner = visit().open()
    number = permits.apply(owner, Forklift("HL2026003"))
    clerk = visit(state=desk.signed_in("window"))
    window = clerk.open(case_address(number))
    find_fault(window)
    ask_for_corrections(window)
    told = stack.message(f"{number}有2处需要补正", to=MEMBER, kind="sms")
    assert "/follow/" in told["text"]

    correct(owner, number)

    window.goto(case_address(number))
    expect(window.locator("main")).to_contain_text("CC-HL2026003-更正")
    # The law knows one notice only: the clerk is offered no second.
    expect(window.locator("a[href$='/ask-correction/']")).to_have_count(0)
    expect(window.locator("a[href$='/ask-correction-again/']")).to_have_count(0)
    expect(window.locator("#closed-ask-correction")).to_contain_text("补正")
    window.locator("#finding-first-inspection-report").select_option("electronic")
    window.get_by_role("button", name="记录核对结果").click()
    act(window, "accept")
    expect(state_of(window)).to_contain_text("已受理")


def find_fault(window: Page) -> None:
    """The report is of another machine: with this finding on record the application cannot be accepted."""
    window.locator("#finding-first-inspection-report").select_option("wrong")
    window.locator("#remark-first-inspection-report").fill("报告上的车架编号与申请不一致")
    window.get_by_role("button", name="记录核对结果").click()
    expect(window.locator("a[href$='/accept/']")).to_have_count(0)
    expect(window.locator("#closed-accept")).to_contain_text("首次检验报告")


def ask_for_corrections(window: Page) -> None:
    """One notice with a question and a paper."""
    take_step(window, "ask-correction")
    window.locator("[name='material-first-inspection-report']").fill("报告上的车架编号与申请不一致，请重新提交")
    window.locator("[name='field-inspection_report_number']").fill("与报告不符")
    submit_step(window)
    expect(state_of(window)).to_contain_text("补正")
    expect(window.locator("section[aria-labelledby=papers-title]")).to_contain_text("补正")


def correct(owner: Page, number: str) -> None:
    """The notice, then the page with one question and one paper, and nothing else."""
    owner.goto(matter_address(number))
    text = pdf_text(letter(owner, "补正"))
    for words in ("首次检验报告", "报告上的车架编号与申请不一致，请重新提交", "检验报告编号", "与报告不符"):
        assert words in text, words
    owner.get_by_role("link", name="补正申请材料").click()
    expect(owner.locator("main [name^='answer-']")).to_have_count(1)
    expect(owner.locator(".paper-box")).to_have_count(1)
    permits.answer(owner, {"inspection_report_number": "CC-HL2026003-更正"})
    permits.upload(owner, "first-inspection-report", text="-corrected")
    owner.get_by_role("button", name="提交补正材料").last.click()
    owner.wait_for_url(f"**{matter_address(number)}")
    expect(owner.get_by_role("link", name="补正申请材料")).to_have_count(0)
