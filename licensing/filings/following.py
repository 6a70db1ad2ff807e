"""How filings read to whoever made them, and what they can do there: the same words on the desk and by number and query code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.following.kinds import FollowKind, FollowStep
from bureau.standings import Card, Standing
from licensing.filings import forms, panels, standings
from licensing.permit.standings import TOLD
from licensing.steps.forms import ReasonForm, WithdrawForm

QUESTIONS = {"ask-correction": "correct", "ask-correction-again": "correct", "return-list": "correct"}
WITHDRAW = FollowStep(form=WithdrawForm, thanks=_("You took your matter back."))
WORKS_STEPS = {
    "report-finished": FollowStep(
        form=forms.WorksFinishedForm,
        thanks=_("The acceptance of the works is recorded. Hand the files over within thirty days of it."),
    ),
    "hand-over": FollowStep(form=forms.HandedOverForm, thanks=_("It is recorded that the files were handed over.")),
    "call-off": FollowStep(form=ReasonForm, thanks=_("It is recorded that the works are not carried out.")),
    "withdraw": WITHDRAW,
}


def follow(kind: str, words: Mapping[str, Standing], steps: Mapping[str, FollowStep], told: frozenset[str]) -> FollowKind:
    """One kind of filing or dispute: its words, what its reader can do, and its own facts."""
    return FollowKind(
        kind=kind,
        standings=words,
        steps=steps,
        told=TOLD | told,
        questions=QUESTIONS,
        card=Card(panels.APPLICANT_TEMPLATE, panels.applicant_card),
    )


FOLLOW = (
    follow("works-notice", standings.WORKS, WORKS_STEPS, frozenset({"order-stop", "call-off"})),
    follow("registration-change", standings.CHANGE, {"withdraw": WITHDRAW}, frozenset()),
    follow("instrument-filing", standings.INSTRUMENTS, {"withdraw": WITHDRAW}, frozenset({"return-list"})),
)
