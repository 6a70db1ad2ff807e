"""Cases on the way of being carried out, for the tests of this room."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from bureau import documents
from bureau.models import User
from bureau.workflow import Actor, perform
from licensing.execution.levies import create_levy
from licensing.models import Instalment, PenaltyCase, Publication, ServiceAttempt
from licensing.papers.sources import source_of
from licensing.penalties.states import PenaltyState
from tests.factories.penalties import NOON, penalty_case, penalty_item
from tests.people import officer

SERVED = date(2026, 11, 23)
DUE = date(2026, 12, 8)


def noon(day: date) -> datetime:
    """Twelve o'clock in Shanghai."""
    return datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))


def executing(*, fine: str = "10000", confiscation: str = "0", **fields: Any) -> PenaltyCase:
    """A penalty decided and served on 23 November 2026, with what it makes the party owe."""
    values = {
        "fine": Decimal(fine),
        "confiscation": Decimal(confiscation),
        "decision": "penalty",
        "decided_on": SERVED,
        "served_on": SERVED,
    }
    case = penalty_case(PenaltyState.EXECUTING, item=penalty_item(), **{**values, **fields})
    case.decision_document = documents.issue_document(case, "penalty-decision", source_of("penalty-decision", case), by=officer(), at=NOON)
    case.save(update_fields=["decision_document"])
    served(case, case.decision_document, SERVED)
    create_levy(case, served_on=SERVED, at=NOON)
    return case


def served(case: PenaltyCase, document: Any, day: date) -> ServiceAttempt:
    """The paper reached the party on that day."""
    way, at = ServiceAttempt.Way.DIRECT, noon(day)
    return ServiceAttempt.objects.create(
        case=case, document=document, way=way, attempted_at=at, outcome="served", served_on=day, by=officer()
    )


def reference_of(case: PenaltyCase, of: str = "fine") -> str:
    """The reference of what stands."""
    return Instalment.objects.get(levy__case_id=case.pk, of=of, cancelled_on__isnull=True).reference


def published(case: PenaltyCase) -> None:
    """Its publication is prepared."""
    Publication.objects.create(case=case, publish_by=date(2026, 12, 21))


def step(case: PenaltyCase, name: str, user: User, *, on: date, **data: Any) -> PenaltyCase:
    """Take one step on a day and give the case as it then is."""
    return step_with(case, name, user, on, data)


def step_with(case: PenaltyCase, name: str, user: User, day: date, data: dict[str, Any]) -> PenaltyCase:
    """The same, for a step whose form has a field called "on"."""
    perform(case.pk, name, actor=Actor.of(user), at=noon(day), data=data)
    return PenaltyCase.objects.get(pk=case.pk)


def bank_file(*rows: str, name: str = "bank.csv", header: str = "流水号,缴款编号,金额,交易日期,付款人,摘要") -> SimpleUploadedFile:
    """A file of the bank."""
    return SimpleUploadedFile(name, "\n".join([header, *rows]).encode())
