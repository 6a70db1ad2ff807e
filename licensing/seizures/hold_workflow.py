"""The process of evidence registered and held as a table. Basis: 行政处罚法 (2021) 56: the head approves first; decided within seven days.

The seven days are working days (85) and can be neither paused nor extended. Each step is that of a measure, but for what is said here.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.models import MeasureCase
from licensing.papers.sources import letter_source
from licensing.penalties.gates import actor_is_investigator, two_certified_officers
from licensing.penalties.law import penalty_law
from licensing.penalties.parts import OFFICERS
from licensing.seizures import disposals, forms, gates
from licensing.seizures.law import EVIDENCE_HOLD, HOLD
from licensing.seizures.states import BEFORE, CLOSED, HoldState
from licensing.seizures.workflow import COMPULSORY_MEASURE, TEAM

S = HoldState
HELD = (S.IN_FORCE, S.EXPIRED)
BASIS = penalty_law("五十六")
of_measure = COMPULSORY_MEASURE.transition

APPROVAL: tuple[Transition, ...] = (
    replace(of_measure("approve"), label=_("Approve the holding"), basis=BASIS),
    replace(of_measure("refuse"), label=_("Refuse the holding"), basis=BASIS),
    replace(of_measure("take-back"), basis=BASIS),
    replace(
        of_measure("carry-out"),
        label=_("Register and hold the evidence"),
        starts=(EVIDENCE_HOLD,),
        letters=("hold-notice", "measure-inventory"),
        form=forms.HoldForm,
        basis=BASIS,
        hint=_("Notice and inventory are handed over on the spot. Within seven working days it is decided what becomes of the things."),
    ),
)

DISPOSAL: tuple[Transition, ...] = (
    # Within the seven days it is not a matter for the head alone: the law only wants it done in time.
    replace(of_measure("release"), sources=HELD, gates=(), letters=(disposals.HOLD_DISPOSAL,), form=forms.ReleaseHeldForm, basis=BASIS),
    Transition(
        "seize",
        HELD,
        None,
        _("Propose to seal or seize the things"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.hold_not_over, gates.can_be_seized),
        form=forms.SeizeForm,
        effect=disposals.seize,
        basis=BASIS,
        hint=_("The things stay held as evidence until the measure is approved and carried out; the seven days run on."),
        public=False,
    ),
    replace(of_measure("confiscate"), sources=HELD, letters=(disposals.HOLD_DISPOSAL,), basis=BASIS),
    replace(of_measure("transfer-things"), letters=(disposals.HOLD_DISPOSAL,), basis=penalty_law("二十七")),
    replace(of_measure("expire"), sources=(S.IN_FORCE,), label=_("The seven days are over"), stops=(), basis=BASIS),
    replace(of_measure("end"), sources=HELD, label=_("Close the holding"), stops=(EVIDENCE_HOLD,), basis=BASIS),
)

EVIDENCE_HOLDING = Workflow(
    kind=HOLD,
    label=_("Evidence registered and held"),
    model=MeasureCase,
    states=HoldState,
    initial=S.PROPOSED,
    closed=CLOSED,
    letter_source=letter_source,
    icon="archive",
    # The same team as a measure has, in the states a holding has.
    transitions=(*APPROVAL, *DISPOSAL, *(replace(step, sources=(*BEFORE, *HELD)) for step in TEAM)),
)
