"""How penalties and measures read to their party: by number and query code, and on the desk of an enterprise."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.following import kinds
from bureau.following.kinds import FollowKind, FollowStep, FormOf
from bureau.standings import Card
from bureau.workflow import workflow_for
from enterprises.desk import matters
from licensing.spot.party_card import measure_card, papers_url, penalty_card
from licensing.spot.party_forms import AskHearingForm, DefenceForm, PartyRecusalForm, WaiveForm, recusal_form
from licensing.spot.party_standings import HOLD_STANDINGS, MEASURE_STANDINGS, PENALTY_STANDINGS, SPOT_STANDINGS, TOLD
from licensing.spot.party_visible import REACHED, carried_out_measures, is_told, told_penalties, told_since

RELIEF = "ask-relief"
PENALTY_CARD = Card("licensing/party_penalty.html", penalty_card)
MEASURE_CARD = Card("licensing/party_measure.html", measure_card)
SPEAKING = {
    "state-defence": FollowStep(
        form=DefenceForm,
        takes_files=True,
        thanks=gettext_lazy("Your statement has arrived. It must be looked into, and it never makes the penalty heavier."),
        lead=gettext_lazy("Say what is wrong in the notice, what speaks for you, and add what proves it."),
    ),
    "ask-hearing": FollowStep(
        form=AskHearingForm,
        thanks=gettext_lazy(
            "Your request for a hearing has been recorded. You are told time and place at least seven working days before."
        ),
        lead=gettext_lazy("A hearing costs you nothing. It is led by somebody who did not investigate."),
    ),
    "waive-defence": FollowStep(form=WaiveForm, thanks=gettext_lazy("You gave up statement and defence.")),
    "waive-hearing": FollowStep(form=WaiveForm, thanks=gettext_lazy("You gave up the hearing.")),
    "ask-recusal": FollowStep(
        form=PartyRecusalForm,
        form_of=recusal_form,
        thanks=gettext_lazy("Your request has arrived. The head decides; the case goes on meanwhile."),
        lead=gettext_lazy("You may ask that an officer with an interest in the case, or partial for another reason, steps aside."),
    ),
}


def party_links(case: Any) -> list[tuple[str | Promise, str]]:
    """The page where papers are handed in."""
    return (
        [(_("Hand in papers, agree to electronic service"), papers_url(case.number, None))]
        if case.closed_at is None and is_told(case)
        else []
    )


def steps_of(kind: str) -> dict[str, FollowStep]:
    """What the party may do by number and query code; relief asks what the workflow itself asks."""
    relief = next((step for step in workflow_for(kind).transitions if step.name == RELIEF), None)
    steps = dict(SPEAKING) if kind == "penalty" else {}
    if relief is not None and relief.form is not None:
        steps[RELIEF] = FollowStep(
            form=relief.form,
            thanks=gettext_lazy("Your request has arrived. The head decides; until then the day of payment stays as it is."),
        )
    return steps


def _always(form: type[forms.Form]) -> FormOf:
    """The same form for every matter."""

    def form_of(_case: Any) -> Callable[..., forms.Form]:
        return form

    return form_of


# On the desk the party is asked the same as by number and query code, and nothing that only staff know.
DESK_FORMS: Mapping[str, FormOf] = {name: step.form_of or _always(step.form) for name, step in SPEAKING.items()}


def register_party_views() -> None:
    """Called once when Django is ready, after the workflows."""
    for kind, standings, card, visible in (
        ("penalty", PENALTY_STANDINGS, PENALTY_CARD, told_penalties),
        ("spot-penalty", SPOT_STANDINGS, PENALTY_CARD, told_penalties),
        ("compulsory-measure", MEASURE_STANDINGS, MEASURE_CARD, carried_out_measures),
        ("evidence-hold", HOLD_STANDINGS, MEASURE_CARD, carried_out_measures),
    ):
        steps = steps_of(kind) if kind in ("penalty", "spot-penalty") else {}
        follow = FollowKind(kind=kind, standings=standings, told=TOLD, steps=steps, card=card, links=party_links)
        kinds.register(replace(follow, visible=is_told, papers=REACHED, since=told_since))
        words: dict[str, Any] = {"standings": standings, "told": TOLD, "card": card}
        matters.register(kind, visible=visible, **words, papers=REACHED, since=told_since, forms=DESK_FORMS)
