"""Which matters a lively district has: how many a day, about what, by which way, and what becomes of each. No database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bureau.calendar import Calendar
from bureau.models import Channel
from config.demo_data import journeys, people
from config.demo_data.complaints_goods import GOODS
from config.demo_data.complaints_services import REFUSED, SERVICES
from config.demo_data.diary import SHANGHAI, Diary, moment_of_writing
from config.demo_data.journeys import Journey, Step, Tale
from config.demo_data.questions import QUESTIONS
from config.demo_data.reports import REPORTS
from config.demo_data.story import Story

SEED = 12365
DAYS = 90
AMOUNTS: Mapping[str, int] = {"complaint": 130, "report": 40, "consultation": 50}
WEEKEND_SHARE = 0.45
PICTURES = 14
PICTURE_DAYS = 45
ANONYMOUS_REPORTS = 0.35
STORIES: Mapping[str, tuple[Story, ...]] = {"complaint": GOODS + SERVICES, "report": REPORTS, "consultation": QUESTIONS}
# The county town and the larger towns; every other counts as one.
TOWN_WEIGHTS: Mapping[str, int] = {
    "huaicheng": 9,
    "pingqiao": 4,
    "cheqiao": 4,
    "liujun": 2,
    "qingong": 2,
    "suzui": 2,
    "fanji": 2,
    "shihe": 2,
}
WAYS: Mapping[str, int] = {"web": 46, "hotline": 30, "12315": 9, "12345": 7, "window": 11, "letter": 2}
JOURNEYS: Mapping[str, Sequence[tuple[Journey, int]]] = {
    "complaint": (
        (journeys.settled_by_phone, 28),
        (journeys.settled_in_session, 34),
        (journeys.settled_after_appraisal, 5),
        (journeys.terminated, 13),
        (journeys.refused, 13),
        (journeys.withdrawn, 7),
    ),
    "report": ((journeys.verified, 85), (journeys.verified_with_extension, 15)),
    "consultation": ((journeys.answered, 100),),
}
# Matters that stand for a light or a state today: (kind, working days ago, journey). They are there at every scale.
STANDING: tuple[tuple[str, int, Journey], ...] = (
    ("complaint", 12, journeys.untouched),
    ("complaint", 9, journeys.at_a_branch),
    ("complaint", 6, journeys.untouched),
    ("complaint", 6, journeys.handed_over),
    ("complaint", 1, journeys.untouched),
    ("complaint", 6, journeys.accepted_only),
    ("complaint", 56, journeys.in_mediation),
    ("complaint", 38, journeys.in_mediation),
    ("complaint", 37, journeys.in_mediation),
    ("complaint", 22, journeys.in_appraisal),
    ("complaint", 28, journeys.in_appraisal),
    ("complaint", 15, journeys.to_be_told),
    ("complaint", 18, journeys.to_be_told),
    ("report", 17, journeys.in_verification),
    ("report", 14, journeys.in_verification),
    ("report", 13, journeys.in_verification),
    ("report", 20, journeys.in_longer_verification),
    ("report", 1, journeys.untouched),
    ("consultation", 8, journeys.untouched),
    ("consultation", 5, journeys.untouched),
    ("consultation", 5, journeys.draft_waiting),
    ("consultation", 1, journeys.draft_waiting),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter with everything that has happened to it by now."""

    key: UUID
    kind: str
    opened_at: datetime
    channel: Channel
    facts: Mapping[str, Any]
    person: Mapping[str, str]
    language: str
    steps: tuple[Step, ...]
    picture: str


def key_of(place: int) -> UUID:
    """The submission key of the matter at a place of the plan: the mark by which a second run knows it."""
    return uuid5(NAMESPACE_URL, f"demo-data:{place}")


def counts(scale: float) -> dict[str, int]:
    """How many of each kind; never fewer than stand for a light."""
    standing = [kind for kind, _days, _journey in STANDING]
    return {kind: max(round(amount * scale), standing.count(kind) + 2) for kind, amount in AMOUNTS.items()}


def keys(scale: float) -> list[UUID]:
    """The keys of all matters of a plan of that size."""
    return [key_of(place) for place in range(sum(counts(scale).values()))]


def plan(*, now: datetime, scale: float, calendar: Calendar, towns: Mapping[str, str]) -> list[Matter]:
    """All matters, oldest first. The same day, scale and towns (code to label) give the same plan."""
    # Made-up stories, and the same at every run: a cryptographic generator would be wrong here.
    rng = Random(SEED)  # noqa: S311
    teller = _Teller(now=now, rng=rng, calendar=calendar, towns=towns)
    today = now.astimezone(SHANGHAI).date()
    drafts = [(kind, calendar.add_working_days(today, -days), journey) for kind, days, journey in STANDING]
    drafts += _traffic(today, scale, rng)
    matters = [teller.matter(place, kind, day, journey) for place, (kind, day, journey) in enumerate(drafts)]
    return sorted(matters, key=lambda matter: matter.opened_at)


