"""The facts of the letters of a permit. Words of law are Chinese, whatever language the officer's screen shows."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from bureau import clocks
from bureau.letters import chinese_date
from bureau.workflow import Act
from licensing.guides.selectors import content_of
from licensing.models import Hearing, SiteCheck
from licensing.permit import checks
from licensing.steps.grounds import EXCLUDED_WORDS
from licensing.steps.letters import Build, Facts, barred_until, decision_clock, letter_source

CONCLUSIONS: Mapping[str, str] = {
    SiteCheck.Conclusion.PASSED: "符合要求",
    SiteCheck.Conclusion.RECTIFY: "责令限期改正",
    SiteCheck.Conclusion.FAILED: "不符合要求",
}
RESULTS: Mapping[str, str] = {"yes": "符合", "no": "不符合", "n/a": "不适用", "": "未填写"}


def moment(at: date) -> str:
    """2026年5月8日 9:30, in Shanghai."""
    local = timezone.localtime(at)  # type: ignore[arg-type]
    return f"{chinese_date(local.date())}{local:%H:%M}"


def excluded_time(act: Act) -> Facts:
    """What is done, what exactly, until when."""
    data = act.data
    return {"reason_text": EXCLUDED_WORDS[data["reason"]], "explanation": data["note"], "expected_until": data["expected_until"]}


def extension(act: Act) -> Facts:
    """By how much, why, and the new last day."""
    clock = decision_clock(act)
    return {
        "reason_text": act.data["reason"],
        "days": clock.extended_days if clock else "",
        "decide_by": clock.due_on if clock else "",
    }


def hearing_right(act: Act) -> Facts:
    """Whose interest is concerned and until when a hearing may be asked for. The clock starts with this step."""
    hearing = _hearing(act)
    ends = clocks.clock_values("permit-hearing-request", on=hearing.offered_on, rules_as_of=timezone.localdate(act.case.opened_at))
    return {"reason_text": hearing.reason, "third_parties": hearing.third_parties, "ask_by": ends["due_on"]}


def hearing_notice(act: Act) -> Facts:
    """When, where, chaired by whom, asked for by whom."""
    hearing = _hearing(act)
    return {
        "held_for": moment(hearing.held_for) if hearing.held_for else "",
        "place": hearing.place,
        "chair": str(hearing.chair or ""),
        "asked_by": hearing.asked_by,
        "reason_text": hearing.reason,
        "third_parties": hearing.third_parties,
    }


def _hearing(act: Act) -> Hearing:
    return Hearing.objects.filter(case_id=act.case.pk).select_related("chair").latest("pk")


def decision(act: Act) -> Facts:
    """What is granted, with the number of the certificate."""
    case, result = act.case, content_of(act.case.guide).result
    return {
        "accepted_on": case.accepted_on or "",
        "result": result.name,
        "certificate_number": act.record.get("certificate", ""),
        "reasons": case.decision_text,
        "deliver_by": clocks.clock_values("permit-delivery", on=case.decided_on, rules_as_of=timezone.localdate(case.opened_at))["due_on"],
    }


def refusal(act: Act) -> Facts:
    """Why not, and how long the applicant is barred if the material was false."""
    case = act.case
    return {
        "accepted_on": case.accepted_on or "",
        "reasons": case.decision_text,
        "false_material": "是" if case.found_false else "",
        "barred_until": barred_until(case),
    }


def deemed(act: Act) -> Facts:
    """Renewed by law: which certificate ended, when, and which took its place."""
    old = act.case.certificate
    return {
        "result": content_of(act.case.guide).result.name,
        "old_number": old.number if old else "",
        "ended_on": old.valid_to if old and old.valid_to else "",
        "certificate_number": act.record.get("certificate", ""),
    }


def cancellation(act: Act) -> Facts:
    """Which certificate ends, from which day."""
    old = act.case.certificate
    return {
        "result": content_of(act.case.guide).result.name,
        "old_number": old.number if old else "",
        "cancelled_on": act.case.decided_on,
        "reasons": act.case.decision_text,
    }


def site_check_record(act: Act) -> Facts:
    """The signed record: who, when, where, each line of the checklist, the conclusion, the signatures."""
    check = checks.last_check(act.case.pk)
    if check is None:
        return {}
    officers = check.officers.select_related("officer").order_by("pk")
    return {
        "checked_on": moment(check.done_at) if check.done_at else "",
        "place": check.place,
        "officers": [f"{one.officer}（执法证号{one.certificate_number}）" for one in officers],
        "lines": [_line(place, row) for place, row in enumerate(check.items, start=1)],
        "found": check.found,
        "conclusion": CONCLUSIONS.get(check.conclusion, ""),
        "rectify_by": check.rectify_by or "",
        "witness": check.witness,
        "witness_words": "拒绝签字，已由执法人员注明" if check.witness_refused else "已签字（见现场留存影像）",
        "confirmed": [f"{one.officer}：{moment(one.confirmed_at)}" for one in officers if one.confirmed_at],
    }


def _line(place: int, row: Mapping[str, str]) -> str:
    remark = f"（{row['remark']}）" if row.get("remark") else ""
    return f"{place}. {row['text']}：{RESULTS.get(row.get('result', ''), '')}{remark}"


OWN: Mapping[str, Build] = {
    "excluded-time-notice": excluded_time,
    "extension-notice": extension,
    "hearing-right-notice": hearing_right,
    "hearing-notice": hearing_notice,
    "permit-decision": decision,
    "permit-refusal": refusal,
    "deemed-decision": deemed,
    "cancellation-decision": cancellation,
    "site-check-record": site_check_record,
}
permit_letter = letter_source(OWN)
