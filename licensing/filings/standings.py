"""Where a filing stands in honest words for whoever made it: on the desk of an enterprise and on the page a person follows it by."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.standings import NOBODY, US, YOU, Standing
from licensing.filings.change import ChangeState as C
from licensing.filings.instruments import FilingState as F
from licensing.filings.works import WorksState as W

RETURNED = Standing(
    _("Something is missing. The letter lists everything."),
    _("Complete what is listed and hand it in; nothing else needs to be filled in again."),
    YOU,
    "waiting",
)
TAKEN_BACK = Standing(_("You took this back."), _("You can hand it in again at any time."), NOBODY, "neutral")

WORKS: Mapping[str, Standing] = {
    W.SUBMITTED: Standing(
        _("Your notice has arrived. Works may not begin before we have received it as complete."),
        _("We look through it and give you the receipt, or tell you once, of everything, what is missing."),
        US,
        "waiting",
    ),
    W.CORRECTION: RETURNED,
    W.RECEIVED: Standing(
        _("Your notice is received. The works may begin."),
        _("When the works are accepted, report the day here: within thirty days the files go to the user of the machine."),
        YOU,
        "success",
    ),
    W.FINISHED: Standing(
        _("The works are accepted."),
        _("Hand the files over to the user of the machine within thirty days of acceptance, and record it here."),
        YOU,
        "waiting",
    ),
    W.CLOSED: Standing(_("The files are with the user of the machine."), _("Nothing more is to be done."), NOBODY, "success"),
    W.REFUSED: Standing(
        _("Your notice was not taken. The letter gives the reason."),
        _("You can turn to the authority named in the letter, ask for reconsideration or go to court."),
        NOBODY,
        "danger",
    ),
    W.WITHDRAWN: TAKEN_BACK,
}

CHANGE: Mapping[str, Standing] = {
    C.SUBMITTED: Standing(
        _("Your application has arrived. Whether it is accepted has not been decided yet."),
        _("We look through your papers and accept the application, or tell you once, of everything, what is to be corrected."),
        US,
        "waiting",
    ),
    C.CORRECTION: RETURNED,
    C.ACCEPTED: Standing(
        _("Your application is accepted. The registration is not changed yet."), _("A reviewer takes it in hand."), US, "progress"
    ),
    C.REVIEWING: Standing(
        _("Your application is being reviewed. Until it is granted the machine may not be used in the new way."),
        _("We compare it with the registration and the reports, on site where that is needed."),
        US,
        "progress",
    ),
    C.SPECIAL: Standing(
        _("Testing, inspection or expert review is going on. This time is not counted; the notice says how long it is expected to take."),
        _("When the result is here, the review goes on."),
        US,
        "waiting",
    ),
    C.REVIEWED: Standing(
        _("The review is finished. The decision has not been taken yet."), _("The head of the bureau decides."), US, "progress"
    ),
    C.GRANTED: Standing(
        _("Your application is granted: the registration is changed or cancelled."),
        _("You receive the result within ten working days, in the way you chose."),
        US,
        "success",
    ),
    C.DELIVERED: Standing(
        _("The registration is changed or cancelled, and the result was delivered to you."),
        _("Nothing more is to be done."),
        NOBODY,
        "success",
    ),
    C.NOT_ACCEPTED: Standing(
        _("Your application was not accepted. The notice gives the ground."),
        _("You can apply to the authority named in the notice, ask for reconsideration or go to court."),
        NOBODY,
        "danger",
    ),
    C.REFUSED: Standing(
        _("The change was refused. The decision gives the reasons."), _("You can ask for reconsideration or go to court."), NOBODY, "danger"
    ),
    C.WITHDRAWN: TAKEN_BACK,
}

INSTRUMENTS: Mapping[str, Standing] = {
    F.SUBMITTED: Standing(
        _("Your list has arrived."), _("We look through it and file it, or tell you of everything that is missing."), US, "waiting"
    ),
    F.CORRECTION: RETURNED,
    F.CHECKED: Standing(_("Your list is complete."), _("It is filed and entered in the register."), US, "progress"),
    F.FILED: Standing(
        _("Your instruments are filed. The receipt names the body that verifies them."),
        _("Ask that body for the periodic verification; we remind you before each one runs out."),
        YOU,
        "success",
    ),
    F.REFUSED: Standing(
        _("Your list was not filed. The letter gives the reason."),
        _("You can turn to the authority named in the letter, ask for reconsideration or go to court."),
        NOBODY,
        "danger",
    ),
    F.WITHDRAWN: TAKEN_BACK,
}
