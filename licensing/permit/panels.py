"""The cards of a permit: review and decision, on-site checks, hearing for staff; what concerns the applicant for the applicant."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import User
from bureau.panels import Panel
from licensing.models import Application, Hearing, SiteCheck
from licensing.permit import checks, interested
from licensing.permit.gates import needs_check
from licensing.steps.gates import faulty_materials

Facts = list[tuple[str, Any]]


def _kept(facts: Facts) -> Facts:
    return [(label, value) for label, value in facts if value not in (None, "")]


def decision(case: Application, reader: User) -> Mapping[str, Any]:
    """What was asked for, how far it has come, and by whose words."""
    accepted = case.accepted_on
    facts = [
        (_("Way of applying"), case.get_request_display()),
        (_("Accepted on"), _("%(day)s, by silence") % {"day": day_words(accepted)} if accepted and case.acceptance_deemed else accepted),
        (_("Correction notices"), case.corrections or None),
        (_("Opinion of the review"), case.opinion and case.get_opinion_display()),
        (_("Decided on"), case.decided_on),
        (_("False material found"), _("yes") if case.found_false else ""),
        (_("Delivery"), case.get_delivery_display()),
        (_("Delivered on"), case.delivered_on),
        (_("Received by"), case.delivered_to),
        (_("Postal number"), case.tracking_number),
    ]
    texts = [(_("Reasons of the review"), case.opinion_text), (_("Reasons of the decision"), case.decision_text)]
    return {
        "facts": _kept(facts),
        "texts": [pair for pair in texts if pair[1]],
        "asked": case.correction_asked,
        "lacking": faulty_materials(case) if case.is_open and accepted is None else [],
        "is_deemed": case.decision_deemed,
    }


def site_checks(case: Application, reader: User) -> Mapping[str, Any]:
    """The checks in order, each with its officers and what its record lacks."""
    rows = [_check_row(case, turn, check) for turn, check in enumerate(checks.checks_of(case.pk), start=1)]
    return {"rows": rows, "needed": needs_check(case) and not rows and case.is_open}


def _check_row(case: Application, turn: int, check: SiteCheck) -> dict[str, Any]:
    return {
        "check": check,
        "turn": turn,
        "url": reverse("licensing:check", args=[case.number, turn]),
        "officers": [(one.officer, one.certificate_number, one.confirmed_at) for one in check.officers.all()],
        "missing": [] if check.is_signed or check.done_at is None else checks.missing_signatures(check),
        "photos": len(check.photos.all()),
    }


def hearing(case: Application, reader: User) -> Mapping[str, Any]:
    """The hearings of the matter, newest first, with those no text message reaches. One query, and one a hearing."""
    return {"rows": [_hearing_row(one) for one in Hearing.objects.filter(case_id=case.pk).select_related("chair").order_by("-pk")]}


def _hearing_row(one: Hearing) -> dict[str, Any]:
    facts = [
        (_("Right told"), one.offered_on),
        (_("Interested parties"), one.third_parties),
        (_("To be served by hand"), "、".join(interested.by_hand(one.case_id, one.third_parties)) if one.third_parties else ""),
        (_("Hearing asked for"), one.asked_on and f"{day_words(one.asked_on)} · {one.asked_by}"),
        (_("Notice given"), one.notified_on),
        (_("Place of the hearing"), one.place),
        (_("Chair"), one.chair),
        (_("Not asked for, or waived"), one.lapsed_on),
    ]
    return {"hearing": one, "facts": _kept(facts)}


def applicant_card(case: Application, *_reader: Any) -> Mapping[str, Any]:
    """What the applicant reads beside the letters: the check or the hearing ahead. What is to be corrected stands with the application."""
    check = checks.last_check(case.pk) if case.is_open else None
    ahead = Hearing.objects.filter(case_id=case.pk, held_at__isnull=True, held_for__isnull=False).first() if case.is_open else None
    return {
        "check": check if check is not None and check.done_at is None else None,
        "hearing": ahead,
    }


PANELS = (
    Panel("permit", "licensing/permit_decision_panel.html", decision, 20),
    Panel("permit", "licensing/permit_checks_panel.html", site_checks, 30),
    Panel("permit", "licensing/permit_hearing_panel.html", hearing, 40),
)
