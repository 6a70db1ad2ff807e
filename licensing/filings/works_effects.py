"""Gates and effects of the notice before works. Run by `bureau.workflow.perform`; nothing here assigns a state."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.errors import GateClosed
from bureau.workflow import Act
from licensing.filings import machines
from licensing.filings.answered import day_of, says_yes, text_of

# What becomes of it is for enforcement to decide; the same word as inspections use.
TO_PENALTY = "to-penalty"
CHANGING = frozenset({"alteration", "major-repair"})
INSTALL = "install"


# --- gates -------------------------------------------------------------------------------------------------------------
def is_no_building_site(act: Act) -> str | None:
    """Cranes and works vehicles of building sites are other authorities' (特种设备安全法 100)."""
    if says_yes(act.case, "on_building_site"):
        return _("Machines of building sites are notified to another authority (article 100): do not take the notice.")
    return None


def licence_runs(act: Act) -> str | None:
    """The licence of the works unit is good on the day the works begin."""
    until, start = day_of(act.case, "licence_until"), day_of(act.case, "planned_start") or timezone.localdate(act.at)
    if until is None or until >= start:
        return None
    return _("The licence of the works unit ends on %(day)s, before the works begin.") % {"day": day_words(until)}


def is_not_flagged_yet(act: Act) -> str | None:
    """Once is enough: enforcement has it."""
    return _("This has been recorded already.") if act.case.outcome == TO_PENALTY else None


# --- effects -----------------------------------------------------------------------------------------------------------
def receive(act: Act) -> None:
    """Received today: works may begin. Works on a registered machine bring the obligation to change its registration (47)."""
    case, today = act.case, timezone.localdate(act.at)
    case.accepted_on = case.decided_on = today
    act.note = act.data.get("note", "")
    is_due = _declare(act, on=max(day_of(case, "planned_end") or today, today))
    act.record = {"accepted_on": today.isoformat(), "change_due": int(is_due), "needs_change": int(bool(act.data.get("needs_change")))}


def order_stop(act: Act) -> None:
    """What was found and by when it is to be put right (特种设备安全法 78). Raises GateClosed for days that cannot be."""
    data, today = act.data, timezone.localdate(act.at)
    received = act.case.accepted_on
    if data["began_on"] > today:
        raise GateClosed([_("This day has not come yet.")])
    if received is not None and data["began_on"] >= received:
        raise GateClosed([_("The notice was received on %(day)s; works begun since then were notified.") % {"day": day_words(received)}])
    if data["mend_by"] < today:
        raise GateClosed([_("The day by which it is to be put right lies in the past.")])
    act.note = data["facts"]
    act.record = {"began_on": data["began_on"].isoformat(), "mend_on": data["mend_by"].isoformat()}


def finish(act: Act) -> None:
    """Accepted by the user of the machine: thirty days for the files are counted from that day (特种设备安全法 24)."""
    done, today = act.data["accepted_on"], timezone.localdate(act.at)
    words = _("The works cannot have been accepted before the notice was received.")
    _refuse_day(done, first=act.case.accepted_on, today=today, before=words)
    act.counted_from = done
    act.note = act.data.get("note", "")
    act.record = {"finished_on": done.isoformat(), "change_due": int(_declare(act, on=done))}


def hand_over(act: Act) -> None:
    """The files are with the user of the machine."""
    case, data, today = act.case, act.data, timezone.localdate(act.at)
    _refuse_day(
        data["handed_on"],
        first=_finished_on(act),
        today=today,
        before=_("The files cannot have been handed over before the works were accepted."),
    )
    case.delivered_on, case.delivered_to = data["handed_on"], data["receiver"]
    act.record = {"handed_on": data["handed_on"].isoformat()}


def call_off(act: Act) -> None:
    """No works, nothing to be changed."""
    act.note = act.data["reason"]
    machines.call_off_change_due(act.case, at=act.at, note=act.case.number)


def _refuse_day(day: date, *, first: date | None, today: date, before: str) -> None:
    if day > today:
        raise GateClosed([_("This day has not come yet.")])
    if first is not None and day < first:
        raise GateClosed([before])


def _finished_on(act: Act) -> date | None:
    """The day of acceptance, as it was reported."""
    event = act.case.events.filter(action="report-finished").order_by("-pk").first()
    return date.fromisoformat(event.data["finished_on"]) if event else None


def _declare(act: Act, *, on: date) -> bool:
    """Whether the registration of a machine of the register must be changed after these works; declared if so."""
    case, kind = act.case, text_of(act.case, "works_kind")
    if kind == INSTALL or not (kind in CHANGING or act.data.get("needs_change") or _was_wanted(act)):
        return False
    machine = machines.registered_machine(case, owner_code=text_of(case, "user_code"))
    return machine is not None and machines.declare_change_due(case, machine, on=on, at=act.at)


def _was_wanted(act: Act) -> bool:
    """Whether the window said so when it received the notice."""
    return bool(act.case.events.filter(action="receive", data__needs_change=1).exists())
