"""A small register for the journeys, and what people of an enterprise do in the browser."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.models import Office, User
from bureau.roles import Role
from enterprises.holdings import services as holdings
from enterprises.models import CareOfficer, Membership
from enterprises.register import contacts, services
from tests.factories.enterprises import valid_code
from tests.journeys.stack import Stack

PASSWORD = "tulip-orchard-12365"


@dataclass(frozen=True)
class Firm:
    """An enterprise of the register, with the phone of its contact on file."""

    code: str
    name: str
    contact: str
    phone: str


XINYUAN = Firm(valid_code(90_001), "淮安市鑫源食品有限公司", "王芳", "13951780001")
DONGFANG = Firm(valid_code(90_002), "淮安东方机械制造有限公司", "赵刚", "13951780002")
# Somebody of Dongfang has an account already: the reader of pages in `pages.py`, and the one who may see nothing of Xinyuan.
MEMBER = "13951780003"
# Three makers of one trade that nobody else is in: the pool of the random inspection, all with the same owner.
POOL = tuple(Firm(valid_code(90_910 + place), f"淮安{name}塑料制品有限公司", "", "") for place, name in enumerate(("兴隆", "瑞丰", "永康")))
POOL_DIVISION = "29"
POOL_OWNER = "13951780005"


def fill_register(at: datetime) -> None:
    """Two enterprises with people and things that fall due; called once by `prepare`."""
    clerk = User.objects.get(username="clerk")
    today = timezone.localdate(at)
    for firm in (XINYUAN, DONGFANG):
        enterprise = services.register_enterprise(
            by=clerk,
            at=at,
            code=firm.code,
            name=firm.name,
            legal_representative="李建国",
            address="淮城镇翔宇大道 18 号",
            township="huaicheng",
            industry_division="14" if firm is XINYUAN else "34",
        )
        contacts.add_contact(enterprise, by=clerk, at=at, duty="general", name=firm.contact, phone=firm.phone, email="", channel="sms")
        CareOfficer.objects.create(enterprise=enterprise, user=User.objects.get(username="officer"), since=today)
        lift = {
            "category": "lift",
            "name": "乘客电梯",
            "code": f"3110320803{firm.code[8:16]}",
            "registration_number": f"梯11苏H{firm.code[12:16]}",
        }
        dates = {"last_done_on": today - timedelta(days=300), "expires_on": today + timedelta(days=45)}
        holdings.add_holding("equipment", enterprise, by=clerk, at=at, **lift, **dates)
        scale = {"kind": "weighbridge", "name": "电子汽车衡", "serial_number": f"QC{firm.code[12:16]}", "use": "trade"}
        dates = {"last_done_on": today - timedelta(days=380), "expires_on": today - timedelta(days=15)}
        holdings.add_holding("instrument", enterprise, by=clerk, at=at, **scale, **dates)
    user = User.objects.create_user(username=MEMBER, password=PASSWORD, display_name="马经理", phone=MEMBER, roles=[Role.ENTERPRISE.value])
    Membership.objects.create(enterprise=enterprise, user=user, part=Membership.Part.OWNER, proof=Membership.Proof.STAFF, since=at)
    assert Office.objects.exists()


def fill_pool(at: datetime) -> None:
    """The enterprises that can be drawn; called once by `prepare`."""
    clerk = User.objects.get(username="clerk")
    owner = User.objects.create_user(
        username=POOL_OWNER, password=PASSWORD, display_name="吴经理", phone=POOL_OWNER, roles=[Role.ENTERPRISE.value]
    )
    for firm in POOL:
        enterprise = services.register_enterprise(
            by=clerk,
            at=at,
            code=firm.code,
            name=firm.name,
            legal_representative="吴志国",
            address="平桥镇工业园 6 号",
            township="pingqiao",
            industry_division=POOL_DIVISION,
        )
        Membership.objects.create(enterprise=enterprise, user=owner, part=Membership.Part.OWNER, proof=Membership.Proof.STAFF, since=at)


def today() -> date:
    """The portal's today, wherever the tests run."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


# --- in the browser -----------------------------------------------------------------------------------------------------
def sign_in(page: Page, phone: str) -> None:
    """With phone and password; lands on the desk or on one's own requests."""
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(phone)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(r"/enterprises/"))


def register(page: Page, stack: Stack, *, code: str, name: str, person: str, phone: str) -> None:
    """From the front page to the code from the SMS; ends wherever the proof of the phone leads."""
    page.goto("/enterprises/register/")
    page.locator("#id_code").fill(code)
    page.locator("#id_enterprise_name").fill(name)
    page.locator("#id_display_name").fill(person)
    page.locator("#id_phone").fill(phone)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.locator("#id_consent").check()
    since = max([one["id"] for one in stack.messages(to=phone, kind="sms")], default=0)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/register/code/")
    enter_code(page, stack, phone=phone, since=since)


def enter_code(page: Page, stack: Stack, *, phone: str, since: int) -> None:
    """Read the code from the telephone and type it."""
    told = stack.message("验证码", to=phone, since=since, kind="sms")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", told["text"])
    assert code is not None, told["text"]
    page.locator("#id_code").fill(code.group())
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#id_code")).to_have_count(0)
