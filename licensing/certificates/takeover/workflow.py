"""The process behind a certificate taken over from paper: one step, taken by whoever compared it with the original."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.roles import Role
from bureau.workflow import Transition, Workflow
from licensing.models import Application

TAKERS = frozenset({Role.CLERK, Role.ADMINISTRATOR})
STEP = "take-over"


class TakeOverState(models.TextChoices):
    """Where it stands. The first state lasts for the length of one transaction."""

    ENTERED = "entered", _("Entered")
    # Elsewhere “taken over” is said of rows of an import.
    TAKEN_OVER = "taken-over", pgettext_lazy("certificate", "Taken over")


CERTIFICATE_TAKEOVER = Workflow(
    kind="certificate-takeover",
    label=_("Paper certificate taken over"),
    model=Application,
    states=TakeOverState,
    initial=TakeOverState.ENTERED,
    closed=frozenset({TakeOverState.TAKEN_OVER}),
    icon="journal-arrow-down",
    transitions=(
        Transition(
            STEP,
            (TakeOverState.ENTERED,),
            TakeOverState.TAKEN_OVER,
            _("Take over into the register"),
            TAKERS,
            outcome="taken-over",
            public=False,
        ),
    ),
)
