"""Cash taken from the party, where the law allows it, and its way to the bank.

行政处罚法 68 and 69 (when), 70 (the receipt of the finance department), 71 (to the bureau within two days, to the bank within two more;
working days by 85).
"""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.aftermath import end_clock
from bureau.errors import GateClosed
from bureau.models import Clock
from bureau.workflow import Act
from licensing.execution.accounts import account
from licensing.execution.levies import settle
from licensing.fines.bounds import SPOT_CASH, bound
from licensing.models import BankPayment, PenaltyCase

TO_BUREAU, TO_BANK = "penalty-cash-to-bureau", "penalty-cash-to-bank"
SMALL, HARD, REMOTE = "68-1", "68-2", "69"
SERIAL = "现金"


def cash_of(case: PenaltyCase) -> "QuerySet[BankPayment]":
    """Cash taken in this case."""
    return BankPayment.objects.filter(instalment__levy__case_id=case.pk, is_cash=True)


def take(act: Act) -> None:
    """Cash is taken against a receipt and pays what is open. Raises GateClosed with everything that speaks against it."""
    case, data, today = act.case, act.data, act.now.date()
    paid_on: date = data["paid_on"]
    amount: Decimal = data["amount"]
    found = account(case.pk)
    row = next((one for one in found.standing if one.open), None) if found else None
    faults = _ground_faults(case, data["ground"], paid_on)
    serial = f"{SERIAL}-{data['receipt'].strip()}"
    if not data["receipt"].strip():
        faults.append(_("Without the receipt of the finance department no cash is taken (行政处罚法第七十条)."))
    if BankPayment.objects.filter(serial=serial).exists():
        faults.append(_("A payment with this receipt is on record already (行政处罚法第七十条)."))
    if found is None or row is None or amount > found.open_of():
        faults.append(_("No more cash is taken than is owed (行政处罚法第六十七条)."))
    if paid_on > today or (case.served_on and paid_on < case.served_on):
        faults.append(_("The day lies in the future or before the decision was served (行政处罚法第六十七条)."))
    if faults or found is None or row is None:
        raise GateClosed(faults)
    BankPayment.objects.create(
        serial=serial,
        reference=row.instalment.reference,
        amount=amount,
        paid_on=paid_on,
        instalment=row.instalment,
        matched_at=act.at,
        matched_by=act.actor.user,
        note=f"{data['ground']} {data.get('note') or ''}".strip(),
        is_cash=True,
    )
    _start(case, TO_BUREAU, paid_on)
    settle(found.levy, at=act.at)
    act.record = {"amount": f"{amount:.2f}", "receipt": data["receipt"], "ground": data["ground"]}


def hand_in(act: Act) -> None:
    """The officer hands it in; the bureau has two working days for the bank (71)."""
    _pass_on(act, cash_of(act.case).filter(handed_in_on__isnull=True), "handed_in_on")
    _stop(act, TO_BUREAU)
    _start(act.case, TO_BANK, act.data["on"])


def bank(act: Act) -> None:
    """The bureau pays it into the bank (71)."""
    _pass_on(act, cash_of(act.case).filter(handed_in_on__isnull=False, banked_on__isnull=True), "banked_on")
    _stop(act, TO_BANK)


def _ground_faults(case: PenaltyCase, ground: str, day: date) -> list[str]:
    is_simple = case.procedure == PenaltyCase.Procedure.SIMPLE
    if ground in (SMALL, HARD) and not is_simple:
        return [_("Only a fine imposed on the spot is taken in cash (行政处罚法第六十八条).")]
    if ground == SMALL and case.fine > bound(SPOT_CASH, day):
        words = _("The fine is above %(limit)s yuan: in cash only if it is hard to collect later (行政处罚法第六十八条).")
        return [words % {"limit": f"{bound(SPOT_CASH, day):.0f}"}]
    return []


def _pass_on(act: Act, rows: "QuerySet[BankPayment]", column: str) -> None:
    day: date = act.data["on"]
    before = "handed_in_on" if column == "banked_on" else "paid_on"
    chosen = list(rows)
    if day > act.now.date() or any(day < getattr(one, before) for one in chosen):
        raise GateClosed([_("The day lies in the future or before the cash was taken (行政处罚法第七十一条).")])
    act.record = {"on": day.isoformat(), "amount": f"{sum((one.amount for one in chosen), Decimal(0)):.2f}"}
    rows.update(**{column: day})


def _start(case: PenaltyCase, code: str, on: date) -> None:
    if not Clock.objects.running().filter(case_id=case.pk, code=code).exists():
        clocks.start_clock(case_id=case.pk, code=code, on=on, rules_as_of=timezone.localdate(case.opened_at))


def _stop(act: Act, code: str) -> None:
    if Clock.objects.running().filter(case_id=act.case.pk, code=code).exists():
        end_clock(act.case, code, at=act.at, done_on=act.data["on"])
