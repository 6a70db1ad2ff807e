"""Voiding a paper that was issued: by the head or the officer in charge, and never a decision that reached the party.

Once served, a decision binds the bureau too; it is changed or revoked by review, suit or by the bureau's own correction as a matter of its
own (行政处罚法 75 para. 2; 行政复议法), not by a stroke of the pen.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bureau import documents
from bureau.documents import VoidRefused
from bureau.models import Case, Document, DocumentVoid, User
from bureau.roles import Role
from licensing.models import ServiceAttempt
from licensing.penalties import team

DECISIONS = frozenset(
    {"penalty-decision", "no-penalty-decision", "spot-decision", "measure-decision", "measure-extension", "late-fee-decision"}
)


def may_void(case: Case, user: User) -> bool:
    """Whether somebody may void papers of this case: the head, or the officer in charge. At most one query."""
    return user.has_role(Role.APPROVER) or team.is_lead(case, user)


def fault_of(document: Document) -> str:
    """Why this paper cannot be voided; empty when nothing speaks against it. One query for a decision."""
    if document.template not in DECISIONS:
        return ""
    if ServiceAttempt.objects.filter(document_id=document.pk, outcome=ServiceAttempt.Outcome.SERVED).exists():
        return _(
            "This decision was served: it is changed or revoked by review or by a new decision, not voided (行政处罚法第七十五条第二款)."
        )
    if document.template == "spot-decision":
        return _("A decision on the spot was handed over when it was made: it is not voided (行政处罚法第五十二条).")
    return ""


@transaction.atomic
def void(document: Document, *, reason: str, by: User, at: datetime) -> DocumentVoid:
    """Void a paper of a case; a newer one of the same kind that stands takes its place. Raises VoidRefused."""
    case = Case.objects.select_for_update().defer("search").get(pk=document.case_id)
    if not may_void(case, by):
        raise VoidRefused(_("Only the head or the officer in charge voids a paper of a case."))
    if fault := fault_of(document):
        raise VoidRefused(fault)
    newer = Document.objects.filter(case_id=case.pk, template=document.template, pk__gt=document.pk, voided__isnull=True)
    return documents.void_document(document, reason=reason, by=by, at=at, replaced_by=newer.order_by("pk").last())
