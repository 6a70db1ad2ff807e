"""Where a dispute or petition stands in honest words for whoever brought it: on the desk and by number and query code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.standings import NOBODY, US, YOU, Standing
from licensing.disputes.metrology import DisputeState as D
from licensing.disputes.petition import PetitionState as P
from licensing.filings.standings import RETURNED, TAKEN_BACK

ARRIVED = Standing(
    _("Your matter has arrived. Whether it is taken on has not been decided yet."),
    _("We look through it and take it on, or tell you why not and where to turn."),
    US,
    "waiting",
)
NOT_TAKEN = Standing(
    _("Your matter was not taken on. The letter gives the reason and the right place."),
    _("You can turn there, ask for reconsideration or go to court."),
    NOBODY,
    "danger",
)
MEDIATING = Standing(
    _("Both sides are invited to mediation."), _("Come at the hour you were told; mediation needs both sides."), YOU, "progress"
)
NO_AGREEMENT = Standing(
    _("Mediation ended without agreement."), _("You can go to court, or to arbitration if both sides agreed on it."), NOBODY, "neutral"
)

DISPUTES: Mapping[str, Standing] = {
    D.SUBMITTED: ARRIVED,
    D.CORRECTION: RETURNED,
    D.ACCEPTED: Standing(
        _("Your matter is taken on and the other side is told. Neither side may change the instrument."),
        _("We invite both sides to mediation, or seal the instrument for verification."),
        US,
        "progress",
    ),
    D.MEDIATING: MEDIATING,
    D.SEALED: Standing(
        _("The instrument is sealed. Nobody may change it."), _("We order a verification body to verify it."), US, "progress"
    ),
    D.VERIFYING: Standing(
        _("The instrument is being verified by the social standard of measurement. This time is not counted."),
        _("When the result is here, the award is made by it."),
        US,
        "waiting",
    ),
    D.VERIFIED: Standing(_("The instrument is verified."), _("The head of the bureau makes the award."), US, "progress"),
    D.AWARDED: Standing(_("The award is made."), _("Both sides receive it in writing."), US, "progress"),
    D.TOLD: Standing(
        _("Both sides have received the award."),
        _("Whoever disagrees appeals to the upper bureau within fifteen days of receiving it."),
        YOU,
        "waiting",
    ),
    D.AGREED: Standing(_("Both sides agreed. The mediation record is below."), _("Both keep to what was agreed."), NOBODY, "success"),
    D.ENDED: NO_AGREEMENT,
    D.APPEALED: Standing(
        _("The matter was passed to the upper bureau. Its verification is final."), _("The upper bureau tells you more."), NOBODY, "neutral"
    ),
    D.FINAL: Standing(_("The award is final."), _("Nothing more is to be done here."), NOBODY, "success"),
    D.REFUSED: NOT_TAKEN,
    D.WITHDRAWN: TAKEN_BACK,
}
PETITIONS: Mapping[str, Standing] = {
    P.SUBMITTED: ARRIVED,
    P.CORRECTION: RETURNED,
    P.ACCEPTED: Standing(
        _("Your petition is taken on and the other side is told."),
        _("We ask the other side, have the product tested where needed, and invite both to mediation."),
        US,
        "progress",
    ),
    P.ASKED: Standing(_("The other side was asked to answer."), _("When the answer is here, we go on."), US, "waiting"),
    P.TESTING: Standing(
        _("The product is being tested. This time is not counted."), _("When the result is here, we go on."), US, "waiting"
    ),
    P.MEDIATING: MEDIATING,
    P.SETTLED: Standing(_("Both sides agreed. Record and reply are below."), _("Both keep to what was agreed."), NOBODY, "success"),
    P.TERMINATED: NO_AGREEMENT,
    P.REFUSED: NOT_TAKEN,
    P.WITHDRAWN: TAKEN_BACK,
}
