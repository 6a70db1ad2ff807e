"""A seizure from the proposal to the last line given back, and a penalty imposed on the spot with a phone.

Everybody has a browser of their own. Only the days a test takes and the term of the seizure pass behind the portal's back.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import penalties
from tests.journeys.browser import PHONE, Visitor
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk, take_step
from tests.journeys.penalties import closed_reason, document_id, fill, let_measure_days_pass, serve_by_hand, take
from tests.journeys.permits import case_address, fetch, letter, matter_address
from tests.journeys.register import DONGFANG, MEMBER, XINYUAN, Firm, sign_in, today
from tests.journeys.stack import Stack, patiently
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

MEASURES = "/services/staff/measures/"
TASK = "licensing.keep_measure_dates"
KETTLES = {"name": "便携式电热水壶", "specification": "1.5 L", "mark": "DF-2026-1101", "quantity": "400", "unit": "只", "unit_value": "59"}
MOULDS = {"name": "注塑模具", "specification": "壶盖", "mark": "MJ-07", "quantity": "2", "unit": "副", "unit_value": "1800"}
REASON = "抽样检验电热水壶接地措施不合格，有严重质量问题。"
TERM, EXTENSION, TEST_DAYS = 30, 30, 12
SPOT_ITEM, SPOT_LAW, SPOT_FINE, CASH = "CF-396", "《侵害消费者权益行为处罚办法》第十三条", "3000", "100"


# --- a seizure ------------------------------------------------------------------------------------------------------------
def test_a_seizure_is_extended_tested_and_released(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    investigator = visit(state=desk.signed_in("officer"))
    officer, head = investigator.open(), visit(state=desk.signed_in("approver")).open()
    number = propose(officer, desk.account("officer2").display_name)
    for line in (KETTLES, MOULDS):
        add_line(officer, number, **line)

    # Nobody touches anything before the head agrees (行政强制法 18).
    expect(closed_reason(officer, number, "carry-out-urgent")).to_contain_text("第十八条第一项")
    take(head, number, "approve", opinion="情况属实，同意扣押。")
    carry_out(officer, number)
    see_decision_and_inventory(officer, stack, number)
    see_second_seizure_refused(investigator, officer, desk.account("officer2").display_name)

    began = today()
    assert last_day(stack, number) == began + timedelta(days=TERM)
    take(head, number, "extend", reason="案情复杂，检验尚需时日。")
    assert last_day(stack, number) == began + timedelta(days=TERM + EXTENSION)
    expect(closed_reason(head, number, "extend")).to_contain_text("第二十五条第一款")
    wait_for_test(officer, visit().open(), stack, number)

    # One line is given back early, by the head alone (行政强制法 28).
    expect(closed_reason(officer, number, "release")).to_contain_text("第二十八条")
    take(head, number, "release", lines="2", ground="unrelated", receiver="李建国", reason="模具与违法行为无关。")
    told = paper(head, stack, number, "measure-release")
    assert MOULDS["name"] in told and KETTLES["name"] not in told
    expect(line_of(head, number, MOULDS["name"])).to_contain_text("解除")

    let_term_end(stack, number)
    see_it_demands_release(officer, head, stack, number)
    take(officer, number, "release", ground="expired", receiver="李建国")
    told = paper(officer, stack, number, "measure-release")
    assert KETTLES["name"] in told and MOULDS["name"] not in told
    see_it_is_over(officer, stack, number)


def propose(page: Page, second: str) -> str:
    """An officer proposes a seizure before there is a penalty case; the number."""
    page.goto(f"{MEASURES}new/")
    fill_proposal(page, second)
    penalties.send(page)
    page.wait_for_url("**/things/")
    found = re.search(r"/measures/(QZ\d{14})/", page.url)
    assert found is not None, page.url
    return found.group(1)


def fill_proposal(page: Page, second: str) -> None:
    """What, under which item, from whom."""
    fill(
        page.locator("main form").last,
        act="seize",
        item_code="QZ-01",
        place="淮城镇翔宇大道 18 号成品库",
        reason=REASON,
        party_type="unit",
        party_name=DONGFANG.name,
        enterprise_code=DONGFANG.code,
        address="淮城镇翔宇大道 18 号",
        second_officer=second,
    )


def add_line(page: Page, number: str, **line: str) -> None:
    """One line of the inventory."""
    page.goto(f"{MEASURES}{number}/things/")
    fill(page.locator("main form").last, **line, condition="完好", storage="bureau", place="罚没仓库 A 区", custodian="保管员 01")
    penalties.send(page)
    expect(page.locator("main tbody")).to_contain_text(line["name"])


def carry_out(page: Page, number: str) -> None:
    """On the spot: certificates shown, rights told, the party there."""
    take(
        page,
        number,
        "carry-out",
        carried_out_at=penalties.now(),
        presence="party",
        rights_told="on",
        statement="无异议。",
        is_related="on",
        not_sealed_elsewhere="on",
    )


def see_decision_and_inventory(page: Page, stack: Stack, number: str) -> None:
    """Both papers are there to be handed over: reason, basis, term, every line (行政强制法 24)."""
    decision = paper(page, stack, number, "measure-decision")
    for words in (DONGFANG.name, REASON, "《中华人民共和国产品质量法》第十八条", "行政复议"):
        assert words in decision, words
    inventory = paper(page, stack, number, "measure-inventory")
    for words in (KETTLES["name"], KETTLES["mark"], "400", MOULDS["name"]):
        assert words in inventory, words


def see_second_seizure_refused(visitor: Visitor, page: Page, second: str) -> None:
    """The same thing is not seized again under another number (行政强制法 23)."""
    other = propose(page, second)
    fill(page.locator("main form").last, **KETTLES, condition="完好", storage="bureau", place="罚没仓库 A 区", custodian="保管员 01")
    with visitor.expecting(409):
        penalties.send(page)
        expect(page.locator(".error-summary")).to_contain_text("第二十三条第二款")
    take(page, other, "take-back", reason="同一物品已经扣押。")


def wait_for_test(page: Page, owner: Page, stack: Stack, number: str) -> None:
    """A test is ordered and its time told; the days until the result are not counted (行政强制法 25 para. 3)."""
    # The day of the seizure itself is never counted: a test that began on it would leave out one day less.
    let_measure_days_pass(stack, number, 3)
    take(
        page,
        number,
        "begin-examination",
        kind="testing",
        subject=KETTLES["name"],
        question="接地措施是否符合 GB 4706.1",
        laboratory="江苏省产品质量监督检验研究院",
        expected_on=f"{today() + timedelta(days=30)}",
    )
    serve_by_hand(page, stack, number, "testing-notice", receiver="李建国", relation="法定代表人")
    sign_in(owner, MEMBER)
    owner.goto(matter_address(number))
    told = pdf_text(letter(owner, "期间告知书"))
    assert KETTLES["name"] in told and "不包括检测" in told
    page.goto(case_address(number))
    expect(page.locator(".light-paused").first).to_be_visible()
    before = last_day(stack, number)
    let_measure_days_pass(stack, number, TEST_DAYS)
    take(page, number, "end-examination", ended_on=f"{today()}", report_number="JS-2026-3317", conclusion="接地措施不合格。")
    # All of it moved into the past by those days; without the test the term would end that much earlier.
    assert last_day(stack, number) == before
    assert paper(page, stack, number, "testing-result-notice")


def let_term_end(stack: Stack, number: str) -> None:
    """The last day was yesterday; beat's next look at the measures is near."""
    left = (last_day(stack, number) - today()).days
    let_measure_days_pass(stack, number, left + 1)


