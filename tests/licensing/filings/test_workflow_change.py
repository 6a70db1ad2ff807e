"""Change and cancellation of a use registration: stories, arrows, who decides, and what certificate, register and ledger say afterwards."""

import json
from datetime import date, timedelta

import pytest

from bureau.errors import ConflictOfInterest, GateClosed
from bureau.models import Document
from bureau.roles import Role
from bureau.workflow import Actor
from enterprises.models import Obligation, SpecialEquipment, Standing
from enterprises.obligations import ledger
from licensing.certificates import services
from licensing.certificates.facts import opened
from licensing.filings.change import REGISTRATION_CHANGE, ChangeState
from licensing.models import Application, IssuedCertificate
from tests import people
from tests.factories.bureau import UserFactory
from tests.factories.enterprises import EnterpriseFactory, SpecialEquipmentFactory, valid_code
from tests.licensing.filings import arrows, scenes
from tests.licensing.filings.scenes import do, head, on, window

pytestmark = pytest.mark.django_db

OTHER = valid_code(990001)


def machine():
    return SpecialEquipment.objects.exclude(standing=Standing.ENDED).get()


# --- stories -------------------------------------------------------------------------------------------------------------
def test_a_move_replaces_the_certificate_and_moves_the_machine():
    old = scenes.registered()
    case = scenes.change(
        certificate=old, change_kind="move", location="三号车间", inspected_on="2026-11-10", next_inspection_on="2028-11-10"
    )
    event = scenes.grant(case)
    old.refresh_from_db()
    new = IssuedCertificate.objects.get(case_id=case.pk)
    assert (old.status, new.status, new.replaces_id) == ("replaced", "valid", old.pk)
    assert event.data["certificate"] == new.number
    assert new.facts["location"] == "三号车间"
    row = machine()
    assert (row.location, row.expires_on, row.last_done_on) == ("三号车间", date(2028, 11, 10), date(2026, 11, 10))
    assert (new.source_type, new.source_id) == ("equipment", row.pk)
    do(case, "deliver", window(), case.opened_at + timedelta(days=3), mode="download")
    assert case.state == "delivered"
    assert scenes.running(case) == set()


def test_a_change_of_name_leaves_the_place_alone():
    old = scenes.registered()
    case = scenes.change(certificate=old, change_kind="name", location="写错的地点")
    scenes.grant(case)
    assert machine().location == "一号车间"
    assert IssuedCertificate.objects.get(case_id=case.pk).holder_name == scenes.NAME


def test_a_corrected_inspection_stays_in_its_round():
    old = scenes.registered()
    row = machine()
    SpecialEquipment.objects.filter(pk=row.pk).update(last_done_on=date(2026, 10, 1), expires_on=date(2027, 10, 1))
    case = scenes.change(
        certificate=old, change_kind="inspection", inspected_on="2026-10-01", next_inspection_on="2028-10-01", location="一号车间"
    )
    scenes.grant(case)
    assert (machine().expires_on, machine().cycle) == (date(2028, 10, 1), row.cycle)


def test_a_transfer_ends_the_former_user_s_certificate_and_gives_the_new_one_its_own():
    former = EnterpriseFactory(name="原使用单位")
    old = scenes.registered(owner=former)
    new_user = EnterpriseFactory(code=OTHER, name=scenes.NAME)
    case = scenes.change(
        enterprise_code=OTHER,
        change_kind="transfer",
        former_user_code=former.code,
        registration_number=old.number,
        equipment_code="4110320803000001",
        location="新厂区",
    )
    do(case, "link-certificate", window(), case.opened_at, number=old.number)
    scenes.grant(case)
    old.refresh_from_db()
    new = IssuedCertificate.objects.get(case_id=case.pk)
    assert (old.status, old.status_reason) == ("cancelled", "设备过户，由新使用单位的使用登记证替代")
    assert (new.enterprise_code, new.holder_name, new.facts["product_number"]) == (OTHER, scenes.NAME, "QD-01")
    row = machine()
    assert (row.enterprise, row.code, row.location) == (new_user, "4110320803000001", "新厂区")
    assert SpecialEquipment.objects.get(enterprise=former).standing == Standing.ENDED


