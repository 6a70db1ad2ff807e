"""What the shared steps change. Run by `bureau.workflow.perform` inside its transaction; nothing here assigns a state."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import Clock
from bureau.workflow import Act, hand_to
from licensing.applications.services import apply_correction
from licensing.models import Delivery
from licensing.steps import roles
from licensing.steps.correction_form import asked_of
from licensing.steps.gates import ACCEPTANCE

RECEIPT_LETTER = "delivery-receipt"


def note(act: Act) -> None:
    """Keep the note with the event."""
    act.note = act.data.get("note", "")


def give_reason(act: Act) -> None:
    """Keep the reason with the event."""
    act.note = act.data.get("reason", "")


def accept(act: Act) -> None:
    """The day of acceptance; the decision is counted from it."""
    note(act)
    act.case.accepted_on = timezone.localdate(act.at)
    act.record = {"accepted_on": act.case.accepted_on.isoformat()}


def accept_by_silence(act: Act) -> None:
    """Accepted from the day the papers came in, because nobody spoke (行政许可法 32 para. 1 item 4).

    The running clock says which day that was: of receipt, or the one on which the corrected papers were handed in.
    """
    clock = _running(act, ACCEPTANCE).get()
    act.counted_from = act.case.accepted_on = clock.started_on
    act.case.acceptance_deemed = True
    act.record = {"accepted_on": clock.started_on.isoformat(), "accept_on": clock.due_on.isoformat()}


def refuse_acceptance(act: Act) -> None:
    """The ground and its explanation; false material bars new applications (78)."""
    data, case = act.data, act.case
    act.note = data["explanation"]
    act.record = {"ground": data["ground"], "authority": data.get("authority", "")}
    case.decided_on, case.decision_text = timezone.localdate(act.at), data["explanation"]
    case.found_false = data["ground"] == "78"


def assign(act: Act) -> None:
    """Put it into the reviewer's hands. The matter stays with the approval office, which handles it from front to back."""
    handler, office_id = act.data["handler"], act.case.office_id
    act.note = act.data.get("reason", "")
    act.record = {"handler": str(handler)}
    hand_to(act, handler, reason=act.note)
    act.case.office_id = office_id


def ask_correction(act: Act) -> None:
    """Keep what is asked for: only that is open to the applicant until it is handed in."""
    asked = asked_of(act.case, act.data["remarks"])
    if not asked:
        raise GateClosed([_("Say of at least one paper or question what is to be corrected.")])
    act.case.correction_asked = [one.as_row() for one in asked]
    act.case.corrections += 1
    act.note = "\n".join([*(f"{one.label}：{one.remark}" for one in asked), *filter(None, [act.data.get("text", "")])])
    act.record = {"asked": len(asked)}


def ask_correction_again(act: Act) -> None:
    """The same, with the head's reason on record."""
    ask_correction(act)
    act.record["reason"] = act.data["reason"]


def correct(act: Act) -> None:
    """What was handed in replaces what was asked for. Comes from the page of the correction, which knows form and files."""
    data = act.data
    apply_correction(act.case, plain=data["plain"], personal=data.get("personal", {}), basket=data.get("basket"), at=act.at)
    act.note = data.get("note", "")
    if act.actor.roles & roles.WINDOW:
        # The timeline names the clerk; it must not read as if the clerk had corrected anything of their own accord.
        with translation.override(settings.LANGUAGE_CODE):
            act.note = "\n".join(filter(None, [_("Handed in at the window on the applicant's behalf."), act.note]))


def withdraw(act: Act) -> None:
    """The applicant's own decision."""
    act.note = act.data.get("reason", "")


def deliver(act: Act) -> None:
    """How the result reached the applicant (行政许可法 44). Raises GateClosed for a download nobody agreed to or fetched."""
    data, case = act.data, act.case
    mode = data["mode"]
    if mode == Delivery.DOWNLOAD and not (case.delivery == Delivery.DOWNLOAD or data.get("agreed") or data.get("fetched")):
        raise GateClosed([_("The applicant asked for another way of delivery and has not agreed to an electronic one.")])
    case.delivered_on = timezone.localdate(act.at)
    case.delivered_to, case.tracking_number = data.get("receiver", ""), data.get("tracking_number", "")
    act.record = {"mode": mode, "tracking_number": case.tracking_number}
    if mode != Delivery.COLLECT and RECEIPT_LETTER in act.letters:
        # Only what is handed over at the window is signed for.
        act.letters.remove(RECEIPT_LETTER)


def _running(act: Act, code: str) -> "QuerySet[Clock, Any]":
    return Clock.objects.running().filter(case_id=act.case.pk, code=code)
