"""What a citizen can rely on besides filing: drafts are not lost, codes are guarded, the keyboard is enough, English is there."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import citizen
from tests.journeys.citizen import Complaint, complaint
from tests.journeys.conftest import Filed, OpenVisit
from tests.journeys.stack import patiently

pytestmark = pytest.mark.journey

LOOKUPS = 10  # settings.LOOKUPS_PER_HOUR
# More presses than any step of the form has controls, menu and footer included.
MOST_TABS = 60


# --- drafts ---------------------------------------------------------------------------------------------------------------
def test_a_draft_survives_a_closed_tab_and_moves_to_another_device(visit: OpenVisit) -> None:
    here = visit()
    page = here.open(citizen.NEW)
    facts = complaint(statement="在车桥镇农资店买的复合肥养分不足，施用后秧苗发黄，要求赔偿损失。")
    citizen.choose_kind(page)
    citizen.next_step(page, 2)
    citizen.tell_facts(page, facts)
    code = page.locator("[data-draft-status] a").inner_text()
    page.close()

    page = here.open(citizen.NEW)
    expect(page.get_by_label("发生了什么？")).to_have_value("")  # somebody else may sit here now: it is offered, not shown
    page.get_by_role("link", name="继续填写", exact=True).click()
    assert_filled_in(page, facts)

    page = visit(width=360).open("/complaints/resume/")
    page.locator("#id_code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="打开草稿").click()
    expect(page.locator(".notice-success")).to_contain_text("草稿已重新打开")
    assert_filled_in(page, facts)


def assert_filled_in(page: Page, facts: Complaint) -> None:
    """The form holds what was typed; fields of steps not on screen count as well."""
    expect(page.locator("#id_statement")).to_have_value(facts.statement)
    expect(page.locator("#id_wish")).to_have_value(facts.wish)
    expect(page.get_by_role("radio", name="投诉", exact=True)).to_be_checked()


def test_a_wrong_resume_code_is_refused_in_words(visit: OpenVisit) -> None:
    visitor = visit()
    page = visitor.open("/complaints/resume/")
    page.locator("#id_code").fill("AAAA-BBBB-CCCC")
    with visitor.expecting(404):
        page.get_by_role("button", name="打开草稿").click()
        expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-error-summary]")).to_be_focused()


# --- query codes ------------------------------------------------------------------------------------------------------------
def look_up(page: Page, number: str, code: str) -> None:
    """Ask for a matter."""
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="立即查询").click()


def test_wrong_query_codes_are_refused_then_throttled_and_the_owner_still_gets_in(visit: OpenVisit, filed: Filed) -> None:
    number = filed.waiting.number
    guesser = visit()
    page = guesser.open("/follow/")
    with guesser.expecting(404, 429):
        for _attempt in range(LOOKUPS):
            look_up(page, number, "AAAA-BBBB-CCCC")
            expect(page.locator("[data-error-summary]")).to_contain_text("不匹配")
            expect(page.locator("#id_number")).to_have_value(number)
        look_up(page, number, filed.waiting.code)
        expect(page.locator("[data-error-summary]")).to_contain_text("输入错误次数过多")
    owner = visit().open(f"/f/{number}/")
    look_up(owner, number, filed.waiting.code)
    owner.wait_for_url(f"**/follow/{number}/")


def test_a_matter_of_somebody_else_asks_for_the_code(visit: OpenVisit, filed: Filed) -> None:
    page = visit().open(f"/follow/{filed.waiting.number}/")
    expect(page.locator("#id_code")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("好又多超市")


# --- keyboard -----------------------------------------------------------------------------------------------------------------
def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the control has the focus, and see that the focus can be seen."""
    for _press in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            outline = target.evaluate("one => { const s = getComputedStyle(one); return s.outlineStyle + s.boxShadow }")
            assert outline != "nonenone", "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached with Tab")


def type_into(page: Page, selector: str, words: str) -> None:
    """Reach a field and write."""
    tab_to(page, page.locator(selector))
    page.keyboard.insert_text(words)


