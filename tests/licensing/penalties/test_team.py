"""Who belongs to a case: joining, leaving, handing over, recusal, access. Who once investigated stays known for ever."""

from datetime import date

import pytest

from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Case, CaseMember, Document, Event, Message
from bureau.workflow import Actor, perform
from licensing.models import Recusal
from licensing.penalties import access_ends, team
from tests.factories.bureau import OfficerFactory
from tests.factories.penalties import penalty_case
from tests.licensing.penalties.steps import AT, DAY, do
from tests.people import approver, clerk, officer, officer_with_expired_certificate, reviewer, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def third():
    return OfficerFactory(user__username="third", user__display_name="钱进", user__roles=["officer"], certificate_number="苏08040003").user


# --- joining and leaving --------------------------------------------------------------------------------------------------
def test_an_officer_joins_with_the_certificate_of_the_day():
    case = penalty_case()
    do(case, "add-officer", officer(), officer=third(), reason="案情复杂")
    row = CaseMember.objects.get(case=case, user=third())
    assert (row.part, row.certificate_number, row.reason, row.added_by) == ("officer", "苏08040003", "案情复杂", officer())
    assert Message.objects.filter(case_id=case.pk, user=third(), code="staff-penalty-team").exists()


def test_a_lapsed_certificate_joins_nothing():
    with pytest.raises(GateClosed, match="第四十二条"):
        do(penalty_case(), "add-officer", officer(), officer=officer_with_expired_certificate(), reason="x")


def test_nobody_joins_twice():
    case = penalty_case()
    for known in (officer(), second_officer()):
        with pytest.raises(GateClosed):
            do(case, "add-officer", officer(), officer=known, reason="x")


def test_the_second_officer_does_not_change_the_team():
    with pytest.raises(GateClosed):
        do(penalty_case(), "add-officer", second_officer(), officer=third(), reason="x")


def test_a_filed_case_keeps_two():
    case = penalty_case()
    with pytest.raises(GateClosed, match="第四十二条"):
        do(case, "remove-officer", officer(), officer=second_officer(), reason="调离")
    do(case, "add-officer", officer(), officer=third(), reason="补充")
    do(case, "remove-officer", officer(), officer=second_officer(), reason="调离")
    assert team.investigators(case) == [officer(), third()]
    with pytest.raises(TransitionRefused):
        do(case, "note", second_officer(), note="离开后再写")


def test_the_officer_in_charge_is_not_removed():
    with pytest.raises(GateClosed):
        do(penalty_case(), "remove-officer", officer=officer(), reason="x")


def test_who_left_investigated_all_the_same():
    case = penalty_case()
    do(case, "add-officer", officer(), officer=third(), reason="补充")
    do(case, "remove-officer", officer(), officer=second_officer(), reason="调离")
    assert team.was_investigator(case, second_officer())
    assert not team.is_investigator(case, second_officer())
    assert not team.was_investigator(case, reviewer())


def test_a_reviewer_never_investigates():
    case = penalty_case()
    judge = third()
    CaseMember.objects.create(case=case, user=judge, part="reviewer", since=AT, until=AT)
    with pytest.raises(GateClosed, match="第五十八条"):
        do(case, "add-officer", officer(), officer=judge, reason="x")


# --- handing over -----------------------------------------------------------------------------------------------------------
def test_another_officer_takes_over():
    case = penalty_case()
    case = do(case, "replace-lead", officer=third(), reason="轮岗", stays=True)
    assert (case.handler, team.is_lead(case, third())) == (third(), True)
    assert [user.username for user in team.investigators(case)] == ["third", "second-officer", "officer"]


def test_a_hand_over_to_the_second_leaves_one_and_is_refused():
    with pytest.raises(GateClosed, match="第四十二条"):
        do(penalty_case(), "replace-lead", officer=second_officer(), reason="轮岗", stays=False)


def test_the_second_takes_over_when_the_first_stays():
    case = do(penalty_case(), "replace-lead", officer=second_officer(), reason="轮岗", stays=True)
    assert [user.username for user in team.investigators(case)] == ["second-officer", "officer"]
    assert CaseMember.objects.standing().filter(case=case).count() == 2


def test_a_lapsed_certificate_takes_nothing_over():
    with pytest.raises(GateClosed, match="第四十二条"):
        do(penalty_case(), "replace-lead", officer=officer_with_expired_certificate(), reason="x")


# --- recusal ----------------------------------------------------------------------------------------------------------------
ASKED = {"asked_by": "party", "ground": "当事人负责人的近亲属"}


def test_a_recusal_is_asked_decided_and_lasts():
    case = penalty_case()
    do(case, "ask-recusal", officer(), of=second_officer(), **ASKED)
    assert Recusal.objects.get().asked_by == "party"
    with pytest.raises(GateClosed, match="第四十二条"):
        do(case, "decide-recusal", of=second_officer(), granted=True, answer="属实", replacement=None)
    do(case, "decide-recusal", of=second_officer(), granted=True, answer="属实", replacement=third())
    assert [user.username for user in team.investigators(case)] == ["officer", "third"]
    assert Recusal.objects.get().decided_by == approver()
    assert Document.objects.filter(case_id=case.pk, title="回避决定书").count() == 1
    with pytest.raises(GateClosed, match="第四十三条"):
        do(case, "add-officer", officer(), officer=second_officer(), reason="回来")