def test_what_a_transfer_issues_is_a_use_registration_like_the_one_it_ends():
    """Of the item of the former certificate, so that it can be changed in its turn; without what was sealed about the former user."""
    old = scenes.registered(owner=EnterpriseFactory())
    IssuedCertificate.objects.filter(pk=old.pk).update(sealed_facts=json.dumps({"location": "原负责人的住处"}))
    case = scenes.change(enterprise_code=OTHER, change_kind="transfer", certificate=old)
    scenes.grant(case)
    new = IssuedCertificate.objects.get(case_id=case.pk)
    assert (new.item_id, new.kind, new.facts["location"]) == (old.item_id, old.kind, "一号车间")
    assert "原负责人" not in opened(new.sealed_facts)
    assert (case.guide_id, case.request) != (Application.objects.get(pk=old.case_id).guide_id, "new")
    again = scenes.change(enterprise_code=OTHER, change_kind="move", location="二号车间", certificate=new)
    scenes.grant(again)
    assert IssuedCertificate.objects.get(case_id=again.pk).replaces == new


def test_a_certificate_of_another_item_is_settled_by_its_own_process_alone():
    """Settled as a permit a change of registration would come to nothing, without a word."""
    case = scenes.change(certificate=scenes.registered(), change_kind="move")
    with pytest.raises(GateClosed):
        services.settle_request(case, by=people.approver(), at=case.opened_at)


def test_scrapping_is_decided_on_the_spot_and_ends_the_machine():
    old = scenes.registered()
    case = scenes.change("cancellation", certificate=old, cancel_reason="scrap-rule")
    do(case, "decide-at-once", window(), case.opened_at + timedelta(minutes=5))
    old.refresh_from_db()
    assert (case.state, old.status, old.status_reason) == ("granted", "cancelled", "设备报废，办理注销")
    assert SpecialEquipment.objects.get().standing == Standing.ENDED
    assert not IssuedCertificate.objects.filter(case_id=case.pk).exists()
    assert Document.objects.get(case_id=case.pk).template == "registration-change-decision"
    assert scenes.running(case) == {"permit-delivery"}


def test_a_machine_taken_away_stays_in_the_register_out_of_use():
    old = scenes.registered()
    case = scenes.change("cancellation", certificate=old, cancel_reason="moved-out")
    do(case, "decide-at-once", window(), case.opened_at)
    row = SpecialEquipment.objects.get()
    assert (row.standing, row.registration_number) == (Standing.STOPPED, "")


def test_a_change_is_not_decided_on_the_spot():
    case = scenes.change(certificate=scenes.registered(), change_kind="move")
    with pytest.raises(GateClosed):
        do(case, "decide-at-once", window(), case.opened_at)


def test_what_was_registered_before_the_portal_is_put_right_in_the_register():
    owner = EnterpriseFactory(code="91320803MA1MXYJX0B")
    row = SpecialEquipmentFactory(enterprise=owner, registration_number="起17苏H00009(19)")
    case = scenes.change(change_kind="move", location="新地点", registration_number="起17苏H00009(19)")
    scenes.grant(case)
    row.refresh_from_db()
    assert row.location == "新地点"
    assert not IssuedCertificate.objects.exists()


def test_a_machine_from_before_the_portal_is_handed_over():
    former, owner = EnterpriseFactory(), EnterpriseFactory(code=OTHER)
    row = SpecialEquipmentFactory(enterprise=former, registration_number="起17苏H00009(19)")
    code = row.code
    case = scenes.change(
        enterprise_code=OTHER, change_kind="transfer", former_user_code=former.code, registration_number="起17苏H00009(19)", location="新厂"
    )
    scenes.grant(case)
    taken = SpecialEquipment.objects.get(enterprise=owner)
    assert (taken.code, taken.location, taken.registration_number) == (code, "新厂", "起17苏H00009(19)")
    row.refresh_from_db()
    assert (row.standing, row.code) == (Standing.ENDED, "")


@pytest.mark.parametrize(("reason", "standing"), [("hazard", Standing.ENDED), ("own-decision", Standing.STOPPED)])
def test_a_cancellation_from_before_the_portal(reason, standing):
    owner = EnterpriseFactory(code="91320803MA1MXYJX0B")
    row = SpecialEquipmentFactory(enterprise=owner, registration_number="起17苏H00009(19)")
    case = scenes.change("cancellation", cancel_reason=reason, registration_number="起17苏H00009(19)")
    do(case, "decide-at-once", window(), case.opened_at)
    row.refresh_from_db()
    assert (row.standing, row.registration_number) == (standing, "")


def test_nothing_known_nothing_granted():
    case = scenes.change(change_kind="move", registration_number="起17苏H99999(19)")
    at = scenes.reviewed(case)
    with pytest.raises(GateClosed):
        do(case, "grant", head(), at)
    assert case.decided_on is None


