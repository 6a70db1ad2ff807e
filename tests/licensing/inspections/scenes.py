"""A district in which something can be drawn: five enterprises, three officers, a head; plans and inspections on the way."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bureau.models import Case, User
from bureau.roles import Role
from bureau.workflow import Actor, perform, workflow_for
from enterprises.models import Enterprise
from licensing.inspections import drawing, plans
from licensing.models import Inspection, InspectionOfficer, InspectionPlan
from tests import people
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.factories.enterprises import DeclaredStandardFactory, EnterpriseFactory
from tests.factories.licensing import item

AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 23)
# Pages look at the real day: it lies far behind this one.
DUE = date(2035, 12, 31)
SAMPLING, STANDARDS = InspectionPlan.Purpose.SAMPLING, InspectionPlan.Purpose.STANDARDS

SAMPLE = {
    "place": "stock",
    "product": "速冻水饺",
    "model": "500克/袋",
    "batch": "20261101",
    "producer": "淮安市某食品有限公司",
    "base_quantity": 300,
    "quantity": 12,
    "reserve": 4,
    "unit": "袋",
    "seal_number": "FY-2026-0001",
    "price": 96,
    "signed": "signed",
    "note": "",
}
PASSED_LINE = {"item": "菌落总数", "standard": "≤10000", "measured": "120", "passed": True}
FAILED_LINE = {"item": "净含量", "standard": "500g", "measured": "452g", "passed": False}
PASSED = {"report_number": "WT-1", "items": [PASSED_LINE], "conclusion": "pass", "serious": False}
FAILED = {"report_number": "WT-2", "items": [PASSED_LINE, FAILED_LINE], "conclusion": "fail", "serious": False}
SERIOUS = {**FAILED, "serious": True}
RETEST_PASSED = {**PASSED, "report_number": "FJ-1", "laboratory": "江苏省产品质量监督检验研究院"}
RETEST_FAILED = {**FAILED, "report_number": "FJ-2", "laboratory": "江苏省产品质量监督检验研究院"}
LABORATORY = {"laboratory": "淮安市产品质量监督综合检验中心", "note": ""}
CONFORMS = {"answers": dict.fromkeys(("published", "indicators", "in_force", "not_below", "product_meets"), "yes"), "finding": ""}
DEFECT = {"answers": {**CONFORMS["answers"], "published": "no"}, "finding": "产品包装未标注所执行的标准编号"}  # type: ignore[dict-item]
ORDER = {"demands": "停止销售该批次产品，查明原因。", "rectify_by": AT.date() + timedelta(days=60)}


def third_officer() -> User:
    """A third officer, so that somebody can take a place."""
    user = UserFactory(username="third-officer", display_name="周敏", roles=[Role.OFFICER.value], at_inspection=True)
    return OfficerFactory(user=user, certificate_number="苏08040003").user


def officers() -> list[User]:
    """Three officers with valid certificates."""
    return [people.officer(), people.second_officer(), third_officer()]


def enterprises(count: int = 5, *, standards: bool = False) -> list[Enterprise]:
    """Operating enterprises of the district, with a declared standard each if wished."""
    rows = EnterpriseFactory.create_batch(count)
    if standards:
        for row in rows:
            DeclaredStandardFactory(enterprise=row)
    return rows


def wanted(purpose: str = SAMPLING, **changes: Any) -> dict[str, Any]:
    """What somebody typed for a plan."""
    return {
        "title": "2026年第四季度速冻食品监督抽查",
        "purpose": purpose,
        "product": "速冻水饺" if purpose == SAMPLING else "",
        "basis": "2026年度监督抽查计划",
        "pool_filter": {},
        "wanted_enterprises": 2,
        "officers_each": 2,
        "due_on": DUE,
        **changes,
    }


def draft(purpose: str = SAMPLING, *, at: datetime = AT, **changes: Any) -> InspectionPlan:
    """A plan entered by the supervisor."""
    item("QT-06", name="产品质量监督抽查", kind="other")
    item("QT-07", name="企业标准自我声明公开的监督", kind="other")
    return plans.create_plan(wanted(purpose, **changes), by=people.supervisor(), at=at)


def published(purpose: str = SAMPLING, *, at: datetime = AT, **changes: Any) -> InspectionPlan:
    """A plan with frozen pools of five enterprises and three officers."""
    officers()
    enterprises(standards=purpose == STANDARDS)
    plan = draft(purpose, at=at, **changes)
    return plans.publish_plan(plan, version=plan.version, at=at)


def drawn(purpose: str = SAMPLING, *, at: datetime = AT, **changes: Any) -> InspectionPlan:
    """A plan drawn by the head."""
    plan = published(purpose, at=at, **changes)
    return drawing.draw_plan(plan, by=people.approver(), witness="区纪委 王某", version=plan.version, at=at)


def inspection(purpose: str = SAMPLING, **changes: Any) -> Inspection:
    """The first inspection of a drawn plan."""
    return Inspection.objects.get(plan=drawn(purpose, **changes), rank=1)


def lead_of(case: Case) -> User:
    """The officer who has it in hand."""
    handler = Case.objects.get(pk=case.pk).handler
    assert handler is not None
    return handler


def team_of(case: Case) -> list[InspectionOfficer]:
    """The standing officers in their order."""
    return list(InspectionOfficer.objects.filter(inspection_id=case.pk, ended_at__isnull=True).order_by("rank"))


def take(case: Case, name: str, data: dict[str, Any] | None = None, *, at: datetime = AT, actor: Actor | None = None) -> Inspection:
    """One step by whom it is for: the lead, the head for what heads do, the enterprise for its own."""
    by = workflow_for(case.kind).transition(name).by
    if actor is None:
        if Role.ENTERPRISE in by:
            actor = Actor(frozenset({Role.ENTERPRISE}))
        elif Role.OFFICER in by:
            actor = Actor.of(lead_of(case))
        else:
            actor = Actor.of(people.approver())
    perform(case.pk, name, actor=actor, at=at, data=data or {})
    return Inspection.objects.get(pk=case.pk)


def sampled(report: dict[str, Any] = PASSED, **changes: Any) -> Inspection:
    """An inspection up to the laboratory's result, not told yet."""
    case = inspection(**changes)
    for name, data in (("print-notice", {}), ("take-sample", SAMPLE), ("send-to-laboratory", LABORATORY), ("record-result", report)):
        case = take(case, name, data)
    return case


def told(report: dict[str, Any] = PASSED, *, on: date = TODAY, **changes: Any) -> Inspection:
    """An inspection whose result the enterprise has received."""
    case = take(sampled(report, **changes), "issue-result")
    return take(case, "tell-result", {"received_on": on, "how": "in-person"})
