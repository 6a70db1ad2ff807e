"""What must be there before a step of execution: each predicate returns what is missing with its article, or None."""

from decimal import Decimal

from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.workflow import Act
from licensing.execution.accounts import UNDOING, Account, account
from licensing.execution.cash import cash_of
from licensing.execution.court_window import demand_ends, demand_served, window_of
from licensing.execution.goods import confiscated, still_held
from licensing.execution.levies import Of
from licensing.models import CourtApplication, PaymentRelief, PenaltyCase, Publication, Remedy, ServiceAttempt
from licensing.penalties import team

ZERO = Decimal(0)


def open_fine(act: Act) -> Decimal:
    """What is open of the fine itself, in yuan."""
    found = account(act.case.pk)
    return found.open_of(Of.FINE) if found else ZERO


def fine_is_open(act: Act) -> str | None:
    """There is a fine to be deferred or paid in parts; the illegal gain is not (66)."""
    return (
        None
        if open_fine(act) > 0
        else _("Nothing is open of the fine; only a fine is deferred or paid in parts (行政处罚法第六十六条第二款).")
    )


def no_relief_waits(act: Act) -> str | None:
    """One request at a time."""
    waits = PaymentRelief.objects.filter(case_id=act.case.pk, granted__isnull=True).exists()
    return _("A request for relief is not decided yet (行政处罚法第六十六条第二款).") if waits else None


def relief_waits(act: Act) -> str | None:
    """Only what was asked for is decided: relief is given at the party's request (66)."""
    waits = PaymentRelief.objects.filter(case_id=act.case.pk, granted__isnull=True).exists()
    return None if waits else _("Nobody asked for relief; it is given at the party's request (行政处罚法第六十六条第二款).")


def late_fee_grew(act: Act) -> str | None:
    """There is more late fee than was imposed (72)."""
    found = account(act.case.pk)
    if found and found.late_fee(act.now.date()).amount > found.imposed:
        return None
    return _("No late fee came up that was not imposed: nothing is overdue, or a remedy or plan runs (行政处罚法第七十二条、第七十三条).")


def something_is_overdue(act: Act) -> str | None:
    """A demand is made of who is late, not before (行政强制法 54)."""
    found = account(act.case.pk)
    if found and found.overdue(act.now.date()) > 0:
        return None
    return _("Nothing is overdue: the time to pay, or that of the plan, has not run out (行政处罚法第六十六条、第六十七条).")


def no_remedy_runs(act: Act) -> str | None:
    """The court is not asked while reconsideration or suit is open (行政强制法 53)."""
    runs = Remedy.objects.filter(case_id=act.case.pk, ended_on__isnull=True).exists()
    return _("A reconsideration or suit is not over (行政强制法第五十三条).") if runs else None


def execution_is_not_stopped(act: Act) -> str | None:
    """A remedy stops the execution only where that was ordered (73 para. 1)."""
    stopped = Remedy.objects.filter(case_id=act.case.pk, ended_on__isnull=True, stops_execution=True).exists()
    return _("A reconsideration or suit has stopped the execution (行政处罚法第七十三条).") if stopped else None


def court_window_is_open(act: Act) -> str | None:
    """After the periods for remedies, and within three months (行政强制法 53; after a plan 行政处罚法 72 para. 2)."""
    window = window_of(act.case)
    if window is None:
        return _("The decision is not served, or a reconsideration or suit is not over (行政强制法第五十三条).")
    today = act.now.date()
    if today <= window.opens_after:
        words = _("The party may still seek a remedy, or its plan runs, until %(day)s (行政强制法第五十三条、行政处罚法第七十二条第二款).")
        return words % {"day": day_words(window.opens_after)}
    if today > window.closes_on:
        return _("The three months for applying to the court ended on %(day)s (行政强制法第五十三条).") % {
            "day": day_words(window.closes_on)
        }
    return None


def demand_was_in_vain(act: Act) -> str | None:
    """The demand was served and ten working days are over (行政强制法 54)."""
    attempt = demand_served(act.case)
    if attempt is None or attempt.served_on is None:
        return _("The party must be demanded first, and the demand served (行政强制法第五十四条).")
    last = demand_ends(act.case, attempt.served_on)
    if act.now.date() > last:
        return None
    return _("The ten days after the demand run until %(day)s (行政强制法第五十四条).") % {"day": day_words(last)}


