"""The cards of an inspection on the case page: what it is about, who goes, what was found."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.models import User
from bureau.panels import Panel
from licensing.inspections import plans, samples, step_forms
from licensing.models import Inspection, InspectionOfficer
from licensing.standards.checklist import answered_rows, answers_of


def inspection(case: Inspection, reader: User) -> Mapping[str, Any]:
    """Plan, enterprise, officers with those who were replaced, dates. Two queries."""
    is_drawn = case.plan.number.startswith(plans.PREFIX)
    facts = [
        (_("Enterprise"), f"{case.enterprise_name} · {case.enterprise_code}"),
        (_("Product"), case.product),
        (_("Standard"), str(case.standard) if case.standard else ""),
        (_("Drawn as number"), case.rank if is_drawn else ""),
        (_("To be done by"), case.plan.due_on if is_drawn else ""),
        (_("To be put right by"), case.rectify_by),
    ]
    rows = InspectionOfficer.objects.filter(inspection_id=case.pk).select_related("officer").order_by("rank", "id")
    return {
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "officers": list(rows),
        "plan": case.plan,
        "plan_url": reverse("licensing:plan", args=[case.plan.number]) if is_drawn and reader.has_role(*plans.READERS) else "",
    }


def sample(case: Inspection, reader: User) -> Mapping[str, Any]:
    """The sampling record, both reports, the finding and what was published."""
    kept, unit = case.sample, case.sample.get("unit", "")
    facts = [
        (_("Taken at random from"), dict(step_forms.SampleForm.base_fields["place"].choices).get(kept.get("place"))),  # type: ignore[attr-defined]
        (_("Model or specification"), kept.get("model")),
        (_("Batch number or date of production"), kept.get("batch")),
        (_("Producer"), kept.get("producer")),
        (_("Quantity in stock"), kept.get("base_quantity") and f"{kept['base_quantity']} {unit}"),
        (_("Quantity taken, with the reserve sample"), kept.get("quantity") and f"{kept['quantity']} {unit}"),
        (_("Number of the sealed sample"), kept.get("seal_number")),
        (_("Price paid for the sample (yuan)"), kept.get("price")),
        (_("Laboratory"), case.laboratory),
        (_("Result received by the enterprise on"), case.result_told_on),
        (_("Re-test asked for on"), case.retest_asked_on),
        (_("Made public"), case.publication),
    ]
    return {
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "reports": reports_of(case),
        "finding": case.finding,
    }


def reports_of(case: Inspection) -> list[dict[str, Any]]:
    """Both laboratory reports, as far as there are any, in words."""
    found = []
    for key, title, laboratory in (("test", _("Report of the laboratory"), case.laboratory), ("retest", _("Report of the re-test"), "")):
        report = case.sample.get(key)
        if report:
            found.append(
                {
                    "title": title,
                    "number": report["report_number"],
                    "laboratory": report.get("laboratory", laboratory),
                    "passed": report["conclusion"] == samples.PASS,
                    "serious": report.get("serious", False),
                    "lines": samples.lines_of(report),
                }
            )
    return found


def checklist(case: Inspection, reader: User) -> Mapping[str, Any]:
    """The checklist as answered, and what was found."""
    return {"rows": answered_rows(answers_of(case.sample)), "finding": case.finding, "publication": case.publication}


PANELS = (
    Panel("sampling", "licensing/case/inspection.html", inspection, 10),
    Panel("sampling", "licensing/case/inspection_sample.html", sample, 20),
    Panel("standard-check", "licensing/case/inspection.html", inspection, 10),
    Panel("standard-check", "licensing/case/inspection_checklist.html", checklist, 20),
)
