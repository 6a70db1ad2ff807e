"""The heart of the house: which steps a matter may take, and the one function that takes them.

Each kind of case has a `Workflow`: a table of `Transition`s that a clerk could review. `perform` runs one of them in one transaction:
lock, check role and separation of duties, check state, check every gate, run the app's effect, write the event, move the clocks, queue
letters and messages. Nothing else assigns `Case.state`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pghistory
from django import forms
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bureau import aftermath
from bureau.errors import ConflictOfInterest, GateClosed, StaleCase, TransitionRefused, UnknownTransition
from bureau.models import Assignment, Case, Event, User
from bureau.roles import CONFIDENTIAL_ROLES, WHOLE_BUREAU_ROLES, Role

Text = str | Promise
EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a user with roles, the citizen whose matter it is, or the system."""

    roles: frozenset[Role]
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Actor:
        """A signed-in user."""
        return cls(frozenset(Role(role) for role in user.roles), user)

    @classmethod
    def citizen(cls) -> Actor:
        """The person whose matter it is, who proved it by number and query code."""
        return cls(frozenset({Role.CITIZEN}))

    @classmethod
    def system(cls) -> Actor:
        """An automatic step."""
        return cls(frozenset({Role.SYSTEM}))


@dataclass(slots=True)
class Act:
    """One step being taken: what gates and effects look at. `case` is the app's own object; effects may change it, `perform` saves it."""

    case: Any
    transition: Transition
    actor: Actor
    data: Mapping[str, Any]
    at: datetime
    note: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    # The day from which the clocks this step starts are counted, where the law names another than the day of the step.
    counted_from: date | None = None

    def __post_init__(self) -> None:
        """Start from the letters the table names; an effect may add or drop one, with its reason in code."""
        self.letters = list(self.transition.letters)

    @property
    def now(self) -> datetime:
        """The moment in Shanghai, for rules that speak of days."""
        return timezone.localtime(self.at)


Gate = Callable[[Act], str | None]
Effect = Callable[[Act], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow of the table.

    `by`: roles that may take it. `gates`: predicates that return what is missing, or None. `starts`, `stops`, `pauses`, `resumes`: clock
    codes. `not_after`: transitions whose actor may not take this one (separation of duties). `letters`: documents issued. `tells`: (part of
    a party or "handler", message code). `basis`: the article. A `target` of None leaves the state as it is.
    """

    name: str
    sources: tuple[str, ...]
    target: str | None
    label: Text
    by: frozenset[Role]
    gates: tuple[Gate, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    tells: tuple[tuple[str, str], ...] = ()
    not_after: tuple[str, ...] = ()
    effect: Effect | None = None
    form: type[forms.Form] | None = None
    outcome: str = ""
    basis: str = ""
    public: bool = True
    danger: bool = False
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """The process of one kind of case. `closed` are the states in which nobody owes a step any more.

    `clock_code(case, code)` gives a clock its own rule where the law sets another period for some matters of the kind (permits for special
    equipment); without it every clock of the table is meant as it stands.
    """

    kind: str
    label: Text
    model: type[Case]
    states: type[models.TextChoices]
    initial: str
    closed: frozenset[str]
    transitions: tuple[Transition, ...]
    letter_source: Callable[[Act, str], dict[str, Any]] | None = None
    clock_code: Callable[[Any, str], str] | None = None
    icon: str = "folder"

    def transition(self, name: str) -> Transition:
        """The arrow of that name. Raises UnknownTransition."""
        for candidate in self.transitions:
            if candidate.name == name:
                return candidate
        raise UnknownTransition(name)

    def state_label(self, state: str) -> str:
        """The statutory term for a state."""
        return str(self.states(state).label)


_workflows: dict[str, Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Make a kind of case known; called in `AppConfig.ready()`. Names of transitions are unique and states must exist."""
    names = [transition.name for transition in workflow.transitions]
    if len(names) != len(set(names)):
        raise ValueError(f"{workflow.kind}: two transitions of one name")
    known = set(workflow.states.values)
    for transition_ in workflow.transitions:
        strange = ({*transition_.sources} | ({transition_.target} if transition_.target else set())) - known
        if strange:
            raise ValueError(f"{workflow.kind}.{transition_.name}: unknown states {sorted(strange)}")
    _workflows[workflow.kind] = workflow
    return workflow


def workflow_for(kind: str) -> Workflow:
    """The workflow of a kind of case. Raises KeyError for a kind no app registered."""
    return _workflows[kind]


def workflows() -> Sequence[Workflow]:
    """All registered workflows, in order of registration."""
    return tuple(_workflows.values())


def specific(case: Case) -> Any:
    """The app's own object of a docket row: one query."""
    model = workflow_for(case.kind).model
    return case if isinstance(case, model) else model._default_manager.get(pk=case.pk)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as a case page shows it: open, or closed with everything that is missing."""

    transition: Transition
    missing: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it may be taken now."""
        return not self.missing


def is_allowed(actor: Actor, case: Case, step: Transition) -> bool:
    """Whether the actor's roles allow the step, and the case is theirs (own office or hands, unless the role covers the bureau).

    In a matter for its team only, the office does not count: one has to belong to it, or answer for it.
    """
    acting = actor.roles & step.by
    if not acting:
        return False
    user = actor.user
    if user is None:
        return True
    if case.team_only:
        return bool(acting & CONFIDENTIAL_ROLES) or case.handler_id == user.pk or case.has_member(user)
    if acting & WHOLE_BUREAU_ROLES:
        return True
    return case.office_id is None or case.office_id == user.office_id or case.handler_id == user.pk


def offers(case: Any, actor: Actor, at: datetime) -> list[Offer]:
    """The steps out of the present state that the actor's role allows, each open or with its reasons. `case` is the specific object."""
    result = []
    for step in workflow_for(case.kind).transitions:
        if case.state in step.sources and is_allowed(actor, case, step):
            act = Act(case, step, actor, EMPTY, at)
            missing = [reason for gate in step.gates if (reason := gate(act))]
            conflict = _conflict(case, step, actor)
            result.append(Offer(step, tuple(missing + ([conflict] if conflict else []))))
    return result


@transaction.atomic
def perform(case_id: int, name: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] = EMPTY, version: int | None = None) -> Event:
    """Take one step and return its event.

    `data` is what the step's form cleaned; `version` is the case's version the actor was looking at. Raises UnknownTransition, StaleCase,
    TransitionRefused, ConflictOfInterest or GateClosed; then nothing has changed.
    """
    root = Case.objects.select_for_update().get(pk=case_id)
    flow = workflow_for(root.kind)
    step = flow.transition(name)
    if version is not None and version != root.version:
        raise StaleCase
    # The search vector is written once at opening; deferred, it is neither read nor written back.
    case = flow.model._default_manager.defer("search").get(pk=case_id)
    act = Act(case, step, actor, data, at)
    _check(act, flow)
    with pghistory.context(user=actor.user.pk if actor.user else None, transition=name):
        if step.effect:
            step.effect(act)
        came_from = case.state
        case.state = step.target or case.state
        case.version += 1
        case.updated_at = at
        if step.outcome:
            case.outcome = step.outcome
        closed_before = case.closed_at
        case.closed_at = (case.closed_at or at) if case.state in flow.closed else None
        event = _write_event(act, came_from)
        aftermath.move_clocks(act, flow)
        case.save()
    aftermath.count_closing(case, closed_before=closed_before)
    aftermath.paper_and_post(act, flow, event)
    return event


