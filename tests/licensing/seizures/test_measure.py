"""A compulsory measure step by step: approval, carrying out, term, extension, testing, release; and every unlawful attempt refused."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import licensing
from bureau.documents import letter_text
from bureau.errors import GateClosed, TransitionRefused
from bureau.models import Clock, Document, Message, User
from bureau.workflow import Actor, offers
from licensing.models import CaseOpinion, CaseTransfer, HeldThing, MeasureCase, PenaltyCase
from licensing.seizures.effects import URGENT_MESSAGE
from licensing.seizures.expiry import REMINDER, keep_dates
from licensing.seizures.hold_workflow import EVIDENCE_HOLDING
from licensing.seizures.opening import MeasureRefused, WantedMeasure, open_measure
from licensing.seizures.states import MeasureState
from licensing.seizures.workflow import COMPULSORY_MEASURE
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.factories.penalties import NOON, penalty_case
from tests.factories.seizures import ON_THE_SPOT, in_force, measure_item, proposed, step
from tests.people import approver, officer, officer_with_expired_certificate, reviewer, second_officer, supervisor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
S = MeasureState


def wanted(**fields) -> WantedMeasure:
    values = {"act": "seize", "item_code": "QZ-01", "reason": "抽查不合格。", "place": "工业路 8 号", **fields}
    return WantedMeasure(**values)


def strange_officer() -> User:
    """An officer with a valid certificate who does not belong to the case."""
    user = UserFactory(username="strange-officer", display_name="外人", roles=["officer"], at_inspection=True)
    return OfficerFactory(user=user, certificate_number="苏08040077").user


def letters(measure) -> list[str]:
    return list(Document.objects.filter(case_id=measure.pk).order_by("pk").values_list("template", flat=True))


def clock(measure, code: str) -> Clock:
    return Clock.objects.get(case_id=measure.pk, code=code)


class TestOpening:
    def test_it_is_for_its_team_alone_and_takes_party_and_team_of_the_penalty_case(self):
        measure_item()
        case = penalty_case()
        opened = open_measure(wanted(penalty=case), by=officer(), at=NOON)
        measure = MeasureCase.objects.get(pk=opened.case_id)
        assert measure.number.startswith("QZ") and measure.team_only and measure.category == "QZ-01"
        assert measure.party_name == case.party_name and measure.state == S.PROPOSED
        assert {row.user for row in measure.members.all()} == {officer(), second_officer()}

    def test_food_under_its_own_rules_is_known_by_the_item(self):
        assert proposed(food=True).is_food
        assert not proposed().is_food

    @pytest.mark.parametrize(
        ("fields", "act", "article"),
        [
            ({"item_code": "QZ-16"}, "加处罚款", "第十六条"),
            ({"item_code": "QZ-06"}, "查封", "第十六条"),
            ({"item_code": "QZ-99"}, None, "第十七条"),
            ({"act": "hold", "is_urgent": True}, None, "行政处罚法第五十六条"),
            ({"reason": " "}, "查封、扣押", "第二十四条"),
        ],
    )
    def test_what_the_catalogue_or_the_law_does_not_allow_is_refused(self, fields, act, article):
        measure_item()
        if act and fields.get("item_code"):
            measure_item(fields["item_code"], act=act)
        with pytest.raises(MeasureRefused, match=article):
            open_measure(wanted(**{"penalty": penalty_case(), **fields}), by=officer(), at=NOON)
        assert not MeasureCase.objects.exists()

    def test_one_officer_a_lapsed_certificate_and_a_stranger_are_refused(self):
        measure_item()
        for team in ([officer()], [officer(), officer_with_expired_certificate()]):
            with pytest.raises(MeasureRefused, match="第十八条"):
                open_measure(wanted(penalty=penalty_case(officers=team)), by=officer(), at=NOON)
        stranger = strange_officer()
        with pytest.raises(MeasureRefused, match="第十七条"):
            open_measure(wanted(penalty=penalty_case()), by=stranger, at=NOON)

    def test_not_for_a_case_that_is_decided(self):
        measure_item()
        with pytest.raises(MeasureRefused, match="第二十七条"):
            open_measure(wanted(penalty=penalty_case("executing")), by=officer(), at=NOON)

    def test_before_there_is_a_case_the_party_is_named(self):
        measure_item()
        with pytest.raises(MeasureRefused, match="第二十四条"):
            open_measure(wanted(officers=[second_officer()]), by=officer(), at=NOON)
        opened = open_measure(wanted(officers=[second_officer()], party_type="citizen", party_name="李建国"), by=officer(), at=NOON)
        assert MeasureCase.objects.get(pk=opened.case_id).party_name != "李建国"


class TestCarryingOut:
    def test_approved_first_then_carried_out_with_decision_and_inventory(self):
        measure = in_force()
        assert measure.state == S.IN_FORCE and measure.approved_by == approver()
        assert letters(measure) == ["measure-approval", "measure-decision", "measure-inventory"]
        assert clock(measure, "measure-seizure").due_on == date(2026, 12, 23)
        assert measure.due_on == date(2026, 12, 23)
        assert measure.things.get().moves.count() == 1
        assert CaseOpinion.objects.filter(case_id=measure.pk, stage="measure", verdict="agree").exists()

    def test_not_before_the_approval(self):
        measure = proposed()
        with pytest.raises(TransitionRefused):
            step(measure, "carry-out", officer(), **ON_THE_SPOT)
        with pytest.raises(GateClosed, match="第十八条第一项"):
            step(measure, "carry-out-urgent", officer(), **ON_THE_SPOT)

    def test_not_dated_before_the_approval_nor_in_the_future(self):
        measure = proposed()
        step(measure, "approve", approver())
        for moment, words in ((NOON - timedelta(hours=1), "第十八条第一项"), (NOON + DAY, "不能晚于现在")):
            with pytest.raises(GateClosed, match=words):
                step(measure, "carry-out", officer(), at=NOON + timedelta(minutes=5), carried_out_at=moment, **ON_THE_SPOT)

    @pytest.mark.parametrize(
        ("missing", "article"),
        [
            ({"rights_told": False}, "第十八条第三项"),
            ({"presence": "witness"}, "第十八条第四项"),
            ({"presence": ""}, "第十八条第四项"),
            ({"is_related": False}, "第二十三条第一款"),
            ({"not_sealed_elsewhere": False}, "第二十三条第二款"),
        ],
    )
    def test_what_article_18_and_23_want_on_the_spot(self, missing, article):
        measure = proposed()
        step(measure, "approve", approver())
        with pytest.raises(GateClosed, match=article):
            step(measure, "carry-out", officer(), **{**ON_THE_SPOT, **missing})

    def test_nothing_is_taken_without_an_inventory(self):
        measure = proposed(lines=0)
        step(measure, "approve", approver())
        with pytest.raises(GateClosed, match="第二十四条"):
            step(measure, "carry-out", officer(), **ON_THE_SPOT)

    def test_an_officer_of_the_case_does_not_approve_and_a_reviewer_neither(self):
        measure = proposed()
        head = officer()
        head.roles = [*head.roles, "approver"]
        head.save()
        with pytest.raises(GateClosed, match="第五十七条"):
            step(measure, "approve", head)
        with pytest.raises(TransitionRefused):
            step(measure, "approve", reviewer())

    def test_two_certified_officers_on_the_day(self):
        measure = proposed()
        step(measure, "approve", approver())
        second = second_officer().officer
        second.certificate_expires_on = date(2026, 11, 1)
        second.save()
        with pytest.raises(GateClosed, match="行政处罚法第四十二条"):
            step(measure, "carry-out", officer(), **ON_THE_SPOT)

    def test_refused_it_is_closed_and_nothing_was_touched(self):
        measure = step(proposed(), "refuse", approver(), reason="证据不足。")
        assert measure.state == S.REFUSED and measure.closed_at and not Clock.objects.filter(case_id=measure.pk).exists()


class TestUrgent:
    def test_carried_out_first_it_is_reported_and_approved_within_a_day(self):
        head = approver()
        measure = step(proposed(urgent=True), "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)
        assert measure.state == S.URGENT and measure.reported_at == NOON
        assert Message.objects.filter(code="staff-measure-urgent", user=head).exists()
        assert clock(measure, "measure-urgent-report").due_on == date(2026, 11, 24)
        measure = step(measure, "complete-approval", head, at=NOON + timedelta(hours=23))
        assert measure.state == S.IN_FORCE and clock(measure, "measure-urgent-report").met is True

    def test_the_day_is_counted_by_the_hour(self):
        measure = step(proposed(urgent=True), "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)
        late = NOON + timedelta(hours=24, minutes=1)
        with pytest.raises(GateClosed, match="第十九条"):
            step(measure, "complete-approval", approver(), at=late)
        keep_dates(late)
        assert Message.objects.filter(code="staff-measure-must-release", user=approver()).exists()
        step(measure, "refuse-urgent", approver(), at=late, reason="超过二十四小时未补办批准手续。")
        assert clock(measure, "measure-urgent-report").met is False

    def test_after_the_day_an_officer_gives_everything_back_without_waiting_for_the_head(self):
        measure = step(proposed(urgent=True), "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)
        with pytest.raises(GateClosed, match="第二十八条"):
            step(measure, "release", officer(), at=NOON + timedelta(hours=23), ground="other", receiver="李建国")
        step(measure, "release", officer(), at=NOON + timedelta(hours=25), ground="other", receiver="李建国")
        assert measure.things.get().disposition == HeldThing.Disposition.RELEASED

    def test_not_approved_it_can_only_be_released_and_the_heads_hear_of_it_daily(self):
        measure = step(proposed(urgent=True), "carry-out-urgent", officer(), carried_out_at=NOON, **ON_THE_SPOT)
        measure = step(measure, "refuse-urgent", approver(), reason="不应当采取。")
        assert measure.state == S.RELEASING
        open_steps = {offer.transition.name for offer in offers(measure, Actor.of(officer()), NOON) if offer.is_open}
        assert "release" in open_steps and not open_steps & {"confiscate", "dispose", "extend", "transfer-things"}
        for moment in (NOON, NOON + timedelta(hours=1), NOON + DAY):
            keep_dates(moment)
        assert Message.objects.filter(code="staff-measure-must-release", user=approver(), channel="inbox").count() == 2


class TestTerm:
    def test_extended_once_by_the_head_with_reasons_and_a_letter(self):
        measure = step(in_force(), "extend", approver(), at=NOON + 10 * DAY, reason="情况复杂。")
        assert clock(measure, "measure-seizure").due_on == date(2027, 1, 22)
        assert measure.extension_reason == "情况复杂。" and letters(measure)[-1] == "measure-extension"
        with pytest.raises(GateClosed, match="第二十五条第一款"):
            step(measure, "extend", approver(), at=NOON + 11 * DAY, reason="再延长。")

    def test_food_has_forty_five_days_more_others_thirty(self):
        measure = step(in_force(food=True), "extend", approver(), at=NOON + 10 * DAY, reason="情况复杂。")
        assert clock(measure, "measure-seizure-food").due_on == date(2027, 2, 6)
        with pytest.raises(GateClosed, match="第二十五条"):
            step(in_force(), "extend", approver(), at=NOON + 10 * DAY, reason="情况复杂。", days=31)

    def test_an_officer_does_not_extend_and_nobody_after_the_last_day(self):
        measure = in_force()
        with pytest.raises(TransitionRefused):
            step(measure, "extend", officer(), reason="情况复杂。")
        with pytest.raises(GateClosed, match="第二十五条第一款"):
            step(measure, "extend", approver(), at=NOON + 31 * DAY, reason="情况复杂。")
        with pytest.raises(GateClosed, match="第二十五条第二款"):
            step(measure, "extend", approver(), reason="  ")

    def test_the_last_day_counts_and_the_day_after_release_is_demanded(self):
        head, measure = approver(), in_force()
        assert keep_dates(NOON + 30 * DAY) == 0
        assert keep_dates(NOON + 31 * DAY) == 1
        measure.refresh_from_db()
        assert measure.state == S.EXPIRED and measure.closed_at is None
        assert {row.user for row in Message.objects.filter(code="staff-measure-expired")} == {officer(), head}
        # The light stays red: the clock runs on, past its last day.
        assert measure.due_on == date(2026, 12, 23)
        for name in ("dispose", "extend", "transfer-things"):
            with pytest.raises(TransitionRefused):
                step(measure, name, approver() if name != "transfer-things" else officer(), at=NOON + 31 * DAY)

    def test_before_the_system_has_noticed_nothing_but_release_is_open_either(self):
        with pytest.raises(GateClosed, match="第二十八条"):
            step(in_force(), "dispose", approver(), at=NOON + 31 * DAY, way="sold", proceeds=Decimal(1), present="", reason="", lines=[])

    def test_nobody_makes_it_expire_before_its_day(self):
        with pytest.raises(GateClosed, match="第二十五条"):
            step(in_force(), "expire", None, at=NOON + 30 * DAY)


class TestDisposal:
    def test_released_line_by_line_and_ended_with_the_last(self):
        measure = in_force(lines=3)
        step(measure, "release", approver(), ground="unrelated", receiver="李建国", lines=[2])
        assert [line.disposition for line in measure.things.all()] == ["held", "released", "held"]
        line = measure.things.get(number=2)
        assert line.document.template == "measure-release" and "第二十八条第二项" in line.disposition_note
        with pytest.raises(GateClosed, match="2"):
            step(measure, "release", approver(), ground="unrelated", receiver="李建国", lines=[2])
        with pytest.raises(GateClosed, match="第二十七条"):
            step(measure, "end", officer())
        step(measure, "release", approver(), ground="no-violation", receiver="李建国", lines=[])
        assert keep_dates(NOON + DAY) == 1
        measure.refresh_from_db()
        assert measure.state == S.ENDED and measure.ended_on and clock(measure, "measure-seizure").met is True

    def test_each_letter_speaks_of_the_lines_of_its_step_alone(self):
        measure = in_force(lines=3)
        step(measure, "release", approver(), ground="unrelated", receiver="李建国", lines=[2])
        step(measure, "release", approver(), ground="no-violation", receiver="李建国", lines=[])
        papers = Document.objects.filter(case_id=measure.pk, template="measure-release").order_by("pk")
        told = [[(row[0], row[3]) for row in letter_text(paper)["facts"]["disposal_rows"]] for paper in papers]
        assert told == [[("2", "解除并退还")], [("1", "解除并退还"), ("3", "解除并退还")]]

    def test_the_last_line_closes_it_at_once(self, django_capture_on_commit_callbacks):
        measure = in_force()
        with django_capture_on_commit_callbacks(execute=True):
            step(measure, "release", approver(), ground="no-violation", receiver="李建国")
        measure.refresh_from_db()
        assert measure.state == S.ENDED

    def test_before_its_term_the_head_releases_after_it_an_officer_at_once(self):
        measure = in_force()
        with pytest.raises(GateClosed, match="第二十八条"):
            step(measure, "release", officer(), ground="other", receiver="李建国")
        late = NOON + 31 * DAY
        keep_dates(late)
        step(measure, "release", officer(), at=late, ground="expired", receiver="李建国")
        keep_dates(late)
        assert clock(measure, "measure-seizure").met is False

    def test_without_a_penalty_an_officer_gives_everything_back_at_once(self):
        head, measure = approver(), in_force()
        PenaltyCase.objects.filter(pk=measure.penalty_id).update(decision="no-penalty", decided_on=date(2026, 11, 30))
        keep_dates(NOON + DAY)
        assert Message.objects.filter(code="staff-measure-must-release", user=head).exists()
        step(measure, "release", officer(), at=NOON + DAY, ground="decided", receiver="李建国")
        assert measure.things.get().disposition == "released"

    def test_a_release_names_its_ground(self):
        with pytest.raises(GateClosed, match="第二十八条"):
            step(in_force(), "release", approver(), receiver="李建国")

    def test_confiscated_only_by_a_decision_that_says_so(self):
        measure = in_force()
        decided = {"decision": "penalty", "decided_on": date(2026, 11, 30)}
        for fields in ({}, {**decided, "sanctions": ["没收违法所得"]}, {"sanctions": ["没收非法财物"]}):
            PenaltyCase.objects.filter(pk=measure.penalty_id).update(**{"decision": "", "decided_on": None, "sanctions": [], **fields})
            with pytest.raises(GateClosed, match="第二十七条"):
                step(measure, "confiscate", officer())
        PenaltyCase.objects.filter(pk=measure.penalty_id).update(**decided, sanctions=["罚款", "没收非法财物"])
        keep_dates(NOON + 31 * DAY)
        step(measure, "confiscate", officer(), at=NOON + 31 * DAY)
        line = measure.things.get()
        assert line.disposition == HeldThing.Disposition.CONFISCATED and line.document.template == "goods-disposal"

    def test_destroyed_only_where_a_law_says_so_and_a_sale_keeps_its_money(self):
        measure = in_force(lines=2)
        with pytest.raises(GateClosed, match="第二十七条"):
            step(measure, "dispose", approver(), way="destroyed", citation="", reason="变质", lines=[1])
        with pytest.raises(GateClosed, match="第二十八条第二款"):
            step(measure, "dispose", approver(), way="sold", proceeds=None, reason="鲜活", lines=[1])
        step(measure, "dispose", approver(), way="sold", proceeds=Decimal("1200"), reason="鲜活物品", lines=[1])
        step(measure, "dispose", approver(), way="destroyed", citation="《某条例》第一条", reason="变质", lines=[2])
        assert "1200.00" in measure.things.get(number=1).disposition_note
        assert measure.things.get(number=2).disposition == "destroyed"

    def test_handed_over_only_with_the_case(self):
        measure = in_force()
        with pytest.raises(GateClosed, match="第二十一条"):
            step(measure, "transfer-things", officer(), body="公安局", receiver="民警")
        CaseTransfer.objects.create(
            case_id=measure.penalty_id,
            to="police",
            body="公安局",
            reason="涉嫌犯罪",
            papers=[],
            sent_on=date(2026, 11, 24),
            sent_by=officer(),
        )
        step(measure, "transfer-things", officer(), body="公安局", receiver="民警")
        assert measure.things.get().disposition == "transferred"


def test_a_strange_officer_does_nothing_and_the_supervisor_sees_it():
    measure = in_force()
    assert not offers(measure, Actor.of(strange_officer()), NOON)
    assert any(offer.is_open for offer in offers(measure, Actor.of(supervisor()), NOON))


def test_two_officers_stay():
    measure = in_force()
    with pytest.raises(GateClosed, match="第十八条第二项"):
        step(measure, "remove-officer", officer(), officer=second_officer(), reason="调离")


def test_every_step_that_decides_names_its_article():
    silent = {"note"}
    assert {one.name for one in COMPULSORY_MEASURE.transitions if "行政强制法" not in one.basis} == silent


def test_every_message_of_the_room_has_its_words():
    words = json.loads((Path(licensing.__file__).parent / "data" / "messages_seizures.json").read_text())
    told = {code for flow in (COMPULSORY_MEASURE, EVIDENCE_HOLDING) for one in flow.transitions for _whom, code in one.tells}
    assert told | {URGENT_MESSAGE, REMINDER} == set(words)
    assert all({"subject", "inbox", "email"} == set(one) for code in words.values() for one in code.values())
