"""Applications among the matters of an enterprise's desk and of whoever follows one by number and query code.

The rooms of the processes say how their kinds read (`bureau.following.kinds`, `enterprises.desk.matters`); here what was handed in is added
to all of them: answers, papers, certificate, and the way to the corrections.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.following import kinds as follow_kinds
from bureau.following.kinds import ReceiptWords
from bureau.standings import Card, Standing
from enterprises.desk import matters
from enterprises.models import Membership
from licensing.applications import cards

# Steps whose note is written for the applicant, whatever the kind of application.
TOLD = frozenset({"ask-correction", "ask-correction-again", "refuse-acceptance", "refuse", "correct", "withdraw", "extend", "exclude-time"})
RECEIPT = ReceiptWords(
    title=_("Your application has been received"),
    use=_("With both you follow the application, correct it when we ask for it, and fetch the result. Keep the query code to yourself."),
    next_step=_("We look whether it is complete. If something is missing you are told of everything at once."),
)


def everything(membership: Membership) -> Q:
    """An enterprise reads all its applications, whoever of its people sent them: owners, agents and readers alike."""
    return Q()


def show(kind: str, standings: Mapping[str, Standing], *, told: frozenset[str] = TOLD, card: Card | None = None) -> None:
    """Make a kind of application readable on the desk: `standings` are its words by state, `told` the steps whose note the applicant reads,
    `card` what the kind itself shows above what was handed in."""
    matters.register(
        kind,
        visible=everything,
        standings=standings,
        told=told,
        card=Card("licensing/desk_application_card.html", _with_more(cards.desk_card, card)),
    )


def add_to_kind(kind: str) -> None:
    """Put what was handed in beside what the room of the kind shows, on the desk and for followers; neutral words where it gave none."""
    follow = follow_kinds.follow_kind(kind)
    plain_receipt = follow.receipt == ReceiptWords()
    sent = Card("licensing/follow_application_card.html", cards.follow_card)
    follow_kinds.register(replace(follow, sent=follow.sent or sent, receipt=RECEIPT if plain_receipt else follow.receipt))
    known = matters.desk_kind(kind)
    if known is not None and known.card is not None and known.card.template == "licensing/desk_application_card.html":
        return
    standings, told = (known.standings, known.told) if known else (follow.standings, follow.told or TOLD)
    show(kind, standings, told=told, card=known.card if known and known.card else _for_member(follow.card))


def _for_member(card: Card | None) -> Card | None:
    """A card for followers, who are no members, as one for the desk."""
    if card is None:
        return None
    return Card(card.template, lambda case, _membership: card.context(case))


def _with_more(context: Callable[..., Mapping[str, Any]], more: Card | None) -> Callable[[Any, Membership], Mapping[str, Any]]:
    def build(case: Any, membership: Membership) -> Mapping[str, Any]:
        extra = (more.template, more.context(case, membership)) if more else None
        return {**context(case, membership), "more": extra}

    return build
