"""Testing and sampling as steps of the case: ordered by two certified officers, told to the party, ended with a report."""

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition
from licensing.evidence import examinations, gates, step_forms
from licensing.penalties.gates import actor_is_investigator, two_certified_officers
from licensing.penalties.law import penalty_law
from licensing.penalties.parts import OFFICERS
from licensing.penalties.states import BEFORE_DECISION, PenaltyState

BASIS = penalty_law("五十六") + "、《中华人民共和国行政强制法》第二十五条第三款"

EVIDENCE: tuple[Transition, ...] = (
    # No `pauses` and `resumes`: the engine would end all pauses of a clock at once, but each test ends its own (`excluded_days`).
    Transition(
        "begin-examination",
        (PenaltyState.VERIFYING, PenaltyState.INVESTIGATING),
        None,
        _("Order sampling, testing or appraisal"),
        OFFICERS,
        gates=(two_certified_officers, actor_is_investigator, gates.period_is_definite, gates.sample_is_described),
        letters=(examinations.NOTICE, examinations.SAMPLING_RECORD),
        form=step_forms.BeginExaminationForm,
        effect=examinations.begin,
        basis=BASIS,
        hint=_("The time of a test is told to the party in writing and not counted; the bureau pays for it."),
    ),
    # Results come when they come: also after the investigation was reported.
    Transition(
        "end-examination",
        (PenaltyState.VERIFYING, *BEFORE_DECISION),
        None,
        _("Result of a test"),
        OFFICERS,
        gates=(gates.examination_runs, actor_is_investigator),
        letters=(examinations.RESULT_NOTICE,),
        form=step_forms.EndExaminationForm,
        effect=examinations.end,
        basis=BASIS,
    ),
)
