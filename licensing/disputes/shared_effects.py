"""Effects that disputes and petitions share. Run by `bureau.workflow.perform`; nothing here assigns a state."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import User
from bureau.workflow import Act, hand_to


def accept(act: Act) -> None:
    """The day of acceptance; whoever accepts it has it in hand until it is given to somebody."""
    case = act.case
    case.accepted_on = timezone.localdate(act.at)
    act.note = act.data.get("note", "")
    act.record = {"accepted_on": case.accepted_on.isoformat()}
    if case.handler_id is None and isinstance(act.actor.user, User):
        hand_to(act, act.actor.user)


def refuse(act: Act) -> None:
    """The ground and its explanation."""
    data, case = act.data, act.case
    case.decided_on, case.decision_text = timezone.localdate(act.at), data["explanation"]
    act.note = data["explanation"]
    act.record = {"ground": data["ground"], "authority": data.get("authority", "")}


def meet(act: Act) -> None:
    """Both sides are heard at this hour. Raises GateClosed for one that is past."""
    if act.data["held_for"] < act.at:
        raise GateClosed([_("This hour is past.")])
    act.record = {"held_at": act.data["held_for"].isoformat(), "place": act.data["place"]}


def refuse_future(act: Act, *days: date) -> None:
    """Raises GateClosed for a day that has not come."""
    if any(day > timezone.localdate(act.at) for day in days):
        raise GateClosed([_("This day has not come yet.")])


def refuse_past(act: Act, day: date) -> None:
    """Raises GateClosed for a last day that is over."""
    if day < timezone.localdate(act.at):
        raise GateClosed([_("This day is past.")])


def ending(word: str) -> Callable[[Act], None]:
    """How it ended, unless the matter bears a flag for enforcement already: that one is kept."""

    def run(act: Act) -> None:
        act.case.outcome = act.case.outcome or word

    return run
