"""What both lines of inspection share: replacing an officer, the notice, and the way from an order to its end.

Ordered → handed in → looked at again: put right, or not; what was not put right in time goes the same way as what was put right badly.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Effect, Gate, Text, Transition
from enterprises.corrections.gates import is_taken_at_the_desk
from licensing.inspections import effects, gates, step_forms

OFFICERS = frozenset({Role.OFFICER})
HEADS = frozenset({Role.APPROVER, Role.SUPERVISOR})
PAPER = frozenset({Role.OFFICER, Role.CLERK})
ENTERPRISE = frozenset({Role.ENTERPRISE})
RECHECK = "inspection-recheck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """How one line of inspection orders and ends: states by name, the articles, and what follows when nothing was put right."""

    ordered_from: str
    rectifying: str
    rectified: str
    uncorrected: str
    corrected: str
    escalated: str
    order_gates: tuple[Gate, ...]
    order: Effect
    order_after: tuple[str, ...]
    order_basis: str
    escalate_name: str
    escalate_label: Text
    escalate: Effect
    escalate_basis: str
    # Empty: the effect says it.
    escalate_outcome: str = ""


def visit_steps(assigned: str, *, basis: str) -> tuple[Transition, ...]:
    """Before the visit: the notice on paper, and another officer for one who cannot go."""
    return (
        Transition(
            "print-notice",
            (assigned,),
            None,
            _("Issue the inspection notice"),
            OFFICERS,
            gates=(gates.two_officers_go, gates.notice_is_not_printed),
            form=step_forms.NoteForm,
            effect=effects.note,
            letters=("inspection-notice",),
            basis=basis,
            public=False,
            hint=_("It names both officers and is shown at the enterprise. The enterprise learns nothing before."),
        ),
        Transition(
            "replace-officer",
            (assigned,),
            None,
            _("Replace an officer"),
            HEADS,
            form=step_forms.ReplaceForm,
            effect=effects.replace_officer,
            public=False,
        ),
    )


def correction_steps(tail: Tail) -> tuple[Transition, ...]:
    """From the order to its end."""
    return (*_order_steps(tail), *_report_steps(tail), *_recheck_steps(tail))


def _order_steps(tail: Tail) -> tuple[Transition, ...]:
    """The order, and its time limit that passed."""
    return (
        Transition(
            "order-rectification",
            (tail.ordered_from,),
            tail.rectifying,
            _("Order to put it right"),
            HEADS,
            gates=(*tail.order_gates, gates.rectify_day_lies_ahead),
            not_after=tail.order_after,
            form=step_forms.OrderForm,
            effect=tail.order,
            letters=("rectification-order",),
            danger=True,
            tells=(("handler", "staff-inspection-ordered"),),
            basis=tail.order_basis,
        ),
        Transition(
            "record-overdue",
            (tail.rectifying,),
            tail.uncorrected,
            _("Record that nothing was put right in time"),
            OFFICERS,
            gates=(gates.rectify_day_is_over,),
            form=step_forms.FindingForm,
            effect=effects.recheck,
            danger=True,
            basis=tail.order_basis,
        ),
    )


def _report_steps(tail: Tail) -> tuple[Transition, ...]:
    """The enterprise's report, from its desk or on paper."""
    return (
        Transition(
            "hand-in-rectification",
            (tail.rectifying,),
            tail.rectified,
            _("Hand in the report on what was put right"),
            ENTERPRISE,
            gates=(is_taken_at_the_desk,),
            starts=(RECHECK,),
            form=step_forms.RectificationForm,
            effect=effects.hand_in,
            tells=(("handler", "staff-rectification-handed-in"),),
            basis=tail.order_basis,
        ),
        Transition(
            "take-in-rectification",
            (tail.rectifying,),
            tail.rectified,
            _("Take in a report that came on paper"),
            PAPER,
            starts=(RECHECK,),
            form=step_forms.RectificationForm,
            effect=effects.hand_in,
            tells=(("handler", "staff-rectification-handed-in"),),
            basis=tail.order_basis,
        ),
    )


def _recheck_steps(tail: Tail) -> tuple[Transition, ...]:
    """The second look, and what follows when nothing was put right."""
    return (
        Transition(
            "confirm-corrected",
            (tail.rectified,),
            tail.corrected,
            _("Looked at again: put right"),
            OFFICERS,
            gates=(gates.two_officers_go,),
            stops=(RECHECK,),
            form=step_forms.FindingForm,
            effect=effects.close_corrected,
            basis=tail.order_basis,
        ),
        Transition(
            "find-uncorrected",
            (tail.rectified,),
            tail.uncorrected,
            _("Looked at again: not put right"),
            OFFICERS,
            gates=(gates.two_officers_go,),
            stops=(RECHECK,),
            form=step_forms.FindingForm,
            effect=effects.recheck,
            danger=True,
            basis=tail.order_basis,
        ),
        # Four eyes: whoever found it not put right does not take what follows.
        Transition(
            tail.escalate_name,
            (tail.uncorrected,),
            tail.escalated,
            tail.escalate_label,
            HEADS,
            not_after=("record-overdue", "find-uncorrected"),
            form=step_forms.NoteForm,
            effect=tail.escalate,
            outcome=tail.escalate_outcome,
            danger=True,
            basis=tail.escalate_basis,
        ),
    )


def note_step(sources: tuple[str, ...]) -> Transition:
    """A note for the file while the matter is open."""
    return Transition("note", sources, None, _("Add a note"), OFFICERS | HEADS, form=step_forms.NoteForm, effect=effects.note, public=False)
