"""Compulsory measures and evidence held: what nobody may seal, keep, extend or take (行政强制法 16 to 28; 行政处罚法 56)."""

from datetime import timedelta
from typing import Any

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import User
from licensing.models import MeasureCase, PenaltyCase
from licensing.seizures import things
from licensing.seizures.expiry import keep_dates
from licensing.seizures.opening import MeasureRefused, WantedMeasure, open_measure
from tests.factories.penalties import NOON, penalty_case
from tests.factories.seizures import ON_THE_SPOT, in_force, line_values, measure_item, proposed, step
from tests.licensing.unlawful.row import Row
from tests.people import approver, officer, officer_with_expired_certificate, reviewer

DAY = timedelta(days=1)
LATE = NOON + 31 * DAY


def carry_out(measure: MeasureCase, name: str = "carry-out", by: User | None = None, **changes: Any) -> None:
    step(measure, name, by or officer(), carried_out_at=NOON, **{**ON_THE_SPOT, **changes})


def approved(**fields: Any) -> MeasureCase:
    return step(proposed(**fields), "approve", approver(), opinion="同意。")


def with_lapsed_officer() -> PenaltyCase:
    return penalty_case(officers=[officer(), officer_with_expired_certificate()])


def wanted(penalty: PenaltyCase, **changes: Any) -> WantedMeasure:
    values: dict[str, Any] = {"act": "seize", "item_code": measure_item().item.code, "reason": "抽查不合格。", "place": "厂区", **changes}
    return WantedMeasure(penalty=penalty, **values)


def propose(penalty: PenaltyCase, **changes: Any) -> None:
    open_measure(wanted(penalty, **changes), by=officer(), at=NOON)


