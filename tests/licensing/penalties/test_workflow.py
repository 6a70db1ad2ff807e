"""The table of filing, step by step: every state and every role from which it is not drawn is refused, and the tables are whole."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

import licensing
from bureau.errors import BureauError, TransitionRefused
from bureau.letters import letter_kind
from bureau.message_templates import load_templates
from bureau.models import Case, CaseMember, Clock, Document, Event, MessageTemplate, User
from bureau.roles import STAFF_ROLES, Role
from bureau.workflow import Actor, is_allowed, offers, perform
from licensing.penalties.filing import FILING
from licensing.penalties.states import CLOSED, PenaltyState
from tests.factories.bureau import UserFactory
from tests.factories.penalties import penalty_case
from tests.licensing.penalties.steps import AT, do, lead
from tests.people import approver, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
BY_NAME = {step.name: step for step in FILING}
EXPECTED = {
    *(
        "extend-verification",
        "add-officer",
        "remove-officer",
        "replace-lead",
        "ask-recusal",
        "decide-recusal",
        "grant-access",
        "end-access",
    ),
    *("file", "not-file", "suspend", "resume", "extend-decision", "transfer", "join", "split", "dismiss", "correction-order", "note"),
    *("record-transfer-answer", "take-back"),
}


def everybody() -> User:
    """Somebody with every role: whatever is refused to them is refused for another reason."""
    return UserFactory(without_password=True, username="everybody", roles=[role.value for role in STAFF_ROLES], at_inspection=True)


def test_the_steps_are_those_agreed_on():
    assert set(BY_NAME) == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_step_from_a_state_it_is_not_drawn_from(name):
    case, user = penalty_case(), everybody()
    for state in PenaltyState:
        if state in BY_NAME[name].sources:
            continue
        Case.objects.filter(pk=case.pk).update(state=state)
        with pytest.raises(TransitionRefused):
            perform(case.pk, name, actor=Actor.of(user), at=AT)
    assert not Event.objects.filter(case_id=case.pk).exists()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_step_by_a_role_it_is_not_given_to(name):
    step = BY_NAME[name]
    case = penalty_case(step.sources[0])
    for role in STAFF_ROLES - step.by:
        user = UserFactory(without_password=True, username=f"only-{role.value}", roles=[role.value])
        CaseMember.objects.get_or_create(case=case, user=user, part="granted", defaults={"since": AT})
        with pytest.raises(TransitionRefused):
            perform(case.pk, name, actor=Actor.of(user), at=AT)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_step_by_somebody_outside_the_team(name):
    """Even of the same office and role: the case is its team's, and those' who answer for it."""
    step, case = BY_NAME[name], penalty_case()
    stranger = UserFactory(without_password=True, username="stranger-here", roles=["officer", "reviewer", "clerk"], at_inspection=True)
    assert not is_allowed(Actor.of(stranger), case, step)


def test_every_step_says_its_article_letters_and_words():
    load_templates(Path(licensing.__file__).parent / "data" / "messages_penalties.json")
    known = set(MessageTemplate.objects.values_list("code", flat=True))
    for step in FILING:
        assert step.basis or step.name == "note", f"{step.name} rests on nothing"
        assert all(letter_kind(code) for code in step.letters)
        assert {code for _whom, code in step.tells} <= known
        assert step.outcome or step.target not in CLOSED, f"{step.name} closes without an outcome"
    for code in ("staff-penalty-team", "staff-penalty-recusal"):
        assert code in known


def test_what_is_offered_on_a_lead():
    case = lead()
    offered = {offer.transition.name for offer in offers(case, Actor.of(approver()), AT) if offer.is_open}
    assert {"file", "not-file", "extend-verification", "transfer", "join", "replace-lead", "grant-access"} <= offered
    assert {"file", "not-file", "transfer"}.isdisjoint(offer.transition.name for offer in offers(case, Actor.of(officer()), AT))
    assert Role.OFFICER in BY_NAME["ask-recusal"].by


def test_a_closed_case_has_no_running_clock():
    case = do(lead(), "transfer", to="superior", body="市局", reason="属上级管辖", papers=[{"name": "卷宗", "pages": 3}])
    assert not Clock.objects.running().filter(case_id=case.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_file_one_case():
    case = lead()
    heads = [approver(), UserFactory(without_password=True, username="second-head", roles=["approver"], at_headquarters=True)]
    together, outcomes = Barrier(2), []

    def file(head):
        together.wait()
        try:
            perform(case.pk, "file", actor=Actor.of(head), at=AT, data={"reasons": "有初步证据。"})
            outcomes.append("filed")
        except BureauError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=file, args=(head,)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["filed", "refused"]
    assert Document.objects.filter(case_id=case.pk).count() == 1
    assert Clock.objects.running().filter(case_id=case.pk, code="penalty-decision").count() == 1