def see_it_demands_release(officer: Page, head: Page, stack: Stack, number: str) -> None:
    """Beat finds it; red light, a message to the heads, and nothing but release left."""

    def is_expired() -> bool:
        return stack.rows("SELECT state FROM bureau_case WHERE number = %s", [number]) == [("expired",)]

    patiently(is_expired, seconds=30, what=f"The end of {number}")
    assert stack.runs_of(TASK) > 0
    see_told(head, f"期限届满，应当立即解除：{number}")
    see_told(head, f"待立即解除或者审批：{number}")
    head.goto(MEASURES)
    row = head.locator("main tbody tr", has=head.locator(f"a[href*='{number}']"))
    expect(row.locator(".light-red")).to_be_visible()
    officer.goto(case_address(number))
    expect(officer.locator(f"a[href$='/{number}/steps/release/'], a[href$='/release/']").first).to_be_visible()
    for step in ("extend", "dispose", "transfer-things", "begin-examination"):
        expect(officer.locator(f"a[href$='/{step}/']")).to_have_count(0)
    expect(closed_reason(officer, number, "confiscate")).to_contain_text("第二十七条")


def see_it_is_over(page: Page, stack: Stack, number: str) -> None:
    """With the last line the measure ends; the store holds nothing of it, and the clock says it was too late."""

    def is_ended() -> bool:
        return stack.rows("SELECT state FROM bureau_case WHERE number = %s", [number]) == [("ended",)]

    patiently(is_ended, seconds=30, what=f"The closing of {number}")
    page.goto(f"{MEASURES}store/")
    expect(page.locator("main")).not_to_contain_text(number)
    page.goto(MEASURES)
    row = page.locator("main tbody tr", has=page.locator(f"a[href*='{number}']"))
    expect(row.locator(".light-red")).to_have_count(0)