def _traffic(today: date, scale: float, rng: Random) -> Iterator[tuple[str, date, Journey]]:
    """The steady stream: evenly over the days, thinner on Saturday and Sunday, kinds and journeys mixed in fixed shares."""
    standing = [kind for kind, _days, _journey in STANDING]
    kinds = [kind for kind, amount in counts(scale).items() for _one in range(amount - standing.count(kind))]
    rng.shuffle(kinds)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    weights = [WEEKEND_SHARE if day.isoweekday() > 5 else 1.0 for day in days]
    pace = sum(weights) / len(kinds)
    passed, day = weights[0], 0
    for place, kind in enumerate(kinds):
        while passed < (place + 0.5) * pace:
            day += 1
            passed += weights[day]
        ways = JOURNEYS[kind]
        yield kind, days[day], rng.choices([way for way, _weight in ways], [weight for _way, weight in ways])[0]


class _Teller:
    """Tells one matter after the other, each story in turn so that none is told much more often than another."""

    def __init__(self, *, now: datetime, rng: Random, calendar: Calendar, towns: Mapping[str, str]) -> None:
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self.rng = rng
        self.calendar = calendar
        self.towns = towns
        self.pictures = PICTURES
        self.turns = {kind: self._in_turn(stories) for kind, stories in {**STORIES, "refused": REFUSED}.items()}

    def _in_turn(self, stories: tuple[Story, ...]) -> Iterator[Story]:
        while True:
            yield from self.rng.sample(stories, len(stories))

    def matter(self, place: int, kind: str, day: date, journey: Journey) -> Matter:
        """One matter opened on that day."""
        rng = self.rng
        story = next(self.turns["refused" if journey is journeys.refused else kind])
        opened_at = self._opened(day)
        town = rng.choices(list(self.towns), [TOWN_WEIGHTS.get(code, 1) for code in self.towns])[0]
        shop, amount = people.shop(rng, story.trades) if story.trades else "", _round(rng.randint(story.low, story.high))
        diary = Diary(opened_at, calendar=self.calendar, rng=rng)
        steps = journey(Tale(diary=diary, rng=rng, story=story, amount=amount, shop=shop))
        anonymous = kind == "report" and rng.random() < ANONYMOUS_REPORTS
        return Matter(
            key=key_of(place),
            kind=kind,
            opened_at=opened_at,
            channel=self._channel(opened_at),
            facts=self._facts(kind, story, day=day, town=town, shop=shop, amount=amount),
            person=people.nobody() if anonymous else people.person(rng, serial=place, town=self.towns[town]),
            language=story.language,
            steps=tuple(step for step in steps if step.at <= self.now),
            picture=self._picture(story, day),
        )

    def _opened(self, day: date) -> datetime:
        """A moment of the day; today only what has been."""
        moment = moment_of_writing(day, self.rng)
        if moment > self.now:
            midnight = datetime.combine(self.today, datetime.min.time(), SHANGHAI)
            moment = midnight + (self.now - midnight) * self.rng.random()
        return moment

    def _channel(self, opened_at: datetime) -> Channel:
        """Windows and letter-boxes keep office hours, everything else is open at night."""
        way = Channel(self.rng.choices(list(WAYS), list(WAYS.values()))[0])
        local = opened_at.astimezone(SHANGHAI)
        is_open = self.calendar.is_working_day(local.date()) and 9 <= local.hour < 17
        return way if is_open or way not in (Channel.WINDOW, Channel.LETTER) else Channel.HOTLINE

    def _facts(self, kind: str, story: Story, *, day: date, town: str, shop: str, amount: int) -> dict[str, Any]:
        happened = day - timedelta(days=self.rng.randint(0, 9))
        words = {"shop": shop, "town": self.towns[town], "amount": amount, "day": f"{happened.month}月{happened.day}日"}
        facts: dict[str, Any] = {
            "title": story.title.format(**words),
            "statement": story.text.format(**words),
            "category": story.category,
            "township": town,
        }
        if kind != "consultation":
            facts |= {"occurred_on": happened, "subject_name": shop, "subject_address": people.address(self.rng, self.towns[town])}
        if kind == "complaint":
            facts |= {"wish": story.wish, "amount": Decimal(amount)}
        if story.ground and story.ground[0] == "16-5":
            facts |= {"subject_name": f"店名不详的{story.trades[0]}"}
        return facts

    def _picture(self, story: Story, day: date) -> str:
        """A drawing for some of the newer matters, as long as there are some left."""
        if not story.picture or not self.pictures or (self.today - day).days > PICTURE_DAYS or self.rng.random() > 0.6:
            return ""
        self.pictures -= 1
        return story.picture


def _round(amount: int) -> int:
    """Sums people name: tens above a hundred."""
    return amount if amount < 100 else amount // 10 * 10
