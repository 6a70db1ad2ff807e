"""The notice before works: stories, arrows, days, works begun too early, and the obligation that follows from an alteration."""

from datetime import date, timedelta

import pytest

from bureau.errors import GateClosed
from bureau.models import Document, Message
from bureau.workflow import Actor
from enterprises.models import Obligation
from licensing.filings.works import WORKS_NOTICE, WorksState
from tests.factories.enterprises import EnterpriseFactory, SpecialEquipmentFactory
from tests.licensing.filings import arrows, scenes
from tests.licensing.filings.scenes import do, on, window

pytestmark = pytest.mark.django_db

ASKED = {"remarks": {("material", "paper"): "缺许可项目明细页"}, "text": ""}
CORRECTED = {"plain": {}, "personal": {}, "basket": None}
NUMBER = "梯11苏H00001(20)"


def owned():
    """A registered lift of the department store."""
    return SpecialEquipmentFactory(enterprise=EnterpriseFactory(), registration_number=NUMBER)


def due():
    return Obligation.objects.filter(kind__code="equipment-registration-change").first()


def missing(case, name, actor, at=None, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, actor, at or case.opened_at, **data)
    return refusal.value.missing


# --- stories -------------------------------------------------------------------------------------------------------------
def test_from_the_notice_to_the_files():
    case = scenes.works()
    assert scenes.running(case) == {"works-notice-receipt"}
    do(case, "receive", window(), case.opened_at)
    assert (case.state, case.accepted_on, scenes.running(case)) == ("received", date(2026, 11, 23), set())
    do(case, "report-finished", Actor.citizen(), on("2026-12-22"), accepted_on=date(2026, 12, 21))
    assert scenes.clock(case, "works-file-handover").started_on == date(2026, 12, 21)
    do(case, "hand-over", Actor.citizen(), on("2027-01-10"), handed_on=date(2027, 1, 8), receiver="李建国")
    assert (case.state, case.delivered_on, case.delivered_to) == ("closed", date(2027, 1, 8), "李建国")
    assert scenes.clock(case, "works-file-handover").met is True
    assert case.closed_at is not None
    told = set(Message.objects.filter(case_id=case.pk, party__isnull=False).values_list("code", flat=True))
    assert told == {"works-notice-received", "works-notice-finished"}


def test_returned_once_and_completed():
    case = scenes.works()
    do(case, "ask-correction", window(), case.opened_at, **ASKED)
    assert (case.state, scenes.running(case)) == ("correction", set())
    do(case, "correct", Actor.citizen(), case.opened_at + timedelta(days=1), **CORRECTED)
    assert scenes.running(case) == {"works-notice-receipt"}
    assert missing(case, "ask-correction", window(), **ASKED), "once"
    do(case, "receive", window(), case.opened_at + timedelta(days=1))
    assert case.state == "received"
    assert set(Document.objects.values_list("template", flat=True)) == {"works-notice-return", "works-notice-receipt"}


def test_not_ours():
    case = scenes.works(on_building_site=True)
    assert missing(case, "receive", window())
    do(case, "refuse", window(), case.opened_at, ground="not-ours", explanation="工地起重机械。", authority="区住房城乡建设局")
    assert (case.state, case.decision_text) == ("refused", "工地起重机械。")
    assert Document.objects.get(case_id=case.pk).title == "特种设备施工告知不予接收告知书"


def test_withdrawn_and_called_off():
    case = scenes.works()
    do(case, "withdraw", Actor.citizen(), case.opened_at)
    assert case.state == "withdrawn"
    other = scenes.works()
    do(other, "receive", window(), other.opened_at)
    do(other, "call-off", Actor.citizen(), other.opened_at, reason="合同解除")
    assert other.state == "withdrawn"


# --- gates ---------------------------------------------------------------------------------------------------------------
def test_nothing_is_received_without_its_papers():
    assert "证明材料" in missing(scenes.works(complete=False), "receive", window())[0]


def test_a_licence_that_ends_before_the_works_is_none():
    assert "2026年11月20日" in missing(scenes.works(licence_until="2026-11-20"), "receive", window())[0]


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 24)])
def test_acceptance_lies_between_the_receipt_and_today(day):
    case = scenes.works()
    do(case, "receive", window(), case.opened_at)
    assert missing(case, "report-finished", Actor.citizen(), on("2026-12-23"), accepted_on=day)


@pytest.mark.parametrize("day", [date(2026, 12, 20), date(2026, 12, 28)])
def test_files_are_handed_over_after_acceptance_and_not_ahead_of_time(day):
    case = scenes.works()
    do(case, "receive", window(), case.opened_at)
    do(case, "report-finished", Actor.citizen(), on("2026-12-22"), accepted_on=date(2026, 12, 21))
    assert missing(case, "hand-over", Actor.citizen(), on("2026-12-27"), handed_on=day, receiver="李建国")