def urgent() -> MeasureCase:
    return step(proposed(urgent=True), "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)


def head_who_investigated() -> MeasureCase:
    measure = proposed()
    measure.members.create(user=approver(), part="officer", since=NOON, until=NOON)
    return measure


def seized_elsewhere() -> MeasureCase:
    """A batch that another measure holds."""
    first = proposed(lines=0)
    things.add_thing(first, line_values(mark="LOT-7"), by=officer(), at=NOON)
    step(first, "approve", approver(), opinion="同意。")
    carry_out(first)
    return proposed(lines=0)


def extended() -> MeasureCase:
    return step(in_force(), "extend", approver(), reason="案情复杂。")


def expired(**fields: Any) -> MeasureCase:
    measure = in_force(**fields)
    keep_dates(LATE)
    return MeasureCase.objects.get(pk=measure.pk)


def decided_without_goods() -> MeasureCase:
    measure = in_force()
    PenaltyCase.objects.filter(pk=measure.penalty_id).update(decision="penalty", decided_on=NOON.date(), sanctions=["罚款"])
    return MeasureCase.objects.get(pk=measure.pk)


def decided_case() -> PenaltyCase:
    return penalty_case("executing", decided_on=NOON.date(), decision="penalty")


def seize_again(measure: MeasureCase) -> None:
    things.add_thing(measure, line_values(mark="lot-7"), by=officer(), at=NOON)


def seize_held(hold: MeasureCase) -> None:
    measure_item()
    step(hold, "seize", officer(), at=LATE, act="seize", item_code="QZ-01", reason="经检验不合格。", lines=[1])


def test_things(measure: MeasureCase) -> None:
    data = {
        "kind": "testing",
        "subject": "电热水壶",
        "question": "是否合格",
        "laboratory": "市质检所",
        "expected_on": (LATE + 9 * DAY).date(),
    }
    step(measure, "begin-examination", officer(), at=LATE, **data)


ROWS = [
    Row("proposed with a lapsed certificate", with_lapsed_officer, propose, MeasureRefused, "valid certificate", "第十八条"),
    Row(
        "proposed by who is no officer",
        penalty_case,
        lambda case: open_measure(wanted(case), by=reviewer(), at=NOON),
        MeasureRefused,
        "Only an investigating officer",
        "第十七条",
    ),
    Row("proposed after the decision", decided_case, propose, MeasureRefused, "decided or closed", "第二十七条"),
    Row("measure without approval", proposed, carry_out, TransitionRefused, "is not possible while", "第十八条"),
    Row(
        "ordinary measure carried out as an urgent one",
        proposed,
        lambda measure: carry_out(measure, "carry-out-urgent"),
        GateClosed,
        "only in an urgent case",
        "第十九条",
    ),
    Row(
        "approved by who investigated",
        head_who_investigated,
        lambda measure: step(measure, "approve", approver(), opinion="同意。"),
        GateClosed,
        "You investigated this case",
        "第五十七条",
    ),
    Row(
        "rights not told on the spot",
        approved,
        lambda measure: carry_out(measure, rights_told=False),
        GateClosed,
        "told on the spot",
        "第十八条",
    ),
    Row(
        "neither party nor witness",
        approved,
        lambda measure: carry_out(measure, presence="witness", witness=""),
        GateClosed,
        "a witness invited",
        "第十八条第四项",
    ),
    Row(
        "necessities of life taken",
        approved,
        lambda measure: carry_out(measure, is_related=False),
        GateClosed,
        "necessities of life",
        "第二十三条第一款",
    ),
    Row("carried out without an inventory", lambda: approved(lines=0), carry_out, GateClosed, "Write the inventory first", "第二十四条"),
    Row(
        "urgent measure approved after a day",
        urgent,
        lambda measure: step(measure, "complete-approval", approver(), at=NOON + timedelta(hours=24, minutes=1), opinion="同意。"),
        GateClosed,
        "twenty-four hours",
        "第十九条",
    ),
    Row("second seizure of the same thing", seized_elsewhere, seize_again, things.ThingRefused, "no second seizure", "第二十三条第二款"),
    Row(
        "extended twice",
        extended,
        lambda measure: step(measure, "extend", approver(), at=NOON + DAY, reason="再延"),
        GateClosed,
        "no second extension",
        "第二十五条第一款",
    ),
    Row(
        "extended by more than thirty days",
        in_force,
        lambda measure: step(measure, "extend", approver(), reason="案情复杂", days=31),
        GateClosed,
        "at most 30 days",
        "第二十五条",
    ),
    Row(
        "extended by an officer",
        in_force,
        lambda measure: step(measure, "extend", officer(), reason="案情复杂"),
        TransitionRefused,
        "may not take the step",
        "第二十五条",
    ),
    Row(
        "extended after its last day",
        in_force,
        lambda measure: step(measure, "extend", approver(), at=LATE, reason="案情复杂"),
        GateClosed,
        "cannot be extended any more",
        "第二十五条第一款",
    ),
    Row(
        "expired and extended",
        expired,
        lambda measure: step(measure, "extend", approver(), at=LATE, reason="案情复杂"),
        TransitionRefused,
        "is not possible while",
        "第二十五条",
    ),
    Row("tested after its last day", in_force, test_things, GateClosed, "must be released at once", "第二十八条"),
    Row(
        "sold after its last day",
        in_force,
        lambda measure: step(measure, "dispose", approver(), at=LATE, way="sold", proceeds=1, reason="鲜活", lines=[1]),
        GateClosed,
        "must be released at once",
        "第二十八条",
    ),
    Row(
        "confiscated without a decision",
        in_force,
        lambda measure: step(measure, "confiscate", officer()),
        GateClosed,
        "only by a penalty decision",
        "第二十七条",
    ),
    Row(
        "confiscated by a decision that does not say so",
        decided_without_goods,
        lambda measure: step(measure, "confiscate", officer()),
        GateClosed,
        "only by a penalty decision",
        "第二十七条",
    ),
    Row("closed while things are held", in_force, lambda measure: step(measure, "end", approver()), GateClosed, "still held", "第二十八条"),
    Row(
        "evidence held without approval", lambda: proposed(act="hold"), carry_out, TransitionRefused, "is not possible while", "第五十六条"
    ),
    Row(
        "evidence held urgently",
        penalty_case,
        lambda case: propose(case, act="hold", item_code="", is_urgent=True),
        MeasureRefused,
        "only with the head's approval first",
        "第五十六条",
    ),
    Row("evidence seized after the seven days", lambda: expired(act="hold"), seize_held, GateClosed, "seven days", "第五十六条"),
]
