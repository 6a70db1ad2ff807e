"""The process of a compulsory measure as a table. Basis: 行政强制法 (2011) 16 to 28.

Approved by the head first, or urgent and approved within twenty-four hours; kept no longer than its term; every line disposed of.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Transition, Workflow
from licensing.evidence import examinations, step_forms
from licensing.evidence import gates as evidence_gates
from licensing.models import MeasureCase
from licensing.papers.sources import letter_source
from licensing.penalties.filing_forms import AddOfficerForm, RemoveOfficerForm
from licensing.penalties.gates import actor_did_not_investigate, actor_is_investigator, two_certified_officers
from licensing.penalties.parts import HEADS, OFFICERS, SYSTEM
from licensing.seizures import disposals, effects, forms, gates
from licensing.seizures.law import MEASURE, SEIZURE, SEIZURE_FOOD, URGENT_REPORT, measure_law
from licensing.seizures.states import BEFORE, CLOSED, HOLDING, MeasureState

S = MeasureState
KEPT = (S.URGENT, S.IN_FORCE)
ON_THE_SPOT = (two_certified_officers, actor_is_investigator, gates.has_lines, gates.nothing_held_twice)
ANSWERABLE = OFFICERS | HEADS | frozenset({Role.SUPERVISOR})
ON_SPOT_LETTERS = ("measure-decision", "measure-inventory")


def clock_code(case: Any, code: str) -> str:
    """Food has a term of its own (食品安全法实施条例 61)."""
    return SEIZURE_FOOD if code == SEIZURE and case.is_food else code


APPROVAL: tuple[Transition, ...] = (
    Transition(
        "approve",
        (S.PROPOSED,),
        S.APPROVED,
        _("Approve the measure"),
        HEADS,
        gates=(actor_did_not_investigate, two_certified_officers),
        letters=("measure-approval",),
        form=forms.ApproveForm,
        effect=effects.approve,
        tells=(("handler", "staff-measure-approved"),),
        basis=measure_law("十八"),
        public=False,
    ),
    Transition(
        "refuse",
        (S.PROPOSED,),
        S.REFUSED,
        _("Refuse the measure"),
        HEADS,
        gates=(actor_did_not_investigate,),
        form=forms.ReasonForm,
        effect=effects.refuse,
        outcome="refused",
        tells=(("handler", "staff-measure-refused"),),
        basis=measure_law("十八"),
        public=False,
    ),
    Transition(
        "take-back",
        BEFORE,
        S.TAKEN_BACK,
        _("Take the proposal back"),
        OFFICERS,
        gates=(actor_is_investigator,),
        form=forms.ReasonForm,
        effect=effects.give_reason,
        outcome="taken-back",
        basis=measure_law("十六"),
        public=False,
    ),
    Transition(
        "carry-out",
        (S.APPROVED,),
        S.IN_FORCE,
        _("Carry the measure out"),
        OFFICERS,
        gates=ON_THE_SPOT,
        starts=(SEIZURE,),
        letters=ON_SPOT_LETTERS,
        form=forms.CarryOutForm,
        effect=effects.carry_out,
        danger=True,
        basis=measure_law("十八", "二十三", "二十四"),
        hint=_("Decision and inventory are handed over on the spot, in two copies."),
    ),
    Transition(
        "carry-out-urgent",
        (S.PROPOSED,),
        S.URGENT,
        _("Urgent: carried out on the spot"),
        OFFICERS,
        gates=(gates.approval_comes_first, *ON_THE_SPOT),
        starts=(SEIZURE, URGENT_REPORT),
        letters=ON_SPOT_LETTERS,
        form=forms.CarryOutForm,
        effect=effects.carry_out_urgent,
        danger=True,
        basis=measure_law("十九", "二十三", "二十四"),
        hint=_("With this entry it is reported to the heads; within 24 hours they approve or it is released."),
    ),
    Transition(
        "complete-approval",
        (S.URGENT,),
        S.IN_FORCE,
        _("Approve the urgent measure"),
        HEADS,
        gates=(actor_did_not_investigate, gates.approval_is_in_time, gates.term_not_over),
        stops=(URGENT_REPORT,),
        letters=("measure-approval",),
        form=forms.ApproveForm,
        effect=effects.approve,
        tells=(("handler", "staff-measure-approved"),),
        basis=measure_law("十九"),
        public=False,
    ),
    Transition(
        "refuse-urgent",
        (S.URGENT,),
        S.RELEASING,
        _("Do not approve: release at once"),
        HEADS,
        gates=(actor_did_not_investigate,),
        stops=(URGENT_REPORT,),
        form=forms.ReasonForm,
        effect=effects.refuse_urgent,
        danger=True,
        tells=(("handler", "staff-measure-not-approved"),),
        basis=measure_law("十九"),
        public=False,
    ),
)

TERM: tuple[Transition, ...] = (
    Transition(
        "extend",
        (S.IN_FORCE,),
        None,
        _("Extend the term"),
        HEADS,
        gates=(actor_did_not_investigate, gates.can_be_extended),
        letters=("measure-extension",),
        form=forms.ExtendForm,
        effect=effects.extend,
        tells=(("handler", "staff-measure-extended"),),
        basis=measure_law("二十五") + "、《中华人民共和国食品安全法实施条例》第六十一条",
    ),
    Transition(
        "begin-examination",
        KEPT,
        None,
        _("Order testing or appraisal of the things"),
        OFFICERS,
        gates=(
            two_certified_officers,
            actor_is_investigator,
            gates.term_not_over,
            evidence_gates.period_is_definite,
            evidence_gates.sample_is_described,
        ),
        letters=(examinations.NOTICE, examinations.SAMPLING_RECORD),
        form=step_forms.BeginExaminationForm,
        effect=examinations.begin,
        basis=measure_law("二十五"),
        hint=_("The time of a test is told to the party in writing and not counted; the bureau pays for it."),
    ),
    Transition(
        "end-examination",
        HOLDING,
        None,
        _("Result of a test"),
        OFFICERS,
        gates=(evidence_gates.examination_runs, actor_is_investigator),
        letters=(examinations.RESULT_NOTICE,),
        form=step_forms.EndExaminationForm,
        effect=examinations.end,
        basis=measure_law("二十五"),
    ),
    Transition(
        "expire",
        KEPT,
        S.EXPIRED,
        _("The term is over"),
        SYSTEM,
        gates=(gates.term_is_over,),
        stops=(URGENT_REPORT,),
        effect=effects.expire,
        tells=(("handler", "staff-measure-expired"),),
        basis=measure_law("二十八"),
    ),
)

DISPOSAL: tuple[Transition, ...] = (
    Transition(
        "release",
        HOLDING,
        None,
        _("Release and give back"),
        OFFICERS | HEADS,
        gates=(gates.head_ends_it_early,),
        letters=(disposals.RELEASE,),
        form=forms.ReleaseForm,
        effect=disposals.release,
        basis=measure_law("二十八"),
        hint=_("Everything that is held, or some of its lines."),
    ),
    Transition(
        "confiscate",
        (S.IN_FORCE, S.EXPIRED),
        None,
        _("Confiscate by the penalty decision"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.confiscation_was_decided),
        letters=(disposals.DISPOSAL,),
        form=forms.ConfiscateForm,
        effect=disposals.confiscate,
        danger=True,
        basis=measure_law("二十七"),
    ),
    Transition(
        "dispose",
        (S.IN_FORCE,),
        None,
        _("Destroy or sell"),
        HEADS,
        gates=(actor_did_not_investigate, gates.term_not_over),
        letters=(disposals.DISPOSAL,),
        form=forms.DisposeForm,
        effect=disposals.dispose,
        danger=True,
        basis=measure_law("二十七", "二十八"),
    ),
    Transition(
        "transfer-things",
        (S.IN_FORCE,),
        None,
        _("Hand the things over with their case"),
        OFFICERS,
        gates=(actor_is_investigator, two_certified_officers, gates.case_was_transferred, gates.term_not_over),
        letters=(disposals.DISPOSAL,),
        form=forms.TransferThingsForm,
        effect=disposals.transfer,
        basis=measure_law("二十一"),
    ),
    Transition(
        "end",
        HOLDING,
        S.ENDED,
        _("Close the measure"),
        OFFICERS | HEADS | SYSTEM,
        gates=(gates.nothing_left,),
        stops=(SEIZURE, URGENT_REPORT),
        effect=disposals.end,
        outcome="ended",
        basis=measure_law("二十七", "二十八"),
    ),
)

TEAM: tuple[Transition, ...] = (
    Transition(
        "add-officer",
        (*BEFORE, *HOLDING),
        None,
        _("Add an officer"),
        ANSWERABLE,
        form=AddOfficerForm,
        effect=effects.add_officer,
        basis=measure_law("十八"),
        public=False,
    ),
    Transition(
        "remove-officer",
        (*BEFORE, *HOLDING),
        None,
        _("Take an officer off the team"),
        ANSWERABLE,
        form=RemoveOfficerForm,
        effect=effects.remove_officer,
        basis=measure_law("十八"),
        public=False,
    ),
    Transition("note", (*BEFORE, *HOLDING), None, _("Add a note"), ANSWERABLE, form=forms.NoteForm, effect=effects.note, public=False),
)

COMPULSORY_MEASURE = Workflow(
    kind=MEASURE,
    label=_("Compulsory measure case"),
    model=MeasureCase,
    states=MeasureState,
    initial=S.PROPOSED,
    closed=CLOSED,
    letter_source=letter_source,
    clock_code=clock_code,
    icon="lock",
    transitions=(*APPROVAL, *TERM, *DISPOSAL, *TEAM),
)
