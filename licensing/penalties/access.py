"""Who may open the pages of a case, and who may change what it says: looked up in one place by every page of the room."""

from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import Case, User
from bureau.roles import Role
from licensing.models import PenaltyCase
from licensing.penalties import team
from licensing.penalties.states import PenaltyState

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
# While facts and charges may still change: before the notice, and again when a defence or a hearing has been weighed.
OPEN_TO_CHANGE = (PenaltyState.VERIFYING, PenaltyState.INVESTIGATING, PenaltyState.DECIDING)


class NotYours(BureauError):
    """This case is not changed by this person, or not now."""


def visible_penalty(user: User, number: str) -> PenaltyCase:
    """The case of that number as far as this person may see it. Raises Http404: an outsider does not even learn that it exists."""
    case = PenaltyCase.objects.filter(number=number, pk__in=Case.objects.visible_to(user).values("pk")).defer("search").first()
    if case is None:
        raise Http404
    return case


def change_refusal(case: PenaltyCase, user: User, day: date) -> str:
    """Why this person does not change facts and charges of the case today; empty when they may (行政处罚法 42, 54)."""
    if case.state not in OPEN_TO_CHANGE:
        return _("While the case is “%(state)s” its facts and charges stand as they are (行政处罚法第四十四条).") % {
            "state": PenaltyState(case.state).label if case.state in PenaltyState.values else case.state
        }
    if not team.is_investigator(case, user):
        return _("Only an investigating officer of this case may do this (行政处罚法第四十二条).")
    if not team.has_certificate(user, day):
        return _("Your enforcement certificate is not valid today (行政处罚法第四十二条).")
    return ""


def refuse_change(case: PenaltyCase, user: User, day: date) -> None:
    """Raise NotYours with the reason when this person may not change the case today."""
    if refusal := change_refusal(case, user, day):
        raise NotYours(refusal)
