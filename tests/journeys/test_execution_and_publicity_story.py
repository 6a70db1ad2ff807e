"""After the decision, in the browser: a fine paid in parts with a late fee up to the closed case, and a decision that is published,
exported, revoked on reconsideration and withdrawn.

The decisions themselves were made and served some days ago (`earlier_penalties`); only the days until a part of the plan is missed pass
behind the portal's back.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys import penalties, permits
from tests.journeys.browser import Visitor
from tests.journeys.conftest import OpenVisit
from tests.journeys.desk import Desk
from tests.journeys.earlier_penalties import CITIZEN, CUSTOMER, DEBTOR, OPERATOR_ID, OPERATOR_PHONE, TRADER, Decided
from tests.journeys.penalties import bank_file, closed_reason, confirm, room, serve_by_hand, take
from tests.journeys.permits import matter_address, state_of
from tests.journeys.register import sign_in, today
from tests.journeys.stack import Stack
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.journey

# Twenty thousand in two parts. The second is missed; five days late three thousand of it come in.
FIRST, SECOND, PAID_LATE, REST = "12000.00", "8000.00", "3000.00", "5000.00"
DAYS_TO_FIRST, DAYS_TO_SECOND, DAYS_LATE, DAYS_SINCE_PAID = 10, 20, 12, 7
# By hand (行政处罚法 72, 3 % a day): 8,000 × 3 % × 5 days = 1,200; 5,000 × 3 % × 7 days = 1,050; together 2,250 yuan for 12 days.
BY_HAND = (("5", SECOND, "1200.00"), ("7", REST, "1050.00"))
LATE_FEE = "2250.00"
PUBLISHED, EXPORT = "/services/penalties/published/", "/services/staff/double-publicity/"
WITHDRAWN = "行政复议机关以主要证据不足为由撤销了原行政处罚决定，本局撤回公示。"
# The national set for penalties as the issue lists it.
FIELDS = [
    *("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK"),
    *("CF_NR_WFFF", "CF_NR_ZKDX", "CF_JDRQ", "CF_YXQ", "CF_GSJZQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM", "BZ"),
]
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx]")


@pytest.fixture(scope="module")
def decided(stack: Stack) -> Mapping[str, str]:
    """The cases decided earlier: their numbers by the name of the party."""
    stack.run("tests.journeys.earlier_penalties")
    found = stack.rows(
        "SELECT p.party_name, c.number FROM licensing_penaltycase p JOIN bureau_case c ON c.id = p.case_ptr_id "
        "WHERE c.enterprise_code = ANY(%s)",
        [[DEBTOR.code, TRADER.code]],
    )
    assert {name for name, _number in found} == {DEBTOR.name, TRADER.name}
    return dict(found)


# --- paying in parts ------------------------------------------------------------------------------------------------------
def test_a_fine_in_parts_with_a_late_fee_up_to_the_closed_case(
    visit: OpenVisit, stack: Stack, desk: Desk, decided: Mapping[str, str]
) -> None:
    number, day = decided[DEBTOR.name], today()
    owner = visit().open()
    sign_in(owner, DEBTOR.phone)
    ask_for_parts(owner, number, day)
    head = visit(state=desk.signed_in("approver")).open()
    take(head, number, "decide-relief", granted="yes", answer="当事人确有经济困难，同意分期缴纳（行政处罚法第六十六条）。")

    keeper = visit(state=desk.signed_in("supervisor")).open()
    references = [reference(owner, number, amount) for amount in (FIRST, SECOND, DEBTOR.gain)]
    bank_file(keeper, (references[0], FIRST, day), (references[2], DEBTOR.gain, day))
    expect(keeper.locator("main")).to_contain_text("所有行均已导入并归入案件")
    see_paid_in_full(owner, number, 2)
    # Nothing is late while the plan runs.
    expect(closed_reason(head, number, "impose-late-fee")).to_contain_text("第七十二条")

    penalties.let_payments_come_due(stack, number, DAYS_TO_SECOND + DAYS_LATE)
    bank_file(keeper, (references[1], PAID_LATE, day - timedelta(days=DAYS_SINCE_PAID)))
    officer = visit(state=desk.signed_in("officer")).open()
    see_late_fee(officer, owner, number, day)
    impose_and_demand(head, officer, owner, stack, number)

    expect(closed_reason(head, number, "close")).to_contain_text("第六十六条")
    bank_file(keeper, (references[1], REST, day), (reference(owner, number, LATE_FEE), LATE_FEE, day))
    see_paid_in_full(owner, number, 4)
    take(head, number, "close", text="罚款、违法所得和加处罚款已全部缴清。")
    expect(state_of(head)).to_contain_text("已办结")
    assert stack.rows("SELECT closed_at IS NOT NULL FROM bureau_case WHERE number = %s", [number]) == [(True,)]


def ask_for_parts(page: Page, number: str, day: date) -> None:
    """The owner reads what is owed on the desk and proposes a plan; one that does not come to the fine is refused with the article."""
    page.goto(matter_address(number, DEBTOR.code))
    card = page.locator("section[aria-labelledby=pay-title]")
    for words in (DEBTOR.fine, DEBTOR.gain):
        expect(card).to_contain_text(words)
    form = page.locator("form[action$='/ask-relief/']")
    plan = f"{day + timedelta(days=DAYS_TO_FIRST)} {FIRST}\n{day + timedelta(days=DAYS_TO_SECOND)} {SECOND}"
    penalties.fill(form, kind="instalments", reason="资金周转困难，申请分两期缴纳罚款。", plan=plan)
    form.locator("button[type=submit]").click()
    expect(page.locator("form[action$='/ask-relief/']")).to_have_count(0)


def payments_card(page: Page, number: str) -> str:
    """What the party reads of its payments, fresh."""
    page.goto(matter_address(number, DEBTOR.code))
    text: str = page.locator("section[aria-labelledby=pay-title]").inner_text()
    return text


def reference(page: Page, number: str, amount: str) -> str:
    """The payment reference of a sum, as the party reads it on its desk."""
    found = re.search(rf"· {re.escape(amount)} .*?(CF[\d ]{{12,16}})", payments_card(page, number), re.DOTALL)
    assert found is not None, amount
    return found.group(1).replace(" ", "")


def see_paid_in_full(page: Page, number: str, count: int) -> None:
    """So many of the sums asked for are paid."""
    assert payments_card(page, number).count("已缴清") == count


def see_late_fee(officer: Page, owner: Page, number: str, day: date) -> None:
    """Officer and party read the same figure, and how it comes about: that of the table made by hand."""
    officer.goto(room(number, "payments/"))
    shown = officer.locator("section[aria-labelledby=late-title]")
    expect(shown).to_contain_text(f"{DAYS_LATE} 日，共 {LATE_FEE} 元")
    lines = shown.locator("li")
    expect(lines).to_have_count(len(BY_HAND))
    firsts = (day - timedelta(days=DAYS_LATE - 1), day - timedelta(days=DAYS_SINCE_PAID - 1))
    for line, first, (days, base, amount) in zip(lines.all(), firsts, BY_HAND, strict=True):
        expect(line).to_contain_text(f"{days} 日，{base} 元 × 每日 3% = {amount} 元")
        expect(line).to_contain_text(f"{first.year}年{first.month}月{first.day}日")
    text = payments_card(owner, number)
    assert f"{LATE_FEE} 元" in text and f"{DAYS_LATE} 天" in text, text
    owner.locator("section[aria-labelledby=pay-title] summary").click()
    for _days, base, amount in BY_HAND:
        expect(owner.locator("section[aria-labelledby=pay-title] .why")).to_contain_text(f"{base} 元 × 每日 3% = {amount} 元")


def impose_and_demand(head: Page, officer: Page, owner: Page, stack: Stack, number: str) -> None:
    """The late fee is decided and the party demanded; both papers are served, and the party reads them."""
    take(head, number, "impose-late-fee", note="当事人逾期未缴纳第二期罚款。")
    expect(closed_reason(head, number, "impose-late-fee")).to_contain_text("第七十二条")
    serve_by_hand(officer, stack, number, "late-fee-decision", receiver=DEBTOR.head, relation="法定代表人")
    take(officer, number, "demand", note="请在收到催告书之日起十日内履行。")
    serve_by_hand(officer, stack, number, "payment-demand", receiver=DEBTOR.head, relation="法定代表人")
    owner.goto(matter_address(number, DEBTOR.code))
    text = pdf_text(permits.letter(owner, "加处罚款"))
    for words in ("贰仟贰佰伍拾元整", *(f"{base}元×每日3%={amount}元" for _days, base, amount in BY_HAND), "第七十二条"):
        assert words in text, words
    assert "催告" in pdf_text(permits.letter(owner, "催告"))


# --- before the public ------------------------------------------------------------------------------------------------------
def test_a_penalty_is_published_exported_revoked_and_withdrawn(
    visit: OpenVisit, stack: Stack, desk: Desk, decided: Mapping[str, str]
) -> None:
    number = decided[TRADER.name]
    anybody = visit()
    # What is only prepared does not exist for the public.
    see_status(anybody, number, 404)
    officer = visit(state=desk.signed_in("officer")).open(room(number, "publication/"))
    leave_out_customer(officer)
    head = visit(state=desk.signed_in("approver")).open(room(number, "publication/"))
    compare_and_publish(head, number)
    find_as_anybody(anybody, number)
    supervisor = visit(state=desk.signed_in("supervisor")).open()
    see_export(supervisor, TRADER, CITIZEN)

    revoke(officer, number)
    see_withdrawal_due(head, stack, number)
    head.goto(room(number, "publication/"))
    confirm(head, "withdraw", reason=WITHDRAWN)
    expect(head.locator("main")).to_contain_text(WITHDRAWN)
    page = see_status(anybody, number, 410)
    expect(page.locator("main")).to_contain_text(WITHDRAWN)
    expect(page.locator("main")).not_to_contain_text(TRADER.name)
    see_found(page, TRADER.name, 0)
    names = [line["CF_XDR_MC"] for line in exported(supervisor, "xlsx")]
    assert TRADER.name not in names and names


def see_status(visitor: Visitor, number: str, status: int) -> Page:
    """The public address of a decision answers so."""
    page = visitor.open()
    with visitor.expecting(status):
        answer = page.goto(f"{PUBLISHED}{number}/")
        assert answer is not None and answer.status == status
    return page


def leave_out_customer(page: Page) -> None:
    """The preview leaves out persons and numbers by rule; the customer's name is marked by the officer, who does not publish."""
    text = page.locator("section[aria-labelledby=text-title]")
    expect(text).to_contain_text("孙某")
    expect(text).to_contain_text(CUSTOMER)
    for words in (TRADER.head, OPERATOR_ID, OPERATOR_PHONE, TRADER.phone):
        expect(text).not_to_contain_text(words)
    form = page.locator("form[action$='/leave-out/']")
    penalties.fill(form, words=CUSTOMER, reason="第三方的商业秘密")
    form.locator("button[type=submit]").click()
    expect(text).not_to_contain_text(CUSTOMER)
    expect(page.locator("form[action$='/publish/']")).to_have_count(0)


