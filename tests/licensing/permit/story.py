"""A permit on its way, for the tests of this folder: guides without a certificate of their own, the cast, and one step after another."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bureau.models import Case, Clock, Event, User
from bureau.roles import Role
from bureau.workflow import Actor, perform
from licensing.models import Application, MaterialCheck
from licensing.permit import checks
from tests import people
from tests.factories import licensing
from tests.factories.bureau import OfficeFactory, UserFactory
from tests.factories.papers import photo, upload

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = {"code": "approval", "name": "行政审批科", "name_en": "Approval Office"}
# What is granted here leaves certificates to their own tests.
NO_CERTIFICATE = {**licensing.CONTENT["result"], "kind": "", "letter": "", "series": ""}
PLAIN = [
    {"request": "new", "label": "首次申请"},
    {"request": "renewal", "label": "延续", "window_days": 30},
    {"request": "reissue", "label": "补发", "on_the_spot": True},
    {"request": "cancellation", "label": "注销"},
]
CONTENT = {"result": NO_CERTIFICATE, "requests": PLAIN}
EQUIPMENT = {"result": NO_CERTIFICATE, "requests": licensing.CONTENT["requests"]}


def on(day: str, hour: int = 9) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(datetime.fromisoformat(day).date(), time(hour, 30), SHANGHAI)


def office():
    return OfficeFactory(**OFFICE)


def clerk() -> User:
    return UserFactory(username="approval-clerk", display_name="顾晓梅", roles=[Role.CLERK.value], office=office())


def reviewer() -> User:
    return UserFactory(username="approval-reviewer", display_name="沈建平", roles=[Role.OFFICER.value], office=office())


def head() -> Actor:
    return Actor.of(people.approver())


def application(code: str = "XK-02", *, complete: bool = True, **fields: Any) -> Application:
    """Received by the approval office; `complete`: the paper it needs lies at the window."""
    fields.setdefault("content", CONTENT)
    case = licensing.application(code, office=office(), **fields)
    if complete:
        hand_in(case)
    return case


def hand_in(case: Application, *, finding: str = "original", code: str = "inspection-report") -> None:
    MaterialCheck.objects.update_or_create(
        application=case,
        code=code,
        defaults={"finding": finding, "checked_by": clerk(), "checked_at": case.opened_at},
    )


def do(case: Case, name: str, actor: Actor, at: datetime, **data: Any) -> Event:
    """One step; the case is read anew."""
    event = perform(case.pk, name, actor=actor, at=at, data=data)
    case.refresh_from_db()
    return event


def reviewing(case: Application, at: datetime | None = None) -> datetime:
    """Accepted and in the reviewer's hands; the moment it was."""
    at = at or case.opened_at + timedelta(hours=1)
    do(case, "accept", Actor.of(clerk()), at)
    do(case, "assign", Actor.of(clerk()), at, handler=reviewer())
    return at


def reviewed(case: Application, at: datetime | None = None, *, opinion: str = "grant") -> datetime:
    """With an opinion, waiting for the head."""
    at = reviewing(case, at)
    do(case, "finish-review", Actor.of(reviewer()), at, opinion=opinion, opinion_text="材料齐全，符合条件。")
    return at


def officers() -> list[User]:
    return [people.officer(), people.second_officer()]


def plan(case: Application, at: datetime, **changes: Any) -> None:
    data = {"planned_for": at + timedelta(days=1), "place": "一号车间", "officers": officers(), **changes}
    do(case, "plan-check", Actor.of(reviewer()), at, **data)


def record(conclusion: str = "passed", **changes: Any) -> checks.Record:
    facts = {
        "results": {"mark": ("yes", "")},
        "found": "现场整洁。",
        "conclusion": conclusion,
        "rectify_by": None,
        "witness": "李建国 厂长",
        "witness_refused": False,
    }
    return checks.Record(**{**facts, **changes})


def sign(case: Application, at: datetime, conclusion: str = "passed", *, is_signed: bool = True) -> None:
    """The record of the last check, filled in, signed and confirmed by everybody."""
    check = checks.last_check(case.pk)
    one, two = officers()
    row = checks.write_record(check, record(conclusion), by=one, at=at, version=check.version)
    if is_signed:
        picture = upload("signature.png", photo(kind="PNG"))
        checks.add_photo(row, picture, caption="", is_signature=True, by=one, at=at)
    for officer in (one, two):
        checks.confirm(row, by=officer, at=at, version=row.version)


def clock(case: Case, code: str) -> Clock:
    """The newest clock of that code, its pauses and rule with it."""
    return Clock.objects.filter(case_id=case.pk, code=code).order_by("-pk").first()


def running(case: Case) -> set[str]:
    return set(Clock.objects.running().filter(case_id=case.pk).values_list("code", flat=True))


# --- stories as lists: the step, what is typed, the state afterwards ---
GRANT = {"opinion": "grant", "opinion_text": "材料齐全，符合条件。"}
ASKED = {"remarks": {("material", "inspection-report"): "缺盖章页"}, "text": "请尽快补正。"}
CORRECTED = {"plain": {}, "personal": {}, "basket": None}
TESTED = {"reason": "testing", "expected_until": on("2026-12-20").date(), "note": "送省特检院检测"}
INTEREST = {"reason": "相邻企业用地受影响", "third_parties": "淮安市邻居工贸有限公司 13900000000"}
# The clerk of the approval office takes what no other is named for.
WHO = {
    "finish-review": "reviewer",
    "plan-check": "reviewer",
    "record-check": "reviewer",
    "exclude-time": "reviewer",
    "resume": "reviewer",
    "offer-hearing": "reviewer",
    "notify-hearing": "reviewer",
    "hold-hearing": "reviewer",
    "return-review": "head",
    "extend": "head",
    "grant": "head",
    "refuse": "head",
    "ask-correction-again": "head",
    "correct": "citizen",
    "ask-hearing": "citizen",
    "withdraw": "citizen",
    "deem-accepted": "system",
    "deem-renewed": "system",
}
TO_REVIEW = [("accept", {}, "accepted"), ("assign", {"handler": "reviewer"}, "reviewing")]
TO_DECISION = [*TO_REVIEW, ("finish-review", GRANT, "reviewed")]


def actor_for(name):
    who = WHO.get(name, "clerk")
    if who == "citizen":
        return Actor.citizen()
    if who == "system":
        return Actor.system()
    return {"clerk": lambda: Actor.of(clerk()), "reviewer": lambda: Actor.of(reviewer()), "head": head}[who]()


def tell(case, lines, at):
    """Take the steps of a story, an hour each."""
    for name, data, state in lines:
        at += timedelta(hours=1)
        given = {**data, "handler": reviewer()} if "handler" in data else data
        do(case, name, actor_for(name), at, **given)
        assert case.state == state, name
    return at
