"""Taking an application in at the window: received, accepted, sent back for correction, refused or decided, in one transaction. Writes.

Either everything of one button happens or nothing: a closed gate undoes the submission too, so that no half-done matter is left behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.docket import Opened
from bureau.errors import BureauError, GateClosed
from bureau.models import Channel, User
from bureau.roles import Role
from bureau.workflow import Actor, Transition, Workflow, perform
from licensing.applications import services
from licensing.applications.checks import record_checks
from licensing.applications.wanted import ApplicationRefused, Wanted
from licensing.models import Application, Delivery, IssuedCertificate
from licensing.processes import process_of
from licensing.window.findings import Findings, faults

DELIVER = "deliver"
# How a process calls the step that decides on the spot; the first one it has counts.
AT_ONCE = ("decide-at-once", "file-at-once", "receive")


class Action(StrEnum):
    """The buttons of the one screen."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    CORRECTION = "correction"
    DECIDE = "decide"
    REFUSE = "refuse"


STEPS: Mapping[Action, tuple[str, ...]] = {
    Action.RECEIVE: (),
    Action.ACCEPT: ("accept",),
    Action.CORRECTION: ("ask-correction",),
    Action.DECIDE: AT_ONCE,
    Action.REFUSE: ("refuse-acceptance",),
}
# What is asked for nothing by itself goes with the answers of an empty form, over which lies what the screen asked.
PLAIN = frozenset({Action.ACCEPT, Action.DECIDE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a button was pressed on. `data` is what the step's form asks for; `receiver`: who takes the result along."""

    wanted: Wanted
    findings: Findings
    action: Action = Action.RECEIVE
    data: Mapping[str, Any] = field(default_factory=dict)
    receiver: str = ""


def actions(item_code: str, *, on_the_spot: bool) -> list[Action]:
    """The buttons an item's process has at the window, in the order of the screen."""
    flow = process_of(item_code).workflow
    found = [one for one in Action if one is Action.RECEIVE or step_of(flow, one) is not None]
    return [one for one in found if one is not Action.DECIDE or on_the_spot]


def step_of(flow: Workflow, action: Action) -> Transition | None:
    """The first step of that button a clerk may take with a matter that just came in.

    What is decided on the spot is asked for on the screen (`screen.at_once_form`); an acceptance that asks for more is taken on the page
    of the matter.
    """
    by_name = {one.name: one for one in flow.transitions if flow.initial in one.sources and Role.CLERK in one.by}
    found = next((by_name[name] for name in STEPS[action] if name in by_name), None)
    return None if found is None or (action is Action.ACCEPT and _plain_data(found) is None) else found


def _plain_data(step: Transition) -> Mapping[str, Any] | None:
    """What the step's form makes of an empty answer; None if it wants to know something."""
    if step.form is None:
        return {}
    form = step.form({})
    return form.cleaned_data if form.is_valid() else None


@transaction.atomic
def take_in(handed: Handed, *, clerk: User, key: UUID, language: str, at: datetime) -> Opened:
    """Submit for the applicant, note the findings, take the step of the button; decided on the spot it is handed over as well.

    Sent twice with one `key` it happens once. Raises ApplicationRefused, CheckRefused, GateClosed or TransitionRefused; then nothing has
    happened.
    """
    opened = services.submit(
        handed.wanted, by=clerk, actor_role=Role.CLERK, channel=Channel.WINDOW, language=language, submission_key=key, at=at
    )
    if not opened.created:
        return opened
    application = Application.objects.select_related("guide").defer("search").get(pk=opened.case_id)
    record_checks(application, handed.findings, by=clerk, at=at)
    flow = process_of(handed.wanted.item_code).workflow
    if handed.action is Action.RECEIVE:
        return opened
    step = step_of(flow, handed.action)
    if step is None:
        raise GateClosed([_("This item has no such step at the window.")])
    perform(opened.case_id, step.name, actor=Actor.of(clerk), at=at, data=_data(handed, step))
    if handed.action is Action.DECIDE:
        _hand_over(opened.case_id, flow, handed, clerk=clerk, at=at)
    return opened


def _data(handed: Handed, step: Transition) -> Mapping[str, Any]:
    if handed.action is Action.CORRECTION:
        return {"remarks": faults(handed.findings), "text": "", **handed.data}
    if handed.action not in PLAIN:
        return handed.data
    plain = _plain_data(step)
    if plain is None and not handed.data:
        raise GateClosed([_("Fill in what the decision on the spot asks for.")])
    return {**(plain or {}), **handed.data}


def _hand_over(case_id: int, flow: Workflow, handed: Handed, *, clerk: User, at: datetime) -> None:
    """The result, at once: taken along or ready to download. What goes by post waits for its postal number."""
    state = Application.objects.values_list("state", flat=True).get(pk=case_id)
    steps = [one.name for one in flow.transitions if state in one.sources and one.name == DELIVER and Role.CLERK in one.by]
    if steps and handed.wanted.delivery != Delivery.POST:
        deliver(case_id, mode=handed.wanted.delivery, receiver=handed.receiver, clerk=clerk, at=at)


def deliver(case_id: int, *, mode: str, receiver: str, clerk: User, at: datetime, version: int | None = None) -> None:
    """Record that the result was handed over. Raises GateClosed without the name of whoever took it along, and what `perform` raises."""
    if mode == Delivery.COLLECT and not receiver.strip():
        raise GateClosed([_("Write down who received it.")])
    data = {"mode": mode, "receiver": receiver.strip()[:60], "tracking_number": "", "agreed": False}
    perform(case_id, DELIVER, actor=Actor.of(clerk), at=at, data=data, version=version)


def reasons(error: BureauError) -> list[str]:
    """Everything a refusal names, as sentences."""
    return list(error.missing) if isinstance(error, ApplicationRefused | GateClosed) else [str(error)]


def certificate_from(case_id: int) -> IssuedCertificate | None:
    """The certificate a matter led to. One query."""
    return IssuedCertificate.objects.filter(case_id=case_id).order_by("-pk").first()
