"""Penalties decided and served some days ago, for the journeys of execution and publicity: made step by step through the real services.

`python -m tests.journeys.earlier_penalties`, in a process of its own while the product runs. A unit with an account that has to pay, a
trader whose decision waits to be published, and a citizen whose decision is before the public already.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

# The stories read the names from here too, and they run with Django set up.
if not apps.ready:
    django.setup()

from django.utils import timezone

from bureau.calendar import current_calendar
from bureau.models import Document, User
from bureau.roles import Role
from bureau.workflow import Actor, perform
from enterprises.models import Membership
from enterprises.register import services as register
from licensing.evidence import ledger
from licensing.models import PenaltyCase, PowerItem
from licensing.penalties.charging import WantedCharge, save_charge
from licensing.penalties.opening import WantedPenalty, open_penalty
from licensing.procedure import serving
from licensing.publicity import services as publicity
from tests.factories.enterprises import valid_code
from tests.factories.papers import photo
from tests.journeys.register import PASSWORD

SHANGHAI = ZoneInfo("Asia/Shanghai")
SITE = "淮城镇工业路 66 号"
# Working days before today.
OPENED, FILED, CHARGED, REPORTED, REVIEWED, TOLD, LAPSED, DECIDED, SERVED = 30, 28, 26, 25, 24, 22, 14, 6, 5


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One penalty. Sums in yuan; `said` stands in the decision as its reasons."""

    kind: str
    name: str
    head: str
    item: str
    act: str
    fine: str
    gain: str = "0"
    sanctions: tuple[str, ...]
    tier: str = "light"
    code: str = ""
    identity_number: str = ""
    phone: str
    said: str = "当事人的行为事实清楚，证据确凿。当事人主动减轻危害后果，依法从轻处罚。"


# Owes a fine and its illegal gain, and has a desk.
DEBTOR = Decided(
    kind="unit",
    name="淮安市振兴电梯工程有限公司",
    head="顾建华",
    item="CF-106",
    act="电梯维护保养单位未按照安全技术规范的要求，每十五日对乘客电梯进行一次维护保养。",
    fine="20000.00",
    gain="1200.00",
    sanctions=("罚款", "没收违法所得"),
    code=valid_code(90_951),
    phone="13951780061",
)
# Its decision names what the public must not read: persons, their numbers, a customer.
CUSTOMER, OPERATOR_ID, OPERATOR_PHONE = "淮安宏达家居有限公司", "320803198505123457", "13951788888"
TRADER = Decided(
    kind="sole",
    name="楚州区启明广告服务部",
    head="孙志强",
    item="CF-474",
    act="未按照国家有关规定建立、健全广告业务管理制度，未查验广告主的证明文件。",
    fine="8000.00",
    sanctions=("责令改正", "罚款"),
    code=valid_code(90_952),
    identity_number=OPERATOR_ID,
    phone="13951780062",
    said=f"经营者孙志强（公民身份号码{OPERATOR_ID}，电话{OPERATOR_PHONE}）承接{CUSTOMER}的广告，未查验证明文件，依法从轻处罚。",
)
CITIZEN = Decided(
    kind="citizen",
    name="戴秀珍",
    head="",
    item="CF-481",
    act="在集贸市场销售水果未按规定明码标价。",
    fine="500.00",
    sanctions=("责令改正", "罚款"),
    identity_number="320803197203084528",
    phone="13951780063",
)
ALL = (DEBTOR, TRADER, CITIZEN)


def main() -> None:
    """All three; the citizen's is published."""
    today = timezone.localdate()
    for one in ALL:
        if one.code:
            _register(one, today)
        case = decide(one, today)
        if one is CITIZEN:
            row = publicity.prepare(case, _at(today, SERVED))
            assert row is not None
            publicity.publish(row, by=_user("approver"), at=_at(today, SERVED - 1), version=row.version)


def _user(name: str) -> User:
    return User.objects.select_related("office").get(username=name)


def _at(today: date, ago: int, *, hour: int = 10) -> datetime:
    return datetime.combine(current_calendar().add_working_days(today, -ago), time(hour), SHANGHAI)