def test_refused_with_reasons():
    case = scenes.change(certificate=scenes.registered(), change_kind="alteration")
    at = scenes.reviewed(case, opinion="refuse")
    do(case, "refuse", head(), at, decision_text="未经监督检验。")
    assert (case.state, case.outcome) == ("refused", "refused")
    assert IssuedCertificate.objects.get().status == "valid"
    assert Document.objects.get(case_id=case.pk, template="registration-change-refusal").number == "淮楚市监特变不准〔2026〕1号"


# --- the certificate it is about ---------------------------------------------------------------------------------------
def test_a_certificate_of_somebody_else_is_not_named():
    old = scenes.registered(owner=EnterpriseFactory())
    case = scenes.change(change_kind="move")
    for number in (old.number, "没有这个号"):
        with pytest.raises(GateClosed):
            do(case, "link-certificate", window(), case.opened_at, number=number)
    assert case.certificate_id is None


def test_the_former_user_named_must_hold_the_certificate_of_a_transfer():
    old = scenes.registered(owner=EnterpriseFactory())
    case = scenes.change(change_kind="transfer", former_user_code=EnterpriseFactory().code)
    with pytest.raises(GateClosed):
        do(case, "link-certificate", window(), case.opened_at, number=old.number)


def test_a_certificate_that_ended_meanwhile_stops_the_decision():
    old = scenes.registered()
    case = scenes.change(certificate=old, change_kind="move", location="三号车间")
    at = scenes.reviewed(case)
    IssuedCertificate.objects.filter(pk=old.pk).update(status="cancelled")
    with pytest.raises(GateClosed):
        do(case, "grant", head(), at)
    assert case.state == "reviewed"
    assert machine().location == "一号车间"


# --- obligation ----------------------------------------------------------------------------------------------------------
def test_the_obligation_to_change_the_registration_is_met():
    old = scenes.registered()
    row = machine()
    ledger.declare(
        source_type="equipment",
        source_id=row.pk,
        kind_code="equipment-registration-change",
        enterprise_id=row.enterprise_id,
        cycle=7,
        title="改造",
        source_date=date(2026, 11, 20),
        at=on("2026-11-20"),
    )
    case = scenes.change(certificate=old, change_kind="alteration", location="一号车间")
    scenes.grant(case)
    due = Obligation.objects.get(kind__code="equipment-registration-change")
    assert (due.state, due.note) == (Obligation.State.MET, case.number)


# --- separation of duties, clocks -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "data"), [("grant", {}), ("refuse", {"decision_text": "不符合"})])
def test_whoever_reviewed_does_not_decide(name, data):
    case = scenes.change(certificate=scenes.registered(), change_kind="move", location="三号车间")
    person = UserFactory(username="both", roles=[Role.OFFICER.value, Role.APPROVER.value], office=case.office)
    do(case, "accept", window(), case.opened_at)
    do(case, "assign", window(), case.opened_at, handler=person)
    do(case, "finish-review", Actor.of(person), case.opened_at, opinion="grant", opinion_text="符合。")
    with pytest.raises(ConflictOfInterest):
        do(case, name, Actor.of(person), case.opened_at, **data)
    do(case, name, head(), case.opened_at, **data)


@pytest.mark.parametrize(
    ("received", "accept_by", "decide_by"),
    [
        # National Day week 2025; a plain week; Spring Festival 2027 lies in between.
        ("2025-09-29", date(2025, 10, 13), date(2025, 10, 29)),
        ("2026-11-23", date(2026, 11, 30), date(2026, 12, 23)),
        ("2027-03-01", date(2027, 3, 8), date(2027, 3, 31)),
    ],
)
def test_clocks_are_those_of_special_equipment(received, accept_by, decide_by):
    case = scenes.change(certificate=scenes.registered(at=on("2025-03-03")), at=on(received), change_kind="move")
    assert scenes.clock(case, "permit-acceptance").due_on == accept_by
    do(case, "accept", window(), on(received))
    assert scenes.running(case) == {"permit-decision-special-equipment"}
    assert scenes.clock(case, "permit-decision-special-equipment").due_on == decide_by


def test_silence_accepts_here_too():
    case = scenes.change(certificate=scenes.registered(), change_kind="move")
    do(case, "deem-accepted", Actor.system(), case.opened_at + timedelta(days=8))
    assert (case.state, case.acceptance_deemed) == ("accepted", True)


# --- arrows ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ChangeState.values)
def test_no_arrow_but_those_of_the_table(state):
    arrows.assert_only_drawn_arrows(REGISTRATION_CHANGE, scenes.change(change_kind="move"), state)


def test_every_arrow_is_offered_and_the_table_is_whole():
    arrows.assert_every_arrow_is_offered(REGISTRATION_CHANGE, scenes.change(change_kind="move"))
    arrows.assert_table_is_whole(REGISTRATION_CHANGE)
