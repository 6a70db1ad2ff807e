"""Steps of a permit in the browser: applying on the desk, what the window, the officers and the head do, the papers that come of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from bureau import eseal
from tests.factories.papers import photo
from tests.journeys.citizen import next_step
from tests.journeys.desk import Desk, submit_step, take_step
from tests.journeys.register import DONGFANG, MEMBER, sign_in, today
from tests.journeys.stack import Stack, patiently
from tests.pdf_text import pdf_text

ITEM = "XK-01"
CHECK_CODE = re.compile(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}")
SCAN = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# Lines of the checklist that concern passengers, lifts and boilers.
OF_OTHER_MACHINES = ("乘客易于看到", "（电梯）", "（锅炉）")


@dataclass(frozen=True)
class Forklift:
    """A machine of the enterprise; no two applications are about the same."""

    serial: str
    name: str = "蓄电池平衡重式叉车"
    place: str = "二号车间成品库"

    def answers(self) -> dict[str, str]:
        """What the form asks of such a machine, by the code of the question."""
        day = today()
        return {
            "applicant_kind": "unit",
            "equipment_category": "vehicle",
            "equipment_name": self.name,
            "product_number": self.serial,
            "maker": "安徽合力股份有限公司",
            "made_on": f"{day - timedelta(days=90)}",
            "location": self.place,
            "place_kind": "factory",
            "put_into_use": "yes",
            "in_use_since": f"{day - timedelta(days=10)}",
            "co_owned": "no",
            "inspection_body": "江苏省特种设备安全监督检验研究院淮安分院",
            "inspection_report_number": f"CC-{self.serial}",
            "inspected_on": f"{day - timedelta(days=20)}",
            "inspection_conclusion": "qualified",
            "next_inspection_on": f"{self.next_inspection}",
            "vehicle_kind": "forklift",
            "vehicle_frame_number": f"VF{self.serial}",
            "vehicle_power": "electric",
            "vehicle_area": "厂区内",
            "safety_manager_name": "钱卫东",
            "safety_manager_full_time": "yes",
            "safety_manager_certificate": "320803197901011234A",
            "safety_manager_phone": "13951780009",
            "emergency_plan": "yes",
        }

    @property
    def next_inspection(self) -> date:
        """The day the report says."""
        return today() + timedelta(days=345)

    @staticmethod
    def papers() -> list[str]:
        """Codes of the papers such a machine needs."""
        return ["product-certificate", "nameplate-photo", "first-inspection-report", "safety-manager-certificate"]


# --- the applicant ------------------------------------------------------------------------------------------------------
def desk_address(room: str, code: str = DONGFANG.code) -> str:
    """A page of the desk within this floor."""
    return f"/services/desk/{code}/{room}"


def matter_address(number: str, code: str = DONGFANG.code) -> str:
    """The enterprise's own page of a matter."""
    return f"/enterprises/desk/{code}/matters/{number}/"


def answer(page: Page, given: Mapping[str, str]) -> None:
    """Answer questions of a guide, each by its kind."""
    for code, value in given.items():
        field = page.locator(f"[name='answer-{code}']")
        kind = field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            page.locator(f"[name='answer-{code}'][value='{value}']").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def paper_box(page: Page, code: str) -> Locator:
    """Where one paper is handed in."""
    return page.locator(".paper-box", has=page.locator(f"#paper-{code}"))


def upload(page: Page, code: str, *, text: str = "") -> None:
    """Choose a file for a paper and see it arrive; another `text` makes another file."""
    is_photo = code.endswith("photo")
    name = f"{code}{text}.{'jpg' if is_photo else 'pdf'}"
    content = photo() if is_photo else SCAN + f"{code}{text}".encode()
    mime = "image/jpeg" if is_photo else "application/pdf"
    page.locator(f"#paper-{code}").set_input_files({"name": name, "mimeType": mime, "buffer": content})
    expect(paper_box(page, code).locator(".paper-files")).to_contain_text(name)


def open_form(page: Page) -> None:
    """The owner of Dongfang signs in and goes from the list of the desk to the form of a first registration."""
    sign_in(page, MEMBER)
    page.goto(desk_address("applications/"))
    page.locator(f"main a[href$='/apply/{ITEM}/?request=new']").click()
    expect(page.locator("main form[data-application]")).to_be_visible()


def fill_form(page: Page, machine: Forklift) -> None:
    """All four steps up to the review; whom the bureau calls is filled in already."""
    expect(page.locator("fieldset[data-step]").first).to_contain_text(DONGFANG.name)
    expect(page.locator("#id_applicant-agent_name")).to_have_value("马经理")
    expect(page.locator("#id_applicant-phone")).to_have_value(MEMBER)
    next_step(page, 2)
    answer(page, machine.answers())
    next_step(page, 3)
    for code in machine.papers():
        upload(page, code, text=machine.serial)
    next_step(page, 4)
    page.locator("[name='delivery-delivery'][value=download]").check()
    page.get_by_role("button", name="核对并提交", exact=True).last.click()
    expect(page.locator(".apply-review")).to_be_visible()


