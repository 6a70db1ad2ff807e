"""Steps of a penalty case in the browser, shared by its stories: forms filled by names, papers served, records signed."""

import re
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.factories.papers import photo
from tests.journeys.desk import submit_step, take_step
from tests.journeys.permits import case_address
from tests.journeys.stack import Stack

SHANGHAI = ZoneInfo("Asia/Shanghai")


# --- forms ----------------------------------------------------------------------------------------------------------------
def fill(form: Locator, **typed: str) -> None:
    """Type into the fields of a form by their names; of people their name, of boxes to tick their values with “、” between."""
    for name, value in typed.items():
        control = form.locator(f"[name='{name}']")
        kind = control.first.evaluate("one => one.type")
        if kind == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            tick(control, value)
        elif kind == "select-one":
            choose(control, value)
        else:
            control.fill(value)


def tick(boxes: Locator, wanted: str) -> None:
    """Tick the boxes of these values; a lone box whatever its value is."""
    if boxes.count() == 1:
        boxes.check()
        return
    for value in wanted.split("、"):
        boxes.and_(boxes.page.locator(f"[value='{value}']")).check()


def choose(control: Locator, wanted: str) -> None:
    """Choose by the value of an option, or by words in what it says."""
    options = control.locator(f"option[value='{wanted}']")
    if not options.count():
        options = control.locator("option", has_text=wanted)
    value = options.first.get_attribute("value")
    assert value
    control.select_option(value)


def send(page: Page) -> None:
    """Send the form of a page of staff, whatever it leads to."""
    page.locator("main form .form-buttons button[type=submit]").last.click()


def take(page: Page, number: str, name: str, **typed: str) -> None:
    """Take a step of a case as whoever this page belongs to, from the case page and back to it."""
    page.goto(case_address(number))
    take_step(page, name)
    fill(page.locator("main form").last, **typed)
    submit_step(page)


def closed_reason(page: Page, number: str, name: str) -> Locator:
    """What the case page says of a step that cannot be taken now."""
    page.goto(case_address(number))
    expect(page.locator(f"a[href$='/{name}/']")).to_have_count(0)
    return page.locator(f"#closed-{name}")


def now() -> str:
    """This moment as a field for day and time takes it, to the second: a meeting just held was not held before what led to it."""
    return f"{datetime.now(SHANGHAI):%Y-%m-%dT%H:%M:%S}"


def let_days_pass(stack: Stack, number: str, days: int) -> None:
    """What was planned for a later day comes due: the hearing of a case and the service of its notice move into the past together."""
    stack.rows(
        "UPDATE licensing_hearing SET held_for = held_for - %s * interval '1 day', notified_on = notified_on - %s "
        "WHERE case_id = (SELECT id FROM bureau_case WHERE number = %s)",
        [days, days, number],
    )
    stack.rows(
        "UPDATE licensing_serviceattempt SET served_on = served_on - %s WHERE document_id = %s",
        [days, document_id(stack, number, "penalty-hearing-notice")],
    )


def let_payments_come_due(stack: Stack, number: str, days: int) -> None:
    """So many days pass for what is to be paid in a case: its sums and what was paid on them move into the past together."""
    stack.rows(
        "UPDATE licensing_instalment SET due_on = due_on - %s, cancelled_on = cancelled_on - %s "
        "WHERE levy_id IN (SELECT l.id FROM licensing_levy l JOIN bureau_case c ON c.id = l.case_id WHERE c.number = %s)",
        [days, days, number],
    )
    stack.rows(
        "UPDATE licensing_levy SET due_on = due_on - %s WHERE case_id = (SELECT id FROM bureau_case WHERE number = %s)", [days, number]
    )
    stack.rows(
        "UPDATE licensing_bankpayment SET paid_on = paid_on - %s WHERE instalment_id IN (SELECT i.id FROM licensing_instalment i "
        "JOIN licensing_levy l ON l.id = i.levy_id JOIN bureau_case c ON c.id = l.case_id WHERE c.number = %s)",
        [days, number],
    )


