"""Charges: sums, sanctions, tiers and grounds the law does not allow, refused when an officer writes them."""

from datetime import date
from decimal import Decimal
from typing import Any

from bureau.errors import GateClosed
from licensing.models import PenaltyCase
from licensing.penalties.access import NotYours
from licensing.penalties.charging import ChargeRefused, WantedCharge, save_charge
from tests.factories.penalties import NOON, charge, penalty_case, penalty_item
from tests.licensing.procedure import scenes
from tests.licensing.unlawful.filing import third_officer
from tests.licensing.unlawful.row import Row
from tests.people import officer

ACT = "生产不符合标准的产品"


def write(case: PenaltyCase, item: Any = None, *, by: Any = None, **changes: Any) -> None:
    values: dict[str, Any] = {
        "number": 1,
        "act": ACT,
        "act_from": date(2026, 10, 1),
        "act_to": date(2026, 10, 31),
        "tier": "ordinary",
        "sanctions": ["罚款"],
        "fine": Decimal(10000),
        **changes,
    }
    save_charge(case, item or penalty_item().item, WantedCharge(**values), by=by or officer(), at=NOON)


def fined_already() -> PenaltyCase:
    case = penalty_case()
    charge(case, penalty_item("CF-911", name="对同一行为的另一处罚"))
    return case


def trying(**changes: Any) -> Any:
    return lambda case: write(case, **changes)


def without_a_fine(case: PenaltyCase) -> None:
    write(case, penalty_item("CF-912", sanctions=["警告"], fines=[]).item)


def of_a_measure(case: PenaltyCase) -> None:
    version = penalty_item("QZ-912")
    version.item.kind = "measure"
    version.item.save(update_fields=["kind"])
    write(case, version.item)


def told_wrong() -> PenaltyCase:
    """The sum was right when it was written; the notice looks again."""
    case = scenes.case(fine="30000.00")
    scenes.finish(case)
    scenes.review(case)
    return case


OLD = {"act_from": date(2024, 1, 1), "act_to": date(2024, 10, 31)}
ROWS = [
    Row(
        "fine above the range",
        penalty_case,
        trying(fine=Decimal("20000.01")),
        GateClosed,
        "above the greatest of 20,000 yuan",
        "第四十九条",
    ),
    Row("fine below the range", penalty_case, trying(fine=Decimal(1999)), GateClosed, "below the least of 2,000 yuan", "第三十二条"),
    Row("fine outside its tier", penalty_case, trying(fine=Decimal(15000)), GateClosed, "outside its tier", "第三十四条"),
    Row(
        "mitigated without a ground",
        penalty_case,
        trying(fine=Decimal(1500), tier="mitigated"),
        GateClosed,
        "allows a penalty below",
        "第三十二条",
    ),
    Row("fined though waived", penalty_case, trying(tier="waived"), GateClosed, "cannot be fined", "第三十三条"),
    Row("fine where the item has none", penalty_case, without_a_fine, GateClosed, "sets no fine", "第三十八条"),
    Row(
        "sanction not in the item",
        penalty_case,
        trying(sanctions=["罚款", "吊销营业执照"]),
        GateClosed,
        "does not provide for 吊销营业执照",
        "第三十八条",
    ),
    Row(
        "more confiscated than gained",
        penalty_case,
        trying(sanctions=["罚款", "没收违法所得"], confiscation=Decimal(900), values={"违法所得": Decimal(800)}),
        GateClosed,
        "More is to be confiscated",
        "第二十八条",
    ),
    Row("two fines for one act", fined_already, write, ChargeRefused, "fined under another", "第二十九条"),
    Row("act beyond the limitation", penalty_case, trying(**OLD), GateClosed, "more than 2 years after it ended", "第三十六条"),
    Row("charged under a measure", penalty_case, of_a_measure, ChargeRefused, "no power to punish", "第三十八条"),
    Row(
        "charged by an officer outside the team",
        penalty_case,
        lambda case: write(case, by=third_officer()),
        NotYours,
        "Only an investigating officer",
        "第四十二条",
    ),
    Row("charges changed after the report", lambda: penalty_case("reviewing"), write, NotYours, "stand as they are", "第四十四条"),
    Row("notice of a fine above the range", told_wrong, scenes.notify, GateClosed, "above the greatest of 20,000 yuan", "第四十九条"),
]