def test_the_officer_in_charge_steps_aside_for_another():
    case = penalty_case()
    do(case, "ask-recusal", officer(), of=officer(), asked_by="self", ground="曾任职于该公司")
    with pytest.raises(GateClosed):
        do(case, "decide-recusal", of=officer(), granted=True, answer="同意", replacement=None)
    case = do(case, "decide-recusal", of=officer(), granted=True, answer="同意", replacement=third())
    assert case.handler == third()
    assert not case.has_member(officer())


def test_a_recusal_that_is_not_granted_changes_nothing():
    case = penalty_case()
    do(case, "ask-recusal", officer(), of=second_officer(), **ASKED)
    do(case, "decide-recusal", of=second_officer(), granted=False, answer="不存在利害关系", replacement=None)
    assert team.is_investigator(case, second_officer())
    do(case, "ask-recusal", officer(), of=second_officer(), **{**ASKED, "ground": "新的事实"})
    assert Recusal.objects.filter(case_id=case.pk).count() == 2


def test_the_party_asks_in_its_own_name_whatever_it_types():
    case = penalty_case()
    data = {"of": second_officer(), "asked_by": "bureau", "ground": "有利害关系"}
    perform(case.pk, "ask-recusal", actor=Actor.citizen(), at=AT, data=data)
    assert Recusal.objects.get().asked_by == "party"


@pytest.mark.parametrize(
    "data",
    [{"of": clerk, **ASKED}, {"of": second_officer, "asked_by": "self", "ground": "代他申请"}],
    ids=["not of this case", "in another's name"],
)
def test_what_is_no_recusal(data):
    with pytest.raises(GateClosed, match="第四十三条"):
        do(penalty_case(), "ask-recusal", officer(), **{**data, "of": data["of"]()})


def test_nobody_decides_on_their_own_recusal_nor_on_anything_while_it_waits():
    case = penalty_case("verifying", category="CF-901")
    CaseMember.objects.create(case=case, user=approver(), part="granted", since=AT)
    do(case, "ask-recusal", officer(), of=approver(), **ASKED)
    for step, data in (("decide-recusal", {"of": approver(), "granted": False, "answer": "x"}), ("file", {"reasons": "x"})):
        with pytest.raises(GateClosed, match="第四十三条"):
            do(case, step, approver(), **data)


def test_the_investigation_does_not_stop_for_it():
    case = penalty_case()
    do(case, "ask-recusal", officer(), of=second_officer(), **ASKED)
    do(case, "correction-order", officer(), correction="停止生产", correct_by=None)


# --- access -----------------------------------------------------------------------------------------------------------------
def test_access_is_granted_until_a_day_and_ends_then():
    case = penalty_case()
    do(case, "grant-access", person=reviewer(), reason="专题调研", ends_on=date(2026, 11, 30))
    assert Case.objects.visible_to(reviewer()).filter(pk=case.pk).exists()
    assert Event.objects.get(case_id=case.pk, action="grant-access").note == "专题调研"
    assert access_ends.end_past(date(2026, 11, 30), at=AT + 7 * DAY) == 0
    assert access_ends.end_past(date(2026, 12, 1), at=AT + 8 * DAY) == 1
    assert access_ends.end_past(date(2026, 12, 1), at=AT + 8 * DAY) == 0
    assert not Case.objects.visible_to(reviewer()).filter(pk=case.pk).exists()
    assert Event.objects.get(case_id=case.pk, action="end-access").actor is None


def test_access_ends_before_its_day_by_the_head():
    case = penalty_case()
    do(case, "grant-access", person=reviewer(), reason="专题调研", ends_on=date(2026, 11, 30))
    do(case, "end-access", person=reviewer(), reason="已完成")
    assert not Case.objects.visible_to(reviewer()).filter(pk=case.pk).exists()
    assert access_ends.end_past(date(2026, 12, 1), at=AT + 8 * DAY) == 0


def test_who_reads_takes_no_step():
    case = penalty_case()
    do(case, "grant-access", person=third(), reason="协助", ends_on=date(2026, 11, 30))
    with pytest.raises(GateClosed, match="第四十二条"):
        do(case, "correction-order", third(), correction="x", correct_by=None)


@pytest.mark.parametrize(
    ("person", "ends_on"), [(reviewer, date(2026, 11, 22)), (officer, date(2026, 11, 30))], ids=["a day past", "of the team already"]
)
def test_access_that_makes_no_sense(person, ends_on):
    with pytest.raises(GateClosed):
        do(penalty_case(), "grant-access", person=person(), reason="x", ends_on=ends_on)


def test_an_officer_grants_no_access():
    with pytest.raises(TransitionRefused):
        do(penalty_case(), "grant-access", officer(), person=reviewer(), reason="x", ends_on=date(2026, 11, 30))