def compare_and_publish(page: Page, number: str) -> None:
    """The head reads both texts side by side, which needs a reason, and approves."""
    confirm(page, "compare", reason="核对公示文本与决定书")
    for words in (TRADER.head, OPERATOR_ID, OPERATOR_PHONE, CUSTOMER, "孙某"):
        expect(page.locator("main mark", has_text=words).first).to_be_visible()
    page.goto(room(number, "publication/"))
    confirm(page, "publish")
    expect(page.locator("form[action$='/withdraw/']")).to_have_count(1)


def find_as_anybody(visitor: Visitor, number: str) -> None:
    """By the name of the shop, without an account; nobody is found by the name of a person."""
    page = visitor.open()
    for person in (TRADER.head, CITIZEN.name):
        see_found(page, person, 0)
    see_found(page, TRADER.name[3:7], 1)
    page.locator(f"main tbody a[href$='/published/{number}/']").click()
    page.wait_for_url(f"**{PUBLISHED}{number}/")
    main = page.locator("main")
    for words in (TRADER.name, TRADER.code, "孙某", "××"):
        expect(main).to_contain_text(words)
    for words in (TRADER.head, OPERATOR_ID, OPERATOR_PHONE, CUSTOMER):
        expect(main).not_to_contain_text(words)


def see_found(page: Page, words: str, count: int) -> None:
    """The public search finds so many."""
    page.goto(f"{PUBLISHED}?q={words}")
    expect(page.locator("main tbody tr")).to_have_count(count)


