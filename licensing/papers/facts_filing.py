"""Facts of the forms of filing, recusal, correction, transfer and closing."""

from collections.abc import Mapping

from bureau.models import Clock
from licensing.models import CaseOpinion, CaseTransfer, ItemBasis, ItemVersion, PenaltyCase, Recusal
from licensing.papers import words
from licensing.papers.facts import Ask, Build, Facts, case_facts, opinions_of

Stage = CaseOpinion.Stage


def filing(ask: Ask) -> Facts:
    """The lead, what it shows, and the head's word on it."""
    found = case_facts(ask.case)
    return {
        **found,
        "basis_list": found["basis_list"] or suspected(ask.case),
        "reason": ask.note,
        "opinions": opinions_of(ask.case, Stage.FILING),
    }


def suspected(case: PenaltyCase) -> list[str]:
    """What the act may fall under by the item the lead names, while nothing is charged yet. One query."""
    rows = ItemBasis.objects.filter(version__in=ItemVersion.objects.in_force(case.discovered_on).filter(item__code=case.category))
    return list(rows.order_by("order").values_list("citation", flat=True))


def recusal(ask: Ask) -> Facts:
    """Who was asked to step aside, why, and what the head decided."""
    row = ask.subject or Recusal.objects.filter(case_id=ask.case.pk).select_related("of", "decided_by").order_by("decided_at", "pk").last()
    if row is None:
        return {}
    outcome = {True: "准予回避", False: "驳回回避申请", None: ""}[row.granted]
    return {
        "concerned": str(row.of),
        "asked_by": words.ASKED_BY[row.asked_by],
        "asked_on": words.moment(row.asked_at),
        "ground": row.ground,
        "outcome": outcome,
        "reason": row.answer,
    }


def extension(ask: Ask) -> Facts:
    """Which period, by how many days, until when, why."""
    clock = Clock.objects.running().select_related("rule").filter(case_id=ask.case.pk, code="penalty-decision").first()
    return {
        "reason": ask.note or (clock.extension_reason if clock else ""),
        "days": clock.extended_days if clock else "",
        "until": clock.due_on if clock else "",
        "citation": clock.rule.citation if clock else "",
        "opinions": opinions_of(ask.case, Stage.DECISION),
        "facts_text": ask.case.facts,
    }


def correction(ask: Ask) -> Facts:
    """What is to be put right by when, and on what it rests (行政处罚法 28)."""
    case = ask.case
    return {**case_facts(case), "correction": case.correction, "correct_by": case.correct_by or "", "reason": ask.note}


def transfer(ask: Ask) -> Facts:
    """To whom, why, and the list of what goes along (22, 27)."""
    row = ask.subject or CaseTransfer.objects.filter(case_id=ask.case.pk).last()
    if row is None:
        return case_facts(ask.case)
    papers = [[str(place), str(one.get("name", "")), str(one.get("pages", ""))] for place, one in enumerate(row.papers, start=1)]
    return {
        **case_facts(ask.case),
        "to": words.TRANSFERS[row.to],
        "body": row.body,
        "reason": row.reason,
        "sent_on": row.sent_on,
        "papers": papers,
    }


def ended(ask: Ask) -> Facts:
    """Why the investigation ends without a penalty (40, 57)."""
    case = ask.case
    return {**case_facts(case), "reason": case.closing_text or case.decision_text or ask.note}


def closing(ask: Ask) -> Facts:
    """What was decided, how it was carried out, and that the file is complete."""
    case = ask.case
    decision = case.decision_document
    return {
        **case_facts(case),
        "decision_number": decision.number if decision else "",
        "decided_on": case.decided_on or "",
        "served_on": case.served_on or "",
        "executed_on": case.executed_on or "",
        "result": "；".join(line.rstrip("；。") for line in case_facts(case)["penalties"]) or case.decision_text,
        "closing": case.closing_text or ask.note,
        "remedy_rows": remedies(case),
        "opinions": opinions_of(case, Stage.CLOSING),
    }


def remedies(case: object) -> list[list[str]]:
    """[kind, body, result] of reviews and suits. One query."""
    rows = case.remedies.all()  # type: ignore[attr-defined]
    return [[words.REMEDIES[one.kind], one.body, words.RESULTS.get(one.result, "审理中")] for one in rows]


FORMS: Mapping[str, Build] = {
    "filing-approval": filing,
    "not-filed-approval": filing,
    "recusal-decision": recusal,
    "penalty-extension": extension,
    "correction-order": correction,
    "case-transfer": transfer,
    "police-transfer": transfer,
    "case-ended": ended,
    "closing-report": closing,
}