# --- works begun too early --------------------------------------------------------------------------------------------------
def test_works_begun_before_the_notice_are_flagged_for_enforcement():
    case = scenes.works()
    facts = {"began_on": date(2026, 11, 20), "facts": "现场已拆除旧机。", "mend_by": date(2026, 11, 30)}
    do(case, "order-stop", window(), case.opened_at, **facts)
    assert (case.state, case.outcome) == ("submitted", "to-penalty")
    assert Message.objects.filter(case_id=case.pk, code="works-notice-stopped").exists()
    assert missing(case, "order-stop", window(), **facts), "once"
    do(case, "receive", window(), case.opened_at)
    assert case.outcome == "to-penalty", "the flag stays whatever becomes of the notice"


@pytest.mark.parametrize(
    "changes", [{"began_on": date(2026, 11, 24)}, {"began_on": date(2026, 11, 23)}, {"mend_by": date(2026, 11, 20)}], ids=str
)
def test_a_flag_with_days_that_cannot_be_is_refused(changes):
    case = scenes.works()
    do(case, "receive", window(), case.opened_at)
    data = {"began_on": date(2026, 11, 20), "facts": "已施工", "mend_by": date(2026, 11, 30), **changes}
    assert missing(case, "order-stop", window(), **data)
    assert case.outcome == ""


# --- what follows for the registration --------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["alteration", "major-repair"])
def test_an_alteration_of_a_registered_machine_brings_the_obligation_to_change_the_registration(kind):
    machine = owned()
    case = scenes.works(works_kind=kind, registration_number=NUMBER)
    do(case, "receive", window(), case.opened_at)
    obligation = due()
    assert (obligation.source_id, obligation.enterprise, obligation.due_on) == (machine.pk, machine.enterprise, date(2026, 12, 20))
    do(case, "report-finished", Actor.citizen(), on("2026-12-28"), accepted_on=date(2026, 12, 27))
    assert due().due_on == date(2026, 12, 27), "the day of acceptance counts"
    assert Obligation.objects.filter(kind__code="equipment-registration-change").count() == 1


def test_called_off_works_bring_none():
    owned()
    case = scenes.works(registration_number=NUMBER)
    do(case, "receive", window(), case.opened_at)
    do(case, "call-off", window(), case.opened_at, reason="合同解除")
    assert due().state == Obligation.State.CANCELLED


@pytest.mark.parametrize("answers", [{"works_kind": "install"}, {"works_kind": "repair"}, {"registration_number": "无"}], ids=str)
def test_what_changes_no_registration_brings_none(answers):
    owned()
    case = scenes.works(**{"registration_number": NUMBER, **answers})
    do(case, "receive", window(), case.opened_at)
    assert due() is None


def test_an_ordinary_repair_brings_it_when_the_window_says_so():
    owned()
    case = scenes.works(works_kind="repair", registration_number=NUMBER)
    do(case, "receive", window(), case.opened_at, needs_change=True)
    do(case, "report-finished", Actor.citizen(), on("2026-12-28"), accepted_on=date(2026, 12, 27))
    assert due().due_on == date(2026, 12, 27)


def test_the_change_that_follows_meets_it():
    old = scenes.registered()
    case = scenes.works(registration_number=old.number)
    do(case, "receive", window(), case.opened_at)
    assert due().state == Obligation.State.OPEN
    scenes.grant(scenes.change(certificate=old, change_kind="alteration", location="一号车间"))
    assert due().state == Obligation.State.MET


# --- clocks ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("received", "answer_by", "finished", "hand_over_by"),
    [
        # National Day 2025 from 1 to 8 October.
        ("2025-09-30", date(2025, 10, 10), "2025-11-03", date(2025, 12, 3)),
        ("2026-11-23", date(2026, 11, 25), "2026-12-21", date(2027, 1, 20)),
        ("2027-03-05", date(2027, 3, 9), "2027-05-31", date(2027, 6, 30)),
    ],
)
def test_days(received, answer_by, finished, hand_over_by):
    case = scenes.works(at=on(received), licence_until="2029-01-01")
    assert scenes.clock(case, "works-notice-receipt").due_on == answer_by
    do(case, "receive", window(), on(received))
    done = on(finished)
    do(case, "report-finished", Actor.citizen(), done, accepted_on=done.date())
    assert scenes.clock(case, "works-file-handover").due_on == hand_over_by


# --- arrows ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", WorksState.values)
def test_no_arrow_but_those_of_the_table(state):
    arrows.assert_only_drawn_arrows(WORKS_NOTICE, scenes.works(), state)


def test_every_arrow_is_offered_and_the_table_is_whole():
    arrows.assert_every_arrow_is_offered(WORKS_NOTICE, scenes.works())
    arrows.assert_table_is_whole(WORKS_NOTICE)
