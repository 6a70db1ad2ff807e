"""Which applications the approval office of the demo has: in every state that is to be seen, from a fixed seed each. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bureau.calendar import Calendar
from config.demo_data import permits_stories as stories
from config.demo_data.diary import SHANGHAI, at_minute
from config.demo_data.permits_answers import WRITERS
from config.demo_data.permits_stories import Step, Story

OPENS = 8 * 60 + 35
PERSON = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One line of the table: `ago` working days before today, `kind` tells the answers apart.

    `firm`: serial of the enterprise of the demo that applies, `PERSON` for a person. `about`: place of the application whose certificate
    it is about.
    """

    item: str
    story: Story
    ago: int = 0
    kind: str = ""
    firm: int = PERSON
    request: str = "new"
    about: int | None = None


# The first `FEWEST` are there at every scale; one that is about another comes after it.
FEWEST = 10
# fmt: off
DRAFTS: tuple[Draft, ...] = (
    Draft(item="XK-02", story=stories.asked, ago=4, kind="mass", firm=0),
    Draft(item="XK-01", story=stories.to_be_checked, ago=6, kind="crane", firm=2),
    Draft(item="XK-03", story=stories.heard, ago=10, firm=4),
    Draft(item="XK-02", story=stories.delivered, ago=28, kind="pressure", firm=6),
    Draft(item="XK-04", story=stories.refused, ago=12, kind="n1"),
    Draft(item="XK-01", story=stories.silent, ago=8, kind="vehicle", firm=8),
    Draft(item="XK-01", story=stories.delivered, ago=25, kind="crane", firm=10),
    Draft(item="XK-01", story=stories.at_once, ago=6, firm=10, request="reissue", about=6),
    Draft(item="QT-03", story=stories.filed, ago=3, kind="weighbridge", firm=1),
    Draft(item="QT-05", story=stories.answering, ago=8),
    Draft(item="XK-04", story=stories.qualified, ago=22, kind="q1"),
    Draft(item="XK-04", story=stories.untouched, ago=1, kind="g1"),
    Draft(item="XK-01", story=stories.granted, ago=14, kind="lift", firm=3),
    Draft(item="XK-02", story=stories.to_be_decided, ago=10, kind="length", firm=2),
    Draft(item="XK-04", story=stories.qualified, ago=18, kind="n1"),
    Draft(item="XK-02", story=stories.tested, ago=9, kind="pressure", firm=4),
    Draft(item="XK-01", story=stories.in_review, ago=5, kind="boiler", firm=0),
    Draft(item="XK-03", story=stories.not_accepted, ago=11, firm=1),
    Draft(item="XK-04", story=stories.accepted, ago=3, kind="t"),
    Draft(item="XK-01", story=stories.withdrawn, ago=13, kind="vehicle", firm=6),
    Draft(item="XK-01", story=stories.delivered, ago=32, kind="vehicle", firm=2),
    Draft(item="QT-01", story=stories.received, ago=4, firm=3),
    Draft(item="QT-01", story=stories.untouched, ago=1, firm=8),
    Draft(item="QT-02", story=stories.accepted, ago=4, firm=2, request="change", about=20),
    Draft(item="QT-03", story=stories.untouched, ago=1, kind="scale", firm=4),
    Draft(item="QT-04", story=stories.mediated, ago=6, firm=1),
    Draft(item="QT-05", story=stories.settled, ago=16),
)
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """One application with everything that has happened to it by now."""

    place: int
    key: UUID
    draft: Draft
    opened_at: datetime
    answers: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def rng(self) -> Random:
        """For what is made up besides: the same at every run."""
        return Random(f"permit {self.place}")  # noqa: S311 -- made-up data, no secret


def key_of(place: int) -> UUID:
    """The submission key of the application at a place of the table: the mark by which a second run knows it."""
    return uuid5(NAMESPACE_URL, f"demo-permit:{place}")


def amount(scale: float) -> int:
    """How many applications; never fewer than show the states that matter."""
    return min(max(round(len(DRAFTS) * scale), FEWEST), len(DRAFTS))


def keys(scale: float) -> list[UUID]:
    """The keys of all applications of a demo of that size."""
    return [key_of(place) for place in range(amount(scale))]


def plan(*, now: datetime, scale: float, calendar: Calendar) -> list[Permit]:
    """The applications in the order of the table. The same day and scale give the same plan."""
    today = now.astimezone(SHANGHAI).date()
    return [_permit(place, DRAFTS[place], now=now, today=today, calendar=calendar) for place in range(amount(scale))]


def _permit(place: int, draft: Draft, *, now: datetime, today: date, calendar: Calendar) -> Permit:
    rng = Random(f"permit {place}")  # noqa: S311 -- made-up data, no secret
    opened_on = calendar.add_working_days(today, -draft.ago)
    steps = stories.steps_of(draft.story, opened_on=opened_on, now=now, today=today, calendar=calendar)
    writer = WRITERS[draft.item, draft.request]
    return Permit(
        place=place,
        key=key_of(place),
        draft=draft,
        opened_at=at_minute(opened_on, OPENS) + timedelta(seconds=rng.randint(0, 900)),
        answers=writer(draft.kind, place, opened_on, rng),
        steps=tuple(steps),
    )
