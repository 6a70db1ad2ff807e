"""The engine itself: all or nothing, one at a time, append-only, and a table that contradicts itself is refused at start."""

import re
import threading
from dataclasses import replace

import pghistory.models
import pytest
from django.db import InternalError, connection, models, transaction
from django.utils import timezone

from bureau import workflow
from bureau.errors import GateClosed, StaleCase, TransitionRefused, UnknownTransition
from bureau.models import Case, Clock, Document, Event, Message, TallyDelta
from bureau.roles import Role
from bureau.signals import transitioned
from bureau.workflow import Actor, Transition, Workflow, offers, perform, workflow_for
from complaints.models import Complaint
from tests import people
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(clerk):
    return ComplaintFactory(office=clerk.office, handler=clerk)


def take(case, name, actor, **data):
    return perform(case.pk, name, actor=actor, at=timezone.now(), data=data)


def test_a_step_is_one_event_one_version_and_one_state(case, clerk):
    event = take(case, "accept", Actor.of(clerk), note="受理")
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.version) == ("accepted", 2)
    assert (event.from_state, event.to_state, event.actor, event.actor_role, event.note) == (
        "submitted",
        "accepted",
        clerk,
        "clerk",
        "受理",
    )


def test_a_step_that_fails_in_its_effect_leaves_nothing_behind(case, clerk, monkeypatch):
    def explode(act):
        act.case.refusal_ground = "16-7"
        raise RuntimeError("broken")

    flow = workflow_for("complaint")
    broken = tuple(replace(step, effect=explode) if step.name == "refuse" else step for step in flow.transitions)
    monkeypatch.setitem(workflow._workflows, "complaint", replace(flow, transitions=broken))
    before = {model: model.objects.count() for model in (Event, Document, Message, TallyDelta)}
    with pytest.raises(RuntimeError), transaction.atomic():
        take(case, "refuse", Actor.of(clerk), ground="16-1", explanation="x")
    after = Complaint.objects.get(pk=case.pk)
    assert (after.state, after.version, after.refusal_ground) == ("submitted", 1, "")
    assert {model: model.objects.count() for model in before} == before
    assert Clock.objects.running().filter(case_id=case.pk, code="complaint-acceptance").exists()


def test_a_closed_gate_and_a_refusal_leave_nothing_behind(clerk):
    case = ComplaintFactory(office=clerk.office, address="")
    for name, actor, error in (("accept", Actor.of(clerk), GateClosed), ("accept", Actor.of(people.manager()), TransitionRefused)):
        with pytest.raises(error):
            take(case, name, actor)
    assert Case.objects.get(pk=case.pk).version == 1
    assert Event.objects.filter(case_id=case.pk).count() == 1


def test_who_may_not_act_learns_of_no_gate(clerk):
    case = ComplaintFactory(office=clerk.office, address="")
    with pytest.raises(TransitionRefused) as refusal:
        take(case, "accept", Actor.of(people.manager()))
    assert not isinstance(refusal.value, GateClosed)


def test_a_refusal_names_the_article_the_step_rests_on(case, clerk):
    basis = workflow_for("complaint").transition("accept").basis
    assert "第" in basis
    with pytest.raises(TransitionRefused, match=re.escape(basis)):
        take(case, "accept", Actor.of(people.manager()))
    take(case, "accept", Actor.of(clerk), note="受理")
    with pytest.raises(TransitionRefused, match=re.escape(basis)):
        take(case, "accept", Actor.of(clerk), note="再次受理")


def test_an_unknown_step(case, clerk):
    with pytest.raises(UnknownTransition, match="fly"):
        take(case, "fly", Actor.of(clerk))


def test_the_version_seen_must_be_the_version_there(case, clerk):
    take(case, "note", Actor.of(clerk), note="先")
    with pytest.raises(StaleCase):
        perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), version=1)
    perform(case.pk, "accept", actor=Actor.of(clerk), at=timezone.now(), version=2)


def test_events_are_never_changed_or_deleted(case):
    for change in (lambda: Event.objects.update(note="x"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(InternalError), transaction.atomic():
            change()
    assert Event.objects.get(case_id=case.pk).note == ""


def test_the_floors_above_are_told_after_commit_only(case, clerk, django_capture_on_commit_callbacks):
    heard = []

    def hear(**news):
        heard.append((news["case_id"], news["transition"]))

    transitioned.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            take(case, "note", Actor.of(clerk), note="x")
            assert heard == []
        assert heard == [(case.pk, "note")]
    finally:
        transitioned.disconnect(hear)


def test_every_row_that_was_is_kept_with_who_changed_it_and_why(case, clerk):
    before = case.state
    take(case, "accept", Actor.of(clerk))
    history = case.history.latest("pgh_id")
    context = pghistory.models.Context.objects.latest("created_at")
    assert context.metadata["transition"] == "accept"
    assert context.metadata["user"] == clerk.pk
    assert (history.state, history.pgh_context) == (before, context), "what is now stands in the table itself"


def test_offers_are_the_table_seen_by_one_role(case, clerk):
    own = Complaint.objects.get(pk=case.pk)
    names = {offer.transition.name for offer in offers(own, Actor.of(clerk), timezone.now())}
    assert names == {"accept", "refuse", "ask-supplement", "assign", "reroute", "note"}
    assert {offer.transition.name for offer in offers(own, Actor.citizen(), timezone.now())} == {"withdraw", "supplement"}


# --- the table checks itself --------------------------------------------------------------------------------------------
class Light(models.TextChoices):
    ON = "on", "On"
    OFF = "off", "Off"


def lamp(*steps):
    return Workflow("lamp", "Lamp", Case, Light, Light.OFF, frozenset({Light.OFF}), steps)


def switch(name="switch", sources=("off",), target="on"):
    return Transition(name, sources, target, name, frozenset({Role.CLERK}))


@pytest.mark.parametrize(
    "steps", [(switch(), switch()), (switch(target="broken"),), (switch(sources=("off", "burning")),)], ids=["twice", "target", "source"]
)
def test_a_table_that_contradicts_itself_is_refused_at_start(steps):
    with pytest.raises(ValueError, match="lamp"):
        workflow.register(lamp(*steps))
    assert "lamp" not in workflow._workflows


# --- two at once --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_people_deciding_at_once_one_wins():
    clerk, second = people.clerk(), people.second_clerk()
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    start, results = threading.Barrier(2), []

    def decide(name, user, data):
        try:
            start.wait(timeout=10)
            perform(case.pk, name, actor=Actor.of(user), at=timezone.now(), data=data, version=1)
            results.append(name)
        except (StaleCase, TransitionRefused) as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=("accept", clerk, {})),
        threading.Thread(target=decide, args=("refuse", second, {"ground": "16-1", "explanation": "x"})),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(results) == 2
    assert StaleCase in results
    assert len({"accept", "refuse"} & set(results)) == 1
    assert Event.objects.filter(case_id=case.pk).count() == 2
    assert Case.objects.get(pk=case.pk).version == 2
