"""What an enterprise sees of inspections on its desk: nothing before it was told the result, and then where it stands in plain words."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.desk.matters import NOBODY, US, YOU, Card, Standing, register
from enterprises.models import Membership
from licensing.inspections.panels import reports_of
from licensing.inspections.workflow import SamplingState as S
from licensing.models import Inspection
from licensing.standards.checklist import answered_rows, answers_of
from licensing.standards.workflow import StandardState as C

# Told, or ended on the spot before their eyes; never what is still to come to them.
SHOWN_SAMPLING = tuple(state for state in S if state not in {S.ASSIGNED, S.SAMPLED, S.TESTING, S.RESULT})
SHOWN_CHECK = tuple(state for state in C if state != C.ASSIGNED)


def told_samplings(membership: Membership) -> Q:
    """Sampling inspections from the state in which the result has been told."""
    return Q(state__in=SHOWN_SAMPLING)


def told_checks(membership: Membership) -> Q:
    """Checks of standards that have been made."""
    return Q(state__in=SHOWN_CHECK)


RECTIFYING = Standing(
    _("The bureau has ordered you to put something right. The letter says what."),
    _("Put it right by the day named below and hand in a report on this page."),
    YOU,
    "danger",
)
RECTIFIED = Standing(_("Your report has arrived."), _("Two officers look at it again."), US, "waiting")
UNCORRECTED = Standing(_("The second look found that it was not put right."), _("The bureau decides what follows by law."), US, "danger")
CORRECTED = Standing(_("It was put right. The matter is closed."), _("Nothing more is to be done."), NOBODY, "success")

SAMPLING_STANDINGS: Mapping[str, Standing] = {
    S.TOLD: Standing(
        _("A sample of your product was tested. The result is below."),
        _("If you disagree, ask for a re-test within fifteen days of receiving the letter."),
        YOU,
        "waiting",
    ),
    S.RETESTING: Standing(
        _("Another laboratory tests the sample again."), _("Its conclusion takes the place of the first."), US, "progress"
    ),
    S.FINAL: Standing(_("The result is final."), _("The bureau publishes it, and orders what has to be put right."), US, "progress"),
    S.RECTIFYING: RECTIFYING,
    S.RECTIFIED: RECTIFIED,
    S.UNCORRECTED: UNCORRECTED,
    S.PASSED: Standing(_("The product passed. The result is published."), _("Nothing more is to be done."), NOBODY, "success"),
    S.CORRECTED: CORRECTED,
    S.ANNOUNCED: Standing(
        _("It was not put right in time and was reported to the province, which announces it."),
        _("After the announcement there is another look."),
        US,
        "danger",
    ),
    S.NO_PRODUCT: Standing(_("There was nothing to sample."), _("Nothing more is to be done."), NOBODY, "neutral"),
    S.REFUSED: Standing(
        _("Sampling was refused. The law does not allow that."), _("The bureau examines whether there is to be a penalty."), US, "danger"
    ),
}
CHECK_STANDINGS: Mapping[str, Standing] = {
    C.CHECKED: Standing(
        _("The check of your declared standards found something wrong."), _("The bureau orders what has to be put right."), US, "waiting"
    ),
    C.RECTIFYING: RECTIFYING,
    C.RECTIFIED: RECTIFIED,
    C.UNCORRECTED: UNCORRECTED,
    C.CONFORMS: Standing(_("Your declared standards conform."), _("Nothing more is to be done."), NOBODY, "success"),
    C.CORRECTED: CORRECTED,
    C.PUBLICISED: Standing(_("It was not put right in time and has been published."), _("This matter is closed."), NOBODY, "danger"),
}
# Steps whose note is written for the enterprise: orders, and what the second look found.
TOLD = frozenset({"order-rectification", "confirm-corrected", "find-uncorrected", "record-overdue", "find-defects", "find-conforming"})


def sampling_card(case: Inspection, membership: Membership) -> Mapping[str, Any]:
    """Product, batch and both reports; whom to ask and until when stand above."""
    return {"case": case, "reports": reports_of(case), "batch": case.sample.get("batch", "")}


def check_card(case: Inspection, membership: Membership) -> Mapping[str, Any]:
    """The checklist as answered."""
    return {"case": case, "rows": answered_rows(answers_of(case.sample))}


def show_on_desk() -> None:
    """Called once when Django is ready."""
    register(
        "sampling",
        visible=told_samplings,
        standings=SAMPLING_STANDINGS,
        told=TOLD,
        card=Card("licensing/case/inspection_sample_desk.html", sampling_card),
    )
    register(
        "standard-check",
        visible=told_checks,
        standings=CHECK_STANDINGS,
        told=TOLD,
        card=Card("licensing/case/inspection_checklist_desk.html", check_card),
    )
