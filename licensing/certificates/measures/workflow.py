"""The process of a measure against a certificate: proposed, told, heard, decided by somebody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Transition, Workflow
from licensing.certificates.measures import effects, forms, gates, letters
from licensing.models import CertificateMeasure
from licensing.steps.forms import NoteForm, ReasonForm
from licensing.steps.law import permit_law

PROPOSERS = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
HEADS = frozenset({Role.APPROVER})
HOLDER = frozenset({Role.CITIZEN, Role.ENTERPRISE})


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    PROPOSED = "proposed", _("Proposed")
    TOLD = "told", _("Holder told")
    DECIDED = "decided", _("Decided")
    DROPPED = "dropped", _("Dropped")


S = MeasureState

CERTIFICATE_MEASURE = Workflow(
    kind="certificate-measure",
    label=_("Measure against a certificate"),
    model=CertificateMeasure,
    states=MeasureState,
    initial=S.PROPOSED,
    closed=frozenset({S.DECIDED, S.DROPPED}),
    letter_source=letters.measure_letter,
    icon="shield-exclamation",
    transitions=(
        Transition(
            "tell",
            (S.PROPOSED,),
            S.TOLD,
            _("Tell the holder"),
            PROPOSERS,
            gates=(gates.burdens_the_holder, gates.certificate_stands_so),
            starts=(gates.CLOCK,),
            letters=(letters.NOTICE,),
            form=forms.TellForm,
            effect=effects.tell,
            tells=(("applicant", "certificate-measure-told"),),
            basis=permit_law("七"),
        ),
        Transition(
            "hear",
            (S.TOLD,),
            None,
            _("Put the holder's statement on file"),
            PROPOSERS | HOLDER,
            form=forms.StatementForm,
            effect=effects.hear,
            tells=(("handler", "staff-certificate-statement"),),
            basis=permit_law("七"),
        ),
        Transition(
            "decide",
            (S.PROPOSED, S.TOLD),
            S.DECIDED,
            _("Decide the measure"),
            HEADS,
            gates=(gates.holder_was_told, gates.holder_was_heard, gates.decider_did_not_propose, gates.certificate_stands_so),
            stops=(gates.CLOCK,),
            letters=(letters.DECISION,),
            # Whoever proposed it is known by `proposed_by`: the proposal is the opening, not a step.
            not_after=("tell", "hear"),
            form=forms.DecideForm,
            effect=effects.decide,
            outcome="decided",
            danger=True,
            tells=(("applicant", "certificate-measure-decided"),),
            basis=permit_law("八", "六十九", "七十"),
        ),
        # Nobody outside has heard of it yet, so nobody is told.
        Transition(
            "take-back",
            (S.PROPOSED,),
            S.DROPPED,
            _("Take the proposal back"),
            PROPOSERS | HEADS,
            form=ReasonForm,
            effect=effects.drop,
            outcome="taken-back",
            public=False,
        ),
        Transition(
            "drop",
            (S.TOLD,),
            S.DROPPED,
            _("Drop the measure"),
            HEADS,
            stops=(gates.CLOCK,),
            form=ReasonForm,
            effect=effects.drop,
            outcome="dropped",
            tells=(("applicant", "certificate-measure-dropped"),),
        ),
        Transition(
            "note", (S.PROPOSED, S.TOLD), None, _("Add a note"), PROPOSERS | HEADS, form=NoteForm, effect=effects.note, public=False
        ),
    ),
)
