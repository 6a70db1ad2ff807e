"""What must be there before a step of a measure: each predicate returns what is missing with its article, or None.

Officers, certificates and the team are gates of `licensing.penalties.gates`.
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Clock
from bureau.roles import Role
from bureau.workflow import Act
from licensing.models import CaseTransfer, HeldThing, MeasureCase, PenaltyCase
from licensing.penalties.states import PenaltyState
from licensing.seizures import things
from licensing.seizures.law import SEIZURE_TERMS, TERMS, URGENT_HOURS
from licensing.seizures.states import MUST_RELEASE, HoldState, MeasureState

GOODS = "没收非法财物"
WITHOUT_PENALTY = (PenaltyCase.Decision.NO_PENALTY, PenaltyCase.Decision.NOT_ESTABLISHED)
WITHOUT_DECISION = (PenaltyState.NOT_FILED, PenaltyState.DISMISSED)


def approval_comes_first(act: Act) -> str | None:
    """An ordinary measure is approved before it is carried out; only an urgent one is not (行政强制法 18 no. 1, 19)."""
    if act.case.is_urgent:
        return None
    return _("The head approves first; only in an urgent case is a measure carried out before (行政强制法第十八条第一项、第十九条).")


def has_lines(act: Act) -> str | None:
    """Decision and inventory name what is sealed or seized (行政强制法 24)."""
    if things.held_of(act.case.pk).exists():
        return None
    return _("Write the inventory first: every thing is listed and the list handed over (行政强制法第二十四条).")


def nothing_held_twice(act: Act) -> str | None:
    """Nothing that another measure holds already (行政强制法 23 para. 2)."""
    return " ".join(things.held_twice(act.case)) or None


def nothing_left(act: Act) -> str | None:
    """Ended when every line is disposed of (行政强制法 27, 28)."""
    left = things.held_of(act.case.pk).count()
    if not left:
        return None
    return _("%(number)d lines are still held: release or dispose of them first (行政强制法第二十七条、第二十八条).") % {"number": left}


def term_clock(case_id: int) -> Clock | None:
    """The running clock that limits how long the things may be kept, with its rule. One query."""
    return Clock.objects.running().select_related("rule").filter(case_id=case_id, code__in=TERMS).first()


def can_be_extended(act: Act) -> str | None:
    """Once, before the term is over (行政强制法 25 para. 1; 食品安全法实施条例 61)."""
    clock = term_clock(act.case.pk)
    if clock is None or clock.code not in SEIZURE_TERMS:
        return _("This time limit is not running.")
    if clock.extended_days:
        return _("The term was extended once already; there is no second extension (行政强制法第二十五条第一款).")
    most, days = clock.rule.extension_days, act.data.get("days")
    if days and most and days > most:
        return _("%(citation)s: the extension is at most %(days)d days.") % {"days": most, "citation": clock.rule.citation}
    if act.now.date() > clock.due_on and not clock.pauses.filter(ended_on__isnull=True).exists():
        return _("The term ended on %(day)s and cannot be extended any more (行政强制法第二十五条第一款).") % {
            "day": day_words(clock.due_on)
        }
    return None


def is_over(case_id: int, today: date) -> bool:
    """Whether the last day of the term is past. A paused term is not over: its last day moves on."""
    return Clock.objects.ticking().filter(case_id=case_id, code__in=TERMS, due_on__lt=today).exists()


def term_is_over(act: Act) -> str | None:
    """The term ends by itself, not before its day (行政强制法 28 no. 4)."""
    return None if is_over(act.case.pk, act.now.date()) else _("The term is not over yet (行政强制法第二十五条).")


def term_not_over(act: Act) -> str | None:
    """After the last day only release, or a confiscation that was decided, is lawful, also before the system has noticed (28 no. 4)."""
    if act.case.state != MeasureState.EXPIRED and not is_over(act.case.pk, act.now.date()):
        return None
    return _("The term is over: the things must be released at once (行政强制法第二十八条).")


def confiscation_was_decided(act: Act) -> str | None:
    """Nothing is confiscated without a penalty decision that says so (行政强制法 27; 行政处罚法 9)."""
    penalty: PenaltyCase | None = act.case.penalty
    if penalty is not None and penalty.decision == PenaltyCase.Decision.PENALTY and penalty.decided_on and _names_goods(penalty):
        return None
    return _("Things are confiscated only by a penalty decision that says so (行政强制法第二十七条、行政处罚法第九条).")


def _names_goods(penalty: PenaltyCase) -> bool:
    charged = penalty.charges.values_list("sanctions", flat=True)
    return any(GOODS in sanctions for sanctions in (penalty.sanctions, *charged))


def ground_is_gone(case: MeasureCase) -> bool:
    """The penalty case ended without a penalty: there was no violation, or nothing is needed any more (行政强制法 28 no. 1, 3)."""
    penalty: PenaltyCase | None = case.penalty
    return penalty is not None and (penalty.decision in WITHOUT_PENALTY or penalty.state in WITHOUT_DECISION)


def head_ends_it_early(act: Act) -> str | None:
    """Whether a measure ends before its term is decided by the head; what must be released an officer gives back at once (19, 28)."""
    unapproved = act.case.state == MeasureState.URGENT and not within_report_time(act)
    if unapproved or act.case.state in MUST_RELEASE or Role.APPROVER in act.actor.roles or ground_is_gone(act.case):
        return None
    return _("Whether a measure ends before its term is decided by the head (行政强制法第二十八条).")


def case_was_transferred(act: Act) -> str | None:
    """The things follow a case that went to another authority (行政强制法 21; 行政处罚法 27)."""
    penalty_id = act.case.penalty_id
    if penalty_id and CaseTransfer.objects.filter(case_id=penalty_id).exists():
        return None
    return _("Things are handed over only with their case: transfer the case first (行政强制法第二十一条).")


def can_be_seized(act: Act) -> str | None:
    """A measure for things held as evidence is proposed once for each line."""
    waiting = HeldThing.objects.filter(split_from__measure_id=act.case.pk, measure__closed_at__isnull=True).exclude(measure_id=act.case.pk)
    number = waiting.values_list("measure__number", flat=True).first()
    return _("A measure for these things is proposed already: %(number)s.") % {"number": number} if number else None


def approval_is_in_time(act: Act) -> str | None:
    """An urgent measure is reported and approved within twenty-four hours, or the things go back (行政强制法 19)."""
    if within_report_time(act):
        return None
    return _("The twenty-four hours for the approval are over: the things must be released at once (行政强制法第十九条).")


def hold_not_over(act: Act) -> str | None:
    """Within the seven days it is decided what becomes of evidence; after them it goes back (行政处罚法 56)."""
    if act.case.state != HoldState.EXPIRED and not is_over(act.case.pk, act.now.date()):
        return None
    return _("The seven days are over: the things must be given back (行政处罚法第五十六条).")


def within_report_time(act: Act) -> bool:
    """Whether an urgent measure was reported and approved within twenty-four hours (行政强制法 19)."""
    began = act.case.carried_out_at
    return began is not None and act.at <= began + timedelta(hours=URGENT_HOURS)
