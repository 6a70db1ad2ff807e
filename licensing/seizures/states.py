"""Where a compulsory measure and a registration of evidence stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureState(models.TextChoices):
    """Sealing or seizure (行政强制法 18 to 28)."""

    PROPOSED = "proposed", _("Proposed, inventory open")
    APPROVED = "approved", _("Approved, to be carried out")
    URGENT = "urgent", _("Carried out urgently, approval to be completed")
    IN_FORCE = "in-force", _("Sealed or seized")
    EXPIRED = "expired", _("Term is over, must be released")
    RELEASING = "releasing", _("Not approved afterwards, must be released at once")
    ENDED = "ended", _("Ended, everything disposed of")
    REFUSED = "refused", _("Measure refused")
    TAKEN_BACK = "taken-back", _("Proposal taken back")


class HoldState(models.TextChoices):
    """Evidence registered and held (行政处罚法 56): never without the head's approval first."""

    PROPOSED = "proposed", _("Proposed, inventory open")
    APPROVED = "approved", _("Approved, to be carried out")
    IN_FORCE = "in-force", _("Registered and held")
    EXPIRED = "expired", _("Seven days are over, must be disposed of")
    ENDED = "ended", _("Ended, everything disposed of")
    REFUSED = "refused", _("Holding refused")
    TAKEN_BACK = "taken-back", _("Proposal taken back")


S = MeasureState
CLOSED = frozenset({S.ENDED, S.REFUSED, S.TAKEN_BACK})
# The inventory may still be written.
BEFORE = (S.PROPOSED, S.APPROVED)
# The bureau has the things in its power.
HOLDING = (S.URGENT, S.IN_FORCE, S.EXPIRED, S.RELEASING)
# Whatever else one would like to do: the things are given back.
MUST_RELEASE = (S.EXPIRED, S.RELEASING)
