"""The process of the one kind of matter this floor has: an enterprise asks to have its entry in the register put right."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Transition, Workflow
from enterprises.corrections import effects, gates
from enterprises.corrections import forms as correction_forms
from enterprises.models import RegisterCorrection

DECIDERS = frozenset({Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR})
ENTERPRISE = frozenset({Role.ENTERPRISE})
CLOCK = "register-correction"


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    SUBMITTED = "submitted", _("Waiting for a decision")
    CONFIRMED = "confirmed", _("Confirmed, register changed")
    REFUSED = "refused", _("Not confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = CorrectionState

CORRECTION = Workflow(
    kind="register-correction",
    label=_("Correction of the register"),
    model=RegisterCorrection,
    states=CorrectionState,
    initial=S.SUBMITTED,
    closed=frozenset({S.CONFIRMED, S.REFUSED, S.WITHDRAWN}),
    icon="pencil-square",
    transitions=(
        Transition(
            "confirm",
            (S.SUBMITTED,),
            S.CONFIRMED,
            _("Confirm and change the register"),
            DECIDERS,
            gates=(gates.decider_is_not_of_the_enterprise, gates.register_has_not_moved, gates.premises_are_put_right),
            stops=(CLOCK,),
            form=correction_forms.ConfirmForm,
            effect=effects.confirm,
            outcome="confirmed",
            tells=(("applicant", "correction-confirmed"),),
        ),
        Transition(
            "refuse",
            (S.SUBMITTED,),
            S.REFUSED,
            _("Do not confirm"),
            DECIDERS,
            gates=(gates.decider_is_not_of_the_enterprise,),
            stops=(CLOCK,),
            form=correction_forms.RefuseForm,
            effect=effects.refuse,
            outcome="refused",
            danger=True,
            tells=(("applicant", "correction-refused"),),
        ),
        Transition(
            "withdraw",
            (S.SUBMITTED,),
            S.WITHDRAWN,
            _("Withdraw the request"),
            ENTERPRISE,
            gates=(gates.is_taken_at_the_desk,),
            stops=(CLOCK,),
            form=correction_forms.WithdrawForm,
            effect=effects.withdraw,
            outcome="withdrawn",
            danger=True,
            tells=(("handler", "staff-correction-withdrawn"),),
        ),
    ),
)

WORKFLOWS = (CORRECTION,)
