"""An ordinary penalty case with a hearing in the browser, from the lead to the closed file bound as one volume.

Every member of staff and the party have a browser of their own. Only the days between the notice of the hearing and the hearing itself
pass behind the portal's back (`penalties.let_days_pass`).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from licensing.execution.references import find_reference
from tests.factories.papers import photo
from tests.journeys import penalties, permits
from tests.journeys.browser import Visitor
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.penalties import closed_reason, fill, room, serve_by_hand, take
from tests.journeys.permits import case_address, matter_address, state_of
from tests.journeys.register import DONGFANG, MEMBER, sign_in, today
from tests.journeys.stack import Stack, patiently
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

ITEM, LAW = "CF-002", "《中华人民共和国产品质量法》第四十九条"
FACTS = "抽查发现该公司生产的便携式电热水壶不符合保障人体健康和人身、财产安全的国家标准，货值金额八万元，违法所得一万二千元。"
GOODS, GAIN, FINE = "80000", "12000", "150000"
MANAGER = "李建国"
DEFENCE = "我公司已召回全部产品，请求从轻处罚。"
REASONS = "当事人生产不符合保障人体健康国家标准的产品，事实清楚，证据确凿，应予处罚。"
REPORT = "事实清楚，证据确凿，建议维持拟处罚意见。"
# More than seven working days, whatever holidays lie in between.
DAYS_TO_HEARING = 28


@dataclass(slots=True)
class Story:
    """What the second half takes over from the first."""

    number: str = ""


@pytest.fixture(scope="module")
def story() -> Story:
    """One case for both halves."""
    return Story()


# --- from the lead to the notice of the hearing -----------------------------------------------------------------------------
def test_from_the_lead_to_the_notice_of_the_hearing(visit: OpenVisit, stack: Stack, desk: Desk, story: Story) -> None:
    investigator = visit(state=desk.signed_in("officer"))
    officer = investigator.open()
    story.number = number = open_lead(officer)
    head = visit(state=desk.signed_in("approver")).open()
    # One officer alone investigates nothing (行政处罚法 42).
    expect(closed_reason(head, number, "file")).to_contain_text("第四十二条")
    take(officer, number, "add-officer", officer=desk.account("officer2").display_name, reason="共同办案")
    take(head, number, "file", reasons="有违法事实的初步证据，依法应当给予处罚，予以立案。")
    see_strangers_out(visit, desk, number)

    enter_photo(officer, number, desk.account("officer2").display_name)
    second = visit(state=desk.signed_in("officer2")).open()
    interview(officer, second, number, desk.account("officer2").display_name)
    charge(investigator, officer, number)
    report = "经查，当事人生产不符合国家标准的产品，货值金额八万元，建议罚款十五万元并没收违法所得。"
    take(officer, number, "finish-investigation", text=report, proposal="penalty", reviewer=desk.account("reviewer").display_name)

    expect(closed_reason(head, number, "notify")).to_contain_text("第五十七条")
    reviewer = visit(state=desk.signed_in("reviewer")).open()
    take(reviewer, number, "review", verdict="agree", text="事实清楚，证据充分，定性准确，程序合法，裁量适当。")
    take(head, number, "notify")
    serve_by_hand(officer, stack, number, "penalty-notice", receiver=MANAGER, relation="法定代表人")

    owner = visit().open()
    speak(owner, number)
    plan_hearing(head, number, chair=desk.account("supervisor").display_name, recorder=desk.account("reviewer").display_name)
    serve_by_hand(officer, stack, number, "penalty-hearing-notice", receiver=MANAGER, relation="法定代表人")
    owner.goto(matter_address(number))
    assert "听证" in pdf_text(permits.letter(owner, "听证"))


def open_lead(page: Page) -> str:
    """The officer in charge finds the enterprise and writes down what is suspected; the number."""
    page.goto("/services/staff/penalties/new/")
    page.locator("#enterprise-q").fill("东方机械")
    page.locator("form[role=search] button[type=submit]").last.click()
    page.locator(f"main a[href*='code={DONGFANG.code}']").click()
    expect(page.locator("#id_party_name")).to_have_value(DONGFANG.name)
    day = today()
    fill(
        page.locator("main form[method=post]"),
        source_note="市级监督抽查不合格",
        legal_representative=MANAGER,
        phone=MEMBER,
        address="淮城镇翔宇大道 18 号",
        title=f"{DONGFANG.name}涉嫌生产不合格产品",
        facts=FACTS,
        act_from=f"{day - timedelta(days=60)}",
        act_to=f"{day - timedelta(days=30)}",
        item_code=ITEM,
    )
    penalties.send(page)
    page.wait_for_url("**/staff/cases/AJ*/")
    return penalties.number_of(page)


def see_strangers_out(visit: OpenVisit, desk: Desk, number: str) -> None:
    """Who does not belong to the case does not find it, and the party learns nothing of it yet."""
    clerk, owner = visit(state=desk.signed_in("clerk")), visit()
    with clerk.expecting(403, 404):
        answer = clerk.open().goto(case_address(number))
        assert answer is not None and answer.status in (403, 404)
    page = owner.open()
    sign_in(page, MEMBER)
    with owner.expecting(404):
        answer = page.goto(matter_address(number))
        assert answer is not None and answer.status == 404


def enter_photo(page: Page, number: str, second: str) -> None:
    """A photo taken on site goes into the ledger with what it proves."""
    page.goto(room(number, "evidence/add/"))
    proves = "现场存放不合格产品四百只"
    fill(page.locator(".check-form form"), kind="object", title="现场照片", proves=proves, origin="成品库现场拍摄", witnessed_by=second)
    page.locator("[name=photo]").set_input_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo(with_place=True)})
    penalties.send(page)
    page.wait_for_url("**/evidence/1/")
    expect(page.locator("section[aria-labelledby=files-title]")).to_contain_text("SHA-256")
    page.goto(room(number, "evidence/"))
    page.locator("form[action$='/verify/'] button").click()
    expect(page.locator("main")).to_contain_text(proves)


def interview(officer: Page, second: Page, number: str, second_name: str) -> None:
    """The manager is heard; the party and both officers sign on the screen, each officer with their own account."""
    officer.goto(room(number, "records/new/"))
    fill(officer.locator(".check-form form"), kind="interview", place="本局询问室", second=second_name)
    penalties.send(officer)
    officer.wait_for_url("**/records/1/")
    form = officer.locator("form[data-record]")
    answers = {
        "ask-0": "该批产品由谁生产？",
        "answer-0": "是我公司十月生产的，共四百只。",
        "ask-1": "违法所得多少？",
        "answer-1": "一万二千元。",
    }
    fill(form, rights_told="on", person=MANAGER, person_part="法定代表人", identity_number="320803196901011234", **answers)
    form.locator("button[type=submit]").click()
    expect(officer.locator("form[data-signature]")).to_be_visible()
    expect(officer.locator("main")).not_to_contain_text("320803196901011234")
    penalties.sign_on_screen(officer, "party")
    expect(officer.locator("form[data-record]")).to_have_count(0)
    penalties.sign_on_screen(officer, "officer")
    second.goto(officer.url)
    penalties.sign_on_screen(second, "officer")
    expect(second.locator("form[data-signature]")).to_have_count(0)


def charge(visitor: Visitor, page: Page, number: str) -> None:
    """The item is found by the facts; a fine outside the range is refused with the article, one inside is kept."""
    page.goto(room(number, "charges/choose/"))
    page.locator("#item-q").fill("生产 保障人体健康")
    page.locator("main form[role=search] button").click()
    page.locator(f"main a[href$='/charges/add/{ITEM}/']").click()
    form = page.locator("main form[method=post]")
    fill(form, value_0=GOODS, tier="ordinary", sanctions="罚款、没收违法所得", fine="500000", confiscation=GAIN)
    expect(page.locator("#fine-range")).to_contain_text("80000.00")
    expect(page.locator("#fine-range")).to_contain_text("240000.00")
    with visitor.expecting(422):
        penalties.send(page)
        expect(page.locator(".error-summary")).to_contain_text(LAW)
    fill(form, fine=FINE)
    penalties.send(page)
    page.wait_for_url("**/charges/")
    expect(page.locator("main")).to_contain_text("150000")


def speak(page: Page, number: str) -> None:
    """The enterprise reads the notice on its desk, defends itself and asks for a hearing."""
    sign_in(page, MEMBER)
    page.goto(matter_address(number))
    told = pdf_text(permits.letter(page, "告知书"))
    for words in (number, DONGFANG.name, LAW, "陈述", "申辩", "听证"):
        assert words in told, words
    for step, words in (("state-defence", DEFENCE), ("ask-hearing", "罚款数额较大，请求举行听证。")):
        form = page.locator(f"form[action$='/{step}/']")
        form.locator("[name=text]").fill(words)
        form.locator("button[type=submit]").click()
        expect(page.locator(f"form[action$='/{step}/'] [name=text]")).to_have_count(0 if step == "ask-hearing" else 1)
    expect(page.locator("main")).to_contain_text(DEFENCE)


def plan_hearing(page: Page, number: str, *, chair: str, recorder: str) -> None:
    """The head appoints a chair who did not investigate and a day that leaves the notice its seven working days."""
    held_for = datetime.now(penalties.SHANGHAI) + timedelta(days=DAYS_TO_HEARING)
    take(page, number, "notify-hearing", held_for=f"{held_for:%Y-%m-%dT%H:%M}", place="本局三楼听证室", chair=chair, recorder=recorder)
    expect(state_of(page)).to_be_visible()


# --- from the hearing to the closed file ------------------------------------------------------------------------------------
def test_from_the_hearing_to_the_closed_file(visit: OpenVisit, stack: Stack, desk: Desk, story: Story) -> None:
    number = story.number
    assert number, "the first half of the story did not come far enough"
    penalties.let_days_pass(stack, number, DAYS_TO_HEARING)
    head = visit(state=desk.signed_in("approver")).open()
    officer = visit(state=desk.signed_in("officer")).open()
    hear_and_find(visit(state=desk.signed_in("supervisor")).open(), officer, number)

    expect(closed_reason(head, number, "decide")).to_contain_text("第五十八条")
    expect(head.locator("#closed-decide")).to_contain_text("第五十七条第二款")
    reviewer = visit(state=desk.signed_in("reviewer")).open()
    take(reviewer, number, "legal-review", verdict="agree", text="主体适格，程序合法，适用依据正确，裁量适当，同意。")
    discuss(head, number)
    take(head, number, "decide", decision_text=REASONS)
    serve_by_hand(officer, stack, number, "penalty-decision", receiver=MANAGER, relation="法定代表人", signed=True)

    owner = visit().open()
    see_decision(owner, visit().open(), number)
    see_levy(officer, stack, number)
    pay(visit(state=desk.signed_in("supervisor")).open(), officer, number)
    take(head, number, "close", text="罚没款已全部缴清，违法产品已召回。", is_corrected="on")
    expect(officer_sees(officer, number).locator("a[href$='/decide/']")).to_have_count(0)
    bind_volume(officer, number)


def hear_and_find(chair: Page, officer: Page, number: str) -> None:
    """The chair files record and report; the officers look into the defence."""
    take(
        chair,
        number,
        "hold-hearing",
        outcome="held",
        held_at=penalties.now(),
        record="调查人员陈述事实、证据和处罚建议；当事人申辩并质证。",
        signed="on",
        report=REPORT,
    )
    take(officer, number, "find-defence", adopted="no", text="召回属实，裁量时已予考虑，不再从轻。")


def discuss(page: Page, number: str) -> None:
    """The heads discuss a heavy penalty together."""
    take(
        page,
        number,
        "discuss",
        held_at=penalties.now(),
        place="本局三楼会议室",
        chair="吴志远",
        attended="吴志远，局长\n陈卫国，副局长\n王丽，副局长",
        recorder="周文静",
        opinions="与会人员一致同意拟处罚意见。",
        conclusion="同意罚款十五万元，没收违法所得一万二千元。",
    )


def see_decision(owner: Page, anybody: Page, number: str) -> None:
    """The decision cites its article, says the sums and the remedies, and is found genuine by its code."""
    sign_in(owner, MEMBER)
    owner.goto(matter_address(number))
    pdf = permits.letter(owner, "行政处罚决定书")
    text = pdf_text(pdf)
    for words in (number, DONGFANG.name, DONGFANG.code, LAW, DEFENCE, "举行听证", REASONS, "150,000.00", "行政复议", "行政诉讼"):
        assert words in text, words
    assert "。。" not in text
    anybody.goto("/verify/")
    code = permits.check_code(pdf)
    anybody.locator("#id_code").fill(code)
    anybody.locator("main form button[type=submit]").click()
    anybody.wait_for_url(f"**/verify/{code}/")
    expect(anybody.locator(".facts").first).to_contain_text("行政处罚决定书")


def see_levy(page: Page, stack: Stack, number: str) -> None:
    """Fine and gain are owed, payable within fifteen days from service."""
    page.goto(case_address(number))
    card = page.locator("section[aria-labelledby=penalty-execution-title]")
    for words in ("150000.00", "12000.00", "162000.00"):
        expect(card).to_contain_text(words)
    rows = stack.rows(
        "SELECT l.due_on FROM licensing_levy l JOIN bureau_case c ON c.id = l.case_id WHERE c.number = %s",
        [number],
    )
    due = rows[0][0]
    assert today() + timedelta(days=15) <= due <= today() + timedelta(days=25)
    expect(card).to_contain_text(f"{due.year}年{due.month}月{due.day}日")


def pay(keeper: Page, officer: Page, number: str) -> None:
    """The bank reports both payments in a file; each finds its case by its reference."""
    officer.goto(room(number, "payments/"))
    text = officer.locator("main").inner_text()
    references = list(dict.fromkeys(find_reference(line) for line in re.findall(r"CF[\d ]{12,16}", text)))
    assert len(references) == 2 and all(references), references
    lines = [
        f"J1-{number}-{place},{reference},{amount},{today()},{DONGFANG.name},罚没款"
        for place, (reference, amount) in enumerate(zip(references, (f"{FINE}.00", f"{GAIN}.00"), strict=True), start=1)
    ]
    content = "\n".join(["流水号,缴款编号,金额,交易日期,付款人,摘要", *lines, ""]).encode()
    keeper.goto("/services/staff/payments/bank/")
    keeper.locator("main form [name=file]").set_input_files({"name": "银行回单.csv", "mimeType": "text/csv", "buffer": content})
    keeper.locator("main form[enctype] button[type=submit]").click()
    keeper.wait_for_url(re.compile(r"/bank/[0-9a-f]{64}/"))
    card = officer_sees(officer, number).locator("section[aria-labelledby=penalty-execution-title]")
    expect(card.locator("dd", has_text=re.compile(r"^0(\.00)?$"))).to_have_count(1)


def officer_sees(page: Page, number: str) -> Page:
    """The case page, fresh."""
    page.goto(case_address(number))
    return page


def bind_volume(page: Page, number: str) -> None:
    """The whole file as one PDF, with cover, index and running page numbers."""
    page.goto(room(number, "papers/"))
    # The order must have been answered before the page is fetched anew: a reload in the middle of it would take it back.
    with page.expect_navigation():
        page.locator("form[action$='/volumes/'] button").click()
    made = page.locator("section[aria-labelledby=volume-title] li a")

    def is_made() -> bool:
        page.reload()
        return made.count() > 0

    patiently(is_made, seconds=60, what="The volume")
    address = made.first.get_attribute("href")
    assert address is not None
    got = page.request.get(address)
    assert got.ok
    volume = PdfReader(BytesIO(got.body()))
    text = "".join("".join(one.extract_text() for one in volume.pages).split())
    assert len(volume.pages) > 10
    for words in (number, "立案", "询问笔录", "听证笔录", REPORT, "对陈述、申辩不予采纳", "行政处罚决定书", "送达回证", "结案"):
        assert words in text, words
