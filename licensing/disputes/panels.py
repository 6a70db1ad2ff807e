"""The cards of disputes and petitions: both sides, how far it has come, what was found."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bureau.models import Party, User
from bureau.panels import Panel
from licensing.filings.answered import rows_of
from licensing.filings.panels import TEMPLATE, panel
from licensing.filings.works_effects import TO_PENALTY
from licensing.models import Application, MetrologyDispute, QualityPetition

DISPUTE_ASKED = (
    "instrument_name",
    "instrument_number",
    "instrument_location",
    "state_kept",
    "quantity_difference",
    "dispute_amount",
    "wish",
)
PETITION_ASKED = ("product_name", "brand", "model", "batch", "bought_on", "price", "claim_amount", "wish", "agree_mediation", "agree_test")


def _other_side(case: Application, row: MetrologyDispute | QualityPetition | None) -> list[tuple[str, Any]]:
    """Name as far as it is not a person's, and how they can be reached, masked. One query."""
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT).first()
    return [
        (_("Other side"), row.respondent_name if row else ""),
        (_("Code of the other side"), row.respondent_code if row else ""),
        (_("Phone of the other side"), party.phone_mask if party else ""),
    ]


def dispute(case: Application, reader: User) -> Mapping[str, Any]:
    """Sealing, verification and award."""
    row = MetrologyDispute.objects.filter(application=case).first()
    facts = [*_other_side(case, row), *rows_of(case, DISPUTE_ASKED), (_("Accepted on"), case.accepted_on)]
    texts: list[tuple[str, str]] = []
    alerts: list[tuple[str, str]] = []
    if row is not None:
        facts += [
            (_("Other side told on"), row.respondent_told_on),
            (_("Instrument sealed on"), row.sealed_on),
            (_("How it was sealed"), row.seal_note),
            (_("Verification body"), row.body),
            (_("Verified on"), row.verified_on),
            (_("Award received by both on"), row.award_told_on),
        ]
        texts = [(_("Result of the verification"), row.reading), (_("Award"), row.award), (_("Agreement"), row.agreement)]
        if row.sealed_on and case.is_open and not row.award:
            alerts.append(("warning", _("The instrument is sealed: neither side may change its technical state (rules, article 35).")))
    alerts += _unreachable(facts, case)
    return panel(_("Dispute"), "speedometer", case, facts, alerts=alerts, texts=[one for one in texts if one[1]])


def petition(case: Application, reader: User) -> Mapping[str, Any]:
    """What the other side said, what the test found, what it came to."""
    row = QualityPetition.objects.filter(application=case).select_related("mediator").first()
    facts = [*_other_side(case, row), *rows_of(case, PETITION_ASKED), (_("Accepted on"), case.accepted_on)]
    texts: list[tuple[str, str]] = []
    if row is not None:
        facts += [
            (_("Answered on"), row.answered_on),
            (_("Testing body"), row.test_body),
            (_("Mediator"), row.mediator),
            (_("Recovered loss (yuan)"), row.recovered),
        ]
        texts = [
            (_("Answer of the other side"), row.answer),
            (_("Test result"), row.test_result),
            (_("How it ended"), row.outcome_text),
        ]
    alerts = _unreachable(facts, case)
    if case.outcome == TO_PENALTY:
        alerts.append(("danger", _("A suspected violation was passed on to enforcement.")))
    return panel(_("Petition"), "bag-x", case, facts, alerts=alerts, texts=[one for one in texts if one[1]])


def _unreachable(facts: list[tuple[str, Any]], case: Application) -> list[tuple[str, str]]:
    if not case.is_open or dict(facts).get(_("Phone of the other side")):
        return []
    return [("info", _("No phone of the other side is known: tell them by letter."))]


PANELS = (Panel("metrology-dispute", TEMPLATE, dispute, 15), Panel("quality-petition", TEMPLATE, petition, 15))
