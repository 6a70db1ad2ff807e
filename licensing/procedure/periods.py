"""Where a case stands between notice and decision: the notice told last, whether its periods are over, what is unanswered.

Statement and defence five working days (unconfirmed, 行政处罚法 45 names none), request for a hearing five working days (64), both from
the service of the notice. Each function asks one query.
"""

from datetime import date

from django.db.models import QuerySet

from bureau.models import Case, CaseMember, Clock, Document, Event
from bureau.workflow import Act
from licensing.models import Hearing, PartyStatement, PenaltyCase
from licensing.penalties.parts import PARTY

STATEMENT, ASKING, HEARING_NOTICE = "penalty-statement", "penalty-hearing-request", "penalty-hearing-notice"
NOTICES = ("notify", "notify-again")
Kind = PartyStatement.Kind


def last_notice(case_id: int) -> Event | None:
    """The step that told the party last what is intended; its data hold the sums and charges told."""
    return Event.objects.filter(case_id=case_id, action__in=NOTICES).order_by("-pk").first()


def notice_document(case_id: int, code: str = "penalty-notice") -> Document | None:
    """The paper of that notice."""
    return Document.objects.filter(case_id=case_id, template=code, voided__isnull=True).order_by("-pk").first()


def ends_on(case_id: int, code: str) -> date | None:
    """The last day of a running period of the party; None when it does not run (waived, used up, not begun)."""
    return Clock.objects.running().filter(case_id=case_id, code=code).values_list("due_on", flat=True).first()


def runs(case_id: int, code: str, today: date) -> bool:
    """Whether the party may still speak within that period."""
    last = ends_on(case_id, code)
    return last is not None and today <= last


def received_on(act: Act) -> date:
    """The day on which a declaration came in: what an officer wrote down, for the party itself always today."""
    written: date | None = None if act.actor.roles & PARTY else act.data.get("received_on")
    return written or act.now.date()


def statements(case_id: int) -> "QuerySet[PartyStatement]":
    """Everything the party declared, oldest first."""
    return PartyStatement.objects.filter(case_id=case_id).select_related("received_by", "found_by", "paper").order_by("pk")


def unanswered(case_id: int) -> "QuerySet[PartyStatement]":
    """Defences nobody has looked into yet (45)."""
    return statements(case_id).filter(kind=Kind.DEFENCE, adopted__isnull=True)


def open_hearing(case_id: int) -> Hearing | None:
    """The hearing that was asked for and neither held nor given up."""
    return Hearing.objects.filter(case_id=case_id, lapsed_on__isnull=True, held_at__isnull=True).order_by("-pk").first()


def held_hearing(case_id: int) -> Hearing | None:
    """The hearing held last."""
    return Hearing.objects.filter(case_id=case_id, held_at__isnull=False).order_by("-pk").first()


def has_spoken(case: PenaltyCase) -> bool:
    """Whether the party made a defence or was heard: from then on nothing may become heavier for it (45)."""
    return statements(case.pk).filter(kind=Kind.DEFENCE).exists() or held_hearing(case.pk) is not None


def hearing_people(case: Case) -> list[CaseMember]:
    """Chair and recorder of the hearing."""
    parts = (CaseMember.Part.CHAIR, CaseMember.Part.RECORDER)
    return list(CaseMember.objects.standing().filter(case_id=case.pk, part__in=parts).select_related("user"))