def _check(act: Act, flow: Workflow) -> None:
    """Role, state, separation of duties, gates; in this order, so that nobody learns of a gate who may not act."""
    case, step = act.case, act.transition
    if not is_allowed(act.actor, case, step):
        raise TransitionRefused(_cited(_("Your role may not take the step “%(step)s” on this matter.") % {"step": step.label}, step))
    if case.state not in step.sources:
        words = _("“%(step)s” is not possible while the matter is “%(state)s”.")
        raise TransitionRefused(_cited(words % {"step": step.label, "state": flow.state_label(case.state)}, step))
    conflict = _conflict(case, step, act.actor)
    if conflict:
        raise ConflictOfInterest(_cited(conflict, step))
    missing = [reason for gate in step.gates if (reason := gate(act))]
    if missing:
        raise GateClosed(missing)


def _cited(words: str, step: Transition) -> str:
    """A refusal with the article the step rests on, which says who may take it and when; law is cited in Chinese in both languages."""
    return f"{words}（{step.basis}）" if step.basis else words


def _conflict(case: Case, step: Transition, actor: Actor) -> str:
    """The sentence that names the earlier step of the same person which excludes this one; empty if there is none."""
    if not step.not_after or actor.user is None:
        return ""
    taken = Event.objects.filter(case_id=case.pk, action__in=step.not_after, actor=actor.user).values_list("action", flat=True).first()
    if taken is None:
        return ""
    flow = workflow_for(case.kind)
    return _("You took the step “%(earlier)s” yourself; “%(step)s” must be taken by somebody else.") % {
        "earlier": flow.transition(taken).label,
        "step": step.label,
    }


def _write_event(act: Act, came_from: str) -> Event:
    """The step as a row that is never changed again."""
    acting = act.actor.roles & act.transition.by
    return Event.objects.create(
        case_id=act.case.pk,
        action=act.transition.name,
        from_state=came_from,
        to_state=act.case.state,
        actor=act.actor.user,
        actor_role=min(acting, default=Role.SYSTEM),
        at=act.at,
        note=act.note,
        data=act.record,
        audience=Event.Audience.PUBLIC if act.transition.public else Event.Audience.STAFF,
    )


def hand_to(act: Act, handler: User, *, reason: str = "") -> None:
    """Put the case into somebody's hands: for effects of transitions. Ends the present assignment and opens the next."""
    case = act.case
    Assignment.objects.filter(case_id=case.pk, until__isnull=True).update(until=act.at)
    Assignment.objects.create(
        case_id=case.pk, handler=handler, office_id=handler.office_id, assigned_by=act.actor.user, reason=reason, since=act.at
    )
    case.handler = handler
    if handler.office_id:
        case.office_id = handler.office_id
