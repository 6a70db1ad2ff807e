"""The process of a permit as a table. Statutory basis: 行政许可法 (2019), for special equipment 特种设备安全法 59."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Transition, Workflow
from licensing.guides.selectors import content_of
from licensing.models import Application
from licensing.permit import effects, forms, gates, hearings, letters
from licensing.permit.states import CLOSED, RENEWED_BY_SILENCE, UNDECIDED, PermitState
from licensing.steps import forms as shared_forms
from licensing.steps import roles
from licensing.steps import transitions as shared
from licensing.steps.law import permit_law
from licensing.steps.telling import telling_filer, telling_heads

S = PermitState
ACCEPTANCE, DECISION, DELIVERY = shared.ACCEPTANCE, shared.DECISION, shared.DELIVERY
ASKING, HOLDING = hearings.ASKING, hearings.HOLDING
# Whatever may still run when a matter ends before its time.
BEFORE_DECISION = (ACCEPTANCE, DECISION, ASKING, HOLDING)
CHECKED_OR_REVIEWED = ("finish-review", "record-check")


def clock_code(case: Any, code: str) -> str:
    """The decision has the clock the guide names: special equipment is decided within 30 calendar days."""
    if code != DECISION:
        return code
    request = content_of(case.guide).request_spec(case.request)
    return request.decision_clock if request else code


INTAKE = (
    shared.accept((S.SUBMITTED,), S.ACCEPTED),
    shared.refuse_acceptance((S.SUBMITTED, S.CORRECTION), S.NOT_ACCEPTED),
    shared.ask_correction((S.SUBMITTED,), S.CORRECTION),
    shared.ask_correction_again((S.SUBMITTED,), S.CORRECTION),
    shared.correct((S.CORRECTION,), S.SUBMITTED),
    shared.deem_accepted((S.SUBMITTED,), S.ACCEPTED),
    shared.assign((S.ACCEPTED, S.REVIEWING), S.REVIEWING, basis=permit_law("第三十四条第一款")),
)

REVIEW = (
    Transition(
        "plan-check",
        (S.REVIEWING,),
        None,
        _("Plan an on-site check"),
        roles.REVIEWERS,
        form=forms.PlanCheckForm,
        effect=telling_filer(effects.plan_check, "permit-check-planned-inbox"),
        tells=(("applicant", "permit-check-planned"),),
        basis=permit_law("第三十四条第三款"),
    ),
    Transition(
        "record-check",
        (S.REVIEWING,),
        None,
        _("File the record of the on-site check"),
        roles.REVIEWERS,
        gates=(gates.check_is_signed,),
        form=shared_forms.NoteForm,
        effect=effects.record_check,
        letters=("site-check-record",),
        basis=permit_law("第三十四条第三款"),
    ),
    Transition(
        "exclude-time",
        (S.REVIEWING,),
        S.SPECIAL,
        _("Begin testing, inspection or expert review"),
        roles.REVIEWERS,
        pauses=(DECISION,),
        letters=("excluded-time-notice",),
        form=forms.ExcludeTimeForm,
        effect=telling_filer(effects.exclude_time, "permit-time-excluded-inbox"),
        tells=(("applicant", "permit-time-excluded"),),
        basis=permit_law("四十五"),
    ),
    Transition(
        "resume",
        (S.SPECIAL,),
        S.REVIEWING,
        _("Result is here, go on"),
        roles.REVIEWERS,
        resumes=(DECISION,),
        form=shared_forms.NoteForm,
        effect=shared.effects.note,
        tells=(("applicant", "permit-resumed"),),
        basis=permit_law("四十五"),
    ),
    Transition(
        "extend",
        (S.ACCEPTED, S.REVIEWING, S.REVIEWED),
        None,
        _("Extend the time for the decision"),
        roles.HEADS,
        gates=(gates.decision_can_be_extended,),
        letters=("extension-notice",),
        form=shared_forms.ReasonForm,
        effect=telling_filer(effects.extend, "permit-extended-inbox"),
        tells=(("applicant", "permit-extended"),),
        basis=permit_law("第四十二条第一款"),
    ),
)

HEARINGS = (
    Transition(
        "offer-hearing",
        (S.REVIEWING,),
        S.HEARING,
        _("Tell of the right to a hearing"),
        roles.REVIEWERS,
        starts=(ASKING,),
        pauses=(DECISION,),
        letters=("hearing-right-notice",),
        form=forms.OfferHearingForm,
        effect=telling_filer(effects.offer_hearing, "permit-hearing-offered-inbox"),
        tells=(("applicant", "permit-hearing-offered"), ("third-party", "permit-hearing-offered-others")),
        basis=permit_law("四十五", "四十七"),
    ),
    Transition(
        "ask-hearing",
        (S.HEARING,),
        None,
        _("Ask for a hearing"),
        roles.APPLICANT | roles.WINDOW,
        gates=(hearings.nobody_asked_yet, hearings.time_for_asking_runs),
        stops=(ASKING,),
        starts=(HOLDING,),
        form=forms.AskHearingForm,
        effect=effects.ask_hearing,
        tells=(("handler", "staff-hearing-asked"),),
        basis=permit_law("四十七"),
    ),
    Transition(
        "lapse-hearing",
        (S.HEARING,),
        S.REVIEWING,
        _("No hearing was asked for"),
        roles.WINDOW | roles.SYSTEM,
        gates=(hearings.nobody_asked_yet,),
        stops=(ASKING,),
        resumes=(DECISION,),
        form=forms.LapseHearingForm,
        effect=effects.lapse_hearing,
        tells=(("handler", "staff-hearing-lapsed"),),
        basis=permit_law("四十七"),
    ),
    Transition(
        "notify-hearing",
        (S.HEARING,),
        None,
        _("Give notice of the hearing"),
        roles.REVIEWERS,
        gates=(
            hearings.somebody_asked,
            hearings.day_leaves_time_for_notice,
            hearings.day_is_within_twenty,
            hearings.chair_does_not_review,
        ),
        letters=("hearing-notice",),
        form=forms.NotifyHearingForm,
        effect=telling_filer(effects.notify_hearing, "permit-hearing-notified-inbox"),
        tells=(("applicant", "permit-hearing-notified"), ("third-party", "permit-hearing-notified-others")),
        basis=permit_law("第四十八条第一款第一项、第三项"),
    ),
    Transition(
        "hold-hearing",
        (S.HEARING,),
        S.REVIEWING,
        _("File the record of the hearing"),
        roles.REVIEWERS,
        gates=(hearings.was_notified,),
        stops=(HOLDING,),
        resumes=(DECISION,),
        form=forms.HoldHearingForm,
        effect=effects.hold_hearing,
        basis=permit_law("第四十八条第一款第五项"),
    ),
)

DECISIONS = (
    Transition(
        "finish-review",
        (S.REVIEWING,),
        S.REVIEWED,
        _("Finish the review"),
        roles.REVIEWERS,
        gates=(shared.gates.is_handler, gates.required_check_is_signed, gates.no_open_hearing),
        form=forms.FinishReviewForm,
        effect=telling_heads(effects.finish_review, "staff-permit-reviewed"),
        public=False,
        basis=permit_law("第三十四条第一款"),
    ),
    Transition(
        "return-review",
        (S.REVIEWED,),
        S.REVIEWING,
        _("Return to the reviewer"),
        roles.HEADS,
        form=shared_forms.ReasonForm,
        effect=effects.return_review,
        tells=(("handler", "staff-review-returned"),),
        public=False,
    ),
    # Somebody other than whoever reviewed, filed the record of the check or confirmed it on site.
    Transition(
        "grant",
        (S.REVIEWED,),
        S.GRANTED,
        _("Grant the permit"),
        roles.HEADS,
        gates=(gates.opinion_is_given, gates.check_was_passed, gates.decider_did_not_check),
        not_after=CHECKED_OR_REVIEWED,
        stops=(DECISION,),
        starts=(DELIVERY,),
        letters=("permit-decision",),
        form=forms.GrantForm,
        effect=telling_filer(effects.grant, "permit-granted-inbox"),
        tells=(("applicant", "permit-granted"),),
        outcome="granted",
        basis=permit_law("第三十八条第一款", "三十九"),
    ),
    Transition(
        "refuse",
        (S.REVIEWED,),
        S.REFUSED,
        _("Refuse the permit"),
        roles.HEADS,
        gates=(gates.opinion_is_given, gates.decider_did_not_check),
        not_after=CHECKED_OR_REVIEWED,
        stops=(DECISION,),
        letters=("permit-refusal",),
        form=forms.RefuseForm,
        effect=telling_filer(effects.refuse, "permit-refused-inbox"),
        tells=(("applicant", "permit-refused"),),
        outcome="refused",
        danger=True,
        basis=permit_law("第三十八条第二款", "七十八"),
    ),
    Transition(
        "decide-at-once",
        (S.SUBMITTED,),
        S.GRANTED,
        _("Grant on the spot"),
        roles.WINDOW,
        gates=(gates.can_be_decided_on_the_spot, shared.gates.materials_in_order, shared.gates.applicant_is_not_barred),
        stops=(ACCEPTANCE,),
        starts=(DELIVERY,),
        letters=("permit-decision",),
        form=shared_forms.NoteForm,
        effect=telling_filer(effects.decide_at_once, "permit-granted-inbox"),
        tells=(("applicant", "permit-granted"),),
        outcome="granted",
        basis=permit_law("第三十四条第二款"),
    ),
    # Article 45 leaves out days of the periods of its own section; article 50 stands in another, so testing and hearing do not help here.
    Transition(
        "deem-renewed",
        RENEWED_BY_SILENCE,
        S.GRANTED,
        _("Renewed by silence"),
        roles.SYSTEM,
        gates=(gates.renewal_was_left_undecided,),
        stops=BEFORE_DECISION,
        starts=(DELIVERY,),
        letters=("deemed-decision",),
        effect=telling_filer(telling_heads(effects.renew_by_silence, "staff-permit-deemed-renewed"), "permit-deemed-renewed-inbox"),
        tells=(("applicant", "permit-deemed-renewed"),),
        outcome="granted",
        basis=permit_law("第五十条第二款"),
    ),
)

PERMIT = Workflow(
    kind="permit",
    label=_("Administrative permit"),
    model=Application,
    states=PermitState,
    initial=S.SUBMITTED,
    closed=CLOSED,
    letter_source=letters.permit_letter,
    clock_code=clock_code,
    icon="patch-check",
    transitions=(
        *INTAKE,
        *REVIEW,
        *HEARINGS,
        *DECISIONS,
        shared.deliver((S.GRANTED,), S.DELIVERED),
        shared.withdraw(UNDECIDED, S.WITHDRAWN, stops=BEFORE_DECISION),
        shared.note((*UNDECIDED, S.GRANTED)),
    ),
)