def press_next(page: Page, number: int) -> None:
    """Reach “next” and press it; the heading of the new step has the focus, so that it is read out."""
    tab_to(page, page.get_by_role("button", name="下一步"))
    page.keyboard.press("Enter")
    expect(citizen.step_legend(page, number)).to_be_focused()


def test_a_complaint_with_the_keyboard_alone(visit: OpenVisit) -> None:
    facts = complaint(name="马福生", phone="13851700003", amount="")
    page = visit().open(citizen.NEW)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("radio", name="投诉", exact=True))
    page.keyboard.press("Space")
    press_next(page, 2)
    type_into(page, "#id_statement", facts.statement)
    type_into(page, "#id_wish", facts.wish)
    press_next(page, 3)
    type_into(page, "#id_subject_name", facts.subject_name)
    type_into(page, "#id_subject_address", facts.subject_address)
    page.keyboard.press("Enter")  # in a line of text: the next step, not the end of the form
    expect(citizen.step_legend(page, 4)).to_be_focused()
    press_next(page, 5)
    type_into(page, "#id_name", facts.name)
    type_into(page, "#id_phone", facts.phone)
    type_into(page, "#id_address", facts.address)
    press_next(page, 6)
    tab_to(page, page.locator("#id_consent"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="提交", exact=True))
    page.keyboard.press("Enter")
    assert re.fullmatch(r"TS\d{14}", citizen.read_receipt(page).number)


def test_a_step_with_something_missing_says_so_and_stays(visit: OpenVisit) -> None:
    page = visit().open(citizen.NEW)
    citizen.choose_kind(page)
    citizen.next_step(page, 2)
    page.get_by_role("button", name="下一步").click()
    statement = page.get_by_label("发生了什么？")
    expect(statement).to_be_focused()
    expect(statement).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_statement-step-error")).to_be_visible()
    expect(citizen.step_legend(page, 3)).to_be_hidden()


# --- language, large text, pages that are not there -----------------------------------------------------------------------------
def test_english_is_one_click_away_and_stays(visit: OpenVisit) -> None:
    page = visit().open("/complaints/new/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Complain, report or ask")
    page.goto("/follow/")
    expect(page.get_by_role("button", name="Look it up")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_large_text_grows_and_stays(visit: OpenVisit) -> None:
    page = visit().open("/")
    size = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字版").first.click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.evaluate(size) >= before * 1.2
    page.goto("/follow/")
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.get_by_role("button", name="大字版").first.click()
    expect(page.locator("html")).not_to_have_attribute("data-text", "large")
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-text", "large")


def test_a_page_that_is_not_there_leads_on(visit: OpenVisit) -> None:
    visitor = visit()
    with visitor.expecting(404):
        page = visitor.open("/no/such/page/")
    page.locator("main a[href='/follow/']").click()
    expect(page.locator("#id_number")).to_be_visible()


# --- the watch itself ---------------------------------------------------------------------------------------------------------
def test_what_the_policy_forbids_is_refused_by_the_browser_and_noticed(visit: OpenVisit) -> None:
    visitor = visit()
    page = visitor.open("/")
    page.evaluate(
        """() => {
          const inline = document.createElement('script');
          inline.textContent = 'window.broken = true';
          const far = document.createElement('img');
          far.src = 'http://203.0.113.9/pixel.png';
          document.body.append(inline, far);
        }"""
    )
    # Two refusals, and of the picture also the request and its failure.
    patiently(lambda: page.title() and len(visitor.problems) >= 4, seconds=5, what="Noticing all of it")
    noticed, visitor.problems = visitor.problems, []
    assert page.evaluate("window.broken === undefined")
    refusals = [problem for problem in noticed if problem.startswith("console error") and "Content Security Policy" in problem]
    assert len(refusals) == 2, noticed
    assert "request to another host: http://203.0.113.9/pixel.png" in noticed
