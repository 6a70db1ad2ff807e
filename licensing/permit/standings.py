"""Where a permit stands in honest words for the applicant: on the desk of an enterprise and on the page a person follows it by."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.standings import NOBODY, US, YOU, Standing
from licensing.permit.states import PermitState

S = PermitState

STANDINGS: Mapping[str, Standing] = {
    S.SUBMITTED: Standing(
        _("Your application has arrived. Whether it is accepted has not been decided yet."),
        _("We look through your papers and accept the application, or tell you once, of everything, what is to be corrected."),
        US,
        "waiting",
    ),
    S.CORRECTION: Standing(
        _("Something in your application has to be corrected. The correction notice lists everything."),
        _("Correct what is listed and hand it in; nothing else needs to be filled in again."),
        YOU,
        "waiting",
    ),
    S.ACCEPTED: Standing(
        _("Your application is accepted. That does not mean yet that the permit is granted."),
        _("A reviewer takes it in hand."),
        US,
        "progress",
    ),
    S.REVIEWING: Standing(
        _("Your application is being reviewed."),
        _("We compare it with the conditions of the law, on site where that is needed."),
        US,
        "progress",
    ),
    S.SPECIAL: Standing(
        _("Testing, inspection or expert review is going on. This time is not counted; the notice says how long it is expected to take."),
        _("When the result is here, the review goes on."),
        US,
        "waiting",
    ),
    S.HEARING: Standing(
        _("You and other interested parties have the right to a hearing. The time for the decision stands still meanwhile."),
        _(
            "If nobody asks for a hearing within five working days, the review goes on; "
            "if somebody has asked, it is held when and where the notice says."
        ),
        US,
        "waiting",
    ),
    S.REVIEWED: Standing(
        _("The review is finished. The decision has not been taken yet."), _("The head of the bureau decides."), US, "progress"
    ),
    S.GRANTED: Standing(
        _("Your application is granted."), _("You receive the result within ten working days, in the way you chose."), US, "success"
    ),
    S.DELIVERED: Standing(
        _("Your application is granted, and the result was delivered to you."), _("Nothing more is to be done."), NOBODY, "success"
    ),
    S.NOT_ACCEPTED: Standing(
        _("Your application was not accepted. The notice gives the ground."),
        _("You can apply to the authority named in the notice, ask for reconsideration or go to court."),
        NOBODY,
        "danger",
    ),
    S.REFUSED: Standing(
        _("The permit was refused. The decision gives the reasons."), _("You can ask for reconsideration or go to court."), NOBODY, "danger"
    ),
    S.WITHDRAWN: Standing(_("You took this application back."), _("You can apply again at any time."), NOBODY, "neutral"),
}

# Steps whose note is written for the applicant; of all others only the name is told.
TOLD = frozenset(
    {"refuse-acceptance", "ask-correction", "ask-correction-again", "exclude-time", "extend", "grant", "refuse", "withdraw", "correct"}
)
