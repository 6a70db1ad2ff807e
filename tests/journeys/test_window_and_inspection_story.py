"""Three short stories: a certificate renewed from its reminder, an item decided on the spot at the window, and a random inspection that
anybody runs again."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import earlier, permits
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.permits import act, case_address, desk_address, letter, matter_address, state_of
from tests.journeys.register import DONGFANG, MEMBER, POOL, POOL_DIVISION, POOL_OWNER, Firm, sign_in, today
from tests.journeys.stack import Stack
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

REMINDER = "计量标准复查考核"
WINDOW = "/services/staff/window/"
SOON = today() + timedelta(days=7)
WORKS = {
    "works_kind": "install",
    "works_content": "新装电动单梁起重机一台。",
    "planned_start": f"{SOON}",
    "planned_end": f"{SOON + timedelta(days=30)}",
    "supervision_required": "no",
    "equipment_category": "crane",
    "equipment_name": "电动单梁起重机",
    "equipment_count": "1",
    "product_number": "LD-2026-0088",
    "maker": "河南某起重机有限公司",
    "user_name": "淮安市鑫源食品有限公司",
    "location": "淮城镇翔宇大道 18 号 三号车间",
    "on_building_site": "no",
    "licence_number": "TS3432088-2028",
    "licence_scope": "桥式、门式起重机安装（B 级）",
    "licence_until": f"{SOON + timedelta(days=700)}",
    "site_manager_name": "孙大勇",
    "site_manager_phone": "13951780021",
    "worker_count": "4",
    "certified_worker_count": "3",
}


# --- a renewal from its reminder ------------------------------------------------------------------------------------------
def test_a_certificate_is_renewed_from_its_reminder(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    owner = visit().open()
    reminder = open_reminder(owner)
    old = follow_reminder(owner)
    number = renew(owner)

    # The reminder leads to what was sent, not to a second application.
    owner.goto(reminder)
    expect(owner.locator("main")).to_contain_text(number)

    window = visit(state=desk.signed_in("window")).open(case_address(number))
    act(window, "accept")
    permits.assign(window, desk.account("officer").display_name)
    officer = visit(state=desk.signed_in("officer")).open()
    second = visit(state=desk.signed_in("officer2")).open()
    permits.check_on_site(officer, second, number, desk)
    act(officer, "finish-review", opinion="grant", opinion_text="复查考核合格，建议准予延续。")
    act(visit(state=desk.signed_in("approver")).open(case_address(number)), "grant")

    owner.goto(reminder)
    expect(owner.locator("main .state").first).to_be_visible()
    expect(owner.locator("main .obligation-ways")).to_be_visible()
    expect(owner.locator("main a", has_text="去办理")).to_have_count(0)
    see_both_certificates(owner, old)


def open_reminder(page: Page) -> str:
    """From the list of obligations to the one that is open; its address."""
    sign_in(page, MEMBER)
    page.goto(f"/enterprises/desk/{DONGFANG.code}/obligations/")
    page.locator("main tbody a", has_text=REMINDER).first.click()
    expect(page.locator("main .light")).to_be_visible()
    return page.url


def follow_reminder(page: Page) -> str:
    """One click, and everything the bureau knows is in the form: answers from certificate and application, papers handed in before."""
    page.get_by_role("link", name="去办理").click()
    expect(page.locator("main form[data-application]")).to_be_visible()
    for code in ("standard_name", "measuring_range", "main_instruments", "traced_to", "place", "humidity"):
        expect(page.locator(f"[name='answer-{code}']")).to_have_value(str(earlier.PLAIN[code]))
    for code in ("assessment-report", "trace-certificates", "stability-records", "staff-proof"):
        again = permits.paper_box(page, code).locator(".paper-again")
        expect(again).to_contain_text(earlier.PAPERS[code])
        expect(again.locator("[name=again]")).to_be_checked()
    # Names and numbers of people go along sealed: the page has their masks alone, and only one paper is still asked for.
    expect(page.locator("main .notice-info")).to_contain_text("上一有效期内的检定、校准记录和考核证书")
    expect(page.locator("main .notice-info")).not_to_contain_text("负责人")
    expect(page.locator("main form[data-application]")).not_to_contain_text(earlier.KEEPER["keeper_name"])
    old = page.locator("[name=certificate]").input_value()
    assert "量标" in old
    return old


def renew(page: Page) -> str:
    """What only the enterprise has: the records of the last term. Then one submit."""
    permits.next_step(page, 2)
    permits.next_step(page, 3)
    permits.upload(page, "period-records")
    permits.next_step(page, 4)
    page.get_by_role("button", name="核对并提交", exact=True).last.click()
    review = page.locator(".apply-review")
    expect(review).to_contain_text(str(earlier.PLAIN["standard_name"]))
    expect(review).to_contain_text("建标报告.pdf")
    expect(review).to_contain_text("139****0011")
    expect(review).not_to_contain_text(earlier.KEEPER["keeper_phone"])
    return permits.send(page)


def see_both_certificates(page: Page, old: str) -> None:
    """The new one stands, the old one is replaced."""
    page.goto(desk_address("certificates/"))
    rows = page.locator(".desk-list li", has_text="计量标准考核证书")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text=old)).to_contain_text("换发")


# --- decided on the spot at the window --------------------------------------------------------------------------------------
def test_an_item_is_decided_on_the_spot_for_a_visitor_with_a_number(visit: OpenVisit, desk: Desk) -> None:
    hall = visit(state=desk.signed_in("window")).open(WINDOW)
    # A stranger's browser gives out no numbers; the one a clerk marked does.
    expect(visit().open("/services/window/kiosk/").locator(".kiosk-buttons")).to_have_count(0)
    label = take_number(hall)
    clerk = visit(state=desk.signed_in("window")).open(WINDOW)
    board = visit().open("/services/window/board/")
    expect(board.locator(".board-called")).not_to_contain_text(label)
    call(clerk, label)
    board.reload()
    expect(board.locator(".board-called li", has_text=label)).to_contain_text("3 号窗口")

    number = decide_at_once(clerk)
    pdf = permits.fetch(clerk, clerk.locator(".window-list a", has_text="接收凭证").first)
    words = "".join(pdf_text(pdf).split())
    assert DONGFANG.name in words
    assert number in words
    clerk.goto(case_address(number))
    expect(state_of(clerk)).to_contain_text("已接收")
    end_visit(clerk)
    board.reload()
    expect(board.locator(".board-called")).not_to_contain_text(label)


def take_number(page: Page) -> str:
    """The clerk marks the machine in the hall, and a visitor takes a number there."""
    page.locator("details.confirm summary", has_text="取号机").click()
    page.locator("details.confirm[open] button[type=submit]").click()
    page.wait_for_url("**/kiosk/")
    page.locator(".kiosk-buttons button").first.click()
    page.wait_for_url("**number=*")
    return page.locator(".kiosk-number strong").inner_text()


def call(page: Page, label: str) -> None:
    """Window 3 calls whoever is next."""
    page.locator("#id_window").fill("3")
    page.locator("form[action$='/settings/'] button").click()
    page.locator("form[action$='/window/call/'] button").click()
    expect(page.locator(".window-current")).to_have_text(label)


def end_visit(page: Page) -> None:
    """Served."""
    page.goto(WINDOW)
    page.locator("form[action$='/served/'] button").click()
    expect(page.locator(".window-current")).to_have_count(0)


def decide_at_once(page: Page) -> str:
    """Found by its name, taken in, papers looked at, decided: one screen, one button. The number of the matter."""
    page.goto(f"/services/staff/window/accept/QT-01/?enterprise={DONGFANG.code}")
    expect(page.locator("main form[data-application]")).to_contain_text(DONGFANG.name)
    page.locator("#id_applicant-phone").fill(DONGFANG.phone)
    permits.answer(page, WORKS)
    for code in ("works-licence", "works-contract", "product-certificate"):
        page.locator(f"#finding-{code}").select_option("original")
    page.get_by_role("button", name="当场决定并送达", exact=True).click()
    page.wait_for_url("**/window/taken/**")
    return page.locator(".page-header h1").inner_text()


# --- a random inspection --------------------------------------------------------------------------------------------------
def test_a_random_inspection_that_anybody_runs_again(visit: OpenVisit, desk: Desk) -> None:
    supervisor = visit(state=desk.signed_in("supervisor")).open("/services/staff/inspections/new/")
    plan = publish_plan(supervisor)
    anybody = visit().open()
    commitment = see_pools(anybody, plan)

    head = visit(state=desk.signed_in("approver")).open(f"/services/staff/inspections/{plan}/")
    firm, number = draw(head)
    anybody.goto(f"/services/inspections/{plan}/check/")
    expect(anybody.locator("main")).to_contain_text("全部到场后才公布")
    expect(anybody.locator("main")).not_to_contain_text(firm.code)

    officer = visit(state=desk.signed_in("officer")).open(case_address(number))
    inspect(officer)
    owner = visit().open()
    sign_in(owner, POOL_OWNER)
    owner.goto(matter_address(number, firm.code))
    assert "合格" in pdf_text(letter(owner, "抽查结果"))
    owner.locator("details.action-details summary", has_text="认可结果").click()
    with owner.expect_navigation():
        owner.locator("form[action$='/accept-result/'] button").click()
    officer.goto(case_address(number))
    act(officer, "publish-passed")
    expect(state_of(officer)).to_contain_text("合格")
    run_again(anybody, plan, commitment, firm)


def publish_plan(page: Page) -> str:
    """Entered and frozen; the number of the plan."""
    page.locator("#id_title").fill("塑料购物袋监督抽查")
    page.locator("#id_purpose").select_option("sampling")
    page.locator("#id_product").fill("塑料购物袋")
    page.locator("#id_wanted_enterprises").fill("1")
    page.locator("#id_due_on").fill(f"{today() + timedelta(days=30)}")
    page.locator("#id_division").select_option(POOL_DIVISION)
    page.locator("main form .form-buttons button[type=submit]").click()
    page.wait_for_url("**/staff/inspections/SJ*/")
    page.locator("details.confirm summary", has_text="锁定并公布名录").click()
    page.locator("details.confirm[open] button[type=submit]").click()
    expect(page.locator("main a[href*='/services/inspections/SJ']")).to_be_visible()
    # Whoever entered a plan does not draw it.
    expect(page.locator("form[action$='/draw/']")).to_have_count(0)
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def see_pools(page: Page, plan: str) -> str:
    """Everybody finds the plan with both pools before anything is drawn; the commitment to the secret."""
    page.goto("/services/inspections/")
    page.locator(f"main a[href='/services/inspections/{plan}/']").first.click()
    for firm in POOL:
        expect(page.locator("main")).to_contain_text(firm.name)
    data = json.loads(page.request.get(f"/services/inspections/{plan}/data.json").text())
    assert {one["code"] for one in data["pools"]["enterprise"]} == {firm.code for firm in POOL}
    assert "secret" not in data
    expect(page.locator("main")).to_contain_text(data["commitment"])
    return str(data["commitment"])


def draw(page: Page) -> tuple[Firm, str]:
    """Before a witness: who was drawn, and the number of the matter."""
    page.locator("details.confirm summary", has_text="立即抽取").click()
    page.locator("details.confirm[open] [name=witness]").fill("区消费者协会 陆明")
    page.locator("details.confirm[open] button[type=submit]").click()
    rows = page.locator("section[aria-labelledby=drawn-title] tbody tr")
    expect(rows).to_have_count(1)
    words = rows.inner_text()
    firm = next(one for one in POOL if one.code in words)
    return firm, next(word for word in words.split() if word.startswith("CJ"))


def inspect(page: Page) -> None:
    """The officer's steps from the notice to the letter in the enterprise's hands."""
    act(page, "print-notice")
    act(
        page,
        "take-sample",
        place="stock",
        product="塑料购物袋",
        model="400mm×600mm",
        batch="20261101",
        producer="本企业",
        base_quantity="5000",
        quantity="60",
        reserve="20",
        unit="只",
        seal_number="CJ-0001",
        price="30",
        signed="signed",
    )
    act(page, "send-to-laboratory", laboratory="淮安市产品质量监督综合检验中心")
    act(page, "record-result", report_number="WT2026-118", items="厚度；≥0.025mm；0.031mm；合格", conclusion="pass")
    act(page, "issue-result")
    act(page, "tell-result", received_on=f"{today()}", how="in-person")


def run_again(page: Page, plan: str, commitment: str, firm: Firm) -> None:
    """The result is public, and the draw comes out the same: on the portal's page, and by the file."""
    page.goto("/services/inspections/results/")
    expect(page.locator("main")).to_contain_text(firm.name)
    page.goto(f"/services/inspections/{plan}/check/")
    expect(page.locator("main")).to_contain_text("复算一致。")
    expect(page.locator("main")).to_contain_text(firm.code)
    data = json.loads(page.request.get(f"/services/inspections/{plan}/data.json").text())
    assert digest(data["secret"]) == commitment == data["commitment"]
    seed = digest(f"{data['secret']}:{data['pool_digest']}")
    first = min((one["code"] for one in data["pools"]["enterprise"]), key=lambda code: digest(f"{seed}:enterprise:{code}"))
    assert first == firm.code == data["draw"][0]["enterprise"]


def digest(text: str) -> str:
    """SHA-256 as docs/random-inspection.md writes it."""
    return sha256(text.encode()).hexdigest()
