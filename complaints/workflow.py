"""The processes of the 12365 desk as tables. Statutory basis: 市场监督管理投诉举报处理办法, order 121 of 2026-04-15 ("121")."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.roles import Role
from bureau.workflow import Transition, Workflow
from complaints import effects, forms, gates, letters
from complaints.models import Complaint, Consultation, Report

DESK = frozenset({Role.SEAT, Role.CLERK, Role.SUPERVISOR})
HANDLERS = DESK | {Role.OFFICER}
HEADS = frozenset({Role.APPROVER, Role.SUPERVISOR})
CITIZEN = frozenset({Role.CITIZEN})


def order_121(*articles: str) -> str:
    """The legal basis of a step as people read it. Law is cited in Chinese in both languages."""
    return "《市场监督管理投诉举报处理办法》（总局令第121号）" + "、".join(f"第{article}条" for article in articles)


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    ACCEPTED = "accepted", _("Accepted")
    MEDIATING = "mediating", _("In mediation")
    APPRAISAL = "appraisal", _("Appraisal or testing")
    TERMINATED = "terminated", _("Mediation terminated, both sides to be told")
    SETTLED = "settled", _("Settled by mediation")
    CLOSED = "closed", _("Closed without agreement")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReportState(models.TextChoices):
    """Where a report stands."""

    SUBMITTED = "submitted", _("Waiting for verification")
    VERIFYING = "verifying", _("Being verified")
    CONCLUDED = "concluded", _("Concluded")


class ConsultationState(models.TextChoices):
    """Where a consultation stands."""

    SUBMITTED = "submitted", _("Waiting for an answer")
    DRAFTED = "drafted", _("Answer under review")
    ANSWERED = "answered", _("Answered")


C, R, A = ComplaintState, ReportState, ConsultationState
OPEN_COMPLAINT = (C.SUBMITTED, C.ACCEPTED, C.MEDIATING, C.APPRAISAL, C.TERMINATED)
ENDED_COMPLAINT = (C.SETTLED, C.CLOSED, C.REFUSED)


def _common(sources: tuple[str, ...], citizen: str) -> tuple[Transition, ...]:
    """Steps every submission has while it is open: hand over, pass to the right office, note, supplement."""
    return (
        Transition(
            "assign",
            sources,
            None,
            _("Assign"),
            HANDLERS | HEADS,
            form=forms.AssignForm,
            effect=effects.assign,
            tells=(("handler", "staff-assigned"),),
            public=False,
        ),
        Transition(
            "reroute",
            sources,
            None,
            _("Pass to the right office"),
            DESK | HEADS,
            form=forms.RerouteForm,
            effect=effects.reroute,
            tells=((citizen, "complaint-transferred"),),
        ),
        Transition("note", sources, None, _("Add a note"), HANDLERS | HEADS, form=forms.NoteForm, effect=effects.note, public=False),
        Transition(
            "supplement",
            sources,
            None,
            _("Supplement"),
            CITIZEN,
            form=forms.SupplementForm,
            effect=effects.supplement,
            tells=(("handler", "staff-new-supplement"),),
        ),
    )


def _rate(sources: tuple[str, ...]) -> Transition:
    return Transition(
        "rate", sources, None, _("Rate the service"), CITIZEN, gates=(gates.not_rated_yet,), form=forms.RateForm, effect=effects.rate
    )


COMPLAINT = Workflow(
    kind="complaint",
    label=_("Complaint"),
    model=Complaint,
    states=ComplaintState,
    initial=C.SUBMITTED,
    closed=frozenset({C.SETTLED, C.CLOSED, C.REFUSED, C.WITHDRAWN}),
    letter_source=letters.complaint_letter,
    icon="megaphone",
    transitions=(
        Transition(
            "accept",
            (C.SUBMITTED,),
            C.ACCEPTED,
            _("Accept"),
            HANDLERS,
            gates=(gates.complainant_is_named, gates.business_is_named),
            stops=("complaint-acceptance",),
            starts=("complaint-mediation",),
            form=forms.AcceptForm,
            effect=effects.accept,
            letters=("complaint-acceptance",),
            tells=(("complainant", "complaint-accepted"), ("handler", "staff-assigned")),
            basis=order_121("15"),
        ),
        Transition(
            "refuse",
            (C.SUBMITTED,),
            C.REFUSED,
            _("Do not accept"),
            HANDLERS,
            stops=("complaint-acceptance",),
            form=forms.RefuseForm,
            effect=effects.refuse,
            outcome="refused",
            danger=True,
            letters=("complaint-refusal",),
            tells=(("complainant", "complaint-refused"),),
            basis=order_121("15", "16"),
        ),
        Transition(
            "ask-supplement",
            (C.SUBMITTED,),
            None,
            _("Ask for missing material"),
            HANDLERS,
            form=forms.AskForm,
            effect=effects.ask_supplement,
            tells=(("complainant", "complaint-supplement-asked"),),
            basis=order_121("10"),
        ),
        Transition(
            "mediate",
            (C.ACCEPTED,),
            C.MEDIATING,
            _("Begin mediation"),
            HANDLERS,
            gates=(gates.has_handler,),
            form=forms.NoteForm,
            effect=effects.note,
            tells=(("complainant", "complaint-mediated"),),
            basis=order_121("18", "19", "20"),
        ),
        Transition(
            "pause-for-appraisal",
            (C.MEDIATING,),
            C.APPRAISAL,
            _("Send for appraisal or testing"),
            HANDLERS,
            pauses=("complaint-mediation",),
            form=forms.NoteForm,
            effect=effects.note,
            tells=(("complainant", "matter-progress"),),
            basis=order_121("22"),
        ),
        Transition(
            "resume",
            (C.APPRAISAL,),
            C.MEDIATING,
            _("Appraisal done, go on"),
            HANDLERS,
            resumes=("complaint-mediation",),
            form=forms.NoteForm,
            effect=effects.note,
            tells=(("complainant", "matter-progress"),),
            basis=order_121("22"),
        ),
        # An accepted dispute may be settled in the first phone call, before a session is held.
        Transition(
            "settle",
            (C.ACCEPTED, C.MEDIATING),
            C.SETTLED,
            _("Record the settlement"),
            HANDLERS,
            gates=(gates.has_handler,),
            stops=("complaint-mediation",),
            form=forms.SettleForm,
            effect=effects.settle,
            outcome="settled",
            letters=("mediation-agreement",),
            tells=(("complainant", "complaint-closed"),),
            basis=order_121("24"),
        ),
        Transition(
            "terminate",
            (C.ACCEPTED, C.MEDIATING, C.APPRAISAL),
            C.TERMINATED,
            _("Terminate the mediation"),
            HANDLERS,
            gates=(gates.has_handler,),
            stops=("complaint-mediation",),
            starts=("complaint-termination-notice",),
            form=forms.TerminateForm,
            effect=effects.terminate,
            outcome="terminated",
            danger=True,
            letters=("termination-notice",),
            tells=(("complainant", "matter-progress"),),
            basis=order_121("23"),
        ),
        Transition(
            "tell-both",
            (C.TERMINATED,),
            C.CLOSED,
            _("Both sides have been told"),
            HANDLERS,
            stops=("complaint-termination-notice",),
            form=forms.NoteForm,
            effect=effects.note,
            tells=(("complainant", "complaint-closed"),),
            basis=order_121("23"),
        ),
        Transition(
            "withdraw",
            (C.SUBMITTED, C.ACCEPTED, C.MEDIATING, C.APPRAISAL),
            C.WITHDRAWN,
            _("Withdraw"),
            CITIZEN,
            stops=("complaint-acceptance", "complaint-mediation"),
            form=forms.WithdrawForm,
            effect=effects.withdraw,
            outcome="withdrawn",
            tells=(("handler", "staff-withdrawn"),),
            danger=True,
            basis=order_121("23"),
        ),
        *_common(OPEN_COMPLAINT, "complainant"),
        _rate(ENDED_COMPLAINT),
    ),
)

REPORT = Workflow(
    kind="report",
    label=_("Report"),
    model=Report,
    states=ReportState,
    initial=R.SUBMITTED,
    closed=frozenset({R.CONCLUDED}),
    letter_source=letters.report_letter,
    icon="shield-exclamation",
    transitions=(
        Transition(
            "verify",
            (R.SUBMITTED,),
            R.VERIFYING,
            _("Begin verification"),
            HANDLERS,
            form=forms.AcceptForm,
            effect=effects.accept,
            tells=(("reporter", "matter-progress"), ("handler", "staff-assigned")),
            basis=order_121("35"),
        ),
        Transition(
            "extend-verification",
            (R.VERIFYING,),
            None,
            _("Extend the verification by 15 working days"),
            frozenset({Role.APPROVER}),
            form=forms.ReasonForm,
            effect=effects.extend_verification,
            public=False,
            basis=order_121("27"),
        ),
        Transition(
            "conclude",
            (R.VERIFYING,),
            R.CONCLUDED,
            _("Conclude the verification"),
            HANDLERS,
            gates=(gates.has_handler,),
            stops=("report-verification",),
            form=forms.ConcludeForm,
            effect=effects.conclude,
            tells=(("reporter", "report-closed"),),
            basis=order_121("35", "36"),
        ),
        *_common((R.SUBMITTED, R.VERIFYING), "reporter"),
        _rate((R.CONCLUDED,)),
    ),
)

CONSULTATION = Workflow(
    kind="consultation",
    label=_("Consultation"),
    model=Consultation,
    states=ConsultationState,
    initial=A.SUBMITTED,
    closed=frozenset({A.ANSWERED}),
    icon="question-circle",
    transitions=(
        Transition(
            "draft-answer",
            (A.SUBMITTED,),
            A.DRAFTED,
            _("Draft an answer"),
            HANDLERS,
            form=forms.AnswerForm,
            effect=effects.draft_answer,
            public=False,
        ),
        Transition(
            "return-answer",
            (A.DRAFTED,),
            A.SUBMITTED,
            _("Return for another answer"),
            HANDLERS | HEADS | {Role.REVIEWER},
            not_after=(),
            form=forms.ReasonForm,
            effect=effects.give_reason,
            public=False,
        ),
        # Four eyes: whoever wrote the answer does not release it.
        Transition(
            "release-answer",
            (A.DRAFTED,),
            A.ANSWERED,
            _("Release the answer"),
            HANDLERS | HEADS | {Role.REVIEWER},
            not_after=("draft-answer",),
            stops=("consultation-answer-1", "consultation-answer-5"),
            outcome="answered",
            form=forms.ReleaseForm,
            effect=effects.release_answer,
            tells=(("asker", "consultation-answered"),),
        ),
        *_common((A.SUBMITTED, A.DRAFTED), "asker"),
        _rate((A.ANSWERED,)),
    ),
)

WORKFLOWS = (COMPLAINT, REPORT, CONSULTATION)
