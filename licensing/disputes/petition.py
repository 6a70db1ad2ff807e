"""A consumer's petition on the quality of a product as a table (产品质量法 22). The law sets no days: they are the bureau's own promise."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.disputes import dispute_steps, forms, shared_effects
from licensing.disputes import petition_effects as effects
from licensing.disputes.letters import petition_letter
from licensing.models import Application
from licensing.steps import forms as shared_forms
from licensing.steps import roles
from licensing.steps import transitions as shared
from licensing.steps.telling import telling_filer

LAW = "《中华人民共和国产品质量法》"
BASIS = LAW + "第二十二条"
ACCEPTANCE, SETTLEMENT, ANSWER = "petition-acceptance", "petition-settlement", effects.ANSWER


class PetitionState(models.TextChoices):
    """States of a quality petition."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTION = "correction", _("To be completed by the applicant")
    ACCEPTED = "accepted", _("Accepted, in hand")
    ASKED = "asked", _("Other side asked")
    TESTING = "testing", _("Product being tested")
    MEDIATING = "mediating", _("In mediation")
    SETTLED = "settled", _("Settled")
    TERMINATED = "terminated", _("Ended without agreement")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")


S = PetitionState
OPENING = dispute_steps.Opening(
    name="petition",
    acceptance=ACCEPTANCE,
    settlement=SETTLEMENT,
    basis=BASIS,
    label=_("Accept the petition"),
    accept=shared_effects.accept,
)
IN_HAND = (S.ACCEPTED, S.ASKED, S.TESTING, S.MEDIATING)
OPEN = (S.SUBMITTED, S.CORRECTION, *IN_HAND)
RUNNING = (ACCEPTANCE, SETTLEMENT, ANSWER)

INQUIRY = (
    Transition(
        "ask-other-side",
        (S.ACCEPTED, S.MEDIATING),
        S.ASKED,
        _("Ask the other side"),
        roles.REVIEWERS,
        starts=(ANSWER,),
        form=forms.AskOtherSideForm,
        effect=effects.ask_other_side,
        tells=(("respondent", "petition-other-side-asked"),),
        basis=BASIS,
    ),
    Transition(
        "record-answer",
        (S.ASKED,),
        S.ACCEPTED,
        _("Record the answer of the other side"),
        roles.REVIEWERS,
        stops=(ANSWER,),
        form=forms.AnswerForm,
        effect=effects.record_answer,
        basis=BASIS,
    ),
    Transition(
        "no-answer",
        (S.ASKED,),
        S.ACCEPTED,
        _("The other side did not answer"),
        roles.REVIEWERS,
        gates=(effects.answer_days_are_over,),
        stops=(ANSWER,),
        form=shared_forms.NoteForm,
        effect=shared.effects.note,
        basis=BASIS,
    ),
    Transition(
        "send-to-test",
        (S.ACCEPTED, S.MEDIATING),
        S.TESTING,
        _("Have the product tested"),
        roles.REVIEWERS,
        pauses=(SETTLEMENT,),
        form=forms.TestForm,
        effect=telling_filer(effects.send_to_test, "petition-testing-inbox"),
        tells=(("applicant", "petition-testing"), ("respondent", "petition-testing-respondent")),
        basis=BASIS,
    ),
    Transition(
        "record-test",
        (S.TESTING,),
        S.ACCEPTED,
        _("Record the test result"),
        roles.REVIEWERS,
        resumes=(SETTLEMENT,),
        form=forms.TestResultForm,
        effect=effects.record_test,
        basis=BASIS,
    ),
    Transition(
        "pass-on",
        IN_HAND,
        None,
        _("Pass a suspected violation on to enforcement"),
        roles.REVIEWERS,
        gates=(effects.is_not_passed_on_yet,),
        form=shared_forms.ReasonForm,
        effect=effects.pass_on,
        outcome=effects.TO_PENALTY,
        public=False,
        basis=LAW + "第十八条",
    ),
)
ENDS = (
    Transition(
        "settle",
        (S.ACCEPTED, S.MEDIATING),
        S.SETTLED,
        _("Record the settlement"),
        roles.REVIEWERS,
        stops=(SETTLEMENT,),
        letters=("petition-mediation-record", "petition-reply"),
        form=forms.SettleForm,
        effect=telling_filer(effects.settle, "petition-settled-inbox"),
        tells=(("applicant", "petition-settled"), ("respondent", "petition-settled-respondent")),
        basis=LAW + "第四十七条",
    ),
    Transition(
        "terminate",
        (S.ACCEPTED, S.ASKED, S.MEDIATING),
        S.TERMINATED,
        _("End without agreement"),
        roles.REVIEWERS,
        stops=(SETTLEMENT, ANSWER),
        letters=("petition-termination",),
        form=forms.TerminateForm,
        effect=telling_filer(effects.terminate, "petition-terminated-inbox"),
        tells=(("applicant", "petition-terminated"), ("respondent", "petition-terminated-respondent")),
        danger=True,
        basis=LAW + "第四十七条",
    ),
)

QUALITY_PETITION = Workflow(
    kind="quality-petition",
    label=_("Product-quality petition"),
    model=Application,
    states=PetitionState,
    initial=S.SUBMITTED,
    closed=frozenset({S.SETTLED, S.TERMINATED, S.REFUSED, S.WITHDRAWN}),
    letter_source=petition_letter,
    icon="bag-x",
    transitions=(
        *dispute_steps.opening_steps(OPENING, submitted=S.SUBMITTED, correction=S.CORRECTION, accepted=S.ACCEPTED, refused=S.REFUSED),
        dispute_steps.giving(IN_HAND),
        *INQUIRY,
        replace(
            dispute_steps.mediating(OPENING, (S.ACCEPTED,), S.MEDIATING), effect=telling_filer(effects.mediate, "petition-mediation-inbox")
        ),
        *ENDS,
        replace(shared.withdraw(OPEN, S.WITHDRAWN, stops=RUNNING), outcome=""),
        shared.note(OPEN),
    ),
)
