"""The facts of the letters of disputes and petitions. Names are opened here: an official letter is addressed to a person."""

from collections.abc import Mapping

from django.utils import timezone

from bureau.models import Clock, Party
from bureau.workflow import Act
from licensing.disputes.forms import EndGround, RefusalGround
from licensing.disputes.openings import PRIVATE
from licensing.filings.answered import text_of, words_of
from licensing.models import Application
from licensing.steps.letters import Facts, applicant_name, correction, letter_source

REFUSED_WORDS: Mapping[str, str] = {
    RefusalGround.OTHER_MATTER: "申请事项不属于因计量器具准确度引起的纠纷，或者不属于产品质量问题。",
    RefusalGround.ELSEWHERE: "同一争议已由人民法院、仲裁机构或者其他机关受理、处理。",
    RefusalGround.STATE_CHANGED: "争议的计量器具已经改变状态或者灭失，无法检定。",
    RefusalGround.NOT_CONSUMER: "不是为生活消费需要购买，或者不能说明真实的消费关系。",
    RefusalGround.NOT_OURS: "申请事项不属于本局职权范围。",
    RefusalGround.INCOMPLETE: "经一次告知后，材料仍不齐全。",
}
END_WORDS: Mapping[str, str] = {
    EndGround.NO_AGREEMENT: "经组织调解，双方未能达成协议。",
    EndGround.UNWILLING: "一方不愿意调解或者无正当理由不参加调解。",
    EndGround.NO_FAULT: "经检验，未发现申诉所称的产品质量问题。",
    EndGround.OTHER: "其他不能继续调解的情形。",
}
KEPT_DUTY = "处理期间，任何一方当事人均不得改变与纠纷有关的计量器具的技术状态（《中华人民共和国计量法实施细则》第三十五条）。"


def respondent_name(case: Application) -> str:
    """The other side by the full name: of a private person the party's. One query at most."""
    row = case.dispute if case.kind == "metrology-dispute" else case.petition
    if row.respondent_name != PRIVATE:
        return row.respondent_name
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT).first()
    return (party.name.open() if party and party.name else "") or row.respondent_name


def _matter(case: Application) -> str:
    """What it is about, in one line."""
    return text_of(case, "instrument_name") or text_of(case, "product_name") or case.item_version.name


def _sides(act: Act) -> Facts:
    return {"respondent": respondent_name(act.case), "matter": _matter(act.case)}


def acceptance(act: Act) -> Facts:
    """Accepted, settled by when, and what neither side may do meanwhile."""
    case = act.case
    clock = Clock.objects.running().filter(case_id=case.pk, code__in=["dispute-settlement", "petition-settlement"]).first()
    return {
        **_sides(act),
        "accepted_on": case.accepted_on,
        "settle_by": clock.due_on if clock else "",
        "wish": text_of(case, "wish_text") or words_of(case, "wish"),
        "kept_duty": KEPT_DUTY if case.kind == "metrology-dispute" else "",
    }


def refusal(act: Act) -> Facts:
    """The ground, the explanation, and the right place."""
    data = act.data
    return {
        **_sides(act),
        "ground_text": REFUSED_WORDS[data["ground"]],
        "explanation": data["explanation"],
        "authority": data.get("authority", ""),
    }


def mediation_record(act: Act) -> Facts:
    """What both sides agreed; signed by both."""
    case = act.case
    return {
        **_sides(act),
        "agreement": act.data["agreement"],
        "facts_text": text_of(case, "facts") or text_of(case, "defect"),
        "wish": text_of(case, "wish_text") or words_of(case, "wish"),
        "mediated_on": timezone.localdate(act.at),
        "mediator": str(act.actor.user or ""),
        "recovered": act.record.get("recovered", ""),
    }


def order(act: Act) -> Facts:
    """To the body: which instrument, how sealed, until when. The social standard is what it verifies by (计量法 21)."""
    case, dispute = act.case, act.case.dispute
    return {
        "addressee": act.data["body"],
        "applicant": applicant_name(case),
        "respondent": respondent_name(case),
        "instrument": _matter(case),
        "instrument_number": text_of(case, "instrument_number"),
        "instrument_model": text_of(case, "instrument_model"),
        "location": text_of(case, "instrument_location"),
        "quantity_difference": text_of(case, "quantity_difference"),
        "sealed_on": dispute.sealed_on,
        "seal_note": dispute.seal_note,
        "verify_by": act.data["verify_by"],
    }


def award(act: Act) -> Facts:
    """The data, the award, and the way upward."""
    case, dispute = act.case, act.case.dispute
    return {
        "respondent": respondent_name(case),
        "instrument": _matter(case),
        "instrument_number": text_of(case, "instrument_number"),
        "sealed_on": dispute.sealed_on or "",
        "body": dispute.body,
        "verified_on": dispute.verified_on,
        "reading": dispute.reading,
        "award": act.data["award"],
    }


def _findings(act: Act) -> Facts:
    petition = act.case.petition
    return {
        **_sides(act),
        "accepted_on": act.case.accepted_on or "",
        "answer": petition.answer,
        "test_body": petition.test_body,
        "test_result": petition.test_result,
    }


def reply(act: Act) -> Facts:
    """What the petition came to."""
    return {**_findings(act), "outcome_text": act.case.petition.outcome_text, "recovered": act.record.get("recovered", "")}


def termination(act: Act) -> Facts:
    """Why it ended, and the ways that are left."""
    return {**_findings(act), "ground_text": END_WORDS[act.data["ground"]], "explanation": act.data["explanation"]}


dispute_letter = letter_source(
    {
        "dispute-acceptance": acceptance,
        "dispute-return": correction,
        "dispute-refusal": refusal,
        "mediation-record": mediation_record,
        "arbitration-order": order,
        "arbitration-award": award,
    }
)
petition_letter = letter_source(
    {
        "petition-acceptance": acceptance,
        "petition-return": correction,
        "petition-refusal": refusal,
        "petition-mediation-record": mediation_record,
        "petition-reply": reply,
        "petition-termination": termination,
    }
)
