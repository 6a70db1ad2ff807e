"""The shared steps as arrows: each function takes the states it leads out of and gives one `Transition`.

A kind of application builds its table from these and adds its own. Names, roles, gates, letters and messages are the same everywhere, so
that the applicant and the clerk meet the same step in every matter; a kind changes one with `dataclasses.replace`.
"""

from django.utils.translation import gettext_lazy as _

from bureau.workflow import Effect, Transition
from licensing.steps import effects, forms, gates, roles
from licensing.steps.correction_form import CorrectionAgainForm, CorrectionNoticeForm
from licensing.steps.law import permit_law
from licensing.steps.telling import telling_filer, telling_heads

ACCEPTANCE, DECISION, DELIVERY = "permit-acceptance", "permit-decision", "permit-delivery"
Sources = tuple[str, ...]


def accept(
    sources: Sources,
    target: str,
    *,
    starts: tuple[str, ...] = (DECISION,),
    stops: tuple[str, ...] = (ACCEPTANCE,),
    letters: tuple[str, ...] = ("acceptance-notice",),
    basis: str = permit_law("第三十二条第一款第五项"),
    effect: Effect = effects.accept,
) -> Transition:
    """The papers are complete: accepted."""
    return Transition(
        "accept",
        sources,
        target,
        _("Accept the application"),
        roles.WINDOW,
        gates=(gates.materials_in_order, gates.applicant_is_not_barred),
        starts=starts,
        stops=stops,
        letters=letters,
        form=forms.NoteForm,
        effect=telling_filer(effect, "application-accepted-inbox"),
        tells=(("applicant", "application-accepted"),),
        basis=basis,
    )


def refuse_acceptance(
    sources: Sources,
    target: str,
    *,
    stops: tuple[str, ...] = (ACCEPTANCE,),
    letters: tuple[str, ...] = ("non-acceptance-notice",),
    basis: str = permit_law("第三十二条第一款第一项、第二项", "七十八"),
) -> Transition:
    """Not a matter for a permit, not ours, or false papers."""
    return Transition(
        "refuse-acceptance",
        sources,
        target,
        _("Do not accept the application"),
        roles.WINDOW,
        stops=stops,
        letters=letters,
        form=forms.NotAcceptedForm,
        effect=telling_filer(effects.refuse_acceptance, "application-not-accepted-inbox"),
        tells=(("applicant", "application-not-accepted"),),
        outcome="not-accepted",
        danger=True,
        basis=basis,
    )


def ask_correction(
    sources: Sources,
    target: str,
    *,
    stops: tuple[str, ...] = (ACCEPTANCE,),
    letters: tuple[str, ...] = ("correction-notice",),
    basis: str = permit_law("第三十二条第一款第四项"),
) -> Transition:
    """The one notice that lists everything."""
    return Transition(
        "ask-correction",
        sources,
        target,
        _("Send the correction notice"),
        roles.WINDOW,
        gates=(gates.no_notice_sent_yet,),
        stops=stops,
        letters=letters,
        form=CorrectionNoticeForm,
        effect=telling_filer(effects.ask_correction, "application-correction-asked-inbox"),
        tells=(("applicant", "application-correction-asked"),),
        basis=basis,
    )


def ask_correction_again(
    sources: Sources,
    target: str,
    *,
    stops: tuple[str, ...] = (ACCEPTANCE,),
    letters: tuple[str, ...] = ("correction-notice",),
    basis: str = permit_law("第三十二条第一款第四项"),
) -> Transition:
    """A second notice: the head's own decision, with the reason on record."""
    return Transition(
        "ask-correction-again",
        sources,
        target,
        _("Order a further correction notice"),
        roles.HEADS,
        gates=(gates.notice_sent_before,),
        stops=stops,
        letters=letters,
        form=CorrectionAgainForm,
        effect=telling_filer(effects.ask_correction_again, "application-correction-asked-inbox"),
        tells=(("applicant", "application-correction-asked"),),
        danger=True,
        basis=basis,
    )


def correct(
    sources: Sources, target: str, *, starts: tuple[str, ...] = (ACCEPTANCE,), basis: str = permit_law("第三十二条第一款第五项")
) -> Transition:
    """The corrected papers are in; the time for accepting is counted anew from this day."""
    return Transition(
        "correct",
        sources,
        target,
        _("Hand in the corrections"),
        roles.APPLICANT | roles.WINDOW,
        gates=(gates.comes_from_its_own_page,),
        starts=starts,
        effect=effects.correct,
        tells=(("handler", "staff-application-corrected"), ("applicant", "application-corrected")),
        basis=basis,
    )


def deem_accepted(
    sources: Sources, target: str, *, starts: tuple[str, ...] = (DECISION,), basis: str = permit_law("第三十二条第一款第四项")
) -> Transition:
    """Nobody spoke in time: accepted by law."""
    return Transition(
        "deem-accepted",
        sources,
        target,
        _("Accepted by silence"),
        roles.SYSTEM,
        gates=(gates.silence_has_lasted,),
        starts=starts,
        stops=(ACCEPTANCE,),
        effect=telling_filer(
            telling_heads(effects.accept_by_silence, "staff-application-deemed-accepted"), "application-deemed-accepted-inbox"
        ),
        tells=(("applicant", "application-deemed-accepted"),),
        basis=basis,
    )


def assign(sources: Sources, target: str | None, *, basis: str = "") -> Transition:
    """Into a reviewer's hands."""
    return Transition(
        "assign",
        sources,
        target,
        _("Assign to a reviewer"),
        roles.DISPATCHERS,
        form=forms.AssignForm,
        effect=effects.assign,
        tells=(("handler", "staff-assigned"),),
        public=False,
        basis=basis,
    )


def deliver(sources: Sources, target: str, *, stops: tuple[str, ...] = (DELIVERY,), basis: str = permit_law("四十四")) -> Transition:
    """The result is in the applicant's hands. A page on which the applicant fetched it takes the step as the system."""
    return Transition(
        "deliver",
        sources,
        target,
        _("Record the delivery"),
        roles.WINDOW | roles.SYSTEM,
        stops=stops,
        letters=("delivery-receipt",),
        form=forms.DeliverForm,
        effect=effects.deliver,
        tells=(("applicant", "application-delivered"),),
        basis=basis,
    )


def withdraw(sources: Sources, target: str, *, stops: tuple[str, ...], basis: str = "") -> Transition:
    """The applicant takes it back before the decision. `stops`: every clock that may run then."""
    return Transition(
        "withdraw",
        sources,
        target,
        _("Withdraw the application"),
        roles.APPLICANT,
        stops=stops,
        form=forms.WithdrawForm,
        effect=effects.withdraw,
        tells=(("handler", "staff-application-withdrawn"),),
        outcome="withdrawn",
        danger=True,
        basis=basis,
    )


def note(sources: Sources) -> Transition:
    """A remark for the file."""
    return Transition(
        "note", sources, None, _("Add a note"), roles.EVERYBODY_INSIDE, form=forms.NoteForm, effect=effects.note, public=False
    )