# --- the national field set ---------------------------------------------------------------------------------------------------
def see_export(page: Page, *published: Decided) -> None:
    """Both files hold the same lines in the national fields, and no identity number of a person anywhere."""
    lines = exported(page, "xlsx")
    assert lines == exported(page, "csv")
    for one in published:
        name = one.name if one.code else "戴某"
        line = next(line for line in lines if line["CF_XDR_MC"] == name)
        assert line["CF_XDR_SHXYM"] == one.code
        assert float(line["CF_NR_FK"]) * 10_000 == float(one.fine)
        assert line["CF_WSH"] and line["CF_YJ"].startswith("《")
    for line in lines:
        for field, value in line.items():
            assert field == "CF_XDR_SHXYM" or not IDENTITY_NUMBER.search(value), (field, value)
            assert not any(one.identity_number and one.identity_number in value for one in published), field


def exported(page: Page, kind: str) -> list[dict[str, str]]:
    """The file of the last two weeks as its lines, opened as any other program would."""
    day = today()
    page.goto(f"{EXPORT}?kind=penalties&first={day - timedelta(days=14)}&last={day}")
    with page.expect_download() as started:
        page.locator(f"button[name=format][value={kind}]").click()
    content = Path(started.value.path()).read_bytes()
    if kind == "csv":
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [[str(cell) for cell in row] for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()]
    assert rows[0] == FIELDS
    return [dict(zip(FIELDS, row, strict=True)) for row in rows[1:]]


# --- the decision falls -------------------------------------------------------------------------------------------------------
def revoke(page: Page, number: str) -> None:
    """The government revokes the decision on reconsideration."""
    day = f"{today()}"
    take(page, number, "record-remedy", kind="reconsideration", body="淮安市楚州区人民政府", began_on=day)
    take(page, number, "end-remedy", result="revoked", ended_on=day, result_text="主要证据不足，撤销行政处罚决定。")


def see_withdrawal_due(page: Page, stack: Stack, number: str) -> None:
    """Three working days, on the list of what has to be withdrawn; until then everybody still reads it."""
    rows = stack.rows(
        "SELECT p.withdraw_by FROM licensing_publication p JOIN bureau_case c ON c.id = p.case_id WHERE c.number = %s",
        [number],
    )
    due: date = rows[0][0]
    # Three working days; weekends and holidays only make it later.
    assert today() + timedelta(days=3) <= due <= today() + timedelta(days=14)
    page.goto("/services/staff/penalties/publications/?tab=withdraw")
    row = page.locator("main tbody tr", has_text=number)
    expect(row).to_have_count(1)
    expect(row.locator(f"time[datetime='{due}']")).to_have_count(1)
