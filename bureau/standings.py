"""Where a matter stands in words for people, and the piece of a page an app fills in: shared by the public page of a matter and the desk.

An app gives one `Standing` for each state of its kinds; for a kind or state nobody gave words for, the neutral ones below are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bureau.models import Case

Text = str | Promise

US: Text = _("the bureau")
YOU: Text = _("you")
NOBODY: Text = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A state in plain words: what it means, what comes next and who does it (nobody: empty), and the tone of its badge."""

    means: Text
    next_step: Text
    who: Text
    tone: str


UNSPOKEN_OPEN = Standing("", _("The bureau is working on it."), US, "progress")
UNSPOKEN_CLOSED = Standing("", _("This matter is closed."), NOBODY, "neutral")


def unspoken(case: Case) -> Standing:
    """The neutral words for a state nobody gave words for."""
    return UNSPOKEN_CLOSED if case.closed_at else UNSPOKEN_OPEN


@dataclass(frozen=True, slots=True)
class Card:
    """What the app itself shows of a matter of its kind: a template, and what builds the variable `panel` it gets.

    `context` gets the app's own object first; on the desk the reader's membership follows.
    """

    template: str
    context: Callable[..., Mapping[str, Any]]
