"""Hearings of a permit matter (行政许可法 46 to 48): the one that is open, and what the law says of its days."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau import clocks
from bureau.day_words import day_words
from bureau.models import Clock
from bureau.workflow import Act
from licensing.models import Hearing

ASKING, HOLDING, NOTICE = "permit-hearing-request", "permit-hearing", "permit-hearing-notice"


def open_hearing(case_id: int) -> Hearing | None:
    """The hearing that was offered and neither lapsed nor was held. One query."""
    return Hearing.objects.filter(case_id=case_id, lapsed_on__isnull=True, held_at__isnull=True).order_by("-pk").first()


def is_settled(case_id: int) -> bool:
    """Whether the right to a hearing was told and is used up: held, not asked for, or waived."""
    hearings = list(Hearing.objects.filter(case_id=case_id).values_list("lapsed_on", "held_at"))
    return bool(hearings) and all(lapsed or held for lapsed, held in hearings)


def asking_ends(case_id: int) -> date | None:
    """The last day on which a hearing may be asked for."""
    return Clock.objects.running().filter(case_id=case_id, code=ASKING).values_list("due_on", flat=True).first()


# --- gates ---------------------------------------------------------------------------------------------------------------
def nobody_asked_yet(act: Act) -> str | None:
    """A hearing is asked for once."""
    hearing = open_hearing(act.case.pk)
    if hearing is not None and hearing.asked_on is None:
        return None
    return _("A hearing has been asked for already.")


def time_for_asking_runs(act: Act) -> str | None:
    """Within five working days of being told (行政许可法 47)."""
    ends = asking_ends(act.case.pk)
    if ends is not None and timezone.localdate(act.at) <= ends:
        return None
    return _("The time for asking for a hearing is over.")


def somebody_asked(act: Act) -> str | None:
    """There is a hearing only where one was asked for."""
    hearing = open_hearing(act.case.pk)
    return None if hearing is not None and hearing.asked_on is not None else _("Nobody has asked for a hearing.")


def was_notified(act: Act) -> str | None:
    """No hearing without notice."""
    hearing = open_hearing(act.case.pk)
    return None if hearing is not None and hearing.notified_on is not None else _("Give notice of the hearing first.")


def day_leaves_time_for_notice(act: Act) -> str | None:
    """Notice seven working days before (行政许可法 48 para. 1 item 1). Looks at the day typed in; nothing to say before there is one."""
    held_for = act.data.get("held_for")
    if held_for is None:
        return None
    rule = clocks.clock_values(NOTICE, on=timezone.localdate(held_for), rules_as_of=timezone.localdate(act.case.opened_at))
    if timezone.localdate(act.at) <= rule["due_on"]:
        return None
    return _("Notice must be given seven working days before: for that day it was due on %(day)s.") % {"day": day_words(rule["due_on"])}


def day_is_within_twenty(act: Act) -> str | None:
    """Held within twenty working days of the request (行政许可法 47)."""
    held_for = act.data.get("held_for")
    clock = Clock.objects.running().filter(case_id=act.case.pk, code=HOLDING).first()
    if held_for is None or clock is None or timezone.localdate(held_for) <= clock.due_on:
        return None
    return _("The hearing must be held by %(day)s.") % {"day": day_words(clock.due_on)}


def chair_does_not_review(act: Act) -> str | None:
    """Whoever reviews the application does not chair (行政许可法 48 para. 1 item 3)."""
    chair = act.data.get("chair")
    reviewed = {act.case.handler_id, *act.case.assignments.values_list("handler_id", flat=True)}
    if chair is None or chair.pk not in reviewed:
        return None
    return _("%(name)s reviews or reviewed this application and cannot chair the hearing.") % {"name": chair}
