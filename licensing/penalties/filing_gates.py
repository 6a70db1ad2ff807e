"""Gates of filing, suspension and ending alone. Each returns what is missing with its article, or None."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Clock
from bureau.workflow import Act, Gate
from licensing.models import CaseTransfer, HeldThing, Recusal
from licensing.penalties import team

VERIFICATION, DECISION = "report-verification", "penalty-decision"


def running_clock(case_id: int, code: str) -> Clock | None:
    """The running clock of that code with its rule. One query."""
    return Clock.objects.running().select_related("rule").filter(case_id=case_id, code=code).first()


def clock_can_be_extended(code: str) -> Gate:
    """A gate: the clock runs, its last day has not passed, and it was not extended before."""

    def gate(act: Act) -> str | None:
        clock = running_clock(act.case.pk, code)
        if clock is None:
            return _("This time limit is not running.")
        if clock.extended_days:
            return _("%(citation)s: this time limit has been extended once already.") % {"citation": clock.rule.citation}
        if act.now.date() > clock.due_on:
            return _("%(citation)s: the time limit ended on %(day)s; it can no longer be extended.") % {
                "citation": clock.rule.citation,
                "day": day_words(clock.due_on),
            }
        return None

    return gate


def leads_the_team(act: Act) -> str | None:
    """An officer changes the team only of a case they are in charge of; heads answer for every case."""
    user = act.actor.user
    if user is None or user.has_role("approver", "supervisor") or team.is_lead(act.case, user):
        return None
    return _("Only the officer in charge or a head changes the team.")


def was_discovered(act: Act) -> str | None:
    """Facts and party are on record: a case is filed on something (行政处罚法 54)."""
    case = act.case
    if case.facts.strip() and case.party_name.strip():
        return None
    return _("Write down the facts and the party first: a case is filed on them (行政处罚法第五十四条).")


def item_is_chosen(act: Act) -> str | None:
    """No penalty without a basis: at least one act is charged under an item of the catalogue (行政处罚法 4, 38)."""
    case = act.case
    if case.category or case.charges.exists():
        return None
    return _("Choose the power item the act may fall under first: no penalty without a basis (行政处罚法第四条、第三十八条).")


def nothing_is_held(act: Act) -> str | None:
    """What was sealed, seized or held is released or disposed of before a case ends without a penalty (行政强制法 28)."""
    held = HeldThing.objects.filter(measure__penalty_id=act.case.pk, disposition=HeldThing.Disposition.HELD)
    if not held.exists():
        return None
    return _("Things are still sealed, seized or held: release them first (行政强制法第二十八条).")


def no_recusal_waits(act: Act) -> str | None:
    """The head decides on every recusal before what the person concerned prepared is decided on (行政处罚法 43)."""
    waiting = Recusal.objects.filter(case_id=act.case.pk, decided_at__isnull=True)
    if not waiting.exists():
        return None
    return _("A recusal waits for its decision: decide it first (行政处罚法第四十三条).")


def recusal_waits(act: Act) -> str | None:
    """There is one to decide."""
    return None if no_recusal_waits(act) else _("No recusal waits for a decision.")


def actor_is_not_concerned(act: Act) -> str | None:
    """Who is asked to step aside from a case decides nothing in it until the head has decided, and never once recused (行政处罚法 43)."""
    user = act.actor.user
    if user is None:
        return None
    rows = Recusal.objects.filter(Q(decided_at__isnull=True) | Q(granted=True), case_id=act.case.pk, of=user)
    answers = set(rows.values_list("granted", flat=True))
    if True in answers:
        return _("You were recused from this case and decide nothing in it (行政处罚法第四十三条).")
    return _("Your own recusal waits for a decision (行政处罚法第四十三条).") if answers else None


def clock_is_paused(act: Act) -> str | None:
    """There is something to resume; a clock that has ended meanwhile is not asked for."""
    clock = running_clock(act.case.pk, DECISION)
    if clock is None or clock.pauses.filter(ended_on__isnull=True).exists():
        return None
    return _("The time for the decision is not paused.")


def decision_still_runs(act: Act) -> str | None:
    """A suspension cannot revive a time limit that is over; one that stands for a test is not."""
    clock = running_clock(act.case.pk, DECISION)
    if clock is None or act.now.date() <= clock.due_on or clock.pauses.filter(ended_on__isnull=True).exists():
        return None
    return _("The ninety days ended on %(day)s; a suspension cannot revive them (行政处罚法第六十条).") % {"day": day_words(clock.due_on)}


def answer_is_missing(act: Act) -> str | None:
    """One answer to the newest transfer."""
    newest = _newest_transfer(act)
    if newest is not None and newest.answered_on is None:
        return None
    return _("The answer to the transfer is on record already.")


def came_back(act: Act) -> str | None:
    """Taken back only when the other authority did not take it over, or sent it back for a penalty (行政处罚法 27); and it was filed."""
    newest = _newest_transfer(act)
    if newest is None or newest.accepted is not False:
        return _("The other authority has not sent the case back (行政处罚法第二十七条).")
    if not act.case.filed_on:
        return _("The case was never filed: open a new lead.")
    return None


def _newest_transfer(act: Act) -> CaseTransfer | None:
    return CaseTransfer.objects.filter(case_id=act.case.pk).order_by("-pk").first()


def answered_on_is_plausible(act: Act) -> str | None:
    """Not before it was sent and not in the future."""
    answered: date | None = act.data.get("answered_on")
    newest = _newest_transfer(act)
    if answered is None or newest is None:
        return None
    if answered > act.now.date() or answered < newest.sent_on:
        return _("The answer came between the day it was sent and today.")
    return None


def correct_day_lies_ahead(act: Act) -> str | None:
    """A time limit that is over at once is none; no day at all means at once (行政处罚法 28)."""
    wanted: date | None = act.data.get("correct_by")
    if wanted is None or wanted >= act.now.date():
        return None
    return _("The day by which it is to be put right must lie ahead (行政处罚法第二十八条).")