def send(page: Page) -> str:
    """Stand for what is stated and send it; the number."""
    page.locator("#id_truthful").check()
    page.get_by_role("button", name="提交申请", exact=True).click()
    page.wait_for_url("**/sent/")
    number = page.locator(".code-value").inner_text()
    assert re.fullmatch(r"XK\d{14}", number), number
    return number


def apply(page: Page, machine: Forklift) -> str:
    """The whole way from signing in to the number."""
    open_form(page)
    fill_form(page, machine)
    return send(page)


# --- the staff ------------------------------------------------------------------------------------------------------------
def case_address(number: str) -> str:
    """The case page of a matter."""
    return f"/staff/cases/{number}/"


def state_of(page: Page) -> Locator:
    """The badge on a case page."""
    return page.locator(".page-header .state")


def act(page: Page, name: str, **typed: str) -> None:
    """Take a step from the case page: what is typed goes into the fields of its form by their names."""
    take_step(page, name)
    for field, value in typed.items():
        control = page.locator(f"main form [name='{field}']")
        kind = control.first.evaluate("one => one.type")
        if kind == "radio":
            page.locator(f"main form [name='{field}'][value='{value}']").check()
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(value)
    submit_step(page)


def assign(page: Page, name: str) -> None:
    """Hand the matter to a reviewer by name."""
    take_step(page, "assign")
    value = page.locator("#id_handler option", has_text=name).get_attribute("value")
    page.locator("#id_handler").select_option(value)
    submit_step(page)
    expect(page.locator(".page-header")).to_contain_text(name)


def plan_check(page: Page, *names: str) -> None:
    """Plan an on-site check for this minute by the officers of these names."""
    take_step(page, "plan-check")
    page.locator("#id_planned_for").fill(datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M"))
    page.locator("#id_place").fill("淮城镇翔宇大道 18 号 二号车间")
    for name in names:
        page.get_by_label(re.compile(re.escape(name))).check()
    submit_step(page)


def check_address(number: str) -> str:
    """The record of the first on-site check."""
    return f"/services/staff/checks/{number}/1/"


def write_record(page: Page, *, wrong: str = "", conclusion: str = "passed") -> None:
    """Fill in the checklist at the place; `wrong`: a word of the line that is not in order."""
    for line in page.locator("fieldset.check-line").all():
        words = line.locator("legend").inner_text()
        result = "no" if wrong and wrong in words else "n/a" if any(one in words for one in OF_OTHER_MACHINES) else "yes"
        line.locator(f"input[type=radio][value='{result}']").check()
    page.locator("#id_found").fill("现场一台叉车，与申请一致。")
    page.locator(f"[name=conclusion][value={conclusion}]").check()
    page.locator("#id_witness").fill("赵刚 设备科长")
    page.locator(".check-form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("保存")
    expect(page.locator("#id_witness")).to_have_value("赵刚 设备科长")


def draw_signature(page: Page) -> None:
    """Whoever was present signs on the screen."""
    canvas = page.locator("[data-signature-pad] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 30, steps=4)
    page.mouse.move(box["x"] + 220, box["y"] + 90, steps=4)
    page.mouse.up()
    page.locator("[data-signature-use]").click()
    expect(page.locator("section[aria-labelledby=photos-title]")).to_contain_text("signature.png")


def confirm_record(page: Page) -> None:
    """Stand for the record with one's own account."""
    button = page.get_by_role("button", name="我确认本记录")
    button.click()
    expect(button).to_have_count(0)


def check_on_site(officer: Page, second: Page, number: str, desk: Desk, *, wrong: str = "", conclusion: str = "passed") -> None:
    """From the plan to the filed record; both officers confirm, each with their own account."""
    officer.goto(case_address(number))
    plan_check(officer, desk.account("officer").display_name, desk.account("officer2").display_name)
    officer.goto(check_address(number))
    write_record(officer, wrong=wrong, conclusion=conclusion)
    draw_signature(officer)
    confirm_record(officer)
    second.goto(check_address(number))
    confirm_record(second)
    expect(second.locator("main")).to_contain_text("核查记录已完成签字")
    officer.goto(case_address(number))
    act(officer, "record-check")


# --- papers ---------------------------------------------------------------------------------------------------------------
def fetch(page: Page, link: Locator) -> bytes:
    """The PDF behind a link, waited for until the worker has made it."""
    address = link.get_attribute("href")
    assert address is not None

    def look() -> bytes:
        got = page.request.get(address)
        return got.body() if got.ok and got.headers["content-type"] == "application/pdf" else b""

    return patiently(look, seconds=30, what=f"The PDF at {address}")


def letter(page: Page, title: str) -> bytes:
    """A letter to the applicant, from the page of the matter on the desk."""
    return fetch(page, page.locator("section[aria-labelledby=papers-title] a", has_text=title).first)


def check_code(pdf: bytes) -> str:
    """The code printed on a paper."""
    found = CHECK_CODE.search(pdf_text(pdf))
    assert found is not None
    return found.group()


def is_genuine(pdf: bytes, stack: Stack, settings: Any) -> bool:
    """Whether the seal of this run is whole, covers the file, and is the bureau's; `settings`: the fixture of pytest-django."""
    settings.DOCUMENT_SEAL_KEY, settings.DOCUMENT_SEAL_PASSWORD = str(stack.seal), stack.seal_password
    return eseal.check(pdf).is_genuine
