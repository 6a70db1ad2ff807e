"""The facts of the letters of filings. Words of law are Chinese, whatever language the officer's screen shows."""

from collections.abc import Mapping

from django.utils import timezone

from bureau import clocks
from bureau.workflow import Act
from licensing.filings import machines
from licensing.filings.answered import day_of, says_yes, text_of, words_of
from licensing.filings.forms import NotOursGround
from licensing.models import Request
from licensing.permit.letters import OWN as PERMIT_LETTERS
from licensing.steps.letters import Facts, barred_until, correction, letter_source

NOT_TAKEN_WORDS: Mapping[str, str] = {
    NotOursGround.NOT_NEEDED: "该事项依法不需要办理。",
    NotOursGround.NOT_OURS: "该事项不属于本局职权范围。",
    NotOursGround.NO_LICENCE: "施工单位未取得相应许可，或者施工内容超出许可范围、许可已经失效。",
    NotOursGround.INCOMPLETE: "经一次告知后，材料仍不齐全。",
}


# --- change of registration ---------------------------------------------------------------------------------------------
def _kind_text(act: Act) -> str:
    return "注销使用登记" if act.case.request == Request.CANCELLATION else "变更使用登记"


def change_decision(act: Act) -> Facts:
    """What was changed or cancelled, and the certificate that stands from now on."""
    case, old = act.case, act.case.certificate
    cancelled = case.request == Request.CANCELLATION
    return {
        "kind_text": _kind_text(act),
        "accepted_on": case.accepted_on or "",
        "decided_on": case.decided_on,
        "old_number": old.number if old else text_of(case, "registration_number"),
        "certificate_number": act.record.get("certificate", ""),
        "equipment_name": text_of(case, "equipment_name"),
        "what": words_of(case, "cancel_reason" if cancelled else "change_kind"),
        "reasons": case.decision_text,
        "deliver_by": clocks.clock_values("permit-delivery", on=case.decided_on, rules_as_of=timezone.localdate(case.opened_at))["due_on"],
        "is_cancelled": "是" if cancelled else "",
    }


def change_refusal(act: Act) -> Facts:
    """Why not, and how long the applicant is barred if the material was false."""
    case = act.case
    return {
        "kind_text": _kind_text(act),
        "accepted_on": case.accepted_on or "",
        "old_number": case.certificate.number if case.certificate else text_of(case, "registration_number"),
        "reasons": case.decision_text,
        "false_material": "是" if case.found_false else "",
        "barred_until": barred_until(case),
    }


change_letter = letter_source(
    {**PERMIT_LETTERS, "registration-change-decision": change_decision, "registration-change-refusal": change_refusal}
)


# --- notice before works, filing of instruments -----------------------------------------------------------------------------
def not_taken(act: Act) -> Facts:
    """The ground, the explanation, and where to go."""
    data = act.data
    return {
        "ground_text": NOT_TAKEN_WORDS[data["ground"]],
        "explanation": data["explanation"],
        "authority": data.get("authority", ""),
    }


def works_receipt(act: Act) -> Facts:
    """Which works were notified, by whom, where, from when, and what is due afterwards."""
    case = act.case
    return {
        "notified_on": timezone.localdate(act.at),
        "works_kind": words_of(case, "works_kind"),
        "works_content": text_of(case, "works_content"),
        "equipment_name": text_of(case, "equipment_name"),
        "registration_number": text_of(case, "registration_number"),
        "location": text_of(case, "location"),
        "user_name": text_of(case, "user_name"),
        "planned_start": day_of(case, "planned_start") or "",
        "planned_end": day_of(case, "planned_end") or "",
        "supervision": "是" if says_yes(case, "supervision_required") else "",
        "change_due": "是" if machines.is_change_due(case) else "",
    }


works_letter = letter_source({"works-notice-receipt": works_receipt, "works-notice-return": correction, "works-notice-refusal": not_taken})


def filing_receipt(act: Act) -> Facts:
    """What was filed, line by line, and where it is verified."""
    case, record = act.case, act.record
    return {
        "filed_on": timezone.localdate(act.at),
        "kind_text": words_of(case, "filing_kind"),
        "count": str(record["count"]),
        "instruments": act.data.get("lines", []) or record.get("lines", []),
        "skipped": str(record["skipped"]) if record.get("skipped") else "",
        "use_place": text_of(case, "use_place"),
        "body": act.data["body"],
        "remark": act.data.get("note", ""),
    }


instrument_letter = letter_source(
    {"instrument-filing-receipt": filing_receipt, "instrument-filing-return": correction, "instrument-filing-refusal": not_taken}
)
