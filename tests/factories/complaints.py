"""Complaints, reports and consultations as citizens file them, and steps of staff on them. Fixed words, fixed people."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import altcha
from django.conf import settings
from django.utils import timezone

from bureau import spam
from bureau.clock_rules import load_rules
from bureau.message_templates import load_templates
from bureau.models import Case
from bureau.workflow import Actor, perform, specific
from complaints import services
from tests import people
from tests.factories.bureau import CategoryFactory, OfficeFactory, TownshipFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday without holidays in the weeks that follow.
RECEIVED_AT = datetime(2026, 5, 11, 9, 30, tzinfo=SHANGHAI)
STATEMENT = "上周在城南超市买的牛奶已经过期，店员拒绝退款。"
PERSON = {"name": "李春花", "phone": "13812341234", "email": "", "address": "淮城镇东门大街8号"}
NOBODY = {"name": "", "phone": "", "email": "", "address": ""}
BUSINESS = {"subject_name": "城南超市", "subject_address": "淮城镇南门大街1号"}


def reference() -> None:
    """What filing needs in the database: the desk, a category, a township, rules of law, wording."""
    OfficeFactory(desk=True)
    CategoryFactory()
    TownshipFactory()
    load_rules()
    load_templates()


def file_case(kind: str = "complaint", *, at: datetime = RECEIVED_AT, person: dict[str, str] | None = None, **facts: Any) -> Any:
    """A matter as `complaints.services.submit` makes it, in its first state."""
    reference()
    known: dict[str, Any] = {"statement": STATEMENT}
    if kind == "complaint":
        known |= BUSINESS | {"wish": "退款30元"}
    elif kind == "report":
        known |= BUSINESS
    desk = OfficeFactory(desk=True)
    opened = services.submit(
        kind,
        known | facts,
        PERSON if person is None else person,
        at=at,
        submission_key=uuid4(),
        language="zh-hans",
        office_id=desk.pk,
    )
    return specific(Case.objects.get(pk=opened.case_id))


def file_anonymous_report(**changes: Any) -> Any:
    """A report whose sender is known to nobody."""
    return file_case("report", person=NOBODY, **changes)


# What the desk enters at each step, when a test does not care.
DEFAULT_DATA: dict[str, dict[str, Any]] = {
    "accept": {"note": "内部备注：老客户"},
    "refuse": {"ground": "16-3", "explanation": "所述情况不属于生活消费。"},
    "ask-supplement": {"asked": "请补充购物小票照片。"},
    "mediate": {"note": "内部备注：已约双方"},
    "settle": {"result": "at-once", "agreement": "超市当场退款30元。", "recovered": "30.00"},
    "terminate": {"ground": "23-3", "explanation": "双方未能达成一致。"},
    "tell-both": {"note": ""},
    "conclude": {"outcome": "filed", "verified": "内部核查情况"},
    "draft-answer": {"answer": "可以在七日内退货。"},
    "release-answer": {"answer": ""},
    "note": {"note": "内部备注：请勿外传"},
    "verify": {"note": "内部备注"},
}


def advance(case: Any, *steps: str, at: datetime | None = None, **data: Any) -> Any:
    """The case after these steps of the desk's staff; whoever releases an answer is not who wrote it. `data` is for the last step."""
    moment = at or case.opened_at + timedelta(hours=1)
    for number, name in enumerate(steps):
        who = people.second_clerk() if name == "release-answer" else people.clerk()
        given = DEFAULT_DATA.get(name, {}) | (data if number == len(steps) - 1 else {})
        perform(case.pk, name, actor=Actor.of(who), at=moment + timedelta(minutes=number), data=given)
    return specific(Case.objects.get(pk=case.pk))


# --- what a browser sends ---------------------------------------------------------------------------------------------
def solved_work(now: datetime | None = None) -> str:
    """A proof of work as the browser's worker finds it."""
    challenge = spam.new_challenge(now or timezone.now())
    solution = altcha.solve_challenge(challenge["challenge"], challenge["salt"], "SHA-256", settings.POW_MAX_NUMBER)
    assert solution is not None
    answer = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": solution.number}
    return base64.b64encode(json.dumps(answer).encode()).decode()


def form_data(kind: str = "complaint", **changes: Any) -> dict[str, Any]:
    """Fields of a valid form with its proof; a field given as None is left out."""
    data: dict[str, Any] = {
        "kind": kind,
        "statement": STATEMENT,
        "category": "food-packaged",
        "township": "huaicheng",
        "consent": "on",
        "submission_key": str(uuid4()),
        "altcha": solved_work(),
    }
    if kind != "consultation":
        data |= BUSINESS | {"name": PERSON["name"], "phone": PERSON["phone"], "occurred_on": "2026-05-04"}
    if kind == "complaint":
        data |= {"wish": "退款30元", "amount": "30", "address": PERSON["address"]}
    return {name: value for name, value in (data | changes).items() if value is not None}
