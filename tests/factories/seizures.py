"""Measures for tests: proposed, approved and carried out by the steps themselves, with fixed values."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bureau.clock_rules import load_rules
from bureau.models import ClockRule, User
from bureau.workflow import Actor, perform
from licensing.models import HeldThing, ItemBasis, ItemVersion, MeasureCase, PenaltyCase, PowerItem
from licensing.seizures import things
from licensing.seizures.opening import WantedMeasure, open_measure
from tests.factories.licensing import FROM, RECEIVED_AT
from tests.factories.penalties import NOON, penalty_case
from tests.people import approver, officer

FOOD_LIMIT = {"days": 30, "extended_by": 45, "law": "food-safety-rules", "cited": "第六十一条"}
LIMIT = {"days": 30, "extended_by": 30, "law": "enforcement", "cited": "第二十五条"}
ON_THE_SPOT: dict[str, Any] = {
    "presence": "party",
    "witness": "",
    "rights_told": True,
    "statement": "无异议。",
    "is_related": True,
    "not_sealed_elsewhere": True,
}


def measure_item(code: str = "QZ-01", *, act: str = "查封、扣押", food: bool = False) -> ItemVersion:
    """An item of the catalogue one may seal or seize under; the same code again gives the same one."""
    known, _created = PowerItem.objects.get_or_create(code=code, defaults={"kind": "measure"})
    version = ItemVersion.objects.filter(item=known, valid_to__isnull=True).first()
    if version is not None:
        return version
    measure = {"type": "行政强制措施", "act": act, "target": "有严重质量问题的产品", "limit": FOOD_LIMIT if food else LIMIT}
    version = ItemVersion.objects.create(
        item=known, number=1, kind="measure", name="查封、扣押", valid_from=FROM, loaded_at=RECEIVED_AT, checked=True, measure=measure
    )
    ItemBasis.objects.create(
        version=version,
        law="中华人民共和国产品质量法",
        law_version=FROM,
        rank="法律",
        article=18,
        citation="《中华人民共和国产品质量法》第十八条第一款第四项",
    )
    return version


def line_values(**fields: Any) -> dict[str, Any]:
    """What is written of one line."""
    return {
        "name": "电热水壶",
        "specification": "1.5 L",
        "mark": "",
        "quantity": Decimal(100),
        "unit": "只",
        "unit_value": Decimal("59.00"),
        "condition": "完好",
        "storage": HeldThing.Storage.BUREAU,
        "place": "罚没仓库 A 区",
        "custodian": "保管员 01",
        **fields,
    }


def proposed(
    *, act: str = "seize", penalty: PenaltyCase | None = None, urgent: bool = False, food: bool = False, at: datetime = NOON, lines: int = 1
) -> MeasureCase:
    """A proposal in a penalty case with its inventory."""
    if not ClockRule.objects.exists():
        load_rules()
    item = "" if act == "hold" else measure_item("QZ-05" if food else "QZ-01", food=food).item.code
    case = penalty or penalty_case()
    wanted = WantedMeasure(act=act, item_code=item, reason="抽查不合格。", place="淮城镇工业路 8 号", penalty=case, is_urgent=urgent)
    opened = open_measure(wanted, by=officer(), at=at)
    measure = MeasureCase.objects.get(pk=opened.case_id)
    for number in range(lines):
        things.add_thing(measure, line_values(name=f"电热水壶 {number + 1}"), by=officer(), at=at)
    return measure


def step(measure: MeasureCase, name: str, by: User | None, *, at: datetime = NOON, **data: Any) -> MeasureCase:
    """Take one step and return the measure as it stands then; without a person it is the system."""
    perform(measure.pk, name, actor=Actor.of(by) if by else Actor.system(), at=at, data=data)
    return MeasureCase.objects.get(pk=measure.pk)


def in_force(*, at: datetime = NOON, **fields: Any) -> MeasureCase:
    """Approved by the head and carried out a minute later."""
    measure = proposed(at=at, **fields)
    step(measure, "approve", approver(), at=at, opinion="同意。")
    later = at + timedelta(minutes=1)
    return step(measure, "carry-out", officer(), at=later, carried_out_at=later, **ON_THE_SPOT)
