"""The simple procedure: what may not be decided or collected on the spot (行政处罚法 29 to 31, 42, 44, 45, 51, 52, 68)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import User
from bureau.workflow import Actor, perform
from licensing.models import PenaltyCase
from licensing.spot import deciding
from tests.factories.penalties import NOON, penalty_case
from tests.factories.penalties import charge as charge_row
from tests.licensing.spot import scenes
from tests.licensing.unlawful.row import Row
from tests.people import approver, officer, officer_with_expired_certificate

Prepared = dict[str, Any]


def ready(party: Any = scenes.wanted, **changes: Any) -> Any:
    """Nothing but item and reference data; the whole matter is the attempt."""

    def prepare() -> Prepared:
        return {"item": scenes.small_item().item, "party": party(**changes)}

    return prepare


def deciding_with(charge: Any = None, by: Any = officer, **said: Any) -> Any:
    def attempt(prepared: Prepared) -> None:
        deciding.decide_at_once(prepared["party"], prepared["item"], charge or scenes.charge(), scenes.said(**said), by=by(), at=NOON)

    return attempt


def fined_in_another_case() -> Prepared:
    party = scenes.wanted()
    row = penalty_case(enterprise_code=scenes.CODE)
    charge_row(row, scenes.small_item(), act_from=None, act_to=scenes.TODAY)
    return {"item": scenes.small_item().item, "party": party}


def lapsed() -> Prepared:
    return {"item": scenes.small_item().item, "party": scenes.wanted(officers=[officer(), officer_with_expired_certificate()])}


def alone() -> Prepared:
    return {"item": scenes.small_item().item, "party": scenes.wanted(officers=[officer()])}


def handed_over(fine: int) -> PenaltyCase:
    return scenes.handed_over(scenes.decided(sum_=scenes.charge(fine=Decimal(fine))))


def take(case: PenaltyCase, name: str, user: User, **data: Any) -> None:
    perform(case.pk, name, actor=Actor.of(user), at=NOON + timedelta(minutes=9), data=data)


def cash(case: PenaltyCase) -> None:
    take(case, "take-cash", officer(), ground="68-1", amount=Decimal(101), paid_on=scenes.TODAY, receipt="苏财 001")


def decide_again(case: PenaltyCase) -> None:
    take(case, "decide-spot", officer(), **scenes.said(), when=NOON)


ROWS = [
    Row("on the spot by one officer", alone, deciding_with(), GateClosed, "at least two enforcement officers", "第四十二条"),
    Row("on the spot with a lapsed certificate", lapsed, deciding_with(), GateClosed, "no enforcement certificate valid", "第四十二条"),
    Row(
        "certificates not shown",
        ready(),
        deciding_with(certificates_shown=False),
        GateClosed,
        "show their enforcement certificates",
        "第五十二条第一款",
    ),
    Row("facts in doubt", ready(), deciding_with(facts_clear=False), GateClosed, "beyond doubt", "第五十一条"),
    Row("party not heard", ready(), deciding_with(said_nothing=False), GateClosed, "Hear the party", "第四十五条"),
    Row(
        "unit above the cap",
        ready(),
        deciding_with(scenes.charge(fine=Decimal(3001), tier="ordinary")),
        GateClosed,
        "above the 3000 yuan",
        "第五十一条",
    ),
    Row(
        "citizen above the cap",
        ready(scenes.citizen),
        deciding_with(scenes.charge(fine=Decimal(201)), born_on=scenes.born(40)),
        GateClosed,
        "above the 200 yuan",
        "第五十一条",
    ),
    Row(
        "confiscation on the spot",
        ready(),
        deciding_with(scenes.charge(sanctions=["罚款", "没收违法所得"], confiscation=Decimal(10))),
        GateClosed,
        "only a warning or a fine",
        "第五十一条",
    ),
    Row(
        "child below fourteen",
        ready(scenes.citizen),
        deciding_with(scenes.charge(fine=Decimal(100)), born_on=scenes.born(13)),
        GateClosed,
        "below fourteen",
        "第三十条",
    ),
    Row(
        "not responsible",
        ready(scenes.citizen),
        deciding_with(scenes.charge(fine=Decimal(100)), born_on=scenes.born(40), not_responsible=True),
        GateClosed,
        "could not tell or control",
        "第三十一条",
    ),
    Row("the same act in two cases", fined_in_another_case, deciding_with(), GateClosed, "must not be fined twice", "第二十九条"),
    Row("decided twice on the spot", scenes.decided, decide_again, TransitionRefused, "is not possible while", "第五十一条"),
    Row("cash above a hundred yuan", lambda: handed_over(101), cash, GateClosed, "above 100 yuan", "第六十八条"),
    Row(
        "closed before it is on file",
        lambda: handed_over(101),
        lambda case: take(case, "close", approver(), text="完毕", is_corrected=True),
        GateClosed,
        "not on file with the bureau",
        "第五十二条第三款",
    ),
]
