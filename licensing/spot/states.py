"""Where a matter of the simple procedure stands (行政处罚法 51 to 53).

The values of what it shares with an ordinary case are the same, so that charging, carrying out and the court work alike for both.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.penalties.states import PenaltyState


class SpotState(models.TextChoices):
    """States of the simple procedure."""

    PREPARING = PenaltyState.INVESTIGATING.value, _("Being established on the spot")
    DECIDED = PenaltyState.DECIDED.value, _("Decided on the spot, to be handed over")
    EXECUTING = PenaltyState.EXECUTING.value, _("Handed over, being carried out")
    COURT = PenaltyState.COURT.value, _("Before the court for enforcement")
    CONVERTED = "converted", _("Turned into the ordinary procedure")
    DROPPED = "dropped", _("Dropped without a penalty")
    CLOSED = PenaltyState.CLOSED.value, _("Closed")


CLOSED = frozenset({SpotState.CONVERTED, SpotState.DROPPED, SpotState.CLOSED})
DECIDED = (SpotState.DECIDED, SpotState.EXECUTING, SpotState.COURT)
