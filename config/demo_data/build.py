"""Builds the demo bureau through the same services a citizen and a clerk use, in the order in which things happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from bureau import workflow
from bureau.attachments import accept_file
from bureau.calendar import current_calendar
from bureau.demo import ACCOUNTS, create_accounts
from bureau.models import Case, Channel, Office, Township, User
from bureau.reference_data import load_reference
from bureau.roles import Role
from bureau.tallies import fold_tallies
from bureau.workflow import Actor
from complaints import services
from config.demo_data import enterprises, past, penalties, permits, pictures
from config.demo_data.diary import SHANGHAI
from config.demo_data.journeys import CITIZEN, Step
from config.demo_data.plan import Matter, keys, plan

# At these the desk writes down what a citizen says; at the others citizens write themselves.
DESK_CHANNELS = frozenset({Channel.HOTLINE, Channel.WINDOW, Channel.LETTER})


@dataclass(frozen=True, slots=True)
class Built:
    """What a run added; nothing if the demo was there."""

    accounts: int = 0
    enterprises: int = 0
    permits: int = 0
    penalties: int = 0
    matters: int = 0
    steps: int = 0
    messages: int = 0


@dataclass(slots=True)
class _Cast:
    """Rows the steps speak of, read once."""

    users: dict[str, User]
    offices: dict[str, Office]
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "_Cast":
        names = [account.username for account in ACCOUNTS]
        users = {user.username: user for user in User.objects.filter(username__in=names).select_related("office")}
        offices = {office.code: office for office in Office.objects.all()}
        actors = {name: Actor.of(user) for name, user in users.items()} | {CITIZEN: Actor.citizen()}
        return cls(users, offices, actors)

    def data(self, step: Step) -> Mapping[str, Any]:
        """The data of a step as its form would clean them."""
        data = dict(step.data)
        if "handler" in data:
            data["handler"] = self.users[data["handler"]]
        if "office" in data:
            data["office"] = self.offices[data["office"]]
        return data


def is_built(scale: float) -> bool:
    """Whether every enterprise, application, penalty matter and complaint of the plan is there: six queries."""
    wanted = keys(scale)
    built = enterprises.is_built(scale) and permits.is_built(scale) and penalties.is_built(scale)
    return built and Case.objects.filter(submission_key__in=wanted).count() == len(wanted)


def build(*, now: datetime, scale: float = 1.0) -> Built:
    """Add the demo as of `now`, all of it or nothing; an empty result if it is there already, whatever the day it was built on.

    Reference data and accounts are added first where they are missing. Raises ImproperlyConfigured outside the demo.
    """
    if is_built(scale):
        return Built(accounts=create_accounts())
    with transaction.atomic():
        # Wording and rules may be newer than what an older start loaded; rows that are there stay as they are.
        load_reference()
        accounts = create_accounts()
        cast = _Cast.read()
        firms = enterprises.build(now=now, scale=scale, staff=cast.users)
        licensing = permits.build(now=now, scale=scale, staff=cast.users)
        enforcement = penalties.build(now=now, scale=scale, staff=cast.users)
        towns = dict(Township.objects.filter(active=True).values_list("code", "label"))
        matters = plan(now=now, scale=scale, calendar=current_calendar(), towns=towns)
        known = set(Case.objects.filter(submission_key__in=[one.key for one in matters]).values_list("submission_key", flat=True))
        missing = [matter for matter in matters if matter.key not in known]
        case_ids = _live_through(missing, cast)
        midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
        messages = past.write_up([*licensing, *enforcement, *case_ids], before=midnight, now=now)
        fold_tallies()
    steps = sum(len(matter.steps) for matter in missing)
    return Built(accounts, firms, len(licensing), len(enforcement), len(missing), steps, messages)


def _live_through(matters: Sequence[Matter], cast: _Cast) -> list[int]:
    """Let everything happen in order of time, so that receipt and document numbers rise with the days; the ids of the cases."""
    happenings: list[tuple[datetime, int, int]] = []
    for place, matter in enumerate(matters):
        happenings.append((matter.opened_at, place, -1))
        happenings += [(step.at, place, turn) for turn, step in enumerate(matter.steps)]
    opened: dict[int, int] = {}
    for at, place, turn in sorted(happenings):
        matter = matters[place]
        if turn < 0:
            opened[place] = _open(matter, cast)
        else:
            step = matter.steps[turn]
            workflow.perform(opened[place], step.name, actor=cast.actors[step.who], at=at, data=cast.data(step))
    return list(opened.values())


def _open(matter: Matter, cast: _Cast) -> int:
    """Take the matter in as the desk or the web form does."""
    by_desk = matter.channel in DESK_CHANNELS
    opened = services.submit(
        matter.kind,
        matter.facts,
        matter.person,
        at=matter.opened_at,
        submission_key=matter.key,
        language=matter.language,
        channel=matter.channel,
        office_id=next(office.pk for office in cast.offices.values() if office.is_desk),
        actor=cast.users["seat" if matter.channel == Channel.HOTLINE else "clerk"] if by_desk else None,
        actor_role=(Role.SEAT if matter.channel == Channel.HOTLINE else Role.CLERK) if by_desk else Role.CITIZEN,
    )
    if matter.picture:
        _hand_in(matter, opened.case_id)
    return opened.case_id


def _hand_in(matter: Matter, case_id: int) -> None:
    """The citizen's picture."""
    facts = matter.facts
    day: date = facts["occurred_on"]
    upload = pictures.drawing(matter.picture, shop=facts["subject_name"], amount=str(facts.get("amount", "")), day=day)
    accept_file(upload, case=Case.objects.only("pk").get(pk=case_id), from_citizen=True, at=matter.opened_at)
