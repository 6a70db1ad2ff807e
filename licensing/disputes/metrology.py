"""Mediation and arbitration verification of a metrology dispute as a table (计量法 21; 计量法实施细则 34 to 36)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.disputes import dispute_steps, forms
from licensing.disputes import metrology_effects as effects
from licensing.disputes.letters import dispute_letter
from licensing.models import Application
from licensing.steps import forms as shared_forms
from licensing.steps import roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

RULES = "《中华人民共和国计量法实施细则》"
ACCEPTANCE, SETTLEMENT, APPEAL = "dispute-acceptance", "dispute-settlement", effects.APPEAL


class DisputeState(models.TextChoices):
    """States of a metrology dispute."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTION = "correction", _("To be completed by the applicant")
    ACCEPTED = "accepted", _("Accepted, other side told")
    MEDIATING = "mediating", _("In mediation")
    SEALED = "sealed", _("Instrument sealed")
    VERIFYING = "verifying", _("Arbitration verification ordered")
    VERIFIED = "verified", _("Verified, award to be made")
    AWARDED = "awarded", _("Award made, to be told")
    TOLD = "told", _("Award told, appeal possible")
    AGREED = "agreed", _("Agreed in mediation")
    ENDED = "ended", _("Mediation ended without agreement")
    APPEALED = "appealed", _("Passed to the upper bureau")
    FINAL = "final", _("Award final")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")


S = DisputeState
OPENING = dispute_steps.Opening(
    name="dispute",
    acceptance=ACCEPTANCE,
    settlement=SETTLEMENT,
    basis=RULES + "第三十四条",
    label=_("Accept the dispute"),
    accept=effects.accept,
)
BEFORE_AWARD = (S.SUBMITTED, S.CORRECTION, S.ACCEPTED, S.MEDIATING, S.SEALED, S.VERIFYING, S.VERIFIED)
IN_HAND = (S.ACCEPTED, S.MEDIATING, S.SEALED, S.VERIFYING, S.VERIFIED, S.AWARDED, S.TOLD)

MEDIATION = (
    dispute_steps.mediating(OPENING, (S.ACCEPTED,), S.MEDIATING),
    Transition(
        "agree",
        (S.MEDIATING,),
        S.AGREED,
        _("Record the agreement"),
        roles.REVIEWERS,
        stops=(SETTLEMENT,),
        letters=("mediation-record",),
        form=forms.AgreementForm,
        effect=telling_filer(effects.agree, "dispute-agreed-inbox"),
        tells=(("applicant", "dispute-agreed"), ("respondent", "dispute-agreed-respondent")),
        outcome="agreed",
        basis=RULES + "第三十四条",
    ),
    Transition(
        "end-mediation",
        (S.MEDIATING,),
        S.ENDED,
        _("End without agreement or arbitration"),
        roles.REVIEWERS,
        stops=(SETTLEMENT,),
        form=shared_forms.ReasonForm,
        effect=telling_filer(shared.effects.give_reason, "dispute-ended-inbox"),
        tells=(("applicant", "dispute-ended"), ("respondent", "dispute-ended-respondent")),
        outcome="ended",
        danger=True,
        basis=RULES + "第三十四条",
    ),
)
ARBITRATION = (
    Transition(
        "seal",
        (S.ACCEPTED, S.MEDIATING),
        S.SEALED,
        _("Seal the instrument"),
        roles.REVIEWERS,
        gates=(effects.instrument_was_kept,),
        form=forms.SealForm,
        effect=telling_filer(effects.seal, "dispute-sealed-inbox"),
        tells=(("applicant", "dispute-sealed"), ("respondent", "dispute-sealed-respondent")),
        basis=RULES + "第三十五条",
    ),
    Transition(
        "order-verification",
        (S.SEALED,),
        S.VERIFYING,
        _("Order the arbitration verification"),
        roles.REVIEWERS,
        pauses=(SETTLEMENT,),
        letters=("arbitration-order",),
        form=forms.OrderForm,
        effect=effects.order,
        tells=(("applicant", "dispute-verifying"), ("respondent", "dispute-verifying-respondent")),
        basis=RULES + "第三十四条",
    ),
    Transition(
        "record-verification",
        (S.VERIFYING,),
        S.VERIFIED,
        _("Record the result of the verification"),
        roles.REVIEWERS,
        resumes=(SETTLEMENT,),
        form=forms.ReadingForm,
        effect=effects.record_verification,
        public=False,
        basis="《中华人民共和国计量法》第二十一条",
    ),
    # Somebody other than whoever handled it.
    Transition(
        "award",
        (S.VERIFIED,),
        S.AWARDED,
        _("Make the award"),
        roles.HEADS,
        not_after=("mediate", "seal", "order-verification", "record-verification"),
        letters=("arbitration-award",),
        form=forms.AwardForm,
        effect=telling_filer(effects.award, "dispute-awarded-inbox"),
        tells=(("applicant", "dispute-awarded"), ("respondent", "dispute-awarded-respondent"), ("handler", "staff-dispute-awarded")),
        basis="《中华人民共和国计量法》第二十一条",
    ),
    Transition(
        "tell-award",
        (S.AWARDED,),
        S.TOLD,
        _("Record when both sides received the award"),
        roles.REVIEWERS,
        starts=(APPEAL,),
        stops=(SETTLEMENT,),
        form=forms.ToldForm,
        effect=effects.tell,
        basis=RULES + "第三十六条",
    ),
    Transition(
        "appeal",
        (S.TOLD,),
        S.APPEALED,
        _("Appeal to the upper bureau"),
        roles.APPLICANT | roles.WINDOW,
        gates=(effects.appeal_days_run,),
        stops=(APPEAL,),
        form=forms.AppealForm,
        effect=effects.appeal,
        tells=(("handler", "staff-dispute-appealed"),),
        outcome="appealed",
        basis=RULES + "第三十六条",
    ),
    Transition(
        "finalise",
        (S.TOLD,),
        S.FINAL,
        _("The award is final"),
        roles.WINDOW | roles.SYSTEM,
        gates=(effects.appeal_days_are_over,),
        stops=(APPEAL,),
        tells=(("applicant", "dispute-final"),),
        outcome="awarded",
        basis=RULES + "第三十六条",
    ),
)

METROLOGY_DISPUTE = Workflow(
    kind="metrology-dispute",
    label=_("Metrology dispute"),
    model=Application,
    states=DisputeState,
    initial=S.SUBMITTED,
    closed=frozenset({S.AGREED, S.ENDED, S.APPEALED, S.FINAL, S.REFUSED, S.WITHDRAWN}),
    letter_source=dispute_letter,
    icon="speedometer",
    transitions=(
        *dispute_steps.opening_steps(OPENING, submitted=S.SUBMITTED, correction=S.CORRECTION, accepted=S.ACCEPTED, refused=S.REFUSED),
        dispute_steps.giving(IN_HAND),
        *MEDIATION,
        *ARBITRATION,
        shared.withdraw(BEFORE_AWARD, S.WITHDRAWN, stops=(ACCEPTANCE, SETTLEMENT)),
        shared.note((*BEFORE_AWARD, S.AWARDED, S.TOLD)),
    ),
)
