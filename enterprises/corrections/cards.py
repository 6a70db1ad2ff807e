"""A correction on screen: for staff beside the register as it is now, for the enterprise in the words of its desk."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import User
from bureau.panels import Panel
from bureau.standings import NOBODY, US, Card, Standing
from enterprises.corrections.fields import PREMISES, labels_of, lines_of, moved_fields
from enterprises.desk.matters import register
from enterprises.models import Membership, RegisterCorrection


def staff_card(case: RegisterCorrection, reader: User) -> Mapping[str, Any]:
    """Before, asked for and now, side by side; and what has moved since."""
    enterprise = case.enterprise
    return {
        "enterprise": enterprise,
        "lines": lines_of(case, enterprise),
        "explanation": case.explanation,
        "decision": case.decision,
        "moved": labels_of(moved_fields(case, enterprise)) if case.is_open else "",
        "is_open": case.is_open,
        "has_premises": case.is_open and PREMISES in case.proposed,
    }


def desk_card(case: RegisterCorrection, membership: Membership) -> Mapping[str, Any]:
    """What was asked for, and the reason of the decision."""
    return {"lines": lines_of(case, case.enterprise), "explanation": case.explanation, "decision": case.decision}


def every_one(membership: Membership) -> Q:
    """An enterprise reads all corrections it asked for, whoever of its people asked."""
    return Q()


STANDINGS = {
    "submitted": Standing(
        _("Your request has arrived. The register has not been changed yet."),
        _("We compare it with the state's register and your documents, then change the entry or tell you why not."),
        US,
        "waiting",
    ),
    "confirmed": Standing(
        _("Your request was confirmed: the register has been changed."), _("Nothing more is to be done."), NOBODY, "success"
    ),
    "refused": Standing(
        _("Your request was not confirmed: the register stands as it was."),
        _("The reason is below. With further documents you can ask again."),
        NOBODY,
        "danger",
    ),
    "withdrawn": Standing(_("You took this request back. Nothing was changed."), _("You can ask again at any time."), NOBODY, "neutral"),
}

PANELS = (Panel("register-correction", "enterprises/case/correction.html", staff_card, 10),)


def show_on_desk() -> None:
    """Called once when Django is ready."""
    register(
        "register-correction",
        visible=every_one,
        standings=STANDINGS,
        told=frozenset({"confirm", "refuse", "withdraw"}),
        card=Card("enterprises/case/correction_desk.html", desk_card),
    )
