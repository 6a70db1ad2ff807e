"""The process of one check of declared standards as a table. Basis: 标准化法 (as of 2017-11-04), articles 27, 32, 35, 38 and 39."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.inspections import gates as visit_gates
from licensing.inspections.correcting import OFFICERS, Tail, correction_steps, note_step, visit_steps
from licensing.models import Inspection
from licensing.standards import effects, forms, gates, letters
from licensing.standards.checklist import LAW


class StandardState(models.TextChoices):
    """Where a check of declared standards stands."""

    ASSIGNED = "assigned", _("Waiting for the check")
    CHECKED = "checked", _("Checked, something is wrong")
    RECTIFYING = "rectifying", _("Being put right")
    RECTIFIED = "rectified", _("Waiting for the second look")
    UNCORRECTED = "uncorrected", _("Not put right")
    CONFORMS = "conforms", _("Conforms")
    CORRECTED = "corrected", _("Put right")
    PUBLICISED = "publicised", _("Published as not put right")


S = StandardState
CLOSED = frozenset({S.CONFORMS, S.CORRECTED, S.PUBLICISED})
AT_THE_CHECK = (visit_gates.two_officers_go, visit_gates.is_a_drawn_officer, visit_gates.notice_is_printed)

TAIL = Tail(
    ordered_from=S.CHECKED,
    rectifying=S.RECTIFYING,
    rectified=S.RECTIFIED,
    uncorrected=S.UNCORRECTED,
    corrected=S.CORRECTED,
    escalated=S.PUBLICISED,
    order_gates=(),
    order=effects.order_standard,
    order_after=("find-defects",),
    order_basis=LAW + "第三十八条、第三十九条",
    escalate_name="publicise",
    escalate_label=_("Publish that it was not put right"),
    escalate=effects.publicise,
    escalate_outcome="publicised",
    escalate_basis=LAW + "第三十八条",
)

STANDARD_CHECK = Workflow(
    kind="standard-check",
    label=_("Check of declared standards"),
    model=Inspection,
    states=StandardState,
    initial=S.ASSIGNED,
    closed=CLOSED,
    letter_source=letters.standard_letter,
    icon="patch-check",
    transitions=(
        *visit_steps(S.ASSIGNED, basis=LAW + "第二十七条、第三十二条"),
        Transition(
            "find-conforming",
            (S.ASSIGNED,),
            S.CONFORMS,
            _("Record that it conforms"),
            OFFICERS,
            gates=(*AT_THE_CHECK, gates.nothing_is_wrong),
            form=forms.CheckForm,
            effect=effects.close_conforming,
            letters=("standard-check-result",),
            outcome="conforms",
            basis=LAW + "第二十七条",
        ),
        Transition(
            "find-defects",
            (S.ASSIGNED,),
            S.CHECKED,
            _("Record what is wrong"),
            OFFICERS,
            gates=(*AT_THE_CHECK, gates.something_is_wrong),
            form=forms.CheckForm,
            effect=effects.find_defects,
            letters=("standard-check-result",),
            basis=LAW + "第二十七条",
        ),
        *correction_steps(TAIL),
        note_step(tuple(state for state in S.values if state not in CLOSED)),
    ),
)
