"""An enterprise asks to have its entry put right: asking, deciding, every arrow drawn and every arrow not drawn."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bureau import documents
from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Attachment, Case, Clock, Event, Message, Party
from bureau.reference_data import load_offices
from bureau.roles import Role
from bureau.workflow import Actor, offers, perform
from enterprises.corrections import gates
from enterprises.corrections import services as corrections
from enterprises.corrections.services import AskedAlready, NothingToCorrect, ask_correction
from enterprises.corrections.workflow import CORRECTION
from enterprises.desk.matter_page import THE_ENTERPRISE
from enterprises.desk.steps import take_step
from enterprises.models import Enterprise, FormerName, Industry, Membership, RegisterCorrection
from tests import desk_door, people
from tests.factories.bureau import OfficeFactory, TownshipFactory, UserFactory
from tests.factories.enterprises import AT, EnterpriseFactory, MembershipFactory, PremisesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

NEW_NAME = "淮安市楚州区好又鲜食品有限公司"


@pytest.fixture(autouse=True)
def desk_office():
    return OfficeFactory(desk=True)


@pytest.fixture
def membership():
    TownshipFactory()
    return MembershipFactory(enterprise=EnterpriseFactory(name="淮安市楚州区老名字食品有限公司"))


def ask(membership, key=1, **wanted):
    return desk_door.ask(membership, key, **(wanted or {"name": NEW_NAME}))


def refused(correction, name, actor, data=None):
    with pytest.raises(TransitionRefused):
        perform(correction.pk, name, actor=actor, at=AT, data=data or {"reason": "x"})


# --- asking -----------------------------------------------------------------------------------------------------------
def test_asking_opens_a_case_with_what_differs_and_leaves_the_register_alone(membership, desk_office):
    correction = ask(membership, name=NEW_NAME, phone="0517-85912345", founded_on=date(2011, 3, 5), main_products="")
    entry = Enterprise.objects.get(pk=membership.enterprise_id)
    assert correction.proposed == {"name": NEW_NAME, "founded_on": "2011-03-05"}, "what is typed as it stands is not asked for"
    assert correction.before == {"name": entry.name, "founded_on": ""}
    assert (correction.state, correction.kind, correction.enterprise_code) == ("submitted", "register-correction", entry.code)
    assert (correction.township, correction.office) == ("huaicheng", desk_office)
    assert correction.number.startswith("GZ20261123")
    assert entry.name == "淮安市楚州区老名字食品有限公司" and "名称" in correction.title
    opening = Event.objects.get(case_id=correction.pk)
    assert (opening.action, opening.actor, opening.actor_role) == ("open", membership.user, Role.ENTERPRISE)


def test_it_goes_to_the_office_that_keeps_the_register_where_there_is_one(membership):
    load_offices()
    assert ask(membership).office.code == corrections.KEEPER


def test_the_applicant_is_sealed_and_told_in_the_inbox(membership):
    correction = ask(membership)
    party = Party.objects.get(case_id=correction.pk)
    assert (party.part, party.name_mask, party.phone_mask) == ("applicant", "马**", "138****0000")
    assert party.name.open() == "马经理"
    told = Message.objects.get(case_id=correction.pk)
    assert (told.channel, told.user, told.code) == ("inbox", membership.user, "correction-received")
    assert told.template is not None


def test_a_promise_of_five_working_days_runs(membership):
    clock = Clock.objects.select_related("rule").get(case_id=ask(membership).pk)
    assert (clock.code, clock.due_on, clock.rule.internal, clock.rule.confirmed) == ("register-correction", date(2026, 11, 30), True, False)


def test_nothing_different_is_nothing_to_correct(membership):
    with pytest.raises(NothingToCorrect):
        ask(membership, name=f"  {membership.enterprise.name} ", phone="0517-85912345")
    assert not RegisterCorrection.objects.exists()


def test_full_width_signs_of_the_register_are_not_taken_for_a_wish(membership):
    Enterprise.objects.filter(pk=membership.enterprise_id).update(name="淮安（楚州）食品厂")
    with pytest.raises(NothingToCorrect):
        ask(membership, name="淮安(楚州)食品厂")


def test_what_no_entry_may_say_is_refused_at_once_by_field(membership):
    with pytest.raises(ValidationError) as refusal:
        ask(membership, founded_on=date(2027, 1, 1))
    assert set(refusal.value.message_dict) == {"founded_on"}
    assert not RegisterCorrection.objects.exists()


def test_sent_twice_it_is_one_matter(membership):
    assert ask(membership, key=5) == ask(membership, key=5)
    assert RegisterCorrection.objects.count() == Party.objects.count() == 1


def test_the_same_again_is_refused_while_it_is_open_and_another_is_not(membership):
    first = ask(membership, key=1)
    with pytest.raises(AskedAlready, match=first.number):
        ask(membership, key=2)
    assert ask(membership, key=3, phone="0517-85910000").pk != first.pk
    perform(first.pk, "refuse", actor=Actor.of(people.clerk()), at=AT, data={"reason": "材料不全"})
    assert ask(membership, key=4).pk != first.pk, "once it is closed it may be asked again"


def test_files_come_with_it(membership):
    key = UUID(int=77)
    Attachment.objects.create(
        basket=key, name="执照.jpg", content_type="image/jpeg", size=1, sha256="0" * 64, from_citizen=True, uploaded_at=AT
    )
    opened = ask_correction(membership, {"name": NEW_NAME}, explanation="", submission_key=key, basket=key, language="zh-hans", at=AT)
    assert Attachment.objects.get().case_id == opened.case_id


# --- stories ----------------------------------------------------------------------------------------------------------
def test_confirming_writes_the_register_in_the_same_step(membership, clerk):
    Industry.objects.get_or_create(code="14", defaults={"section": "C", "label": "食品制造业"})
    Industry.objects.get_or_create(code="13", defaults={"section": "C", "label": "农副食品加工业"})
    correction = ask(membership, name=NEW_NAME, industry_division="13", founded_on=date(2011, 3, 5))
    old = membership.enterprise.name
    event = perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT + timedelta(days=1), data={"note": "已核对执照"})
    entry = Enterprise.objects.get(pk=membership.enterprise_id)
    assert (entry.name, entry.industry_division, entry.founded_on) == (NEW_NAME, "13", date(2011, 3, 5))
    assert FormerName.objects.get(enterprise=entry).name == old
    assert entry.change_cycle == 1, "a new name obliges to have certificates changed"
    correction.refresh_from_db()
    assert (correction.state, correction.outcome, correction.decision) == ("confirmed", "confirmed", "已核对执照")
    assert correction.closed_at is not None and not Clock.objects.running().filter(case_id=correction.pk).exists()
    assert event.note == "已核对执照"


def test_whoever_asked_is_told_by_every_way_they_can_be_reached(membership, clerk):
    correction = ask(membership)
    perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    ways = Message.objects.filter(case_id=correction.pk, code="correction-confirmed").values_list("channel", "template__code")
    assert sorted(ways) == [(way, "correction-confirmed") for way in ("email", "inbox", "sms")]


def test_somebody_whose_membership_ended_finds_nothing_in_the_inbox(membership, clerk):
    correction = ask(membership)
    Membership.objects.filter(pk=membership.pk).update(ended_at=AT)
    perform(correction.pk, "refuse", actor=Actor.of(clerk), at=AT, data={"reason": "材料不全"})
    assert not Message.objects.filter(case_id=correction.pk, code="correction-refused", channel="inbox").exists()


def test_refusing_keeps_the_register_and_gives_the_reason(membership, clerk):
    correction = ask(membership)
    perform(correction.pk, "refuse", actor=Actor.of(clerk), at=AT, data={"reason": "执照仍是旧名称"})
    correction.refresh_from_db()
    assert (correction.state, correction.decision) == ("refused", "执照仍是旧名称")
    assert Enterprise.objects.get(pk=membership.enterprise_id).name == membership.enterprise.name
    assert not documents.Document.objects.exists(), "no letter is issued"


def test_withdrawing_is_the_enterprises_own(membership, clerk):
    correction = ask(membership)
    Case.objects.filter(pk=correction.pk).update(handler=clerk)
    event = take_step(correction.pk, "withdraw", membership=membership, data={"reason": "写错了"}, version=None, at=AT)
    correction.refresh_from_db()
    assert (correction.state, event.actor_role, event.data) == ("withdrawn", Role.ENTERPRISE, {"user": membership.user_id})
    told = Message.objects.filter(case_id=correction.pk, user=clerk)
    assert sorted(told.values_list("channel", "code")) == [(way, "staff-correction-withdrawn") for way in ("email", "inbox")]


# --- gates ------------------------------------------------------------------------------------------------------------
def test_a_register_that_has_moved_on_cannot_be_confirmed_but_refused(membership, clerk):
    correction = ask(membership, name=NEW_NAME, phone="0517-85910000")
    Enterprise.objects.filter(pk=membership.enterprise_id).update(name="第三个名字有限公司")
    with pytest.raises(GateClosed, match="名称"):
        perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    assert Enterprise.objects.get(pk=membership.enterprise_id).phone == "0517-85912345", "nothing of it is written"
    perform(correction.pk, "refuse", actor=Actor.of(clerk), at=AT, data={"reason": "登记信息已变化"})


def test_a_field_nobody_asked_about_may_move(membership, clerk):
    correction = ask(membership)
    Enterprise.objects.filter(pk=membership.enterprise_id).update(phone="0517-85910001", version=9)
    perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    assert Enterprise.objects.get(pk=membership.enterprise_id).name == NEW_NAME


def test_a_move_between_gate_and_write_is_seen_under_the_lock(membership, clerk, monkeypatch):
    correction = ask(membership)
    monkeypatch.setattr(gates, "moved_fields", lambda *_facts: [])
    Enterprise.objects.filter(pk=membership.enterprise_id).update(name="第三个名字有限公司")
    with pytest.raises(GateClosed):
        perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    assert Case.objects.get(pk=correction.pk).state == "submitted"


def test_an_entry_merged_since_is_not_written(membership, clerk):
    correction = ask(membership)
    Enterprise.objects.filter(pk=membership.enterprise_id).update(merged_into=EnterpriseFactory())
    with pytest.raises(GateClosed):
        perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)


def test_a_township_retired_since_closes_the_gate_instead_of_an_error(membership, clerk):
    other = TownshipFactory(code="pingqiao", label="平桥镇")
    correction = ask(membership, township="pingqiao")
    other.active = False
    other.save()
    with pytest.raises(GateClosed):
        perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    assert Case.objects.get(pk=correction.pk).state == "submitted"


def test_premises_are_put_right_before_they_are_confirmed(membership, clerk):
    place = PremisesFactory(enterprise=membership.enterprise)
    correction = ask(membership, premises="二号厂区：淮城镇北门大街 2 号")
    assert correction.before["premises"] == "一号厂区：淮城镇翔宇大道 18 号"
    with pytest.raises(GateClosed):
        perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)
    place.name = "二号厂区"
    place.save()
    perform(correction.pk, "confirm", actor=Actor.of(clerk), at=AT)


def test_nobody_decides_about_their_own_enterprise(membership, clerk):
    correction = ask(membership)
    MembershipFactory(enterprise=membership.enterprise, user=clerk, part=Membership.Part.READER)
    for name in ("confirm", "refuse"):
        with pytest.raises(GateClosed):
            perform(correction.pk, name, actor=Actor.of(clerk), at=AT, data={"reason": "x"})


def test_a_person_with_two_roles_does_not_withdraw_from_the_workbench(membership, desk_office):
    correction = ask(membership)
    both = UserFactory(username="both", roles=[Role.CLERK.value, Role.ENTERPRISE.value], office=desk_office)
    with pytest.raises(GateClosed):
        perform(correction.pk, "withdraw", actor=Actor.of(both), at=AT)


# --- every arrow that is not drawn ------------------------------------------------------------------------------------
ROLES = [role for role in Role if role not in {Role.CITIZEN, Role.SYSTEM, Role.ENTERPRISE}]


def actors(office):
    users = {role: UserFactory(username=f"arrow-{role}", roles=[role.value], office=office) for role in ROLES}
    stands = {Role.CITIZEN: Actor.citizen(), Role.SYSTEM: Actor.system(), Role.ENTERPRISE: THE_ENTERPRISE}
    return stands | {role: Actor.of(user) for role, user in users.items()}


@pytest.mark.parametrize("state", CORRECTION.states.values)
def test_no_arrow_but_those_of_the_table(membership, desk_office, state):
    correction = ask(membership)
    Case.objects.filter(pk=correction.pk).update(state=state)
    before = Case.objects.filter(pk=correction.pk).values().get()
    forbidden = 0
    for role, actor in actors(desk_office).items():
        for step in CORRECTION.transitions:
            if state in step.sources and role in step.by:
                continue
            forbidden += 1
            refused(correction, step.name, actor)
    assert forbidden == (33 - 9 if state == "submitted" else 33)
    assert Case.objects.filter(pk=correction.pk).values().get() == before
    assert Event.objects.filter(case_id=correction.pk).count() == 1


@pytest.mark.parametrize("step", CORRECTION.transitions, ids=lambda step: step.name)
def test_every_step_can_be_taken_by_whom_it_names(membership, desk_office, step):
    cast = actors(desk_office)
    for key, role in enumerate(sorted(step.by)):
        correction = ask(membership, key=key + 1, phone=f"0517-8591000{key}")
        assert step.name in {offer.transition.name for offer in offers(correction, cast[role], timezone.now()) if offer.is_open}
        perform(correction.pk, step.name, actor=cast[role], at=AT, data={"reason": "理由"})
        assert Case.objects.get(pk=correction.pk).state == step.target


def test_nothing_leads_out_of_the_end():
    assert not [step.name for step in CORRECTION.transitions if set(step.sources) & CORRECTION.closed]
    assert {step.target for step in CORRECTION.transitions} == CORRECTION.closed


def test_another_offices_clerk_does_not_decide(membership):
    refused(ask(membership), "confirm", Actor.of(people.clerk_elsewhere()))


# --- the case page ----------------------------------------------------------------------------------------------------
def test_staff_see_before_asked_for_and_whether_it_moved(membership, as_clerk):
    correction = ask(membership, name=NEW_NAME)
    page = as_clerk.get(reverse("bureau:case", args=[correction.number])).content.decode()
    assert membership.enterprise.name in page and NEW_NAME in page and "目前登记" in page and "不能再确认" not in page
    Enterprise.objects.filter(pk=membership.enterprise_id).update(name="第三个名字有限公司")
    page = as_clerk.get(reverse("bureau:case", args=[correction.number])).content.decode()
    assert "第三个名字有限公司" in page and "不能再确认" in page
