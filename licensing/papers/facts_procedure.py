"""Facts of the forms from the end of the investigation to the decision, and of service."""

from collections.abc import Mapping
from typing import Any

from bureau.models import Document, Event
from licensing.evidence.records import opened
from licensing.fines import charges as fines
from licensing.fines import hearings
from licensing.models import BankPayment, CaseOpinion, CollectiveDiscussion, Hearing, PartyStatement, PenaltyCase, ServiceAttempt
from licensing.papers import words
from licensing.papers.facts import Ask, Build, Facts, case_facts, last_opinion, opinions_of

Stage, Kind = CaseOpinion.Stage, PartyStatement.Kind
# 市场监督管理行政处罚信息公示规定 2 and 8: ordinary procedure, and not a warning alone.
PUBLISHED = (
    "依照《市场监督管理行政处罚信息公示规定》第二条、第八条的规定，本行政处罚的相关信息将记录于国家企业信用信息公示系统，并向社会公示。"
)
WARNING = "警告"
NO_DEFENCE = "当事人未在规定期限内提出陈述、申辩意见，也未要求举行听证。"


def report(ask: Ask) -> Facts:
    """The whole case as the investigators report it, with their proposal."""
    case = ask.case
    return {
        **case_facts(case),
        "opinion": ask.note or _text(case, Stage.INVESTIGATION),
        "opinions": opinions_of(case, Stage.FILING, Stage.INVESTIGATION),
        "measure_rows": [[one.number, words.ACTS[one.act], one.place] for one in case.measures.all()],
    }


def review(stage: str) -> Build:
    """The sheet of one reviewer."""

    def build(ask: Ask) -> Facts:
        found = last_opinion(ask.case, stage)
        return {
            **case_facts(ask.case),
            "opinion": found.text if found else "",
            "verdict": words.VERDICTS[found.verdict] if found else "",
            "reviewer": str(found.author) if found else "",
            "reviewed": words.moment(found.at) if found else "",
            "opinions": opinions_of(ask.case, Stage.INVESTIGATION, Stage.REVIEW, stage),
        }

    return build


def notice(ask: Ask) -> Facts:
    """Facts, reasons, basis and what is to be imposed, and the rights (44, 45, 63, 64)."""
    case = ask.case
    return {**case_facts(case), "reasons": ask.note, "hearing": "是" if hears(case) else "", **publication(case)}


def hears(case: PenaltyCase) -> bool:
    """Whether the right to a hearing is to be told: as the notice found, else as the charges stand (63)."""
    on = case.noticed_on or case.filed_on or case.discovered_on
    return case.hearing_offered or bool(hearings.reasons(fines.totals(case), party_type=case.party_type, on=on))


def statements_of(case: Any) -> list[list[str]]:
    """[kind, day, text, finding] of what the party said. One query."""
    rows = PartyStatement.objects.filter(case_id=case.pk).exclude(kind=Kind.ELECTRONIC_CONSENT)
    return [[words.STATEMENTS[one.kind], one.received_on, one.text, _finding(one)] for one in rows]  # type: ignore[list-item]


def _finding(one: PartyStatement) -> str:
    heard = {True: "予以采纳", False: "不予采纳", None: ""}[one.adopted]
    return "：".join(part for part in (heard, one.finding) if part)


def defence_finding(ask: Ask) -> Facts:
    """What was said, what was found, and the opinion of who looked into it (45)."""
    return {**case_facts(ask.case), "statements": statements_of(ask.case), "opinions": opinions_of(ask.case, Stage.DEFENCE)}


def hearing_facts(ask: Ask) -> Facts:
    """When and where, chaired by whom, what was said (64)."""
    row = Hearing.objects.filter(case_id=ask.case.pk).select_related("chair").last()
    if row is None:
        return {}
    return {
        **case_facts(ask.case),
        "when": words.moment(row.held_at or row.held_for),
        "place": row.place,
        "chair": str(row.chair or ""),
        "asked_on": row.asked_on or "",
        "asked_by": row.asked_by,
        "opinion": row.record,
    }


def hearing_report(ask: Ask) -> Facts:
    """The hearing, and the report of its chair, which the step keeps as its note (64 item 8)."""
    notes = Event.objects.filter(case_id=ask.case.pk, action="hold-hearing").order_by("-pk").values_list("note", flat=True)
    return {**hearing_facts(ask), "report": ask.note or notes.first() or ""}


def held_hearing(case: Any) -> str:
    """When and where the party was heard, as the decision says it; empty where it was not. One query."""
    row = Hearing.objects.filter(case_id=case.pk, held_at__isnull=False).last()
    return f"本局于{words.moment(row.held_at)}在{row.place}举行听证，听取了当事人的申辩和质证。" if row else ""


def discussion(ask: Ask) -> Facts:
    """Who discussed, what each said, what was concluded (57 para. 2)."""
    row = ask.subject or CollectiveDiscussion.objects.filter(case_id=ask.case.pk).last()
    if row is None:
        return case_facts(ask.case)
    return {
        **case_facts(ask.case),
        "when": words.moment(row.held_at),
        "place": row.place,
        "chair": row.chair,
        "attended": [_attendant(one) for one in row.attended],
        "recorder": row.recorder,
        "opinion": row.opinions,
        "conclusion": row.conclusion,
    }