# --- a penalty on the spot --------------------------------------------------------------------------------------------------
def test_a_fine_is_imposed_on_the_spot_with_a_phone(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    investigator = visit(width=PHONE, state=desk.signed_in("officer"))
    officer, second = investigator.open(), desk.account("officer2").display_name
    choose_item(officer)
    fill_spot(officer, second, firm=DONGFANG, fine="5000")
    with investigator.expecting(409):
        decide(officer)
        expect(officer.locator(".error-summary")).to_contain_text("行政处罚法第五十一条")
    fill(officer.locator("main form.check-form"), fine=SPOT_FINE)
    decide(officer)
    officer.wait_for_url("**/staff/spot/DC*/")
    number = spot_number(officer)
    fits(officer)
    told = pdf_text(fetch(officer, officer.locator(f"a[href*='/{number}/documents/']").first))
    for words in (DONGFANG.name, "警告", "叁仟元", SPOT_LAW, "行政复议", "行政诉讼"):
        assert words in told, words

    sign_for_it(officer)
    head = visit(state=desk.signed_in("approver")).open()
    expect(closed_reason(head, number, "close")).to_contain_text("第五十二条第三款")
    see_owner_reads_it(visit().open(), number)
    see_payment_notice(officer, stack, number)
    take_on_file(head, number)


def test_a_small_fine_on_the_spot_is_taken_in_cash(visit: OpenVisit, stack: Stack, desk: Desk) -> None:
    investigator = visit(width=PHONE, state=desk.signed_in("officer"))
    officer = investigator.open()
    officer.goto(f"/services/staff/spot/new/{SPOT_ITEM}/?party=unit")
    officer.locator("main form.check-form details summary").click()
    fill(officer.locator("main form.check-form"), factor_note="初次发现，金额很小，已当场退还。")
    fill_spot(officer, desk.account("officer2").display_name, firm=XINYUAN, fine=CASH, tier="light")
    decide(officer)
    officer.wait_for_url("**/staff/spot/DC*/")
    number = spot_number(officer)
    sign_for_it(officer)

    given = {"ground": "68-1", "paid_on": f"{today()}", "receipt": "苏财 00031877"}
    officer.goto(case_address(number))
    take_step(officer, "take-cash")
    fill(officer.locator("main form").last, **given, amount="200")
    with investigator.expecting(409):
        penalties.send(officer)
        expect(officer.locator("main [role=alert]", has_text="第六十七条")).to_be_visible()
    take(officer, number, "take-cash", **given, amount=CASH)
    take(officer, number, "hand-in-cash", on=f"{today()}")
    head = visit(state=desk.signed_in("approver")).open()
    expect(closed_reason(head, number, "close")).to_contain_text("第七十一条")
    take(head, number, "bank-cash", on=f"{today()}")
    take(head, number, "put-on-file", note="已备案。")
    take(head, number, "close", text="罚款当场收缴并已缴付银行，价款已退还。", is_corrected="on")
    assert stack.rows("SELECT state FROM bureau_case WHERE number = %s", [number]) == [("closed",)]


def choose_item(page: Page) -> None:
    """The item is found by the words of the act."""
    page.goto("/services/staff/spot/")
    page.locator("main a[href$='/spot/new/']").click()
    fits(page)
    page.locator("#spot-q").fill("谎报用工用料")
    page.locator("main form[role=search] button[type=submit]").click()
    page.locator(f"main a[href*='/spot/new/{SPOT_ITEM}/']").click()
    fits(page)


def fill_spot(page: Page, second: str, *, firm: Firm, fine: str, tier: str = "ordinary") -> None:
    """The one screen: party, facts, what was told and heard, the penalty."""
    fill(
        page.locator("main form.check-form"),
        party_type="unit",
        party_name=firm.name,
        enterprise_code=firm.code,
        legal_representative="李建国",
        second=second,
        act="维修电动机时虚报更换轴承两只。",
        place="淮城镇翔宇大道 18 号",
        facts_clear="on",
        certificates_shown="on",
        rights_told="on",
        statement="认错，愿意退还多收的费用。",
        finding="已予考虑。",
        sanctions="警告、罚款",
        value_0="0",
        rule="没有违法所得的",
        tier=tier,
        fine=fine,
        correction="退还多收的费用。",
    )


def decide(page: Page) -> None:
    """The officers decide."""
    page.locator("main form.check-form button[name=do][value=decide]").click()


def spot_number(page: Page) -> str:
    """The number of the matter whose page this is."""
    found = re.search(r"/spot/(DC\d{14})/", page.url)
    assert found is not None, page.url
    return found.group(1)


def sign_for_it(page: Page) -> None:
    """The party signs with a finger; the decision is handed over."""
    form = page.locator("form[data-signature]")
    fill(form, receiver="李建国", relation="法定代表人")
    penalties.draw(page, form)
    form.locator("[data-signature-use]").click()
    expect(page.locator("form[data-signature]")).to_have_count(0)
    fits(page)


def see_owner_reads_it(page: Page, number: str) -> None:
    """The enterprise finds the decision on its desk."""
    sign_in(page, MEMBER)
    page.goto(matter_address(number))
    assert SPOT_LAW in pdf_text(letter(page, "处罚决定书"))


def see_payment_notice(page: Page, stack: Stack, number: str) -> None:
    """Above a hundred yuan nothing is taken in cash: the party pays into the bank within fifteen days (行政处罚法 67)."""
    notice = paper(page, stack, number, "payment-notice")
    reference = stack.rows(
        "SELECT i.reference FROM licensing_instalment i JOIN licensing_levy l ON l.id = i.levy_id "
        "JOIN bureau_case c ON c.id = l.case_id WHERE c.number = %s",
        [number],
    )[0][0]
    assert reference in re.sub(r"\s", "", notice)
    page.goto(case_address(number))
    expect(page.locator("section[aria-labelledby=penalty-execution-title]")).to_contain_text("3000.00")


def take_on_file(head: Page, number: str) -> None:
    """The heads were told; one of them takes the decision on file (行政处罚法 52 para. 3)."""
    see_told(head, number)
    head.goto("/services/staff/spot/")
    expect(head.locator("main tbody")).to_contain_text(number)
    take(head, number, "put-on-file", note="已核，程序合法。")
    head.goto("/services/staff/spot/")
    expect(head.locator("main")).not_to_contain_text(number)


def fits(page: Page) -> None:
    """Nothing is wider than the telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.url


# --- what the story looks at ------------------------------------------------------------------------------------------------
def see_told(page: Page, words: str) -> None:
    """A message with these words is in the inbox of whoever this page belongs to."""
    found = page.locator(".inbox > li", has_text=words)

    def has_come() -> bool:
        page.goto("/outreach/inbox/")
        return found.count() > 0

    patiently(has_come, seconds=20, what=f"The message “{words}”")


def line_of(page: Page, number: str, name: str) -> Locator:
    """One line of the inventory, fresh."""
    page.goto(f"{MEASURES}{number}/things/")
    return page.locator("main tbody tr", has_text=name)


def paper(page: Page, stack: Stack, number: str, form: str) -> str:
    """The text of the paper of a form issued last, as the case page offers it."""
    page.goto(case_address(number))
    return pdf_text(fetch(page, page.locator(f"a[href$='/documents/{document_id(stack, number, form)}/']").first))


def last_day(stack: Stack, number: str) -> date:
    """The last day of the term."""
    rows = stack.rows(
        "SELECT k.due_on FROM bureau_clock k JOIN bureau_case c ON c.id = k.case_id WHERE c.number = %s AND k.code = 'measure-seizure'",
        [number],
    )
    day: date = rows[0][0]
    return day
