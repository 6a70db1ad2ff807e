"""Where a matter stands in honest words for the person whose matter it is: what the state means, what comes next, who does it.

Closed is not solved, and the words do not pretend so.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.standings import NOBODY, US, YOU, Standing

GO_ON = _("If your dispute is not settled you can still turn to the consumers' association, to arbitration or to the People's Court.")

STANDINGS: Mapping[str, Mapping[str, Standing]] = {
    "complaint": {
        "submitted": Standing(
            _("Your complaint has arrived. Whether it is accepted has not been decided yet."),
            _("We decide whether to accept it and tell you. If something is missing we ask you for it here."),
            US,
            "waiting",
        ),
        "accepted": Standing(
            _("Your complaint is accepted. That does not mean yet that you are right; it means that we mediate."),
            _("We contact you and the business and prepare the mediation. Keep your phone at hand."),
            US,
            "progress",
        ),
        "mediating": Standing(
            _("We are mediating between you and the business."),
            _("Mediation ends with an agreement, or we tell you that there is none."),
            US,
            "progress",
        ),
        "appraisal": Standing(
            _("The goods are with an appraiser or a laboratory. The time limit stands still until the result is here."),
            _("When the result is here, mediation goes on."),
            US,
            "waiting",
        ),
        "terminated": Standing(
            _("Mediation ended without an agreement."),
            _("We tell both sides so in writing."),
            US,
            "waiting",
        ),
        "settled": Standing(
            _("You and the business agreed. The agreement is below."),
            _("If the business does not keep the agreement, you can go to the People's Court."),
            NOBODY,
            "success",
        ),
        "closed": Standing(
            _("Our procedure has ended without an agreement. That does not mean that your dispute is solved."), GO_ON, NOBODY, "neutral"
        ),
        "refused": Standing(_("We could not accept your complaint. The reason is below and in the letter."), GO_ON, NOBODY, "danger"),
        "withdrawn": Standing(
            _("You took the complaint back. We do nothing more about it."),
            _("If the dispute comes up again, you can file a new complaint."),
            NOBODY,
            "neutral",
        ),
    },
    "report": {
        "submitted": Standing(
            _("Your report has arrived. Nobody has looked into the facts yet."),
            _("We check the facts and decide whether to file a case."),
            US,
            "waiting",
        ),
        "verifying": Standing(
            _("We are checking the facts you reported. What we find stays with us until the decision."),
            _("We decide whether to file a case."),
            US,
            "progress",
        ),
        "concluded": Standing(
            _("We have checked your report. The outcome is below."),
            _("If you learn new facts, file a new report and name this number."),
            NOBODY,
            "success",
        ),
    },
    "consultation": {
        "submitted": Standing(
            _("Your question has arrived and waits for an answer."), _("Somebody who knows the subject writes an answer."), US, "waiting"
        ),
        "drafted": Standing(
            _("An answer has been written. A second person checks it before you get it."), _("We send you the answer."), US, "progress"
        ),
        "answered": Standing(
            _("Your question has been answered. The answer is below."),
            _("If it left something open, ask again and name this number."),
            NOBODY,
            "success",
        ),
    },
}

# The bureau asked for material and nothing came since.
ASKED = Standing(
    _("We need something more from you before we can decide."),
    _("Send what is asked for below. The time limit for the decision goes on."),
    YOU,
    "waiting",
)
