"""The cards of a penalty case on the case page: team with recusals and transfers, facts, charges with what speaks against them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.models import Case, CaseMember, User
from bureau.panels import Panel
from licensing.fines import charges as charge_rules
from licensing.models import PenaltyCase
from licensing.penalties.access import change_refusal
from licensing.penalties.gates import limitation_end

KIND = "penalty"


def team_card(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """Everybody who belongs or belonged to the case, and the recusals asked for. Two queries."""
    rows = list(CaseMember.objects.filter(case_id=case.pk).select_related("user__officer", "user__office"))
    order = list(CaseMember.Part.values)
    today = timezone.localdate()
    standing = sorted((row for row in rows if row.until is None), key=lambda row: (order.index(row.part), row.since, row.pk))
    return {
        "members": [(row, _certificate(row, today)) for row in standing],
        "former": [row for row in rows if row.until is not None],
        "recusals": list(case.recusals.select_related("of", "decided_by")),
    }


def _certificate(row: CaseMember, today: Any) -> str:
    """What must be said of the certificate of somebody who investigates; empty when it is in order."""
    if row.part not in (CaseMember.Part.LEAD, CaseMember.Part.OFFICER):
        return ""
    officer = getattr(row.user, "officer", None)
    if officer is not None and officer.is_certified_on(today):
        return ""
    return _("certificate not valid today")


def facts_card(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """Party, source, days, facts; joined and split cases; transfers. Four queries."""
    facts = [
        (_("Party"), case.party_name),
        (_("Kind of party"), case.get_party_type_display()),
        (_("Unified social credit code"), case.enterprise_code),
        (_("Legal representative or person in charge"), case.legal_representative),
        (_("Source"), f"{case.get_source_display()} {case.source_note}".strip()),
        (_("Discovered"), case.discovered_on),
        (_("Act from"), case.act_from),
        (_("Act until"), case.act_to),
        (_("Last day of the limitation (行政处罚法第三十六条)"), limitation_end(case)),
        (_("Case filed on"), case.filed_on),
        (_("To be put right"), case.correction),
        (_("Put right by"), case.correct_by),
        (_("Ended because"), case.closing_text),
    ]
    return {
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "text": case.facts,
        "kin": _kin(case, reader),
        "transfers": list(case.transfers.select_related("sent_by")),
        "edit_url": "" if _is_closed_to(case, reader) else reverse("licensing:penalty-facts", args=[case.number]),
    }


def _kin(case: PenaltyCase, reader: User) -> list[tuple[str, list[str]]]:
    """Numbers of the matters this case has to do with, as far as the reader may see them. Two queries."""
    others = PenaltyCase.objects.filter(Q(joined_into=case) | Q(split_from=case)).values_list("pk", "joined_into_id")
    joined: set[int | None] = {pk for pk, main in others if main == case.pk}
    split: set[int | None] = {pk for pk, main in others if main != case.pk}
    near = [pk for pk in (case.source_case_id, case.joined_into_id, case.split_from_id) if pk]
    numbers = dict(Case.objects.visible_to(reader).filter(pk__in=[*near, *joined, *split]).order_by("pk").values_list("pk", "number"))
    groups: list[tuple[str, set[int | None]]] = [
        (_("Matter it came from"), {case.source_case_id}),
        (_("Joined into"), {case.joined_into_id}),
        (_("Split off from"), {case.split_from_id}),
        (_("Cases joined with this one"), joined),
        (_("Cases split off"), split),
    ]
    return [(label, [number for pk, number in numbers.items() if pk in wanted]) for label, wanted in groups]


def charges_card(case: PenaltyCase, reader: User) -> Mapping[str, Any]:
    """What is charged, with the totals, and what would be unlawful about it today."""
    charges = charge_rules.charges_of(case)
    return {
        "charges": charges,
        "totals": charge_rules.totals(case),
        "faults": charge_rules.case_faults(case, on=timezone.localdate()) if charges and case.decided_on is None else [],
        "url": reverse("licensing:penalty-charges", args=[case.number]),
        "is_open": not _is_closed_to(case, reader),
    }


def _is_closed_to(case: PenaltyCase, reader: User) -> bool:
    return bool(change_refusal(case, reader, timezone.localdate()))


PANELS = (
    Panel(KIND, "licensing/case/penalty_team.html", team_card, 10),
    Panel(KIND, "licensing/case/penalty_facts.html", facts_card, 20),
    Panel(KIND, "licensing/case/penalty_charges.html", charges_card, 21),
)
