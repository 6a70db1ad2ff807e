"""What the service page and the cards show: papers to serve with their attempts, opinions, notice, defence, hearing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Case, Document, User
from bureau.panels import Panel
from licensing.models import CaseOpinion, Hearing, PenaltyCase, ServiceAttempt
from licensing.penalties import team
from licensing.procedure import decision_clock, duties, periods
from licensing.procedure.service_labels import outcome_label, way_label
from licensing.procedure.serving import MUST_BE_SERVED, Outcome

KINDS = ("penalty", "spot-penalty", "compulsory-measure", "evidence-hold")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper for the party and what was done to serve it."""

    document: Document
    attempts: list[ServiceAttempt]
    is_void: bool

    @property
    def served(self) -> ServiceAttempt | None:
        """The attempt that reached the party."""
        return next((one for one in self.attempts if one.outcome == Outcome.SERVED), None)

    @property
    def pending(self) -> ServiceAttempt | None:
        """The attempt that is under way."""
        return next((one for one in self.attempts if one.outcome == Outcome.PENDING), None)

    @property
    def way(self) -> str:
        """How it reached the party, or is about to, in the reader's language."""
        counts = self.served or self.pending
        return way_label(counts.way) if counts else ""

    @property
    def lines(self) -> list[tuple[ServiceAttempt, str, str]]:
        """Every attempt with its way and outcome in the reader's language."""
        return [(one, way_label(one.way), outcome_label(one.outcome)) for one in self.attempts]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to serve it still."""
        return not self.is_void and self.served is None


def papers_of(case: Case) -> list[Paper]:
    """Every paper of the case that has to be served, oldest first. Two queries."""
    rows = Document.objects.filter(case_id=case.pk, template__in=MUST_BE_SERVED).select_related("voided").order_by("pk")
    attempts: dict[int, list[ServiceAttempt]] = {}
    for one in ServiceAttempt.objects.filter(case_id=case.pk).select_related("by", "second", "proof").order_by("pk"):
        attempts.setdefault(one.document_id, []).append(one)
    return [Paper(row, attempts.get(row.pk, []), hasattr(row, "voided")) for row in rows]


def service(case: Case, reader: User) -> Mapping[str, Any]:
    """Card: what is served, what is not."""
    return {"papers": papers_of(case), "url": reverse("licensing:penalty-service", args=[case.number])}


def procedure(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """Card: opinions, notice, defence, hearing, what the decision still needs and why."""
    today = timezone.localdate()
    late = decision_clock.days_late(case.pk, today)
    facts = [
        (_("Prior notice served"), day_words(case.noticed_on) if case.noticed_on else ""),
        (_("Fine told (yuan)"), case.noticed_fine),
        (_("Sanctions told"), "、".join(case.noticed_sanctions)),
        (_("Right to a hearing told"), _("yes") if case.hearing_offered else ""),
        (_("Decision"), case.get_decision_display() if case.decision else ""),
        (_("Decided on"), day_words(case.decided_on) if case.decided_on else ""),
        (_("Decision served"), day_words(case.served_on) if case.served_on else ""),
        (_("Referred to"), case.referred_to),
        (_("Decision from above"), case.upper_decision),
    ]
    undecided = not case.decision and case.investigated_on is not None
    return {
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "late": late,
        "opinions": list(CaseOpinion.objects.filter(case_id=case.pk).select_related("author").order_by("at", "pk")),
        "statements": list(periods.statements(case.pk)),
        "hearings": list(Hearing.objects.filter(case_id=case.pk).select_related("chair").order_by("pk")),
        "discussions": list(case.discussions.all()),
        "legal_reasons": duties.legal_review_reasons(case, on=today) if undecided else [],
        "discussion_reasons": duties.discussion_reasons(case, on=today) if undecided else [],
        "statements_url": reverse("licensing:penalty-statements", args=[case.number]),
        "may_write": team.is_investigator(case, reader),
    }


PANELS = (
    Panel("penalty", "licensing/procedure_panel.html", procedure, 50),
    *(Panel(kind, "licensing/service_panel.html", service, 60) for kind in KINDS),
)
