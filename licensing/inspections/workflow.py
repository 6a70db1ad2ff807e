"""The process of one sampling inspection as a table. Basis: 产品质量法 (as of 2018-12-29), articles 15 to 17 and 56."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from enterprises.corrections.gates import is_taken_at_the_desk
from licensing.inspections import effects, gates, letters, step_forms
from licensing.inspections.correcting import ENTERPRISE, HEADS, OFFICERS, PAPER, Tail, correction_steps, note_step, visit_steps
from licensing.models import Inspection


def quality_law(*articles: str) -> str:
    """The legal basis of a step as people read it. Law is cited in Chinese in both languages."""
    return "《中华人民共和国产品质量法》" + "、".join(f"第{article}条" for article in articles)


class SamplingState(models.TextChoices):
    """Where a sampling inspection stands."""

    ASSIGNED = "assigned", _("Waiting for the visit")
    SAMPLED = "sampled", _("Sample taken")
    TESTING = "testing", _("Being tested")
    RESULT = "result", _("Result received")
    TOLD = "told", _("Result told, may be objected to")
    RETESTING = "retesting", _("Being tested again")
    FINAL = "final", _("Result final")
    RECTIFYING = "rectifying", _("Being put right")
    RECTIFIED = "rectified", _("Waiting for the second look")
    UNCORRECTED = "uncorrected", _("Not put right")
    PASSED = "passed", _("Passed")
    CORRECTED = "corrected", _("Put right")
    ANNOUNCED = "announced", _("Reported to the province for announcement")
    NO_PRODUCT = "no-product", _("Nothing to sample")
    REFUSED = "refused", _("Sampling refused")


S = SamplingState
CLOSED = frozenset({S.PASSED, S.CORRECTED, S.ANNOUNCED, S.NO_PRODUCT, S.REFUSED})
AT_THE_DOOR = (gates.two_officers_go, gates.is_a_drawn_officer, gates.notice_is_printed)

VISIT = (
    Transition(
        "take-sample",
        (S.ASSIGNED,),
        S.SAMPLED,
        _("Record the sampling"),
        OFFICERS,
        gates=AT_THE_DOOR,
        form=step_forms.SampleForm,
        effect=effects.take_sample,
        letters=("sampling-record",),
        basis=quality_law("十五"),
    ),
    Transition(
        "record-no-product",
        (S.ASSIGNED,),
        S.NO_PRODUCT,
        _("Nothing to sample"),
        OFFICERS,
        gates=AT_THE_DOOR,
        form=step_forms.FindingForm,
        effect=effects.find_nothing,
        outcome="no-product",
        letters=("sampling-record",),
        danger=True,
        basis=quality_law("十五"),
    ),
    Transition(
        "record-refusal",
        (S.ASSIGNED,),
        S.REFUSED,
        _("Record that sampling was refused"),
        OFFICERS,
        gates=AT_THE_DOOR,
        form=step_forms.FindingForm,
        effect=effects.refuse_sampling,
        outcome=effects.TO_PENALTY,
        letters=("sampling-record",),
        danger=True,
        basis=quality_law("十六", "五十六"),
    ),
)

TESTING = (
    Transition(
        "send-to-laboratory",
        (S.SAMPLED,),
        S.TESTING,
        _("Send to the laboratory"),
        OFFICERS,
        form=step_forms.LaboratoryForm,
        effect=effects.send_sample,
        basis=quality_law("十五"),
    ),
    Transition(
        "record-result",
        (S.TESTING,),
        S.RESULT,
        _("Enter the laboratory's report"),
        OFFICERS,
        form=step_forms.ReportForm,
        effect=effects.record_result,
        basis=quality_law("十五"),
    ),
    # The letter first: the fifteen days run from the day the enterprise has it in hand, which post makes a later one.
    Transition(
        "issue-result",
        (S.RESULT,),
        None,
        _("Issue the letter on the result"),
        OFFICERS,
        gates=(gates.result_is_not_issued,),
        form=step_forms.NoteForm,
        effect=effects.note,
        letters=("sampling-result",),
        basis=quality_law("十五"),
        public=False,
    ),
    Transition(
        "tell-result",
        (S.RESULT,),
        S.TOLD,
        _("Record that the enterprise received the result"),
        OFFICERS,
        gates=(gates.result_is_issued, gates.received_on_is_plausible),
        starts=(gates.RETEST,),
        form=step_forms.ServiceForm,
        effect=effects.tell_result,
        basis=quality_law("十五"),
    ),
)

OBJECTION = (
    Transition(
        "ask-retest",
        (S.TOLD,),
        S.RETESTING,
        _("Ask for a re-test"),
        ENTERPRISE,
        gates=(is_taken_at_the_desk, gates.retest_is_in_time),
        form=step_forms.AskRetestForm,
        effect=effects.ask_retest,
        tells=(("handler", "staff-retest-asked"),),
        basis=quality_law("十五"),
    ),
    Transition(
        "take-in-retest-request",
        (S.TOLD,),
        S.RETESTING,
        _("Take in a request for a re-test that came on paper"),
        PAPER,
        gates=(gates.retest_is_in_time,),
        form=step_forms.RetestOnPaperForm,
        effect=effects.ask_retest,
        tells=(("handler", "staff-retest-asked"),),
        basis=quality_law("十五"),
    ),
    Transition(
        "accept-result",
        (S.TOLD,),
        S.FINAL,
        _("Accept the result without a re-test"),
        ENTERPRISE,
        gates=(is_taken_at_the_desk,),
        effect=effects.accept_result,
        danger=True,
        basis=quality_law("十五"),
    ),
    Transition(
        "end-objection",
        (S.TOLD,),
        S.FINAL,
        _("The period for a re-test is over"),
        OFFICERS,
        gates=(gates.objection_is_over,),
        form=step_forms.NoteForm,
        effect=effects.end_objection,
        basis=quality_law("十五"),
    ),
    Transition(
        "record-retest",
        (S.RETESTING,),
        S.FINAL,
        _("Enter the report of the re-test"),
        OFFICERS,
        gates=(gates.is_another_laboratory,),
        form=step_forms.RetestReportForm,
        effect=effects.record_retest,
        letters=("retest-result",),
        basis=quality_law("十五"),
    ),
    Transition(
        "publish-passed",
        (S.FINAL,),
        S.PASSED,
        _("Publish the result and close"),
        OFFICERS | HEADS,
        gates=(gates.has_passed,),
        form=step_forms.NoteForm,
        effect=effects.publish_passed,
        outcome="passed",
        basis=quality_law("十五"),
    ),
)

TAIL = Tail(
    ordered_from=S.FINAL,
    rectifying=S.RECTIFYING,
    rectified=S.RECTIFIED,
    uncorrected=S.UNCORRECTED,
    corrected=S.CORRECTED,
    escalated=S.ANNOUNCED,
    order_gates=(gates.has_failed,),
    order=effects.order_sampling,
    order_after=("take-sample", "record-result", "record-retest"),
    order_basis=quality_law("十七"),
    escalate_name="report-to-province",
    escalate_label=_("Report to the province for announcement"),
    escalate=effects.escalate_as("reported-to-province"),
    escalate_basis=quality_law("十七"),
)

SAMPLING = Workflow(
    kind="sampling",
    label=_("Sampling inspection"),
    model=Inspection,
    states=SamplingState,
    initial=S.ASSIGNED,
    closed=CLOSED,
    letter_source=letters.sampling_letter,
    icon="droplet-half",
    transitions=(
        *visit_steps(S.ASSIGNED, basis=quality_law("十五")),
        *VISIT,
        *TESTING,
        *OBJECTION,
        *correction_steps(TAIL),
        note_step(tuple(state for state in S.values if state not in CLOSED)),
    ),
)
