"""Certificates of the demo that were on paper before the portal, taken over by the window: two end soon, one has run out since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from bureau.calendar import Calendar
from bureau.counting import add_months
from bureau.models import Case, User
from config.demo_data.diary import SHANGHAI, at_minute
from config.demo_data.enterprise_plan import code_of
from config.demo_data.permits_answers import WRITERS, line
from enterprises.models import Enterprise
from licensing.certificates import expiry
from licensing.certificates.takeover.forms import facts_form
from licensing.certificates.takeover.services import Paper, take_over
from licensing.guides.selectors import content_of, published_guide

# Working days before today on which the window copied the papers, and how long such a certificate holds.
ENTERED, MONTHS = 40, 60
MINUTE = 10 * 60
PHONE_FROM = 400


@dataclass(frozen=True, slots=True)
class OldPaper:
    """One paper: its last good day lies `ends` days after today. `firm` is a serial of the demo's enterprises."""

    item: str
    kind: str
    firm: int
    ends: int


PAPERS = (
    OldPaper("XK-02", "pressure", 0, 25),
    OldPaper("XK-02", "mass", 1, 52),
    OldPaper("XK-02", "length", 4, -12),
)


def key_of(place: int) -> UUID:
    """The mark by which a second run knows it."""
    return uuid5(NAMESPACE_URL, f"demo-paper:{place}")


KEYS = tuple(key_of(place) for place in range(len(PAPERS)))


def is_built() -> bool:
    """One query."""
    return Case.objects.filter(submission_key__in=KEYS).count() == len(KEYS)


def build(*, now: datetime, clerk: User, calendar: Calendar) -> list[int]:
    """Add what is missing; the ids of the cases. The enterprises of the demo are there already."""
    today = now.astimezone(SHANGHAI).date()
    known = set(Case.objects.filter(submission_key__in=KEYS).values_list("submission_key", flat=True))
    entered_on = calendar.add_working_days(today, -ENTERED)
    added = [_enter(place, today, entered_on, clerk) for place in range(len(PAPERS)) if KEYS[place] not in known]
    if added:
        ended_on = min(today + timedelta(days=one.ends) for one in PAPERS)
        # The night after its last day, as every night.
        expiry.expire_past(ended_on + timedelta(days=1), at=at_minute(ended_on + timedelta(days=1), 20))
    return added


def _enter(place: int, today: date, entered_on: date, clerk: User) -> int:
    old = PAPERS[place]
    last = today + timedelta(days=old.ends)
    first = add_months(last + timedelta(days=1), -MONTHS)
    paper = Paper(
        item_code=old.item,
        number=f"〔{first.year}〕苏量标淮楚证字第{place + 18:03d}号",
        valid_from=first,
        valid_to=last,
        enterprise=Enterprise.objects.get(code=code_of(old.firm)),
        phone=line(PHONE_FROM + place),
        plain=_facts(old, place, first, entered_on),
    )
    at = at_minute(entered_on, MINUTE + 5 * place)
    return take_over(paper, by=clerk, submission_key=KEYS[place], at=at).case_id


def _facts(old: OldPaper, place: int, first: date, entered_on: date) -> Mapping[str, object]:
    """What stands on the paper, checked by the questions the page asks. Raises ValueError for what they would refuse."""
    answers = WRITERS[old.item, "new"](old.kind, PHONE_FROM + place, first, Random(f"paper {place}"))  # noqa: S311 -- made-up data
    form = facts_form(
        content_of(published_guide(old.item)), today=entered_on, data={f"answer-{code}": value for code, value in answers.items()}
    )
    if not form.is_valid():
        raise ValueError(f"demo paper {place}: {form.errors.as_json()}")
    return form.split().plain
