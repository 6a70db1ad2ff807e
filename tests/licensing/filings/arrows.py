"""Every arrow not drawn, for every role and state, and every one that is: the same proof for each table of filings and disputes."""

from django.utils import timezone

from bureau.errors import TransitionRefused
from bureau.models import Case, Event
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform
from tests.factories.bureau import UserFactory

ROLES = [role for role in Role if role not in {Role.CITIZEN, Role.ENTERPRISE, Role.SYSTEM}]


def actors(office):
    """One actor for each role; everybody belongs to the case's own office."""
    users = {role: UserFactory(username=f"arrow-{role}", roles=[role.value], office=office) for role in ROLES}
    nameless = {Role.CITIZEN: Actor.citizen(), Role.SYSTEM: Actor.system(), Role.ENTERPRISE: Actor(frozenset({Role.ENTERPRISE}))}
    return nameless | {role: Actor.of(user) for role, user in users.items()}


def assert_only_drawn_arrows(flow, case, state):
    """Every step × every role from one state: refused unless the table draws it; then nothing has changed."""
    Case.objects.filter(pk=case.pk).update(state=state)
    before = Case.objects.filter(pk=case.pk).values().get()
    events = Event.objects.filter(case_id=case.pk).count()
    forbidden = 0
    for role, actor in actors(case.office).items():
        for step in flow.transitions:
            if state in step.sources and role in step.by:
                continue
            forbidden += 1
            try:
                perform(case.pk, step.name, actor=actor, at=timezone.now(), data={})
            except TransitionRefused:
                continue
            raise AssertionError(f"{step.name} from {state} by {role} was not refused")
    assert forbidden >= len(flow.transitions)
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert Event.objects.filter(case_id=case.pk).count() == events


def assert_every_arrow_is_offered(flow, case):
    """From each source each step is offered to each role named, open or with what is missing."""
    cast = actors(case.office)
    for step in flow.transitions:
        for state in step.sources:
            Case.objects.filter(pk=case.pk).update(state=state)
            own = flow.model._default_manager.get(pk=case.pk)
            for role in step.by:
                assert step.name in {offer.transition.name for offer in offers(own, cast[role], timezone.now())}, (step.name, state, role)


def assert_table_is_whole(flow):
    """Every state is reached, every open one is left, nothing leads out of the end."""
    reached, frontier = {flow.initial}, {flow.initial}
    while frontier:
        frontier = {step.target for step in flow.transitions if step.target and set(step.sources) & frontier} - reached
        reached |= frontier
    assert reached == set(flow.states.values)
    open_states = reached - flow.closed
    assert {state for state in open_states if not any(step.target and state in step.sources for step in flow.transitions)} == set()
    assert {step.name for step in flow.transitions if set(step.sources) & flow.closed} == set()
