"""Reconsideration and suit against a decision: recorded, and what follows when they end (行政处罚法 73).

Rooms that act on a decision that no longer stands as it was (publicity withdraws within three days) join with `on_decision_undone`.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import User
from bureau.workflow import Act
from licensing.execution.accounts import UNDOING, account_of
from licensing.execution.levies import Asked, Of, ask, cancel, payable_until, settle
from licensing.models import Levy, PenaltyCase, Remedy

Callback = Callable[[Remedy, datetime], None]
Result = Remedy.Result
ZERO = Decimal(0)
_listeners: list[Callback] = []


def on_decision_undone(callback: Callback) -> None:
    """Call `callback(remedy, at)` in the transaction in which a decision was changed, revoked or found unlawful."""
    if callback not in _listeners:
        _listeners.append(callback)


def record(act: Act) -> None:
    """A reconsideration or suit began: from that day no late fee is counted (73 para. 3). Raises GateClosed."""
    case, data, user = act.case, act.data, act.actor.user
    faults = []
    if user is None:
        faults.append(_("This is recorded by a person."))
    if case.served_on is None or not case.served_on <= data["began_on"] <= act.now.date():
        faults.append(_("It cannot begin before the decision was served, or in the future (行政复议法第二十条)."))
    if Remedy.objects.filter(case_id=case.pk, kind=data["kind"], ended_on__isnull=True).exists():
        faults.append(_("One of this kind is open already (行政处罚法第七十三条)."))
    if faults or user is None:
        raise GateClosed(faults)
    names = ("kind", "body", "number", "began_on")
    values = {name: data.get(name) or "" for name in names}
    Remedy.objects.create(case_id=case.pk, stops_execution=bool(data.get("stops_execution")), entered_by=user, **values)
    act.note = data["body"]
    act.record = {"kind": data["kind"], "began_on": data["began_on"].isoformat()}


def end(act: Act) -> None:
    """One of what is open ended. A changed or revoked decision changes what is owed. Raises GateClosed for an impossible day."""
    case, data = act.case, act.data
    remedy = _ended(case, data.get("which") or "")
    if not remedy.began_on <= data["ended_on"] <= act.now.date():
        raise GateClosed([_("It cannot end before it began, or in the future (行政处罚法第七十三条).")])
    new_fine = data.get("new_fine")
    if data["result"] == Result.CHANGED and new_fine is None:
        raise GateClosed([_("Say what the fine is now; 0 if none is left (行政复议法第六十三条).")])
    if new_fine is not None and new_fine > case.fine and remedy.kind == Remedy.Kind.RECONSIDERATION:
        raise GateClosed([_("A reconsideration does not make the fine heavier (行政复议法第六十三条第二款).")])
    remedy.ended_on, remedy.result, remedy.result_text = data["ended_on"], data["result"], data["result_text"]
    remedy.new_fine = new_fine
    remedy.save()
    act.note = data["result_text"]
    act.record = {"kind": remedy.kind, "result": data["result"], **({"new_fine": f"{new_fine:.2f}"} if new_fine is not None else {})}
    if data["result"] in (Result.CHANGED, Result.REVOKED):
        change_levy(
            case, fine=new_fine or ZERO, keeps_gain=data["result"] == Result.CHANGED, on=data["ended_on"], by=act.actor.user, at=act.at
        )
    if data["result"] in UNDOING:
        for listener in _listeners:
            listener(remedy, act.at)


def _ended(case: PenaltyCase, which: str) -> Remedy:
    """The one meant: of one kind never more than one is open. Raises GateClosed when none of it is open, or several and none was named."""
    rows = Remedy.objects.select_for_update().filter(case_id=case.pk, ended_on__isnull=True)
    found = list(rows.filter(kind=which) if which else rows)
    if not found:
        raise GateClosed([_("No reconsideration or suit is open (行政处罚法第七十三条).")])
    if len(found) > 1:
        raise GateClosed([_("Several are open: say which one ended (行政处罚法第七十三条).")])
    return found[0]


def change_levy(case: PenaltyCase, *, fine: Decimal, keeps_gain: bool, on: date, by: User | None, at: datetime) -> None:
    """What is owed after the decision was changed or revoked: earlier payments count, what is too much shows as to be paid back.

    The late fee on the old fine falls away with it. The decision itself stays as it was issued; the case keeps what it said.
    """
    levy = Levy.objects.select_for_update().filter(case_id=case.pk).first()
    if levy is None:
        return
    account = account_of(levy)
    paid_fine = sum((row.paid for row in account.rows if row.instalment.of == Of.FINE), ZERO)
    cancel(levy, Of.FINE, Of.LATE_FEE, *(() if keeps_gain else (Of.CONFISCATION,)), on=on)
    levy.fine = fine
    if not keeps_gain:
        levy.confiscation = ZERO
    levy.save(update_fields=["fine", "confiscation"])
    ask(levy, [Asked(Of.FINE, fine - paid_fine, payable_until(case, on))], by=by, at=at)
    settle(levy, at=at)
