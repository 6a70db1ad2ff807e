"""How a kind of matter reads to the person who follows it by number and query code: a registry filled in `AppConfig.ready()`.

A kind nobody registered has the neutral page: its state, its running periods, the names of what happened, its letters and files; no words
of the app's own, no note of any step, and nothing the reader could do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.models import Case, Event
from bureau.standings import Card, Standing, Text, unspoken

# What makes the form of a step for one matter, where it depends on the matter.
FormOf = Callable[[Any], Callable[..., forms.Form]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowStep:
    """A step of the workflow the reader may take here, and how it is offered; the workflow says when it may be taken.

    `title`, `button`: empty takes the step's own name. `lead`: what to know before. A step the workflow calls dangerous is folded away
    until it is asked for. `takes_files`: files can be handed in with it. `form_of(case)`: makes the form where it depends on the matter.
    """

    form: type[forms.Form]
    thanks: Text
    form_of: FormOf | None = None
    takes_files: bool = False
    title: Text = ""
    lead: Text = ""
    button: Text = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a step looks in the timeline: the name of its icon and its tone."""

    icon: str = "dot"
    tone: str = ""


RECEIVED: Text = _("Your matter has been received")
USE: Text = _("With both you follow the matter here. Keep the query code to yourself: whoever has it can read the matter.")
NEXT_STEP: Text = _("The bureau reads it and tells you what comes next; if something is missing, we ask for it.")
AGAIN: Text = _("This form had been received before: it makes one matter, however often it is sent.")
NO_CONTACT: Text = _("No contact data are recorded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWords:
    """What the receipt of a new matter says beside number, query code and last day.

    `use`: what both are good for; `again`: for a form that had been received before.
    """

    title: Text = RECEIVED
    use: Text = USE
    next_step: Text = NEXT_STEP
    again: Text = AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowKind:
    """One kind of matter as its person follows it. All callables get the app's own object, unless said otherwise.

    `standings`: words by state. `told`: steps whose note is written for the reader or by the reader; of all others only the name is told.
    `questions`: steps that ask the reader for something (their note is the question), each with the step that answers it;
    `while_asked`: words by state as long as a question is open. `adds(event)`: a line told with an event although it is not its note.
    `marks`: how a step looks in the timeline. `steps`: what the reader can do, in the order shown; `remarks(case)`: sentences beside them;
    `links(case)`: further ways, as label and address. `card`: the app's own piece of the page; `sent`: what the reader handed in, above
    contact data and files; `no_contact`: what stands there when no way to reach the person is known. `receipt`: words of the receipt.
    `visible(case)`: False as long as the person must not learn of the matter; number and query code then show nothing, as if the number
    were unknown. `papers`: which of the letters written for the person may be read, as a condition on `Document`. `since(case)`: what
    happened before that moment is not told. These three get the docket row.
    """

    kind: str
    standings: Mapping[str, Standing] = field(default_factory=dict)
    steps: Mapping[str, FollowStep] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    questions: Mapping[str, str] = field(default_factory=dict)
    while_asked: Mapping[str, Standing] = field(default_factory=dict)
    adds: Callable[[Event], str] | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    card: Card | None = None
    sent: Card | None = None
    no_contact: Text = NO_CONTACT
    remarks: Callable[[Any], list[str]] | None = None
    links: Callable[[Any], list[tuple[Text, str]]] | None = None
    receipt: ReceiptWords = field(default_factory=ReceiptWords)
    visible: Callable[[Case], bool] | None = None
    papers: Q | None = None
    since: Callable[[Case], datetime | None] | None = None

    def is_visible(self, case: Case) -> bool:
        """Whether the person may learn of this matter now."""
        return self.visible is None or self.visible(case)

    def standing(self, case: Case, *, asked: bool = False) -> Standing:
        """The words for where a matter of this kind stands; `asked`: the bureau asked for something and nothing came since."""
        spoken = (self.while_asked.get(case.state) if asked else None) or self.standings.get(case.state)
        return spoken or unspoken(case)


_kinds: dict[str, FollowKind] = {}


def register(entry: FollowKind) -> FollowKind:
    """Give a kind its words and steps; the same kind again replaces it."""
    _kinds[entry.kind] = entry
    return entry


def follow_kind(kind: str) -> FollowKind:
    """What was registered for a kind; the neutral one for a kind nobody registered."""
    return _kinds.get(kind) or FollowKind(kind=kind)
