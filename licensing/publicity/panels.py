"""The card of the publication on the page of a penalty case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.calendar import current_calendar
from bureau.models import User
from bureau.panels import Panel
from licensing.models import PenaltyCase, Publication
from licensing.publicity import selectors

TONES: Mapping[str, str] = {
    Publication.State.PREPARING: "waiting",
    Publication.State.PUBLISHED: "success",
    Publication.State.WITHDRAWN: "danger",
}


def card(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """Where the publication stands and what is due; nothing before the decision. One query."""
    row = Publication.objects.filter(case_id=case.pk).defer("text", "summary").first()
    if row is None:
        return {"row": None, "is_decided": case.decision == PenaltyCase.Decision.PENALTY}
    facts = [
        (_("Date of publication"), row.published_on),
        (_("Until"), row.ends_on if row.state == Publication.State.PUBLISHED else None),
        (_("Ended or withdrawn"), row.ended_on),
        (_("Why it is not published"), row.why_not),
        (_("Reason"), row.end_reason),
    ]
    due_on = selectors.due_on(row)
    return {
        "row": row,
        "tone": TONES.get(row.state, "neutral"),
        "facts": [(label, value) for label, value in facts if value],
        "due_on": due_on,
        "light": selectors.light_of(due_on, timezone.localdate(), current_calendar()),
        "url": reverse("licensing:publication", args=[case.number]),
    }


PANELS = (Panel("penalty", "licensing/panel_publication.html", card, 80),)
