"""The cards of this room: a measure's facts and inventory on its own page, and the measures of a penalty case on that case's page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.models import User
from bureau.panels import Panel
from bureau.roles import Role
from bureau.tables import state_label
from bureau.templatetags.portal import shanghai_datetime
from licensing.models import FieldRecord, HeldThing, MeasureCase, PenaltyCase
from licensing.penalties import team
from licensing.seizures import gates, selectors
from licensing.seizures.law import HOLD, KINDS, URGENT_HOURS
from licensing.seizures.opening import UNDECIDED
from licensing.seizures.states import HOLDING, MUST_RELEASE, MeasureState

INVENTORY_SHOWN = 50


def measure(case: MeasureCase, reader: User) -> Mapping[str, Any]:
    """What was done, on what it rests, how it stands; what must happen now. Four queries."""
    version = case.item_version
    facts = [
        (_("Measure taken"), case.get_act_display()),
        (_("Power item"), f"{version.item.code} {(version.measure or {}).get('target', '')}" if version else ""),
        (_("Basis"), "、".join(version.bases.values_list("citation", flat=True)) if version else ""),
        (_("Condition"), version.condition if version else ""),
        (_("Party"), case.party_name),
        (_("Place of the measure"), case.place),
        (_("Approved"), shanghai_datetime(case.approved_at)),
        (_("Carried out"), shanghai_datetime(case.carried_out_at)),
        (_("Reported to the head"), shanghai_datetime(case.reported_at)),
        (_("Extended"), case.extended_on),
        (_("Reason of the extension"), case.extension_reason),
        (_("Ended on"), case.ended_on),
        (_("Why it ended"), case.end_reason),
    ]
    members = team.team_of(case)
    return {
        "case": case,
        "facts": [pair for pair in facts if pair[1] not in (None, "")],
        "penalty": case.penalty,
        "officers": [(one.user, one.get_part_display(), one.certificate_number) for one in members],
        "warnings": _warnings(case),
    }


def _warnings(case: MeasureCase) -> list[str]:
    """What must happen now, in words."""
    words = []
    if case.state in MUST_RELEASE or (case.state in HOLDING and gates.ground_is_gone(case)):
        words.append(_("Everything still held must be released at once (行政强制法第二十八条、行政处罚法第五十六条)."))
    elif case.state in HOLDING and case.penalty and case.penalty.decision == PenaltyCase.Decision.PENALTY:
        words.append(
            _("The penalty case is decided: confiscate what the decision names, release the rest (行政强制法第二十七条、第二十八条).")
        )
    if case.state == MeasureState.URGENT and case.carried_out_at:
        until = shanghai_datetime(case.carried_out_at + timedelta(hours=URGENT_HOURS))
        words.append(_("The head must approve by %(moment)s, or it is released at once (行政强制法第十九条).") % {"moment": until})
    if case.carried_out_at and case.kind != HOLD and not FieldRecord.objects.filter(case_id=case.pk, kind=FieldRecord.Kind.SITE).exists():
        words.append(_("There is no site record of the measure yet (行政强制法第十八条第七项)."))
    return words


def inventory(case: MeasureCase, reader: User) -> Mapping[str, Any]:
    """The lines with what became of each. Two queries."""
    lines = selectors.lines_of(case)
    return {
        "case": case,
        "lines": lines[:INVENTORY_SHOWN],
        "more": max(0, len(lines) - INVENTORY_SHOWN),
        "held": sum(1 for line in lines if line.disposition == HeldThing.Disposition.HELD),
        "value": selectors.value_of(lines),
        "may_write": selectors.may_write(case, reader),
        "is_holding": case.state in HOLDING,
        "url": reverse("licensing:measure-things", args=[case.number]),
    }


def of_penalty(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """The measures of a penalty case; whether one may be proposed. Three queries."""
    rows = [
        {
            "measure": one,
            "state": state_label(one),
            "must_release": one.state in MUST_RELEASE,
            "held": sum(1 for line in one.things.all() if line.disposition == HeldThing.Disposition.HELD),
            "lines": len(one.things.all()),
        }
        for one in selectors.measures_of(case)
    ]
    can_propose = case.state in UNDECIDED and reader.has_role(Role.OFFICER) and team.is_investigator(case, reader)
    return {"rows": rows, "new_url": f"{reverse('licensing:measure-new')}?penalty={case.number}" if can_propose else ""}


PANELS = (
    *(Panel(kind, "licensing/panel_measure.html", measure, 20) for kind in KINDS),
    *(Panel(kind, "licensing/panel_measure_things.html", inventory, 30) for kind in KINDS),
    Panel("penalty", "licensing/panel_penalty_measures.html", of_penalty, 40),
)
