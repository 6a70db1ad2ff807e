"""Lets the matters of `penalties_plan` happen through the same services and steps as officers, heads and parties use."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bureau import workflow
from bureau.calendar import current_calendar
from bureau.models import Case, User
from bureau.workflow import Actor
from config.demo_data import penalties_acts as acts
from config.demo_data import penalties_stories as stories
from config.demo_data.diary import SHANGHAI
from config.demo_data.enterprise_plan import code_of
from config.demo_data.penalties_acts import Scene
from config.demo_data.penalties_money import take_bank_file
from config.demo_data.penalties_plan import MEASURE, NOBODY, SPOT, Matter, amount, bank_day, keys, plan
from config.demo_data.permits_stories import Step
from enterprises.models import Enterprise
from licensing.models import ItemVersion, PartyType, PenaltyCase, PowerItem
from licensing.penalties.opening import WantedPenalty, open_penalty
from licensing.seizures.opening import WantedMeasure, open_measure
from licensing.spot.deciding import keep

# Fields of a step that name accounts.
PEOPLE = ("reviewer", "chair", "recorder")
SPECIAL: Mapping[str, Callable[[Scene], None]] = {
    stories.CHARGE: acts.charge,
    stories.EVIDENCE: acts.evidence,
    stories.RECORD: acts.record,
    stories.SERVE: acts.serve,
    stories.SERVE_LATER: acts.serve_later,
    stories.PUBLISH: acts.publish,
    stories.WITHDRAW: acts.withdraw,
    stories.RELIEF: acts.relief,
    stories.SPOT: acts.decide_spot,
    stories.HAND_OVER: acts.hand_over,
    stories.THINGS: acts.write_inventory,
    stories.KEEP_DATES: acts.keep_dates,
}
SHOP_ADDRESS = "淮安市楚州区淮城镇商贸街 18 号"


def is_built(scale: float) -> bool:
    """Whether every matter of the plan is there: one query."""
    return Case.objects.filter(submission_key__in=keys(scale)).count() == amount(scale)


def build(*, now: datetime, scale: float, staff: Mapping[str, User]) -> list[int]:
    """Add what is missing, in order of time; the ids of the cases. The enterprises of the demo are there already.

    A bureau made before the fine rules were compared with their articles gets none: on the days of these stories the law of the
    catalogue was the earlier version, and nobody may be fined by a rule that was never compared.
    """
    calendar = current_calendar()
    matters = plan(now=now, scale=scale, calendar=calendar)
    if not _rules_were_compared(matters):
        return []
    known = dict(Case.objects.filter(submission_key__in=[one.key for one in matters]).values_list("submission_key", "pk"))
    stage = _Stage(staff, {one.place: known[one.key] for one in matters if one.key in known})
    stage.live_through([one for one in matters if one.key not in known], bank_at=bank_day(now, calendar))
    return stage.added


def _rules_were_compared(matters: Sequence[Matter]) -> bool:
    """Whether the items charged were in force as compared on the day of the first of these matters. One query."""
    if not matters:
        return True
    first = min(one.opened_at for one in matters).astimezone(SHANGHAI).date()
    charged = {one.draft.item for one in matters if one.draft.item}
    return not ItemVersion.objects.in_force(first).filter(item__code__in=charged, checked=False).exists()


class _Stage:
    """The cast, and the case of each place of the table."""

    def __init__(self, staff: Mapping[str, User], cases: dict[int, int]) -> None:
        self.staff = staff
        self.cases = cases
        self.added: list[int] = []

    def live_through(self, matters: Sequence[Matter], *, bank_at: datetime) -> None:
        """Everything in order of time, so that numbers rise with the days; the file of the bank in between."""
        happenings: list[tuple[datetime, int, Callable[[], None]]] = []
        for one in matters:
            happenings.append((one.opened_at, one.place, partial(self._open, one)))
            happenings += [(step.at, one.place, partial(self._take, one, step)) for step in one.steps]
        if any(one.draft.paid for one in matters):
            happenings.append((bank_at, len(matters), partial(self._take_payments, matters, bank_at)))
        for _at, _place, happen in sorted(happenings, key=lambda one: one[:2]):
            happen()

    # --- opening -------------------------------------------------------------------------------------------------------------
    def _open(self, matter: Matter) -> None:
        if matter.draft.kind == MEASURE:
            case_id = self._propose(matter)
        elif matter.draft.kind == SPOT:
            case_id = keep(
                self._wanted(matter),
                PowerItem.objects.get(code=matter.draft.item),
                acts.wanted_charge(matter),
                place=acts.SITE,
                by=self._officer(matter, 0),
                at=matter.opened_at,
            ).pk
        else:
            case_id = open_penalty(self._wanted(matter), by=self._officer(matter, 0), at=matter.opened_at).case_id
        self.cases[matter.place] = case_id
        self.added.append(case_id)

    def _officer(self, matter: Matter, turn: int) -> User:
        return self.staff[matter.officers[turn]]

    def _wanted(self, matter: Matter) -> WantedPenalty:
        draft = matter.draft
        party = _party(matter)
        lead, second = self._officer(matter, 0), self._officer(matter, 1)
        return WantedPenalty(
            source=draft.source,
            title=f"{party['party_name']}：{draft.act}"[:60],
            facts=draft.act,
            act_to=matter.act_on,
            discovered_on=matter.opened_at.date(),
            lead=lead,
            officers=(lead, second),
            item_code=draft.item,
            submission_key=matter.key,
            **party,
        )

    def _propose(self, matter: Matter) -> int:
        draft = matter.draft
        penalty = PenaltyCase.objects.defer("search").get(pk=self.cases[draft.about]) if draft.about is not None else None
        party = {name: value for name, value in _party(matter).items() if name != "legal_representative"}
        lead, second = self._officer(matter, 0), self._officer(matter, 1)
        wanted = WantedMeasure(
            act=draft.way,
            reason=draft.act,
            place=acts.SITE,
            item_code=draft.item,
            penalty=penalty,
            is_urgent=draft.is_urgent,
            lead=lead,
            officers=(second,),
            submission_key=matter.key,
            **party,
        )
        return open_measure(wanted, by=lead, at=matter.opened_at).case_id

    # --- steps ---------------------------------------------------------------------------------------------------------------
    def _take(self, matter: Matter, step: Step) -> None:
        case_id, name = self.cases[matter.place], self._name(matter, step.who)
        if step.name in SPECIAL:
            by = self.staff.get(name)
            scene = Scene(matter, case_id, self._officer(matter, 0), self._officer(matter, 1), by, step.at, step.data)
            SPECIAL[step.name](scene)
            return
        actor = Actor.of(self.staff[name]) if name in self.staff else Actor.citizen()
        data = {key: self.staff[value] if key in PEOPLE else value for key, value in step.data.items()}
        workflow.perform(case_id, step.name, actor=actor, at=step.at, data=data)

    def _name(self, matter: Matter, who: str) -> str:
        return dict(zip((stories.LEAD, stories.SECOND), matter.officers, strict=True)).get(who, who)

    def _take_payments(self, matters: Sequence[Matter], at: datetime) -> None:
        paid = []
        for one in matters:
            if one.draft.paid is not None:
                day = current_calendar().add_working_days(one.opened_at.astimezone(SHANGHAI).date(), one.draft.paid[0])
                paid.append((self.cases[one.place], day, one.draft.paid[1]))
        take_bank_file(paid, by=self.staff[stories.SUPERVISOR], at=at)


def _party(matter: Matter) -> dict[str, Any]:
    """An enterprise of the demo, or a sole trader who is not in the register."""
    draft = matter.draft
    phone = f"1990000{7000 + matter.place:04d}"
    if draft.firm == NOBODY:
        return {"party_type": PartyType.SOLE, "party_name": draft.party, "phone": phone, "address": SHOP_ADDRESS}
    firm = Enterprise.objects.get(code=code_of(draft.firm))
    return {
        "party_type": PartyType.UNIT,
        "party_name": firm.name,
        "enterprise_code": firm.code,
        "phone": phone,
        "address": firm.address,
        "legal_representative": "陈志强",
    }
