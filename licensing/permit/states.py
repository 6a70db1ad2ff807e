"""Where an application for a permit stands; the labels are the terms of the law."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PermitState(models.TextChoices):
    """States of a permit application."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTION = "correction", _("To be corrected by the applicant")
    ACCEPTED = "accepted", _("Accepted, not yet assigned")
    REVIEWING = "reviewing", _("Under review")
    SPECIAL = "special", _("Testing, inspection or expert review")
    HEARING = "hearing", _("Hearing")
    REVIEWED = "reviewed", _("Reviewed, waiting for the decision")
    GRANTED = "granted", _("Granted, to be delivered")
    DELIVERED = "delivered", _("Granted and delivered")
    NOT_ACCEPTED = "not-accepted", _("Not accepted by law")
    REFUSED = "refused", _("Permit refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")


S = PermitState
CLOSED = frozenset({S.DELIVERED, S.NOT_ACCEPTED, S.REFUSED, S.WITHDRAWN})
# Nothing has been decided yet: the applicant may still take it back.
UNDECIDED = (S.SUBMITTED, S.CORRECTION, S.ACCEPTED, S.REVIEWING, S.SPECIAL, S.HEARING, S.REVIEWED)
# What the silence of article 50 ends. While the applicant has to correct something the bureau owes nothing.
RENEWED_BY_SILENCE = (S.SUBMITTED, S.ACCEPTED, S.REVIEWING, S.SPECIAL, S.HEARING, S.REVIEWED)
# While a matter is in the office's hands: it can be given to somebody, and noted upon.
IN_HAND = (S.ACCEPTED, S.REVIEWING)