def _attendant(one: Any) -> list[str]:
    """A row of the attendance list, however the room wrote it: a mapping, a pair or a name."""
    if isinstance(one, Mapping):
        return [str(one.get("name", "")), str(one.get("post", ""))]
    return [str(part) for part in one] if isinstance(one, list | tuple) else [str(one), ""]


def decision(ask: Ask) -> Facts:
    """What 行政处罚法 59 lists, the finding on the defence, the reasons of the sum, and that it will be made public."""
    case = ask.case
    found = case_facts(case)
    owed = bool(case.fine or case.confiscation) if case.decided_on else any(one.fine or one.confiscation for one in case.charges.all())
    told = (words.STATEMENTS[Kind.DEFENCE], words.STATEMENTS[Kind.HEARING_REQUEST])
    # The paper sets its own full stops.
    spoken = [[*row[:2], *(text.rstrip("。") for text in row[2:])] for row in statements_of(case) if row[0] in told]
    return {
        **found,
        "reasons": case.decision_text or ask.note,
        "noticed_on": case.noticed_on or "",
        "statements": spoken,
        "no_defence": "" if spoken else NO_DEFENCE,
        "heard": held_hearing(case),
        "owed": "是" if owed else "",
        "correction": case.correction,
        "correct_by": case.correct_by or "",
        "discussed": "是" if case.discussions.exists() else "",
        "upper_decision": case.upper_decision,
        **publication(case),
    }


def publication(case: PenaltyCase) -> Facts:
    """The words of article 8 where the decision will be published."""
    named = set(case.sanctions) or {name for one in case.charges.all() for name in one.sanctions}
    is_shown = case.procedure == PenaltyCase.Procedure.ORDINARY and named != {WARNING}
    return {"publication": PUBLISHED if is_shown else ""}


def spot(ask: Ask) -> Facts:
    """What 行政处罚法 52 lists, and how it is paid: on the spot within the bounds of 68, else to the bank."""
    case = ask.case
    cash = BankPayment.objects.filter(instalment__levy__case_id=case.pk, is_cash=True).exists() or bool(ask.data.get("cash"))
    return {
        **decision(ask),
        "when": words.moment(ask.data.get("when")) if ask.data.get("when") else case.decided_on or "",
        "place": str(ask.data.get("place", "")),
        "cash": "是" if cash else "",
    }


def service(ask: Ask) -> Facts:
    """Which paper, to whom, how, when, where, with what outcome (61)."""
    row = ask.subject if isinstance(ask.subject, ServiceAttempt) else _last_attempt(ask.case)
    if row is None:
        return {}
    return {
        "document": f"{row.document.title}　{row.document.number}",
        "document_title": row.document.title,
        "document_number": row.document.number,
        "way": words.WAYS[row.way],
        "attempted": words.moment(row.attempted_at),
        "served_on": row.served_on or "",
        "place": row.place,
        "receiver": opened(row.receiver) or row.receiver_mask,
        "relation": row.relation,
        "refused": "是" if row.refused_to_sign else "",
        "witness": row.witness,
        "tracking": row.tracking_number,
        "entrusted_to": row.entrusted_to,
        "where": row.announced_where,
        "reason": row.announced_why or row.failed_reason,
        "outcome": words.OUTCOMES[row.outcome],
        "servers": "、".join(str(one) for one in (row.by, row.second) if one),
    }


def _last_attempt(case: Any) -> ServiceAttempt | None:
    rows = ServiceAttempt.objects.filter(case_id=case.pk).select_related("document", "by", "second")
    return rows.order_by("pk").last()


def address(ask: Ask) -> Facts:
    """Where the party wants its papers, and whether it consents to electronic service (61 para. 2)."""
    rows = PartyStatement.objects.filter(case_id=ask.case.pk, kind=Kind.ELECTRONIC_CONSENT)
    consent = rows.last()
    return {
        "electronic": opened(consent.address) if consent else "",
        "consented_on": consent.received_on if consent else "",
    }


def _text(case: Any, stage: str) -> str:
    found = last_opinion(case, stage)
    return found.text if found else ""


def issued(case: Any, code: str) -> Document | None:
    """The last letter of a kind that was issued in a case and stands. One query."""
    return Document.objects.filter(case_id=case.pk, template=code, voided__isnull=True).order_by("pk").last()


FORMS: Mapping[str, Build] = {
    "investigation-report": report,
    "case-review": review(Stage.REVIEW),
    "legal-review": review(Stage.LEGAL),
    "penalty-notice": notice,
    "defence-finding": defence_finding,
    "penalty-hearing-notice": hearing_facts,
    "hearing-report": hearing_report,
    "discussion-record": discussion,
    "penalty-decision": decision,
    "no-penalty-decision": decision,
    "spot-decision": spot,
    "service-receipt": service,
    "service-announcement": service,
    "address-confirmation": address,
}
