"""What must be there before a step of a penalty case: each predicate returns what is missing with its article, or None.

These are shared by the rooms; the gates of filing alone are in `filing_gates`.
"""

from datetime import date

from django.utils.translation import gettext as _

from bureau.counting import add_months
from bureau.day_words import day_words
from bureau.workflow import Act
from licensing.models import PenaltyCase
from licensing.penalties import team

LIMITATION_MONTHS, GRAVE_LIMITATION_MONTHS = 24, 60


def two_certified_officers(act: Act) -> str | None:
    """At least two officers of the team with a certificate valid today (行政处罚法 42)."""
    if len(team.certified(act.case, act.now.date())) >= team.NEEDED:
        return None
    return _("There must be at least two enforcement officers with a valid certificate (行政处罚法第四十二条).")


def actor_is_investigator(act: Act) -> str | None:
    """Whoever investigates this case, with a certificate valid today (行政处罚法 42)."""
    user = act.actor.user
    if user is None or not team.is_investigator(act.case, user):
        return _("Only an investigating officer of this case may do this (行政处罚法第四十二条).")
    if not team.has_certificate(user, act.now.date()):
        return _("Your enforcement certificate is not valid today (行政处罚法第四十二条).")
    return None


def actor_did_not_investigate(act: Act) -> str | None:
    """Who investigated, be it long ago, neither reviews nor decides (行政处罚法 57, 58, 64)."""
    if not team.was_investigator(act.case, act.actor.user):
        return None
    return _("You investigated this case; somebody else must do this (行政处罚法第五十七条、第五十八条).")


def limitation_end(case: PenaltyCase) -> date | None:
    """The last day on which the act could still be discovered: two years after its end, five where life or finance is harmed (36)."""
    ended: date | None = case.act_to or case.act_from
    months = GRAVE_LIMITATION_MONTHS if case.harms_life else LIMITATION_MONTHS
    return add_months(ended, months) if ended else None


def limitation_not_over(act: Act) -> str | None:
    """The act was discovered before the limitation ended (行政处罚法 36). Without a day of the act there is nothing to count from."""
    case: PenaltyCase = act.case
    last = limitation_end(case)
    if last is None or case.discovered_on <= last:
        return None
    words = _("The act was discovered after %(day)s: the limitation is over and it is no longer penalised (行政处罚法第三十六条).")
    return words % {"day": day_words(last)}