def _register(one: Decided, today: date) -> None:
    """In the register, with an account of whoever has this telephone."""
    at = _at(today, OPENED, hour=8)
    enterprise = register.register_enterprise(
        by=_user("clerk"),
        at=at,
        code=one.code,
        name=one.name,
        legal_representative=one.head,
        address=SITE,
        township="huaicheng",
        industry_division="81",
    )
    owner = User.objects.create_user(
        username=one.phone, password=PASSWORD, display_name=one.head, phone=one.phone, roles=[Role.ENTERPRISE.value]
    )
    Membership.objects.create(enterprise=enterprise, user=owner, part=Membership.Part.OWNER, proof=Membership.Proof.STAFF, since=at)


def decide(one: Decided, today: date) -> PenaltyCase:
    """From the lead to the service of the decision, one step after the other."""
    officer, second = _user("officer"), _user("officer2")
    opened_at = _at(today, OPENED)
    wanted = WantedPenalty(
        source="inspection",
        title=f"{one.name}涉嫌违法",
        facts=one.act,
        party_type=one.kind,
        party_name=one.name,
        legal_representative=one.head,
        enterprise_code=one.code,
        identity_number=one.identity_number,
        phone=one.phone,
        address=SITE,
        act_to=opened_at.date() - timedelta(days=9),
        discovered_on=opened_at.date(),
        lead=officer,
        officers=(second,),
        item_code=one.item,
    )
    number = open_penalty(wanted, by=officer, at=opened_at).case_id
    _add_evidence(number, one, officer=officer, second=second, at=_at(today, OPENED, hour=14))
    _take(number, "file", "approver", _at(today, FILED), reasons="有初步证据证明存在违法行为，同意立案。")
    charge = WantedCharge(
        number=1,
        act=one.act,
        act_to=wanted.act_to or today,
        values={"违法所得": Decimal(one.gain)} if one.gain != "0" else {},
        tier=one.tier,
        factor_note="主动减轻违法行为危害后果。",
        sanctions=one.sanctions,
        fine=Decimal(one.fine),
        confiscation=Decimal(one.gain),
    )
    save_charge(_case(number), PowerItem.objects.get(code=one.item), charge, by=officer, at=_at(today, CHARGED))
    _through_the_procedure(number, one, today)
    return _case(number)


def _through_the_procedure(number: int, one: Decided, today: date) -> None:
    reviewer, none = _user("reviewer"), {"needs_legal_review": False, "needs_discussion": False}
    report = {"text": "事实清楚，建议给予行政处罚。", "proposal": "penalty", "reviewer": reviewer}
    _take(number, "finish-investigation", "officer", _at(today, REPORTED), **report)
    _take(number, "review", "reviewer", _at(today, REVIEWED), verdict="agree", text="程序合法，同意。", **none)
    _take(number, "notify", "approver", _at(today, TOLD), text="同意，请依法告知。", **none)
    _serve(number, "penalty-notice", one, _at(today, TOLD, hour=15))
    _take(number, "lapse-notice", "officer", _at(today, LAPSED))
    decision = {"decision_text": one.said, "late_reason": "", "correction": "", "correct_by": None}
    _take(number, "decide", "approver", _at(today, DECIDED), **decision)
    publicity.prepare(_case(number), _at(today, DECIDED))
    _serve(number, "penalty-decision", one, _at(today, SERVED))


def _take(number: int, name: str, who: str, at: datetime, **data: Any) -> None:
    perform(number, name, actor=Actor.of(_user(who)), at=at, data=data)


def _case(number: int) -> PenaltyCase:
    return PenaltyCase.objects.defer("search").get(pk=number)


def _add_evidence(number: int, one: Decided, *, officer: User, second: User, at: datetime) -> None:
    piece = ledger.Piece(
        kind="document",
        title="经营台账复印件",
        proves=one.act,
        origin="当事人提供，与原件核对一致",
        holder="案卷",
        obtained_at=at,
        collected_by=officer,
        witnessed_by=second,
        place=SITE,
        is_copy=True,
    )
    file = SimpleUploadedFile("台账.jpg", photo(), content_type="image/jpeg")
    ledger.add_evidence(number, piece, [file], by=officer, at=at)


def _serve(number: int, form: str, one: Decided, at: datetime) -> None:
    paper = Document.objects.select_related("case").filter(case_id=number, template=form).latest("pk")
    receiver, officer = one.head or one.name, _user("officer")
    attempt = serving.record_attempt(paper, way="direct", by=officer, at=at, place=SITE, receiver=receiver, relation="本人")
    serving.succeed(attempt, on=timezone.localdate(at), by=officer, at=at)


if __name__ == "__main__":
    main()
