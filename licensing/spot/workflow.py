"""The simple procedure as a table: established and decided on the spot, handed over at once, filed with the bureau, carried out, closed.

What happens when the fine is not paid is the same as in an ordinary case and comes from its table (行政处罚法 53).
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Gate, Transition, Workflow
from licensing.execution.gates import publicity_is_prepared
from licensing.execution.transitions import EXECUTION
from licensing.models import PenaltyCase
from licensing.papers.sources import letter_source
from licensing.penalties.gates import actor_is_investigator, limitation_not_over, two_certified_officers
from licensing.penalties.law import penalty_law
from licensing.penalties.parts import HEADS, OFFICERS, SYSTEM
from licensing.procedure.notice_gates import acts_are_charged, charges_are_lawful
from licensing.spot import effects, gates
from licensing.spot.items import KIND
from licensing.spot.states import CLOSED, DECIDED, SpotState
from licensing.steps.forms import NoteForm, ReasonForm

S = SpotState

SPOT = (
    Transition(
        "decide-spot",
        (S.PREPARING,),
        S.DECIDED,
        _("Decide on the spot"),
        OFFICERS,
        gates=(
            gates.comes_from_screen,
            actor_is_investigator,
            two_certified_officers,
            gates.certificates_were_shown,
            gates.facts_are_clear,
            gates.rights_were_told,
            gates.party_was_heard,
            acts_are_charged,
            charges_are_lawful,
            gates.is_warning_or_fine,
            gates.is_within_cap,
            gates.was_not_fined_already,
            gates.is_old_enough,
            gates.is_of_sound_mind,
            limitation_not_over,
        ),
        effect=effects.decide,
        letters=("spot-decision",),
        outcome="penalty",
        basis=penalty_law("五十一", "五十二"),
        hint=_("On its own page."),
    ),
    Transition(
        "hand-over",
        (S.DECIDED,),
        S.EXECUTING,
        _("Decision handed over"),
        OFFICERS | SYSTEM,
        gates=(gates.is_handed_over,),
        effect=effects.hand_over,
        tells=(("respondent", "spot-decided"),),
        basis=penalty_law("第五十二条第一款", "六十一"),
        hint=_("Follows when it is handed over on the page “On the spot”."),
    ),
    Transition(
        "put-on-file",
        DECIDED,
        None,
        _("Take on file"),
        HEADS,
        gates=(gates.filer_did_not_decide, gates.is_not_on_file),
        form=NoteForm,
        effect=effects.put_on_file,
        public=False,
        basis=penalty_law("第五十二条第三款"),
    ),
    Transition(
        "convert",
        (S.PREPARING,),
        S.CONVERTED,
        _("Turn into an ordinary case"),
        OFFICERS,
        gates=(actor_is_investigator,),
        form=ReasonForm,
        effect=effects.convert,
        outcome="converted",
        public=False,
        basis=penalty_law("五十一", "五十四"),
    ),
    Transition(
        "drop",
        (S.PREPARING,),
        S.DROPPED,
        _("Drop without a penalty"),
        OFFICERS,
        gates=(actor_is_investigator,),
        form=ReasonForm,
        effect=effects.drop,
        outcome="no-penalty",
        public=False,
        danger=True,
        basis=penalty_law("三十", "三十三"),
    ),
)


def _shared() -> tuple[Transition, ...]:
    """How a penalty is carried out, as far as the simple procedure knows the states."""
    known = set(S.values)
    steps = []
    for step in EXECUTION:
        sources = tuple(state for state in step.sources if state in known)
        if sources and (step.target is None or step.target in known):
            steps.append(replace(step, sources=sources, gates=_closing(step.gates) if step.name == "close" else step.gates))
    return tuple(steps)


def _closing(own: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """What an ordinary case needs for closing, and the filing (52); only decisions of the ordinary procedure are made public."""
    return (gates.is_on_file, *(gate for gate in own if gate is not publicity_is_prepared))


SPOT_PENALTY = Workflow(
    kind=KIND,
    label=_("Penalty on the spot"),
    model=PenaltyCase,
    states=SpotState,
    initial=SpotState.PREPARING,
    closed=CLOSED,
    letter_source=letter_source,
    icon="lightning",
    transitions=(*SPOT, *_shared()),
)
