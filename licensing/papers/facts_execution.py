"""Facts of the forms of execution: what is owed, by when, with which reference; relief, late fee, demand, application to the court."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from bureau.letters import chinese_date
from bureau.models import Document
from bureau.typesetting import qr_svg
from licensing.models import BankPayment, CourtApplication, Instalment, Levy, PaymentRelief
from licensing.papers import words
from licensing.papers.facts import Ask, Build, Facts
from licensing.papers.facts_filing import remedies
from licensing.papers.facts_procedure import issued

Of = Instalment.Of


def levy_facts(case: Any) -> Facts:
    """The decision, what it makes the party owe, what was paid. Four queries."""
    decision = case.decision_document
    known: Facts = {
        "decision_number": decision.number if decision else "",
        "decided_on": case.decided_on or "",
        "served_on": case.served_on or "",
    }
    levy = Levy.objects.filter(case_id=case.pk).first()
    if levy is None:
        return known
    paid = BankPayment.objects.filter(instalment__levy=levy).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    late = late_fee(levy)
    return {
        **known,
        "fine": words.money(levy.fine),
        "gain": words.money(levy.confiscation) if levy.confiscation else "",
        "due_on": levy.due_on,
        "paid": words.money(paid) if paid else "",
        "late_fee": words.money(late) if late else "",
        "owed": words.money(max(levy.fine + levy.confiscation + late - paid, Decimal(0))),
    }


def late_fee(levy: Levy) -> Decimal:
    """The late fee imposed so far in yuan, as its payments stand. One query."""
    rows = levy.instalments.filter(of=Of.LATE_FEE, cancelled_on__isnull=True)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def payment(ask: Ask) -> Facts:
    """Each payment asked for with its reference, and reference and amount as a QR code (67)."""
    rows = _instalments(ask)
    return {
        **levy_facts(ask.case),
        "instalments": [_instalment_row(one) for one in rows],
        "codes": [[one.reference, qr_svg(f"{one.reference} {one.amount:.2f}")] for one in rows],
    }


def _instalments(ask: Ask) -> list[Instalment]:
    if isinstance(ask.subject, Instalment):
        return [ask.subject]
    return list(Instalment.objects.filter(levy__case_id=ask.case.pk, cancelled_on__isnull=True))


def _instalment_row(one: Instalment) -> list[str]:
    return [words.PAYS[one.of], str(one.number), words.yuan(one.amount), chinese_date(one.due_on), one.reference]


def relief(ask: Ask) -> Facts:
    """What was asked, what the bureau decided, and the plan (66)."""
    row = ask.subject if isinstance(ask.subject, PaymentRelief) else PaymentRelief.objects.filter(case_id=ask.case.pk).order_by("pk").last()
    if row is None:
        return levy_facts(ask.case)
    return {
        **levy_facts(ask.case),
        "kind": words.RELIEFS[row.kind],
        "asked_on": row.asked_on,
        "ground": row.reason,
        "outcome": {True: "准予", False: "不予准许", None: ""}[row.granted],
        "reason": row.answer,
        "plan": [[str(place), str(one.get("due_on", "")), str(one.get("amount", ""))] for place, one in enumerate(row.plan, start=1)],
    }


def demand(ask: Ask) -> Facts:
    """What is still owed, and how it was reckoned (行政强制法 54; 行政处罚法 72)."""
    return {**levy_facts(ask.case), "reason": ask.note}


def court(ask: Ask) -> Facts:
    """What 行政强制法 55 wants: the decision with facts and basis, what the party said, the demand, what is asked."""
    row = ask.subject if isinstance(ask.subject, CourtApplication) else CourtApplication.objects.filter(case_id=ask.case.pk).last()
    called: Document | None = row.demand if row else issued(ask.case, "payment-demand")
    served = called.service_attempts.filter(outcome="served").first() if called else None
    return {
        **levy_facts(ask.case),
        "court": row.court if row else "",
        "amount": words.money(row.amount) if row else "",
        "demand_number": called.number if called else "",
        "demand_served": served.served_on if served and served.served_on else "",
        "facts_text": ask.case.facts,
        "reasons": ask.case.decision_text,
        "remedy_rows": remedies(ask.case),
    }


FORMS: Mapping[str, Build] = {
    "payment-notice": payment,
    "relief-decision": relief,
    "late-fee-decision": demand,
    "payment-demand": demand,
    "court-application": court,
}
