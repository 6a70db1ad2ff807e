"""From which matters a penalty lead may be opened, what is taken over from them, and the card with the button on their pages."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from bureau.models import Case, User
from bureau.panels import Panel
from licensing.models import Application, Inspection, PenaltyCase
from licensing.penalties.opening import OPENERS

Source = PenaltyCase.Source
# Kind of the matter: the source a lead from it has. Complaints and reports (upper floor) call `open_penalty` themselves.
KINDS: Mapping[str, str] = {
    "sampling": Source.SAMPLING,
    "standard-check": Source.INSPECTION,
    "works-notice": Source.INSPECTION,
    "registration-change": Source.INSPECTION,
    "instrument-filing": Source.INSPECTION,
    "quality-petition": Source.INSPECTION,
    "permit": Source.INSPECTION,
}
TEMPLATE = "licensing/case/penalty_source.html"


def prefilled(case: Case) -> dict[str, Any]:
    """What a lead from this matter begins with. One query at most for the matter's own row."""
    taken: dict[str, Any] = {"source": KINDS.get(case.kind, Source.OWN), "enterprise_code": case.enterprise_code, "title": case.title}
    taken["source_note"] = case.number
    inspection = Inspection.objects.filter(pk=case.pk).first()
    if inspection is not None:
        return {**taken, "party_name": inspection.enterprise_name, "facts": inspection.finding}
    application = Application.objects.filter(pk=case.pk).first()
    # A person who applied is known by mask alone here: the name is asked for anew.
    if application is not None and case.enterprise_code:
        return {**taken, "party_name": application.applicant_name}
    return taken


def source_card(case: Any, reader: User) -> Mapping[str, Any]:
    """The penalty cases from this matter that the reader may see, and the button. One query."""
    visible = Case.objects.visible_to(reader).values("pk")
    rows = PenaltyCase.objects.filter(source_case_id=case.pk, pk__in=visible).defer("search").order_by("opened_at")
    can_open = reader.has_role(*OPENERS)
    return {
        "rows": [(row.number, reverse("bureau:case", args=[row.number])) for row in rows],
        "url": f"{reverse('licensing:penalty-new')}?from={case.number}" if can_open else "",
    }


PANELS = tuple(Panel(kind, TEMPLATE, source_card, 95) for kind in KINDS)
