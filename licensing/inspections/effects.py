"""What the steps of an inspection change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from decimal import Decimal
from typing import Any

from bureau import clocks
from bureau.models import Clock
from bureau.workflow import Act, Effect
from licensing.inspections import samples
from licensing.inspections.gates import RETEST
from licensing.inspections.officers import replace_officer as put_next
from licensing.inspections.telling import tell_enterprise

TO_PENALTY = "to-penalty"
# Of the sampling record what stays with the case, in this order; the rest is in the letter alone.
SAMPLE_FIELDS = (
    *("place", "model", "batch", "producer", "base_quantity", "quantity", "reserve", "unit", "seal_number", "price", "signed", "note"),
)


def note(act: Act) -> None:
    """Keep the note with the event."""
    act.note = act.data.get("note", "")


def replace_officer(act: Act) -> None:
    """The next of the ranked list takes the place. The name stands in the timeline for staff only."""
    leaving, reason = act.data["officer"], act.data["reason"]
    coming = put_next(act, leaving=leaving, reason=reason)
    act.note = reason
    act.record = {"from": str(leaving), "handler": str(coming.officer), "certificate": coming.certificate_number}


def take_sample(act: Act) -> None:
    """Keep the sampling record."""
    case, data = act.case, act.data
    case.product = data["product"]
    case.sample = {**case.sample, **{name: _plain(data.get(name, "")) for name in SAMPLE_FIELDS}}
    act.note = data.get("note", "")
    act.record = {"seal_number": data["seal_number"]}


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def find_nothing(act: Act) -> None:
    """Nothing of the product was for sale, or the enterprise no longer works there."""
    act.case.finding = act.note = act.data["finding"]


def refuse_sampling(act: Act) -> None:
    """The enterprise refused (产品质量法 16): what happened, for the case that may follow under article 56."""
    act.case.finding = act.note = act.data["finding"]


def send_sample(act: Act) -> None:
    """Which laboratory has the sealed sample."""
    act.case.laboratory = act.data["laboratory"]
    act.note = act.data.get("note", "")


def _report(data: Any) -> dict[str, Any]:
    return {
        "report_number": data["report_number"],
        "items": data["items"],
        "conclusion": data["conclusion"],
        "serious": bool(data.get("serious")),
    }


def record_result(act: Act) -> None:
    """The laboratory's report. The conclusion stands in no event the enterprise reads before it is told."""
    act.case.report_number = act.data["report_number"]
    act.case.sample = {**act.case.sample, "test": _report(act.data)}


def tell_result(act: Act) -> None:
    """From the day of receipt the fifteen days run."""
    act.case.result_told_on = act.counted_from = act.data["received_on"]
    act.record = {"how": act.data["how"]}
    tell_enterprise(act, "inspection-result", conclusion=samples.conclusion(act.case))


def ask_retest(act: Act) -> None:
    """The period is used; whether it was kept is nobody's figure but the enterprise's own."""
    act.case.retest_asked_on = act.data.get("asked_on") or act.now.date()
    act.note = act.data["reason"]
    _keep_member(act)
    let_period_go(act)


def accept_result(act: Act) -> None:
    """The enterprise will not ask for a re-test."""
    _keep_member(act)
    let_period_go(act)


def end_objection(act: Act) -> None:
    """The fifteen days passed without a request."""
    act.note = act.data.get("note", "")
    let_period_go(act)


def let_period_go(act: Act) -> None:
    """End the enterprise's own period: neither kept nor missed by the bureau, so it is in none of its figures."""
    if Clock.objects.running().filter(case_id=act.case.pk, code=RETEST).exists():
        clocks.stop_clock(case_id=act.case.pk, code=RETEST, at=act.at, met=None)


def record_retest(act: Act) -> None:
    """The conclusion of the re-test takes the place of the first (产品质量法 15)."""
    act.case.sample = {**act.case.sample, "retest": {**_report(act.data), "laboratory": act.data["laboratory"]}}
    tell_enterprise(act, "inspection-result", conclusion=act.data["conclusion"])


def publish_passed(act: Act) -> None:
    """Published, and closed."""
    act.note = act.data.get("note", "")
    publish(act, samples.publication(act.case))


def publish(act: Act, words: str) -> None:
    """Put the result on the public page, from this moment on."""
    act.case.publication, act.case.published_at = words, act.at


def order_sampling(act: Act) -> None:
    """The order to put it right, and the failed result on the public page."""
    order(act)
    publish(act, samples.publication(act.case))


def order(act: Act) -> None:
    """What is to be put right, until when."""
    act.case.rectify_by = act.data["rectify_by"]
    act.note = act.data["demands"]
    tell_enterprise(act, "inspection-order", rectify_by_on=act.data["rectify_by"])


def hand_in(act: Act) -> None:
    """What the enterprise says it has done."""
    act.note = act.data["report"]
    _keep_member(act)


def recheck(act: Act) -> None:
    """What the second look found."""
    act.case.finding = act.note = act.data["finding"]


def close_corrected(act: Act) -> None:
    """Put right. A serious failure stays a lead for a penalty case all the same (产品质量法 17)."""
    recheck(act)
    act.case.outcome = TO_PENALTY if is_serious(act) else "corrected"
    tell_enterprise(act, "inspection-closed")


def escalate_as(outcome: str) -> Effect:
    """Not put right: the matter ends with this outcome, unless it is a lead for a penalty case already."""

    def escalate(act: Act) -> None:
        act.note = act.data.get("note", "")
        act.case.outcome = TO_PENALTY if is_serious(act) else outcome
        tell_enterprise(act, "inspection-closed")

    return escalate


def is_serious(act: Act) -> bool:
    """Whether the laboratory's report that counts was marked as a serious problem."""
    return bool(samples.final_report(act.case).get("serious"))


def _keep_member(act: Act) -> None:
    """Who of the enterprise took the step, if it was taken at the desk."""
    member = act.data.get("member")
    if member is not None:
        act.record = {"user": member.user_id}