def remedy_runs(act: Act) -> str | None:
    """There is something to end."""
    runs = Remedy.objects.filter(case_id=act.case.pk, ended_on__isnull=True).exists()
    return None if runs else _("No reconsideration or suit is open (行政处罚法第七十三条).")


def officer_of_case(act: Act) -> str | None:
    """An officer belongs to this case; reviewers and heads come by their own role (42)."""
    user = act.actor.user
    if user is None or team.is_investigator(act.case, user) or user.has_role("reviewer", "approver"):
        return None
    return _("Only an investigating officer of this case may do this (行政处罚法第四十二条).")


def has_confiscated_goods(act: Act) -> str | None:
    """Goods confiscated by this decision wait."""
    return None if confiscated(act.case).exists() else _("No confiscated goods wait to be dealt with (行政处罚法第七十四条第一款).")


# --- cash -------------------------------------------------------------------------------------------------------------------
def something_is_owed(act: Act) -> str | None:
    """Cash is taken for something."""
    found: Account | None = account(act.case.pk)
    return None if found and found.open_of() > 0 else _("Nothing is owed (行政处罚法第六十七条).")


def cash_is_with_officer(act: Act) -> str | None:
    """An officer has cash that the bureau has not (71)."""
    found = cash_of(act.case).filter(handed_in_on__isnull=True).exists()
    return None if found else _("No cash is in an officer's hands (行政处罚法第七十一条).")


def cash_is_with_bureau(act: Act) -> str | None:
    """The bureau has cash that the bank has not (71)."""
    found = cash_of(act.case).filter(handed_in_on__isnull=False, banked_on__isnull=True).exists()
    return None if found else _("No cash was handed in that is not in the bank (行政处罚法第七十一条).")


# --- closing ----------------------------------------------------------------------------------------------------------------
def nothing_is_owed(act: Act) -> str | None:
    """Paid in full, or the court ended it for good, or the decision was revoked (66, 72)."""
    case: PenaltyCase = act.case
    if case.fine + case.confiscation <= 0:
        return None
    found = account(case.pk)
    if found is not None and found.open_of() <= 0:
        return None
    if CourtApplication.objects.filter(case_id=case.pk, ended_on__isnull=False, result__startswith=FINAL).exists():
        return None
    return _("The sum is not paid in full, and no court ended its enforcement (行政处罚法第六十六条、第七十二条).")


def goods_are_dealt_with(act: Act) -> str | None:
    """Nothing is held, and what was confiscated was destroyed, sold or handed on (74; 行政强制法 27)."""
    if still_held(act.case).exists():
        return _("Things are still held in a measure of this case (行政强制法第二十七条).")
    return _("Confiscated goods are not dealt with yet (行政处罚法第七十四条第一款).") if confiscated(act.case).exists() else None


def publicity_is_prepared(act: Act) -> str | None:
    """A penalty was put before publicity, to be published or not (48); one that was undone needs none."""
    case: PenaltyCase = act.case
    undone = Remedy.objects.filter(case_id=case.pk, result__in=UNDOING).exists()
    if case.decision != PenaltyCase.Decision.PENALTY or undone or Publication.objects.filter(case_id=case.pk).exists():
        return None
    return _("The publication of the decision is not prepared (行政处罚法第四十八条第一款).")


def decision_was_served(act: Act) -> str | None:
    """The file holds the decision and its proof of service (59, 61)."""
    case: PenaltyCase = act.case
    served = ServiceAttempt.objects.filter(document=case.decision_document, outcome=ServiceAttempt.Outcome.SERVED)
    if case.decision_document and served.exists():
        return None
    return _("The file lacks the decision or the proof of its service (行政处罚法第五十九条、第六十一条).")


def cash_is_banked(act: Act) -> str | None:
    """No cash lies about (71)."""
    lies = cash_of(act.case).filter(banked_on__isnull=True).exists()
    return _("Cash of this case is not in the bank yet (行政处罚法第七十一条).") if lies else None


# How the result of a court that ended the matter for good begins on file.
FINAL = "【终结】"
