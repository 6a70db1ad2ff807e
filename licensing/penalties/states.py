"""Where a penalty case stands (行政处罚法 chapter 5, section 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PenaltyState(models.TextChoices):
    """States of the ordinary procedure."""

    VERIFYING = "verifying", _("Lead being verified")
    INVESTIGATING = "investigating", _("Filed, under investigation")
    SUSPENDED = "suspended", _("Suspended")
    REVIEWING = "reviewing", _("Under review")
    NOTICED = "noticed", _("Prior notice given")
    HEARING = "hearing", _("Hearing")
    DECIDING = "deciding", _("Ready for decision")
    REFERRED = "referred", _("Referred to the authority above")
    DECIDED = "decided", _("Decided, to be served")
    EXECUTING = "executing", _("Being carried out")
    COURT = "court", _("Before the court for enforcement")
    NOT_FILED = "not-filed", _("Not filed")
    TRANSFERRED = "transferred", _("Transferred")
    JOINED = "joined", _("Joined with another case")
    DISMISSED = "dismissed", _("Ended without a decision")
    CLOSED = "closed", _("Closed")


CLOSED = frozenset({PenaltyState.NOT_FILED, PenaltyState.TRANSFERRED, PenaltyState.JOINED, PenaltyState.DISMISSED, PenaltyState.CLOSED})
# Filed, and nothing decided yet: the ninety days run (60).
BEFORE_DECISION = (
    PenaltyState.INVESTIGATING,
    PenaltyState.SUSPENDED,
    PenaltyState.REVIEWING,
    PenaltyState.NOTICED,
    PenaltyState.HEARING,
    PenaltyState.DECIDING,
    PenaltyState.REFERRED,
)
AFTER_DECISION = (PenaltyState.DECIDED, PenaltyState.EXECUTING, PenaltyState.COURT)
OPEN = (PenaltyState.VERIFYING, *BEFORE_DECISION, *AFTER_DECISION)
