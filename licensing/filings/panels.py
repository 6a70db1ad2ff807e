"""The cards of filings: what a clerk wants to see of the matter itself before a step, and what its applicant reads above what was sent."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bureau.models import Event, User
from bureau.panels import Panel
from licensing.filings import change_settling, machines
from licensing.filings.answered import rows_of
from licensing.filings.works_effects import TO_PENALTY
from licensing.models import Application
from licensing.steps.gates import faulty_materials

TEMPLATE, APPLICANT_TEMPLATE = "licensing/filing_panel.html", "licensing/filing_applicant.html"
Facts = list[tuple[str, Any]]
WORKS_ASKED = ("works_kind", "equipment_name", "equipment_count", "location", "user_name", "planned_start", "planned_end", "licence_until")
CHANGE_ASKED = ("registration_number", "equipment_name", "change_kind", "location", "former_name", "cancel_reason", "next_inspection_on")
LIST_ASKED = ("filing_kind", "instrument_count", "main_use", "use_place", "listed_count")


def kept(facts: Facts) -> Facts:
    """Without what is not known."""
    return [(label, value) for label, value in facts if value not in (None, "")]


def panel(
    title: str, icon: str, case: Application, facts: Facts, *, alerts: list[tuple[str, str]] | None = None, **more: Any
) -> dict[str, Any]:
    """What the template takes: alerts are (tone, sentence); papers missing before the first decision are one of them."""
    lacking = faulty_materials(case) if case.is_open and case.accepted_on is None else []
    told = list(alerts or [])
    if lacking:
        told.append(("warning", _("Papers missing or not in order: %(papers)s") % {"papers": "、".join(lacking)}))
    return {"title": title, "icon": icon, "facts": kept(facts), "alerts": told, "asked": case.correction_asked, **more}


def works(case: Application, reader: User) -> Mapping[str, Any]:
    """The works, what became of them, and whether the registration must be changed."""
    events = {row.action: row for row in Event.objects.filter(case_id=case.pk, action__in=["order-stop", "report-finished"])}
    alerts = []
    if case.outcome == TO_PENALTY and "order-stop" in events:
        alerts.append(("danger", _("Works began before the notice; enforcement decides what follows (article 78).")))
    if machines.is_change_due(case):
        alerts.append(("info", _("The use registration must be changed before the machine is used again (article 47).")))
    finished = events.get("report-finished")
    facts = [
        *rows_of(case, WORKS_ASKED),
        (_("Notice received on"), case.accepted_on),
        (_("Works accepted on"), finished.data.get("finished_on") if finished else None),
        (_("Files handed over on"), case.delivered_on),
        (_("Received by"), case.delivered_to),
    ]
    return panel(_("Works"), "tools", case, facts, alerts=alerts)


def change(case: Application, reader: User) -> Mapping[str, Any]:
    """What is to be changed, the certificate it is about, review and decision."""
    found = change_settling.objections(case, case.certificate) if case.certificate and case.is_open and not case.decided_on else []
    machine = machines.machine_of(case) if case.is_open else None
    facts = [
        *rows_of(case, CHANGE_ASKED),
        (_("Certificate"), case.certificate.number if case.certificate else ""),
        (_("Machine in the register"), str(machine) if machine else ""),
        (_("Accepted on"), case.accepted_on),
        (_("Opinion of the review"), case.opinion and case.get_opinion_display()),
        (_("Decided on"), case.decided_on),
        (_("Delivered on"), case.delivered_on),
    ]
    texts = [(_("Reasons of the review"), case.opinion_text), (_("Reasons of the decision"), case.decision_text)]
    alerts = [("warning", words) for words in found]
    return panel(_("Change of registration"), "arrow-left-right", case, facts, alerts=alerts, texts=[one for one in texts if one[1]])


def instruments(case: Application, reader: User) -> Mapping[str, Any]:
    """What the filing says of itself, and what was filed. The list is read by the steps, not by this page."""
    filed = Event.objects.filter(case_id=case.pk, action__in=["file", "file-at-once"]).order_by("-pk").first()
    data = filed.data if filed else {}
    facts = [
        *rows_of(case, LIST_ASKED),
        (_("Filed on"), case.decided_on if filed else None),
        (_("Instruments filed"), data.get("count")),
        (_("Stood in the register before"), data.get("skipped") or None),
    ]
    return panel(_("Instruments"), "speedometer2", case, facts, lines=data.get("lines", []))


def applicant_card(case: Application, *_reader: Any) -> Mapping[str, Any]:
    """What concerns the applicant now beside the corrections, which stand with what was handed in: what follows from the works."""
    return {
        "change_due": case.kind == "works-notice" and machines.is_change_due(case),
        "stopped": case.outcome == TO_PENALTY and case.is_open,
    }


BUILDERS: Mapping[str, Callable[[Application, User], Mapping[str, Any]]] = {
    "works-notice": works,
    "registration-change": change,
    "instrument-filing": instruments,
}
PANELS = tuple(Panel(kind, TEMPLATE, build, 15) for kind, build in BUILDERS.items())
