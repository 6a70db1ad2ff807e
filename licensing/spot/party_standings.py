"""Where a penalty or a measure stands, in plain words for the party; nothing for the states it must not learn of."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bureau.standings import NOBODY, US, YOU, Standing
from licensing.penalties.states import PenaltyState as P
from licensing.seizures.states import HoldState as H
from licensing.seizures.states import MeasureState as M
from licensing.spot.states import SpotState as S

PAY = _("Pay to the bank by the day named below, with the payment reference. You may ask to pay later or in parts if you are in hardship.")
CLOSED = Standing(_("The penalty is carried out and the case is closed."), _("Nothing more is to be done."), NOBODY, "neutral")
COURT = Standing(
    _("The bureau has applied to the court to enforce the decision."),
    _("Pay what is open; the court decides on enforcement."),
    YOU,
    "danger",
)

PENALTY_STANDINGS: Mapping[str, Standing] = {
    P.NOTICED: Standing(
        _("The bureau intends to impose a penalty. Nothing has been decided. The notice says which, why, and on what legal basis."),
        _("State and defend yourself, or ask for a hearing where the notice offers one, by the days named below. It never makes it worse."),
        YOU,
        "waiting",
    ),
    P.HEARING: Standing(
        _("A hearing is being held. Nothing has been decided."),
        _("Come to the hearing at the time and place of the notice."),
        YOU,
        "waiting",
    ),
    P.DECIDING: Standing(
        _("The bureau weighs what was found and what you said. Nothing has been decided."), _("You receive the decision."), US, "progress"
    ),
    P.REFERRED: Standing(
        _("The sum exceeds the district's power: the authority above is asked. Nothing has been decided."),
        _("You receive the decision."),
        US,
        "progress",
    ),
    P.DECIDED: Standing(_("The decision has been made."), _("It is served on you; your periods begin with that day."), US, "progress"),
    P.EXECUTING: Standing(_("The decision has been served on you."), PAY, YOU, "waiting"),
    P.COURT: COURT,
    P.DISMISSED: Standing(_("The case ended without a penalty."), _("Nothing more is to be done."), NOBODY, "success"),
    P.CLOSED: CLOSED,
}
SPOT_STANDINGS: Mapping[str, Standing] = {
    S.EXECUTING: Standing(_("A penalty was imposed on the spot and the decision handed to you."), PAY, YOU, "waiting"),
    S.COURT: COURT,
    S.CLOSED: CLOSED,
}
HELD = Standing(
    _("The things of the inventory are sealed or seized. Nobody may use, sell or destroy them."),
    _("The bureau finds out and decides by the last day below: they are given back, or their fate is decided by law."),
    US,
    "danger",
)
GIVEN_BACK = Standing(
    _("The time is over: the things are to be given back."), _("The bureau calls you to take them back; if it does not, ask."), US, "danger"
)
ENDED = Standing(
    _("The measure has ended. The papers below say what became of every thing."), _("Nothing more is to be done."), NOBODY, "neutral"
)
MEASURE_STANDINGS: Mapping[str, Standing] = {
    M.URGENT: Standing(
        _("The things of the inventory were sealed or seized because it was urgent; the head still has to approve it within 24 hours."),
        _("You learn whether it was approved."),
        US,
        "danger",
    ),
    M.IN_FORCE: HELD,
    M.EXPIRED: GIVEN_BACK,
    M.RELEASING: Standing(
        _("The measure was not approved: the things are given back at once."), _("The bureau calls you to take them back."), US, "success"
    ),
    M.ENDED: ENDED,
}
HOLD_STANDINGS: Mapping[str, Standing] = {
    H.IN_FORCE: Standing(
        _("The things of the list are held as evidence. Nobody may destroy or move them."),
        _("The bureau decides within seven working days what becomes of them."),
        US,
        "danger",
    ),
    H.EXPIRED: GIVEN_BACK,
    H.ENDED: ENDED,
}
# Steps whose note is the party's own, or written for it.
TOLD = frozenset({"state-defence", "waive-defence", "ask-hearing", "waive-hearing", "ask-relief", "decide-relief", "extend"})
