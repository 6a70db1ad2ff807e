"""What the steps of execution change. Nothing here assigns a state."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from bureau import documents
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.execution.accounts import Account, account
from licensing.execution.court_window import demand_served
from licensing.execution.forms import plan_days
from licensing.execution.gates import FINAL, nothing_is_owed
from licensing.execution.levies import Asked, Of, ask, cancel, end_payment_clock, payable_until, settle
from licensing.models import CaseOpinion, CourtApplication, PaymentRelief
from licensing.papers.sources import source_of

Plan = list[Mapping[str, str]]
MOST_YEARS = 3 * 365


def ask_relief(act: Act) -> None:
    """The request with its plan. Raises GateClosed when the plan does not come to the open fine."""
    data = act.data
    _check_plan(act, data["plan"], kind=data["kind"])
    PaymentRelief.objects.create(case_id=act.case.pk, kind=data["kind"], asked_on=act.now.date(), reason=data["reason"], plan=data["plan"])
    act.note = data["reason"]
    act.record = {"kind": data["kind"]}


def decide_relief(act: Act) -> None:
    """Granted, the plan takes the place of what was asked for; refused, nothing changes (66)."""
    data, today = act.data, act.now.date()
    relief = PaymentRelief.objects.select_for_update().get(case_id=act.case.pk, granted__isnull=True)
    relief.granted, relief.answer = data["granted"], data["answer"]
    relief.decided_on, relief.decided_by = today, act.actor.user
    if data["granted"]:
        relief.plan = data.get("plan") or relief.plan
        found = _check_plan(act, relief.plan, kind=relief.kind)
        cancel(found.levy, Of.FINE, on=today)
        ask(found.levy, [Asked(Of.FINE, amount, day) for day, amount in plan_days(relief.plan)], by=act.actor.user, at=act.at)
        settle(found.levy, at=act.at)
        # The fifteen days gave way to the plan: they were neither kept nor missed.
        end_payment_clock(act.case.pk, paid_on=None, at=act.at)
    relief.save()
    act.note = data["answer"]
    act.record = {"granted": int(data["granted"])}


def _check_plan(act: Act, plan: Plan, *, kind: str) -> Account:
    found = account(act.case.pk)
    days = plan_days(plan)
    open_fine = found.open_of(Of.FINE) if found else Decimal(0)
    faults = []
    if found is None or sum((amount for _day, amount in days), Decimal(0)) != open_fine:
        faults.append(
            _("The plan must come to exactly the open fine of %(sum)s yuan (行政处罚法第六十六条第二款).") % {"sum": f"{open_fine:.2f}"}
        )
    if not days or days[0][0] <= act.now.date() or days[-1][0] > act.now.date() + timedelta(days=MOST_YEARS):
        faults.append(_("Every payment lies ahead, within three years (行政处罚法第六十六条第二款)."))
    if len({day for day, _sum in days}) != len(days):
        faults.append(_("Two payments of a plan are on one day (行政处罚法第六十六条第二款)."))
    if kind == PaymentRelief.Kind.DEFERRAL and len(days) != 1:
        faults.append(_("A deferral has one later day; several are payment in parts (行政处罚法第六十六条第二款)."))
    if faults or found is None:
        raise GateClosed(faults)
    return found


def impose_late_fee(act: Act) -> None:
    """What came up beyond what was imposed, as a payment of its own, with the decision and its reckoning (72)."""
    found, today = account(act.case.pk), act.now.date()
    if found is None:
        raise GateClosed([_("Nothing is owed (行政处罚法第六十七条).")])
    fee = found.late_fee(today)
    more = fee.amount - found.imposed
    made = ask(found.levy, [Asked(Of.LATE_FEE, more, payable_until(act.case, today))], by=act.actor.user, at=act.at)
    settle(found.levy, at=act.at)
    # An official paper is Chinese, whichever language the head reads.
    with translation.override(settings.LANGUAGE_CODE):
        facts = {**source_of("late-fee-decision", act.case), "reason": "".join(line.words for line in fee.lines)}
    document = documents.issue_document(act.case, "late-fee-decision", facts, by=act.actor.user, at=act.at)
    act.letters.clear()
    act.note = act.data.get("note") or ""
    act.record = {"amount": f"{more:.2f}", "days": fee.days, "reference": made[0].reference, "document": document.number}


def demand(act: Act) -> None:
    """The letter goes to the party by service; the ten days run from there (行政强制法 54)."""
    found = account(act.case.pk)
    act.note = act.data.get("note") or ""
    act.record = {"amount": f"{found.overdue(act.now.date()) if found else 0:.2f}"}


def apply_court(act: Act) -> None:
    """The application with the demand it rests on and what is asked: everything open (行政强制法 53, 55)."""
    attempt, found = demand_served(act.case), account(act.case.pk)
    if attempt is None or found is None:
        raise GateClosed([_("The party must be demanded first, and the demand served (行政强制法第五十四条).")])
    CourtApplication.objects.create(
        case_id=act.case.pk, demand=attempt.document, court=act.data["court"], amount=found.open_of(), applied_on=act.now.date()
    )
    act.note = act.data.get("note") or ""
    act.record = {"court": act.data["court"], "amount": f"{found.open_of():.2f}"}


def _application(act: Act) -> CourtApplication:
    row = CourtApplication.objects.select_for_update().filter(case_id=act.case.pk, ended_on__isnull=True).order_by("pk").last()
    if row is None:
        raise GateClosed([_("No application to the court is open (行政强制法第五十三条).")])
    return row


def note_court(act: Act) -> None:
    """The court's number, and whether it took the application in (行政强制法 56)."""
    row = _application(act)
    row.number, row.admitted = act.data["number"], act.data["admitted"]
    row.save(update_fields=["number", "admitted"])
    act.record = {"number_of_court": row.number, "admitted": int(row.admitted)}


def record_court(act: Act) -> None:
    """The application is over; `is_final` when nothing more is to be carried out."""
    row, data = _application(act), act.data
    if not row.applied_on <= data["ended_on"] <= act.now.date():
        raise GateClosed([_("It cannot end before the application, or in the future (行政强制法第五十三条).")])
    row.ended_on, row.result = data["ended_on"], f"{FINAL if data.get('is_final') else ''}{data['result']}"
    row.save(update_fields=["ended_on", "result"])
    act.note = data["result"]
    act.record = {"is_final": int(bool(data.get("is_final")))}


def close(act: Act) -> None:
    """The head closes; what was paid, and how it was carried out, go into the report."""
    case, data, user = act.case, act.data, act.actor.user
    if user is None:
        raise GateClosed([_("This is decided by a person.")])
    if case.correction and not data.get("is_corrected"):
        raise GateClosed([_("What had to be put right is not put right yet (行政处罚法第二十八条第一款).")])
    if missing := nothing_is_owed(act):
        raise GateClosed([missing])
    case.executed_on, case.closing_text = case.executed_on or act.now.date(), data["text"]
    CaseOpinion.objects.create(case_id=case.pk, stage=CaseOpinion.Stage.CLOSING, text=data["text"], author=user, at=act.at)
    end_payment_clock(case.pk, paid_on=None, at=act.at)
    act.note = data["text"]
