"""The cards of the 12365 desk on the case page: what was sent, what came of it, what else is known of the business."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.filters import ALL, DocketFilter
from bureau.models import User
from bureau.panels import Panel
from bureau.selectors import matter_page
from complaints.models import Complaint, Consultation, Rating, Report, ReportOutcome, Submission

SHOWN = 8
Facts = list[tuple[str, Any]]


def statement(case: Submission, reader: User) -> Mapping[str, Any]:
    """The submission in the sender's words, and whom it concerns."""
    facts: Facts = [(_("Wish"), case.wish), (_("When it happened"), case.occurred_on)]
    if isinstance(case, Complaint):
        facts.append((_("Money in dispute (yuan)"), case.amount))
    if not isinstance(case, Consultation):
        facts += [(_("Business"), case.subject_name), (_("Address of the business"), case.subject_address)]
    return {"statement": case.statement, "facts": [(label, value) for label, value in facts if value not in (None, "")]}


def outcome(case: Submission, reader: User) -> Mapping[str, Any]:
    """Grounds, result, answer and rating, as far as there are any."""
    facts: Facts = []
    if isinstance(case, Complaint):
        facts = [
            (_("Ground of refusal"), case.refusal_ground and f"{case.refusal_ground} {case.get_refusal_ground_display()}"),
            (_("Ground of termination"), case.termination_ground and f"{case.termination_ground} {case.get_termination_ground_display()}"),
            (_("Result of mediation"), case.result and case.get_result_display()),
            (_("Recovered loss (yuan)"), case.recovered),
        ]
    elif isinstance(case, Report):
        facts = [(_("Outcome"), case.outcome and ReportOutcome(case.outcome).label)]
    rating = Rating.objects.filter(case_id=case.pk).first() if case.closed_at else None
    if rating:
        facts += [(_("Rating by the citizen"), f"{rating.score} / 5"), (_("Comment"), rating.comment)]
    texts: Facts = [
        (_("What was agreed"), getattr(case, "agreement", "")),
        (_("What verification found"), getattr(case, "verified", "")),
        (_("Answer") if case.closed_at else _("Draft answer, not sent yet"), getattr(case, "answer", "")),
    ]
    return {"facts": [(label, value) for label, value in facts if value not in (None, "")], "texts": [pair for pair in texts if pair[1]]}


def business(case: Submission, reader: User) -> Mapping[str, Any]:
    """The newest other matters that name the same business, as far as the reader may see them. Bounded, whatever the name."""
    if not case.subject_name:
        return {"cases": []}
    wanted = DocketFilter(tab=ALL, q=case.subject_name)
    page, _taken_for = matter_page(wanted, reader, timezone.localdate(), size=SHOWN + 1)
    return {"name": case.subject_name, "cases": [one for one in page.rows if one.pk != case.pk][:SHOWN]}


PANELS = tuple(
    Panel(kind, template, context, order)
    for kind in ("complaint", "report", "consultation")
    for template, context, order in (
        ("complaints/case/statement.html", statement, 10),
        ("complaints/case/outcome.html", outcome, 20),
        ("complaints/case/business.html", business, 30),
    )
)
