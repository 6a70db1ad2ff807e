"""Change and cancellation of a use registration as a table (特种设备安全法 47, 48). It is handled like a permit and shares its steps;
what is granted changes certificate and register instead of issuing a first one.
"""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.filings import change_effects as effects
from licensing.filings import forms
from licensing.filings.letters import change_letter
from licensing.models import Application
from licensing.permit.workflow import INTAKE, PERMIT, REVIEW, clock_code
from licensing.steps import roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

CHANGE_LAW = "《中华人民共和国特种设备安全法》第四十七条、第四十八条"
DECISION_LETTER, REFUSAL_LETTER = "registration-change-decision", "registration-change-refusal"


class ChangeState(models.TextChoices):
    """States of a change or cancellation: those of a permit, without a hearing."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTION = "correction", _("To be corrected by the applicant")
    ACCEPTED = "accepted", _("Accepted, not yet assigned")
    REVIEWING = "reviewing", _("Under review")
    SPECIAL = "special", _("Testing, inspection or expert review")
    REVIEWED = "reviewed", _("Reviewed, waiting for the decision")
    GRANTED = "granted", _("Registration changed, to be delivered")
    DELIVERED = "delivered", _("Registration changed and delivered")
    NOT_ACCEPTED = "not-accepted", _("Not accepted by law")
    REFUSED = "refused", _("Change of registration refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")


S = ChangeState
UNDECIDED = (S.SUBMITTED, S.CORRECTION, S.ACCEPTED, S.REVIEWING, S.SPECIAL, S.REVIEWED)
BEFORE_DECISION = (shared.ACCEPTANCE, shared.DECISION)


def _granting(name: str) -> Transition:
    """A step of a permit that grants, with the letter, effect and messages of a change."""
    step = PERMIT.transition(name)
    effect = {"grant": effects.grant, "decide-at-once": effects.decide_at_once}[name]
    return replace(
        step,
        label=_("Grant the change") if name == "grant" else _("Decide on the spot"),
        gates=(*step.gates, effects.registration_is_known),
        letters=(DECISION_LETTER,),
        effect=telling_filer(effect, "registration-change-granted-inbox"),
        tells=(("applicant", "registration-change-granted"),),
        basis=CHANGE_LAW,
    )


OWN = (
    Transition(
        "link-certificate",
        (S.SUBMITTED, S.ACCEPTED, S.REVIEWING),
        None,
        _("Name the certificate it is about"),
        roles.REVIEWERS,
        form=forms.LinkForm,
        effect=effects.link_certificate,
        public=False,
        basis=CHANGE_LAW,
    ),
    PERMIT.transition("finish-review"),
    PERMIT.transition("return-review"),
    _granting("grant"),
    replace(
        PERMIT.transition("refuse"),
        label=_("Refuse the change"),
        letters=(REFUSAL_LETTER,),
        effect=telling_filer(effects.refuse, "registration-change-refused-inbox"),
        tells=(("applicant", "registration-change-refused"),),
        basis=CHANGE_LAW,
    ),
    _granting("decide-at-once"),
)

REGISTRATION_CHANGE = Workflow(
    kind="registration-change",
    label=_("Change of use registration"),
    model=Application,
    states=ChangeState,
    initial=S.SUBMITTED,
    closed=frozenset({S.DELIVERED, S.NOT_ACCEPTED, S.REFUSED, S.WITHDRAWN}),
    letter_source=change_letter,
    clock_code=clock_code,
    icon="arrow-left-right",
    transitions=(
        *INTAKE,
        *REVIEW,
        *OWN,
        shared.deliver((S.GRANTED,), S.DELIVERED),
        shared.withdraw(UNDECIDED, S.WITHDRAWN, stops=BEFORE_DECISION),
        shared.note((*UNDECIDED, S.GRANTED)),
    ),
)
