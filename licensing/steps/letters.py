"""The facts of the letters that several kinds of application share. Names are opened here: an official letter is addressed to a person."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from bureau.clocks import clock_values
from bureau.models import Clock, Party
from bureau.workflow import Act, workflow_for
from licensing.applications.bars import FALSE_MATERIAL
from licensing.guides.selectors import content_of
from licensing.models import ApplicantType, Application, Delivery
from licensing.steps.grounds import NOT_ACCEPTED_WORDS
from licensing.steps.remedies import remedies_for

Facts = dict[str, Any]
Build = Callable[[Act], Facts]
DELIVERY_WORDS: Mapping[str, str] = {Delivery.DOWNLOAD: "电子送达（网上下载）", Delivery.COLLECT: "窗口领取", Delivery.POST: "邮寄送达"}


def applicant_name(case: Application) -> str:
    """Whom a letter is addressed to: the enterprise, or the person who applies, by the full name. At most one query."""
    if case.applicant_type == ApplicantType.ENTERPRISE:
        return case.applicant_name
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.APPLICANT).first()
    return party.name.open() if party and party.name else case.applicant_name


def base_facts(act: Act) -> Facts:
    """What every letter about an application states."""
    case = act.case
    request = content_of(case.guide).request_spec(case.request)
    return {
        "addressee": applicant_name(case),
        "item": case.item_version.name,
        "request": request.label if request else "",
        "received_on": timezone.localdate(case.opened_at),
    }


def decision_clock(act: Act) -> Clock | None:
    """The running clock of the decision, as the matter's kind has it."""
    flow = workflow_for(act.case.kind)
    code = flow.clock_code(act.case, "permit-decision") if flow.clock_code else "permit-decision"
    return Clock.objects.running().select_related("rule").filter(case_id=act.case.pk, code=code).first()


def acceptance(act: Act) -> Facts:
    """Accepted, and decided by when."""
    clock = decision_clock(act)
    return {
        "accepted_on": act.case.accepted_on,
        "decide_by": clock.due_on if clock else "",
        "period": clock.rule.citation if clock else "",
        "materials": handed_in(act.case),
    }


def handed_in(case: Application) -> list[str]:
    """The papers on file, by their names in the guide. Two queries."""
    names = {paper.code: paper.name for paper in content_of(case.guide).materials}
    codes = [*case.material_files.filter(superseded=False).values_list("code", flat=True)]
    codes += case.material_checks.exclude(finding__in=["missing", "wrong"]).values_list("code", flat=True)
    return [names[code] for code in dict.fromkeys(codes) if code in names]


def not_accepted(act: Act) -> Facts:
    """The ground in the words of the law, the explanation, and where to go."""
    data = act.data
    return {
        "ground_text": NOT_ACCEPTED_WORDS[data["ground"]],
        "explanation": data["explanation"],
        "authority": data.get("authority", ""),
        "barred_until": barred_until(act.case),
    }


def barred_until(case: Application) -> Any:
    """The last day on which nobody who handed in false material may apply again, where safety is concerned; else empty (78)."""
    if not (case.found_false and case.decided_on and content_of(case.guide).safety):
        return ""
    return clock_values(FALSE_MATERIAL, on=case.decided_on, rules_as_of=case.decided_on)["due_on"]


def correction(act: Act) -> Facts:
    """Everything to be corrected, numbered, and the general remark."""
    rows = act.case.correction_asked
    return {
        "asked": [f"{place}. {row['label']}：{row['remark']}" for place, row in enumerate(rows, start=1)],
        "remark": act.data.get("text", ""),
    }


def delivery_receipt(act: Act) -> Facts:
    """What was handed over, to whom, how, when."""
    case = act.case
    result = content_of(case.guide).result.name
    return {
        "result": result,
        "mode": DELIVERY_WORDS[act.data["mode"]],
        "receiver": case.delivered_to,
        "delivered_on": case.delivered_on,
        "decided_on": case.decided_on or "",
    }


SHARED: Mapping[str, Build] = {
    "acceptance-notice": acceptance,
    "non-acceptance-notice": not_accepted,
    "correction-notice": correction,
    "delivery-receipt": delivery_receipt,
}


def letter_source(own: Mapping[str, Build]) -> Callable[[Act, str], Facts]:
    """The `letter_source` of a workflow: the shared letters and the kind's own, by code."""
    builders = {**SHARED, **own}

    def source(act: Act, letter: str) -> Facts:
        remedies = remedies_for(letter, content_of(act.case.guide))
        return {**base_facts(act), **builders[letter](act), **({"remedies": remedies} if remedies else {})}

    return source
