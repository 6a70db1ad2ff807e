"""How a permit reads to the applicant who follows it by number and query code, and what they can do there."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.following.kinds import FollowKind, FollowStep
from bureau.standings import Card
from enterprises.models import Membership
from licensing.permit.forms import AskHearingForm
from licensing.permit.panels import applicant_card
from licensing.permit.standings import STANDINGS, TOLD
from licensing.steps.forms import WithdrawForm


def every_matter(membership: Membership) -> Q:
    """An enterprise reads all its applications, whoever of its people filed them."""
    return Q()


FOLLOW = FollowKind(
    kind="permit",
    standings=STANDINGS,
    told=TOLD,
    questions={"ask-correction": "correct", "ask-correction-again": "correct"},
    steps={
        "ask-hearing": FollowStep(
            form=AskHearingForm,
            thanks=_("Your request for a hearing has been recorded. You are told time and place at least seven working days before."),
        ),
        "withdraw": FollowStep(form=WithdrawForm, thanks=_("You took your application back.")),
    },
    card=Card("licensing/permit_applicant.html", applicant_card),
)
