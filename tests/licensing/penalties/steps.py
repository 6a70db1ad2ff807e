"""Taking steps of a penalty case in tests, and the day on which they happen."""

from datetime import datetime, timedelta
from typing import Any

from bureau.models import Case, User
from bureau.workflow import Actor, perform
from licensing.models import PenaltyCase
from licensing.penalties.opening import WantedPenalty, open_penalty
from tests.factories.docket import RECEIVED_AT
from tests.factories.penalties import penalty_item
from tests.people import approver, officer, second_officer

AT = RECEIVED_AT
DAY = timedelta(days=1)


def wanted(**changes: Any) -> WantedPenalty:
    """A lead from an inspection of a company, found on the day the tests begin."""
    values: dict[str, Any] = {
        "source": "inspection",
        "title": "好又多超市涉嫌销售不合格产品",
        "facts": "现场发现在售插座无强制性认证标志。",
        "party_type": "unit",
        "party_name": "淮安市好又多超市",
        "discovered_on": AT.date(),
        "act_from": AT.date() - 30 * DAY,
        "act_to": AT.date(),
        "lead": officer(),
        "officers": [second_officer()],
        **changes,
    }
    return WantedPenalty(**values)


def lead(at: datetime = AT, **changes: Any) -> PenaltyCase:
    """A lead under verification, opened by its officer in charge, with an item it may fall under."""
    penalty_item()
    asked = wanted(**{"item_code": "CF-901", **changes})
    opened = open_penalty(asked, by=asked.lead, at=at)
    return PenaltyCase.objects.get(pk=opened.case_id)


def do(case: Case, step: str, user: User | None = None, at: datetime = AT, **data: Any) -> PenaltyCase:
    """Take a step, as the head unless somebody else is named; the case as it stands afterwards."""
    perform(case.pk, step, actor=Actor.of(user or approver()), at=at, data=data)
    case.refresh_from_db()
    return PenaltyCase.objects.get(pk=case.pk)
