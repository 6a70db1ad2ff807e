"""Relief, late fee, demand, court, remedies, goods, cash, closing: each lawful way works, each unlawful one is refused with its article."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from bureau.documents import letter_text
from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Clock, Document, Message
from bureau.typesetting import qr_svg
from licensing.execution import remedies
from licensing.execution.accounts import account
from licensing.execution.registry import on_demand_served
from licensing.execution.reminders import remind
from licensing.models import BankPayment, CourtApplication, HeldThing, Instalment, Levy, MeasureCase, PaymentRelief, Remedy
from licensing.papers.sources import source_of
from tests.licensing.execution import scenes
from tests.licensing.execution.scenes import executing, step
from tests.people import approver, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
D = date
PLAN = [{"due_on": "2026-12-31", "amount": "4000.00"}, {"due_on": "2027-01-31", "amount": "6000.00"}]


def pay(case, amount, day, serial="S1", of="fine"):
    row = Instalment.objects.filter(levy__case_id=case.pk, of=of, cancelled_on__isnull=True).first()
    return BankPayment.objects.create(serial=serial, amount=amount, paid_on=day, instalment=row, reference=row.reference)


def relieved():
    case = executing()
    step(case, "ask-relief", officer(), on=D(2026, 12, 1), kind="instalments", reason="资金周转困难", plan=PLAN)
    return step(case, "decide-relief", approver(), on=D(2026, 12, 2), granted=True, answer="情况属实")


def test_levy_at_service_has_a_reference_and_a_notice():
    case = executing(confiscation="300")
    levy = Levy.objects.get()
    assert (levy.fine, levy.confiscation, levy.due_on) == (10000, 300, scenes.DUE)
    assert levy.instalments.count() == 2 and all(one.document_id for one in levy.instalments.all())
    assert Document.objects.filter(case_id=case.pk, template="payment-notice").count() == 1


def test_a_granted_plan_replaces_what_was_asked_and_each_part_is_late_by_itself():
    case = relieved()
    found = account(case.pk)
    assert [row.instalment.due_on for row in found.standing] == [D(2026, 12, 31), D(2027, 1, 31)]
    assert found.late_fee(D(2026, 12, 31)).amount == 0 and found.late_fee(D(2027, 1, 5)).amount == 600
    assert Document.objects.filter(case_id=case.pk, template="relief-decision").exists()


@pytest.mark.parametrize(
    ("kind", "plan"),
    [
        ("instalments", [{"due_on": "2026-12-31", "amount": "9999.99"}]),
        ("instalments", [{"due_on": "2026-11-30", "amount": "10000.00"}]),
        ("deferral", PLAN),
        ("instalments", []),
    ],
)
def test_a_plan_that_does_not_come_to_the_open_fine_is_refused(kind, plan):
    case = executing()
    with pytest.raises(GateClosed, match="第六十六条"):
        step(case, "ask-relief", officer(), on=D(2026, 12, 1), kind=kind, reason="x", plan=plan)
    assert not PaymentRelief.objects.exists()


def test_relief_is_not_decided_unasked_nor_by_an_officer():
    case = executing()
    with pytest.raises(GateClosed, match="第六十六条"):
        step(case, "decide-relief", approver(), on=D(2026, 12, 1), granted=True, answer="x")
    with pytest.raises(TransitionRefused):
        step(case, "decide-relief", officer(), on=D(2026, 12, 1), granted=True, answer="x")


def test_late_fee_is_imposed_as_a_payment_of_its_own_and_not_twice():
    case = executing()
    with pytest.raises(GateClosed, match="第七十二条"):
        step(case, "impose-late-fee", approver(), on=scenes.DUE)
    step(case, "impose-late-fee", approver(), on=D(2026, 12, 18))
    assert account(case.pk).imposed == Decimal(3000)
    assert Document.objects.filter(case_id=case.pk, template="late-fee-decision").exists()
    with pytest.raises(GateClosed, match="第七十二条"):
        step(case, "impose-late-fee", approver(), on=D(2026, 12, 18))


def test_the_decision_on_the_late_fee_is_chinese_whichever_language_the_head_reads():
    case = executing()
    with translation.override("en"):
        step(case, "impose-late-fee", approver(), on=D(2026, 12, 18))
    decision = Document.objects.get(case_id=case.pk, template="late-fee-decision")
    assert letter_text(decision)["facts"]["reason"] == "2026年12月9日至2026年12月18日：10 日，10000.00 元 × 每日 3% = 3000.00 元。"


def test_no_late_fee_while_a_remedy_runs_and_upheld_changes_nothing():
    case = executing()
    step(case, "record-remedy", officer(), on=D(2026, 12, 9), kind="reconsideration", body="区政府", began_on=D(2026, 12, 9))
    assert account(case.pk).late_fee(D(2027, 2, 1)).amount == 0
    step(case, "end-remedy", officer(), on=D(2027, 2, 1), result="upheld", ended_on=D(2027, 2, 1), result_text="维持")
    assert account(case.pk).late_fee(D(2027, 2, 3)).amount == 600


def test_of_two_open_remedies_the_one_that_ended_is_named():
    case, day = executing(), D(2026, 12, 9)
    for kind in ("reconsideration", "suit"):
        step(case, "record-remedy", officer(), on=day, kind=kind, body="x", began_on=day)
    done = {"result": "upheld", "ended_on": D(2026, 12, 20), "result_text": "维持"}
    with pytest.raises(GateClosed, match="第七十三条"):
        step(case, "end-remedy", officer(), on=D(2026, 12, 21), **done)
    step(case, "end-remedy", officer(), on=D(2026, 12, 21), which="suit", **done)
    assert [one.kind for one in Remedy.objects.filter(ended_on__isnull=True)] == ["reconsideration"]


def test_nobody_is_reminded_at_night():
    executing()
    soon = scenes.noon(scenes.DUE - timedelta(days=2))
    for hour in (0, 7, 18, 23):
        assert remind(soon.replace(hour=hour)) == 0
    assert not Message.objects.filter(code="penalty-payment-soon").exists()
    assert remind(soon.replace(hour=8)) == 1


def test_the_qr_holds_reference_and_amount():
    case = executing()
    reference = scenes.reference_of(case)
    assert source_of("payment-notice", case)["codes"] == [[reference, qr_svg(f"{reference} 10000.00")]]


def test_a_changed_decision_lowers_what_is_owed_and_tells_the_rooms():
    heard = []
    remedies.on_decision_undone(lambda remedy, at: heard.append(remedy.result))
    try:
        case = executing()
        pay(case, 6000, D(2026, 12, 1))
        step(case, "record-remedy", officer(), on=D(2026, 12, 9), kind="reconsideration", body="区政府", began_on=D(2026, 12, 9))
        with pytest.raises(GateClosed, match="第六十三条"):
            step(case, "end-remedy", officer(), on=D(2027, 2, 1), result="changed", ended_on=D(2027, 2, 1), result_text="x", new_fine=20000)
        done = {"result": "changed", "ended_on": D(2027, 2, 1), "result_text": "变更", "new_fine": Decimal(4000)}
        step(case, "end-remedy", officer(), on=D(2027, 2, 1), **done)
    finally:
        remedies._listeners.pop()
    found = account(case.pk)
    assert (found.open_of(), found.overpaid, found.late_fee(D(2027, 6, 1)).amount) == (0, Decimal(2000), 0)
    assert heard == ["changed"] and Levy.objects.get().settled_on is not None


def demanded(case, day):
    step(case, "demand", officer(), on=day)
    letter = Document.objects.get(case_id=case.pk, template="payment-demand")
    on_demand_served(scenes.served(case, letter, day), scenes.noon(day))


def test_the_court_only_after_demand_and_the_periods_for_remedies_and_within_three_months():
    case = executing()
    with pytest.raises(GateClosed, match="第五十四条"):
        step(case, "apply-court", approver(), on=D(2027, 5, 24), court="楚州区人民法院")
    with pytest.raises(GateClosed, match="第六十七条"):
        step(case, "demand", officer(), on=scenes.DUE)
    demanded(case, D(2027, 5, 4))
    assert Clock.objects.running().filter(case_id=case.pk, code="measure-demand").exists()
    with pytest.raises(GateClosed, match="第五十四条"):
        step(case, "apply-court", approver(), on=D(2027, 5, 10), court="x")
    with pytest.raises(GateClosed, match="第五十三条"):
        step(case, "apply-court", approver(), on=D(2027, 5, 23), court="x")
    with pytest.raises(GateClosed, match="第五十三条"):
        step(case, "apply-court", approver(), on=D(2027, 8, 24), court="x")
    case = step(case, "apply-court", approver(), on=D(2027, 5, 24), court="楚州区人民法院")
    assert case.state == "court" and CourtApplication.objects.get().amount == 10000
    step(case, "note-court", officer(), on=D(2027, 5, 28), number="(2027)苏0803行审1号", admitted=True)
    case = step(case, "record-court", officer(), on=D(2027, 6, 28), result="执行完毕", ended_on=D(2027, 6, 28), is_final=True)
    scenes.published(case)
    assert step(case, "close", approver(), on=D(2027, 6, 29), text="法院执行终结").state == "closed"


def test_the_court_not_while_a_remedy_runs():
    case = executing()
    demanded(case, D(2027, 5, 4))
    Remedy.objects.create(case=case, kind="suit", body="法院", began_on=D(2027, 5, 1), entered_by=officer())
    with pytest.raises(GateClosed, match="第五十三条"):
        step(case, "apply-court", approver(), on=D(2027, 5, 24), court="x")


@pytest.mark.parametrize("ground", ["68-1", "68-2"])
def test_cash_is_not_taken_in_an_ordinary_case(ground):
    case = executing(fine="100")
    with pytest.raises(GateClosed, match="第六十八条"):
        step(case, "take-cash", officer(), on=D(2026, 11, 24), amount=Decimal(100), receipt="1", ground=ground, paid_on=D(2026, 11, 24))


def test_cash_of_a_remote_place_goes_to_the_bank():
    case = executing(fine="100")
    told = {"amount": Decimal(100), "receipt": "苏0001", "ground": "69", "paid_on": D(2026, 11, 24)}
    step(case, "take-cash", officer(), on=D(2026, 11, 24), **told)
    assert Levy.objects.get().settled_on == D(2026, 11, 24)
    scenes.published(case)
    with pytest.raises(GateClosed, match="第七十一条"):
        step(case, "close", approver(), on=D(2026, 11, 25), text="x")
    case = scenes.step_with(case, "hand-in-cash", officer(), D(2026, 11, 25), {"on": D(2026, 11, 25)})
    case = scenes.step_with(case, "bank-cash", approver(), D(2026, 11, 26), {"on": D(2026, 11, 26)})
    assert not Clock.objects.running().filter(case_id=case.pk, code__startswith="penalty-cash").exists()
    assert step(case, "close", approver(), on=D(2026, 11, 27), text="已缴清").state == "closed"


def test_not_closed_while_owed_nor_before_publicity():
    case = executing()
    with pytest.raises(GateClosed, match="第六十六条") as refused:
        step(case, "close", approver(), on=D(2026, 12, 1), text="x")
    assert any("第四十八条" in one for one in refused.value.missing)


def test_reminders_are_said_once():
    case = executing()
    soon = scenes.noon(scenes.DUE - timedelta(days=2))
    remind(soon)
    remind(soon)
    remind(scenes.noon(scenes.DUE + timedelta(days=1)))
    codes = list(Message.objects.filter(case_id=case.pk).values_list("code", flat=True))
    assert codes.count("penalty-payment-soon") == 1 and "staff-penalty-payment-late" in codes


def test_the_three_months_for_the_court_begin_by_themselves():
    case = executing()
    remind(scenes.noon(D(2027, 5, 24)))
    remind(scenes.noon(D(2027, 5, 25)))
    clock = Clock.objects.get(case_id=case.pk, code="measure-court-application")
    assert (clock.started_on, clock.due_on) == (D(2027, 5, 23), D(2027, 8, 23))


def test_confiscated_goods_are_dealt_with_before_the_case_is_closed():
    case = executing(fine="0")
    measure = MeasureCase.objects.create(
        kind="compulsory-measure",
        number="QZ20261101000901",
        title="扣押",
        state="ended",
        team_only=True,
        penalty=case,
        act="seize",
        opened_at=case.opened_at,
        updated_at=case.opened_at,
        carried_out_at=case.opened_at,
    )
    told = {"name": "水表", "quantity": 3, "unit": "台", "storage": "bureau", "place": "库房", "custodian": "孙立平"}
    thing = HeldThing.objects.create(measure=measure, number=1, disposition="confiscated", **told)
    HeldThing.objects.create(measure=measure, number=2, disposition="released", **told)
    scenes.published(case)
    with pytest.raises(GateClosed, match="第七十四条"):
        step(case, "close", approver(), on=D(2026, 12, 1), text="x")
    with pytest.raises(GateClosed, match="第七十四条"):
        step(case, "dispose-goods", officer(), on=D(2026, 12, 1), lines="QZ1/9", way="destroyed", reason="x")
    step(case, "dispose-goods", officer(), on=D(2026, 12, 1), lines="QZ20261101000901/1", way="destroyed", reason="销毁，两人见证")
    thing.refresh_from_db()
    assert thing.disposition == "destroyed" and thing.disposed_on == D(2026, 12, 1)
    record = letter_text(Document.objects.get(case_id=case.pk, template="goods-disposal"))["facts"]
    assert [row[:3] for row in record["goods_rows"]] == [[measure.number, "1", "水表"]]
    assert step(case, "close", approver(), on=D(2026, 12, 2), text="物品已销毁").state == "closed"
