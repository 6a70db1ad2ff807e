"""A party and its matters for tests: served or not, as the rooms before would have left them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bureau import clocks
from bureau.documents import issue_document
from bureau.models import Case, Document
from enterprises.models import Enterprise, Membership
from licensing.models import HeldThing, MeasureCase, PenaltyCase, ServiceAttempt
from licensing.papers.sources import source_of
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, valid_code
from tests.factories.penalties import penalty_case
from tests.people import officer

CODE = valid_code(901002)


def enterprise() -> Enterprise:
    """The party."""
    return EnterpriseFactory(code=CODE, name="淮安市楚州区好味道食品有限公司")


def owner() -> Membership:
    """Its owner."""
    return MembershipFactory(enterprise=enterprise())


def case_in(state: str, **fields: Any) -> PenaltyCase:
    """An ordinary case against it."""
    enterprise()
    return penalty_case(state, enterprise_code=CODE, party_name="淮安市楚州区好味道食品有限公司", **fields)


def paper(case: Case, code: str, *, served: bool) -> Document:
    """A paper of the case, served today or not yet."""
    now = timezone.now()
    document = issue_document(case, code, {**source_of(code, case), "cause": case.title}, by=officer(), at=now - timedelta(hours=1))
    if served:
        ServiceAttempt.objects.create(
            case=case, document=document, way="direct", attempted_at=now, outcome="served", served_on=timezone.localdate(now), by=officer()
        )
    return document


def noticed(**fields: Any) -> PenaltyCase:
    """Told of the penalty intended, with the right to a hearing; its time runs."""
    today = timezone.localdate()
    case = case_in("noticed", noticed_on=today, hearing_offered=True, **fields)
    paper(case, "penalty-notice", served=True)
    for code in ("penalty-statement", "penalty-hearing-request"):
        clocks.start_clock(case_id=case.pk, code=code, on=today, rules_as_of=today)
    return case


def measure(state: str = "in-force", **fields: Any) -> MeasureCase:
    """A seizure of its goods with one line."""
    enterprise()
    now = timezone.now()
    values: dict[str, Any] = {
        **{
            "kind": "compulsory-measure",
            "number": f"QZ20261123{MeasureCase.objects.count() + 1:06d}",
            "title": "扣押涉案产品",
            "state": state,
        },
        **{
            "team_only": True,
            "enterprise_code": CODE,
            "act": "seize",
            "party_type": "unit",
            "party_name": "淮安市楚州区好味道食品有限公司",
        },
        **{"place": "仓库", "reason": "涉嫌不合格", "opened_at": now, "updated_at": now, "carried_out_at": now, "handler": officer()},
        **fields,
    }
    case = MeasureCase.objects.create(**values)
    HeldThing.objects.create(
        measure=case, number=1, name="纯净水", quantity=20, unit="箱", storage="bureau", place="局仓库", custodian="张三"
    )
    return case
