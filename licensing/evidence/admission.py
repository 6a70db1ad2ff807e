"""Who may write about the evidence of a case, and until when: what every service of this room asks first.

Investigation is the work of officers, never fewer than two, each with a certificate valid on the day (行政处罚法 42, 行政强制法 18 no. 2).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.errors import BureauError
from bureau.models import Case, User
from bureau.roles import Role
from licensing.penalties import team
from licensing.penalties.states import BEFORE_DECISION, PenaltyState

# Kinds of case that have evidence. A site record belongs to every compulsory measure too (行政强制法 18 no. 7).
KINDS = frozenset({"penalty", "spot-penalty", "compulsory-measure", "evidence-hold"})
READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
UNDECIDED = frozenset({PenaltyState.VERIFYING, *BEFORE_DECISION})


class EvidenceRefused(BureauError):
    """What may not be done with evidence or a record. `faults` lists everything that stands against it, each with its article."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


def takes_evidence(case: Case) -> bool:
    """Whether evidence may still be added: the matter is open, and a penalty case is not decided yet (行政处罚法 54, 57)."""
    return case.closed_at is None and (case.kind != "penalty" or case.state in UNDECIDED)


def may_write(case: Case, user: User) -> bool:
    """Whether somebody investigates this case now, so that the pages offer them the forms. One query."""
    return takes_evidence(case) and team.is_investigator(case, user)


def faults_of_writer(case: Case, user: User, day: date) -> list[str]:
    """Why somebody may not write about the evidence of this case on that day (42); empty when they may."""
    if not takes_evidence(case):
        return [_("This case is decided or closed: nothing is added to its evidence any more (行政处罚法第五十四条、第五十七条).")]
    if not team.is_investigator(case, user):
        return [_("Only an investigating officer of this case may do this (行政处罚法第四十二条).")]
    if not team.has_certificate(user, day):
        return [_("Your enforcement certificate is not valid today (行政处罚法第四十二条).")]
    return []


def faults_of_pair(case: Case, first: User, second: User, day: date) -> list[str]:
    """Why these two may not have worked together on that day (42); empty when they may. One query."""
    if first.pk == second.pk:
        return [_("There must be two different officers: enforcement needs at least two (行政处罚法第四十二条).")]
    standing = {one.pk for one in team.investigators(case)}
    outside = [str(one) for one in (first, second) if one.pk not in standing]
    if outside:
        return [_("Not an officer of this case's team: %(names)s (行政处罚法第四十二条).") % {"names": "、".join(outside)}]
    lapsed = [str(one) for one in (first, second) if not team.has_certificate(one, day)]
    if lapsed:
        return [_("No enforcement certificate valid on that day: %(names)s (行政处罚法第四十二条).") % {"names": "、".join(lapsed)}]
    return []


def locked_case(case_id: int) -> Case:
    """The row of the docket, locked: numbers of the ledger are given one after the other."""
    return Case.objects.select_for_update().defer("search").get(pk=case_id)


def admit_writer(case_id: int, *, by: User, at: datetime) -> Case:
    """The locked case for one of its investigators. Raises EvidenceRefused."""
    case = locked_case(case_id)
    if faults := faults_of_writer(case, by, timezone.localdate(at)):
        raise EvidenceRefused(faults)
    return case
