"""Two plans of random inspection: one drawn, its matters with their officers; one published, waiting for the draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bureau.models import User
from licensing.inspections import drawing, plans
from licensing.models import Inspection, InspectionPlan

WITNESS = "区纪委监委派驻纪检组 顾某"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One plan: published so many days ago, drawn so many days ago if at all."""

    title: str
    purpose: str
    product: str
    basis: str
    wanted: int
    published_ago: int
    drawn_ago: int | None
    days: int


PLANS = (
    Planned(
        title="全区日用消费品质量监督抽查",
        purpose=InspectionPlan.Purpose.SAMPLING,
        product="日用塑料制品",
        basis="年度产品质量监督抽查计划",
        wanted=3,
        published_ago=9,
        drawn_ago=6,
        days=30,
    ),
    Planned(
        title="冬季取暖用品质量监督抽查",
        purpose=InspectionPlan.Purpose.SAMPLING,
        product="电热毯、取暖器",
        basis="年度产品质量监督抽查计划",
        wanted=4,
        published_ago=2,
        drawn_ago=None,
        days=45,
    ),
)


def is_built() -> bool:
    """Whether both are there. One query."""
    return InspectionPlan.objects.filter(title__in=[one.title for one in PLANS]).count() >= len(PLANS)


def build(*, now: datetime, staff: Mapping[str, User]) -> list[int]:
    """Add what is missing; the ids of the matters drawn."""
    known = set(InspectionPlan.objects.filter(title__in=[one.title for one in PLANS]).values_list("title", flat=True))
    added = [_plan(one, now=now, staff=staff) for one in PLANS if one.title not in known]
    return list(Inspection.objects.filter(plan__in=added).order_by("pk").values_list("pk", flat=True))


def _plan(one: Planned, *, now: datetime, staff: Mapping[str, User]) -> InspectionPlan:
    """Entered by the supervisor, drawn by the head: nobody draws a plan of their own."""
    published_at = now - timedelta(days=one.published_ago, hours=1)
    fields = {
        "title": one.title,
        "purpose": one.purpose,
        "product": one.product,
        "basis": one.basis,
        "pool_filter": {},
        "wanted_enterprises": one.wanted,
        "officers_each": 2,
        "due_on": (now + timedelta(days=one.days)).date(),
    }
    row = plans.create_plan(fields, by=staff["supervisor"], at=published_at - timedelta(minutes=20))
    row = plans.publish_plan(row, version=row.version, at=published_at)
    if one.drawn_ago is None:
        return row
    drawn_at = now - timedelta(days=one.drawn_ago)
    return drawing.draw_plan(row, by=staff["approver"], witness=WITNESS, version=row.version, at=drawn_at)
