"""What every change of a publication stands on: its locked row, its clocks, its line in the timeline, and the refusal that says why not."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from bureau import clocks
from bureau.aftermath import end_clock, refresh_due
from bureau.errors import BureauError, StaleCase
from bureau.models import Case, Clock, Event, User
from bureau.roles import Role
from licensing.models import PenaltyCase, Publication
from licensing.penalties import team

State = Publication.State
APPROVERS = (Role.APPROVER, Role.SUPERVISOR)
DUE, DUE_ELSEWHERE, WITHDRAWAL = "penalty-publicity", "penalty-publicity-other-province", "penalty-publicity-withdrawal"
# The note step of the penalty case: a change of the publication is told in its words, and needs no step of its own.
NOTE = "note"


class PublicationRefused(BureauError):
    """This publication is not changed so, not by this person, or not now; the sentence names the article."""


def locked(publication: Publication, *, version: int) -> Publication:
    """The row locked behind its case, as every step locks. Raises StaleCase when somebody changed it since it was read."""
    case = (
        PenaltyCase.objects.select_for_update(of=("self",)).select_related("decision_document").defer("search").get(pk=publication.case_id)
    )
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.version != version:
        raise StaleCase
    row.case = case
    return row


def in_state(row: Publication, *states: str) -> None:
    """Raise PublicationRefused unless it stands in one of the states."""
    if row.state not in states:
        raise PublicationRefused(_("The publication is “%(state)s”; this cannot be done now.") % {"state": row.get_state_display()})


def by_investigator(row: Publication, by: User) -> None:
    """Who handles the case enters its publication and answers for it (公示规定 16). Raises PublicationRefused."""
    if not team.is_investigator(row.case, by):
        raise PublicationRefused(
            _("Only an investigating officer of this case prepares its publication (《市场监督管理行政处罚信息公示规定》第十六条).")
        )


def by_approver(row: Publication, by: User) -> None:
    """A head or the supervisor who did not investigate checks it before the public sees it (公示规定 5, 16). Raises PublicationRefused."""
    if not by.has_role(*APPROVERS):
        raise PublicationRefused(_("Only a head or the supervisor approves this (《市场监督管理行政处罚信息公示规定》第十六条)."))
    if team.was_investigator(row.case, by):
        raise PublicationRefused(
            _("You investigated this case; somebody else must approve this (《市场监督管理行政处罚信息公示规定》第十六条).")
        )


def keep(row: Publication, **changes: Any) -> None:
    """Save the next version with these columns changed; the row before goes into the history."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


def tell(row: Publication, words: str, *, by: User | None, at: datetime, role: str = "") -> None:
    """A line in the timeline of the case."""
    state = row.case.state
    acting = role or (min((one for one in by.roles if one in {*APPROVERS, Role.OFFICER}), default=Role.OFFICER) if by else Role.SYSTEM)
    Event.objects.create(case_id=row.case_id, action=NOTE, from_state=state, to_state=state, actor=by, actor_role=acting, at=at, note=words)


def start(case: Case, code: str, *, on: date) -> date:
    """Start a clock from that day under the rules of that day; its last day."""
    due_on: date = clocks.clock_values(code, on=on, rules_as_of=on)["due_on"]
    running = Clock.objects.running().filter(case_id=case.pk, code=code)
    if clocks.is_switched_on(code, on) and not running.exists():
        due_on = clocks.start_clock(case_id=case.pk, code=code, on=on, rules_as_of=on).due_on
        _keep_due(case)
    return due_on


def stop(case: Case, *codes: str, at: datetime, met: bool | None = True) -> None:
    """Stop those of the clocks that run."""
    running = Clock.objects.running().filter(case_id=case.pk, code__in=codes).values_list("code", flat=True)
    for code in list(running):
        end_clock(case, code, at=at, met=met)
    _keep_due(case)


def _keep_due(case: Case) -> None:
    refresh_due(case)
    case.save(update_fields=["due_on", "yellow_on"])
