"""Payment, late fee, court, closing and publicity: what may not be asked, counted or ended (行政处罚法 66 to 74; 行政强制法 53, 54)."""

from datetime import date
from decimal import Decimal
from typing import Any

from bureau.errors import GateClosed
from bureau.models import Document
from licensing.execution.registry import on_demand_served
from licensing.models import HeldThing, PenaltyCase
from tests.factories.seizures import in_force
from tests.licensing.execution import scenes
from tests.licensing.execution.scenes import executing, step
from tests.licensing.unlawful.row import Row
from tests.people import approver, officer

D = date
COURT = {"court": "淮安市淮安区人民法院"}


def demanded() -> PenaltyCase:
    case = executing()
    day = D(2027, 5, 4)
    step(case, "demand", officer(), on=day)
    letter = Document.objects.get(case_id=case.pk, template="payment-demand")
    on_demand_served(scenes.served(case, letter, day), scenes.noon(day))
    return case


def fought() -> PenaltyCase:
    case = demanded()
    return step(case, "record-remedy", officer(), on=D(2027, 5, 20), kind="suit", body="区法院", began_on=D(2027, 5, 20))


def under_review() -> PenaltyCase:
    """Asked for review the day after the last day to pay: not one day of late fee came up."""
    case = executing()
    return step(case, "record-remedy", officer(), on=D(2026, 12, 9), kind="reconsideration", body="区政府", began_on=D(2026, 12, 9))


def capped() -> PenaltyCase:
    """The late fee reached the fine and was imposed."""
    return step(executing(), "impose-late-fee", approver(), on=D(2027, 3, 1))


def with_goods(disposition: str) -> PenaltyCase:
    """Paid, with goods that are still held, or confiscated and not dealt with."""
    case = paid()
    measure = in_force()
    measure.penalty = case
    measure.save(update_fields=["penalty"])
    HeldThing.objects.filter(measure=measure).update(disposition=disposition)
    return case


def paid() -> PenaltyCase:
    case = executing(fine="0", confiscation="0")
    scenes.published(case)
    return case


def unpaid() -> PenaltyCase:
    case = executing()
    scenes.published(case)
    return case


def ask(case: PenaltyCase, *lines: tuple[str, str], kind: str = "instalments") -> None:
    plan = [{"due_on": day, "amount": amount} for day, amount in lines]
    step(case, "ask-relief", officer(), on=scenes.SERVED, kind=kind, reason="经营困难", plan=plan)


def apply(case: PenaltyCase, day: date) -> None:
    step(case, "apply-court", approver(), on=day, **COURT)


def close(case: PenaltyCase) -> None:
    step(case, "close", approver(), on=D(2027, 3, 1), text="执行完毕", is_corrected=True)


def cash(case: PenaltyCase, **changes: Any) -> None:
    data = {"ground": "68-1", "amount": Decimal(100), "paid_on": scenes.SERVED, "receipt": "苏财 001", **changes}
    step(case, "take-cash", officer(), on=scenes.SERVED, **data)


ROWS = [
    Row(
        "late fee before the last day to pay",
        executing,
        lambda case: step(case, "impose-late-fee", approver(), on=scenes.DUE),
        GateClosed,
        "No late fee came up",
        "第七十二条",
    ),
    Row(
        "late fee above the fine",
        capped,
        lambda case: step(case, "impose-late-fee", approver(), on=D(2027, 12, 1)),
        GateClosed,
        "No late fee came up",
        "第七十二条",
    ),
    Row(
        "late fee during a review",
        under_review,
        lambda case: step(case, "impose-late-fee", approver(), on=D(2027, 2, 1)),
        GateClosed,
        "a remedy or plan runs",
        "第七十三条",
    ),
    Row(
        "demand before anything is due",
        executing,
        lambda case: step(case, "demand", officer(), on=scenes.DUE),
        GateClosed,
        "Nothing is overdue",
        "第六十七条",
    ),
    Row(
        "plan for less than the fine",
        executing,
        lambda case: ask(case, ("2027-01-31", "9000.00")),
        GateClosed,
        "exactly the open fine",
        "第六十六条",
    ),
    Row("court without a demand", executing, lambda case: apply(case, D(2027, 5, 24)), GateClosed, "must be demanded first", "第五十四条"),
    Row(
        "court within ten days of the demand",
        demanded,
        lambda case: apply(case, D(2027, 5, 10)),
        GateClosed,
        "ten days after the demand",
        "第五十四条",
    ),
    Row(
        "court before the remedies are over",
        demanded,
        lambda case: apply(case, D(2027, 5, 23)),
        GateClosed,
        "may still seek a remedy",
        "第五十三条",
    ),
    Row(
        "court while a suit runs",
        fought,
        lambda case: apply(case, D(2027, 5, 24)),
        GateClosed,
        "reconsideration or suit is not over",
        "第五十三条",
    ),
    Row("court after three months", demanded, lambda case: apply(case, D(2027, 8, 24)), GateClosed, "three months", "第五十三条"),
    Row("closed with the fine unpaid", unpaid, close, GateClosed, "not paid in full", "第六十六条"),
    Row("closed with goods still held", lambda: with_goods("held"), close, GateClosed, "still held", "第二十七条"),
    Row(
        "closed with confiscated goods about",
        lambda: with_goods("confiscated"),
        close,
        GateClosed,
        "goods are not dealt with",
        "第七十四条第一款",
    ),
    Row(
        "closed before publicity",
        lambda: executing(fine="0"),
        close,
        GateClosed,
        "publication of the decision is not prepared",
        "第四十八条",
    ),
    Row("cash in an ordinary case", executing, cash, GateClosed, "imposed on the spot", "第六十八条"),
    Row(
        "cash without the receipt",
        executing,
        lambda case: cash(case, ground="69", receipt=" "),
        GateClosed,
        "Without the receipt",
        "第七十条",
    ),
]
