"""The other half of the table: whoever a step names is offered it in each of its states, open or with reasons that name an article."""

import pytest
from django.utils import translation

from bureau.models import CaseMember
from bureau.roles import Role
from bureau.workflow import Actor, offers
from licensing.procedure import statements
from licensing.procedure.transitions import PROCEDURE
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import days
from tests.licensing.procedure.test_upward import metrology

pytestmark = pytest.mark.django_db
# Follow from the page "Service" alone.
BY_SERVICE = {"serve-notice", "serve-decision"}
# An officer needs the signed paper for these, which the page "Statements" takes.
ON_PAPER = {("waive-defence", Role.OFFICER), ("waive-hearing", Role.OFFICER)}
WITHOUT_ACCOUNT = {Role.CITIZEN, Role.ENTERPRISE, Role.SYSTEM}


def actor(role, case):
    """Somebody of that role alone, who belongs to the case."""
    if role in WITHOUT_ACCOUNT:
        return Actor(frozenset({role}))
    user = UserFactory(username=f"table-{role.value}", roles=[role.value])
    CaseMember.objects.get_or_create(case=case, user=user, part="granted", defaults={"since": case.opened_at})
    return Actor.of(user)


def test_every_step_is_offered_in_its_states_to_whom_it_names():
    case, seen = scenes.case(clock=False), 0
    actors = {role: actor(role, case) for role in Role}
    with translation.override("zh-hans"):
        for state in sorted({state for step in PROCEDURE for state in step.sources}):
            case.state = state
            for role, who in actors.items():
                offered = {one.transition.name: one for one in offers(case, who, scenes.AT)}
                drawn = {step.name for step in PROCEDURE if state in step.sources and role in step.by}
                assert drawn == {step.name for step in PROCEDURE if step.name in offered}, (state, role)
                for name in drawn:
                    seen += 1
                    assert all("条" in reason for reason in offered[name].missing), (name, offered[name].missing)
    assert seen == sum(len(step.sources) * len(step.by) for step in PROCEDURE)


def open_now(case, at):
    """(step, role) of everything open at that moment to those who work on the case, the party and the clock."""
    cast = [people.officer(), people.reviewer(), people.approver(), people.supervisor()]
    actors = [*map(Actor.of, cast), *(Actor(frozenset({role})) for role in WITHOUT_ACCOUNT)]
    return {(one.transition.name, next(iter(who.roles))) for who in actors for one in offers(case, who, at) if one.is_open}


def test_every_step_is_open_to_whom_it_names_when_its_time_has_come():
    seen = set()

    def look(case, at):
        case.refresh_from_db()
        seen.update(open_now(case, at))

    case = scenes.case(**scenes.HEARD)
    look(case, scenes.AT)
    scenes.finish(case)
    look(case, scenes.AT)
    scenes.review(case)
    look(case, scenes.AT)
    scenes.notify(case)
    scenes.serve(case, "penalty-notice", scenes.AT)
    look(case, days(1))
    statements.state_defence(case, text="数量有误。", actor=Actor.citizen(), at=days(1))
    look(case, days(9))
    statements.ask_hearing(case, actor=Actor.citizen(), at=days(1))
    look(case, days(1))
    planned = {"held_for": days(20), "place": "三楼", "chair": people.reviewer(), "recorder": people.supervisor()}
    scenes.do(case, "notify-hearing", people.approver(), days(2), **planned)
    scenes.serve(case, "penalty-hearing-notice", days(3))
    look(case, days(20))
    again = scenes.deciding()
    look(again, days(10))
    statements.state_defence(again, text="补充。", actor=Actor.citizen(), at=days(10))
    look(again, days(10))
    look(scenes.told(), scenes.AT)
    lapsing = scenes.noticed()
    look(lapsing, days(9))
    above = scenes.deciding(item=metrology())
    look(above, days(10))
    scenes.do(above, "refer-up", people.approver(), days(10), reason="报省局决定。")
    look(above, days(10))
    wanted = {(step.name, role) for step in PROCEDURE if step.name not in BY_SERVICE for role in step.by} - ON_PAPER
    # Chair or recorder of a hearing may come from any of these roles; here they are the reviewer and the supervisor.
    assert wanted - seen == {("hold-hearing", Role.OFFICER)}