def let_measure_days_pass(stack: Stack, number: str, days: int) -> None:
    """So many days pass for a seizure: its term, the pauses of that and the tests move into the past together."""
    case = "(SELECT id FROM bureau_case WHERE number = %s)"
    changes = (
        f"UPDATE bureau_clock SET started_on = started_on - %s, due_on = due_on - %s, yellow_on = yellow_on - %s WHERE case_id = {case}",
        f"UPDATE bureau_clockpause SET started_on = started_on - %s, ended_on = ended_on - %s "
        f"WHERE clock_id IN (SELECT id FROM bureau_clock WHERE case_id = {case})",
        f"UPDATE licensing_examination SET began_on = began_on - %s, expected_on = expected_on - %s WHERE case_id = {case}",
        f"UPDATE bureau_case SET due_on = due_on - %s, yellow_on = yellow_on - %s WHERE id = {case}",
    )
    for change in changes:
        stack.rows(change, [*[days] * (change.count("%s") - 1), number])


# --- payments -------------------------------------------------------------------------------------------------------------
_serial = count(1)


def bank_file(page: Page, *lines: tuple[str, str, date]) -> None:
    """The bank reports payments (reference, yuan, day) in a file; whoever keeps payments takes it in and sees what became of it."""
    rows = [f"YH{next(_serial):08d},{reference},{amount},{day},某付款人,罚没款" for reference, amount, day in lines]
    content = "\n".join(["流水号,缴款编号,金额,交易日期,付款人,摘要", *rows, ""]).encode()
    page.goto("/services/staff/payments/bank/")
    page.locator("main form [name=file]").set_input_files({"name": "缴款明细.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main form[enctype] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/bank/[0-9a-f]{64}/"))


# --- pages of a case ------------------------------------------------------------------------------------------------------
def confirm(page: Page, name: str, **typed: str) -> None:
    """Take a step that asks first: open its question, fill in what it wants to know, send it; `name` ends the address of its form."""
    panel = page.locator("details.confirm", has=page.locator(f"form[action$='/{name}/']"))
    panel.locator("summary").click()
    fill(panel.locator("form"), **typed)
    panel.locator("button[type=submit]").click()


def room(number: str, name: str) -> str:
    """A page that hangs on a penalty case."""
    return f"/services/staff/penalties/{number}/{name}"


def document_id(stack: Stack, number: str, form: str) -> int:
    """The paper of a form issued last in a case."""
    found = stack.rows(
        "SELECT d.id FROM bureau_document d JOIN bureau_case c ON c.id = d.case_id "
        "WHERE c.number = %s AND d.template = %s ORDER BY d.id DESC",
        [number, form],
    )
    assert found, f"{number} has no {form}"
    return int(found[0][0])


def serve_by_hand(page: Page, stack: Stack, number: str, form: str, *, receiver: str, relation: str, signed: bool = False) -> None:
    """An officer hands a paper over and enters it; `signed`: with the scan of the receipt that bears the signature."""
    paper = document_id(stack, number, form)
    page.goto(room(number, "service/"))
    page.locator(f"a[href$='/service/{paper}/']").click()
    fill(page.locator("main form"), way="direct", place="淮城镇翔宇大道 18 号", receiver=receiver, relation=relation)
    if signed:
        page.locator("main form [name=file]").set_input_files({"name": "送达回证.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    send(page)
    page.locator(f"a[href$='/service/{paper}/outcome/']").click()
    fill(page.locator("main form"), served="1", receiver=receiver, relation=relation)
    send(page)
    page.wait_for_url("**/service/")
    expect(page.locator(f"a[href*='/service/{paper}/']").filter(has_not=page.locator("[href*=proof]"))).to_have_count(1 if signed else 0)


def draw(page: Page, form: Locator) -> None:
    """Draw a signature in the field of a form."""
    canvas = form.locator("[data-signature-pad] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 30, steps=4)
    page.mouse.move(box["x"] + 180, box["y"] + 90, steps=4)
    page.mouse.up()


def sign_on_screen(page: Page, part: str) -> None:
    """Whoever signs a record draws on the screen; `part` is the party or the officer whose device it is."""
    form = page.locator("form[data-signature]")
    form.locator(f"[name=part][value={part}]").check()
    if part != "officer":
        form.locator("[name=read_back]").check()
    draw(page, form)
    signed = page.locator("section[aria-labelledby=signatures-title] li a")
    before = signed.count()
    form.locator("[data-signature-use]").click()
    expect(signed).to_have_count(before + 1)


def number_of(page: Page) -> str:
    """The number of the case whose page this is."""
    found = re.search(r"/cases/([A-Z]{2}\d{14})/", page.url)
    assert found is not None, page.url
    return found.group(1)
