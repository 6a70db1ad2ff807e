"""How disputes and petitions read to whoever brought them, and what they can do there."""

from django.utils.translation import gettext_lazy as _

from bureau.following.kinds import FollowStep
from licensing.disputes import standings
from licensing.disputes.forms import OwnAppealForm
from licensing.filings.following import WITHDRAW, follow

APPEAL = FollowStep(
    form=OwnAppealForm,
    thanks=_("Your appeal is recorded. We pass the matter to the upper bureau."),
    lead=_("Within fifteen days of receiving the award. The verification of the upper bureau is final."),
)
FOLLOW = (
    follow(
        "metrology-dispute", standings.DISPUTES, {"appeal": APPEAL, "withdraw": WITHDRAW}, frozenset({"agree", "end-mediation", "appeal"})
    ),
    follow("quality-petition", standings.PETITIONS, {"withdraw": WITHDRAW}, frozenset({"settle", "terminate"})),
)
