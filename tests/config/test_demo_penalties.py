"""Penalties and measures of the demo: every state that is to be seen, lawful to the last step, the same at the second run."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase

from bureau.calendar import Calendar
from bureau.demo import create_accounts
from bureau.models import Case, CaseMember, Event, Light
from bureau.reference_data import load_reference
from config.demo_data import enterprises, penalties, penalties_plan
from config.demo_data.build import _Cast
from config.demo_data.penalties_plan import MEASURE, PENALTY, SPOT
from licensing.models import (
    BankFile,
    BankPayment,
    Evidence,
    FieldRecord,
    Instalment,
    MeasureCase,
    PenaltyCase,
    Publication,
    ServiceAttempt,
)

NOW = datetime(2026, 11, 23, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
MOMENTS = ("2026-11-23T15:20", "2026-11-22T00:05", "2026-10-05T12:00", "2026-02-20T20:00", "2027-01-01T08:00")


@pytest.mark.parametrize("moment", MOMENTS)
def test_steps_only_go_forward_and_end_before_now(moment: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo)
    planned = penalties_plan.plan(now=now, scale=1, calendar=Calendar())
    kinds = Counter(one.draft.kind for one in planned)
    assert kinds[PENALTY] >= 16 and kinds[SPOT] == 4 and kinds[MEASURE] == 6
    for one in planned:
        moments = [one.opened_at, *(step.at for step in one.steps)]
        assert moments == sorted(moments) and moments[-1] <= now, one.place
        assert one.draft.about is None or one.draft.about < one.place
    bank = penalties_plan.bank_day(now, Calendar())
    closings = [step.at for one in planned if one.draft.paid for step in one.steps if step.name == "close"]
    assert closings and all(bank < at for at in closings)


def test_a_small_demo_has_fewer() -> None:
    assert penalties_plan.amount(0.1) == penalties_plan.FEWEST < penalties_plan.amount(1) == len(penalties_plan.DRAFTS)


class TestBuilt(TestCase):
    """The whole of it. Built once for all: building is the slow part."""

    added: list[int]

    @classmethod
    def setUpTestData(cls) -> None:
        load_reference()
        create_accounts()
        staff = _Cast.read().users
        enterprises.build(now=NOW, scale=0.2, staff=staff)
        cls.added = penalties.build(now=NOW, scale=1, staff=staff)

    def test_every_state_that_is_to_be_seen(self) -> None:
        states = Counter(PenaltyCase.objects.filter(kind="penalty").values_list("state", flat=True))
        assert states == {
            "verifying": 2,
            "investigating": 1,
            "suspended": 1,
            "reviewing": 1,
            "noticed": 1,
            "hearing": 1,
            "deciding": 2,
            "decided": 1,
            "executing": 5,
            "closed": 2,
            "not-filed": 1,
            "transferred": 1,
            "dismissed": 1,
        }
        spot = Counter(PenaltyCase.objects.filter(kind="spot-penalty").values_list("state", flat=True))
        assert spot == {"investigating": 1, "executing": 2, "closed": 1}

    def test_measures_in_force_testing_expired_released_and_evidence_held(self) -> None:
        states = Counter(MeasureCase.objects.values_list("kind", "state"))
        assert states == {
            ("compulsory-measure", "in-force"): 3,
            ("compulsory-measure", "expired"): 1,
            ("compulsory-measure", "ended"): 1,
            ("evidence-hold", "in-force"): 1,
        }
        soon = MeasureCase.objects.filter(due_on__range=(TODAY, TODAY + timedelta(days=5)), kind="compulsory-measure")
        assert soon.count() == 1
        assert MeasureCase.objects.filter(extended_on__isnull=False, examinations__ended_on__isnull=True).count() == 1

    def test_investigation_has_evidence_and_a_signed_record(self) -> None:
        case = PenaltyCase.objects.get(kind="penalty", state="investigating")
        assert Evidence.objects.filter(case_id=case.pk).count() == 4
        record = FieldRecord.objects.get(case_id=case.pk)
        assert record.closed_at is not None and record.signatures.count() == 3

    def test_everything_is_for_its_team_of_two(self) -> None:
        for case in Case.objects.filter(pk__in=self.added):
            assert case.team_only
            investigators = CaseMember.objects.standing().filter(case_id=case.pk, part__in=("lead", "officer"))
            assert investigators.count() == 2, case.number

    def test_payments_are_matched_and_one_waits(self) -> None:
        file = BankFile.objects.get()
        assert (file.lines, file.matched, file.report) == (3, 2, [])
        assert BankPayment.objects.filter(instalment__isnull=True).count() == 1
        kinds = Counter(Instalment.objects.filter(cancelled_on__isnull=True).values_list("of", flat=True))
        assert kinds["late-fee"] == 1 and kinds["confiscation"] == 1 and kinds["fine"] >= 7

    def test_publications_wait_stand_and_were_withdrawn(self) -> None:
        states = Counter(Publication.objects.values_list("state", flat=True))
        assert states["published"] == 2 and states["withdrawn"] == 1 and states["preparing"] >= 3

    def test_one_decision_is_in_the_post(self) -> None:
        attempt = ServiceAttempt.objects.get(outcome="pending")
        assert attempt.way == "post" and attempt.case.state == "decided"

    def test_numbers_rise_with_the_days_without_gap(self) -> None:
        for prefix in ("AJ", "DC", "QZ", "BC"):
            numbers = Case.objects.filter(number__startswith=prefix).order_by("opened_at").values_list("number", flat=True)
            assert [int(number[-6:]) for number in numbers] == list(range(1, len(numbers) + 1)), prefix

    def test_nothing_lies_in_the_future_and_lights_burn(self) -> None:
        assert not Event.objects.filter(at__gt=NOW).exists()
        rows: Any = Case.objects.open().with_light(TODAY)
        lights = set(rows.values_list("light", flat=True))
        assert {Light.RED, Light.YELLOW, Light.GREEN} <= lights

    def test_a_second_run_adds_nothing(self) -> None:
        before = [Case.objects.count(), Event.objects.count(), BankFile.objects.count(), Publication.objects.count()]
        assert penalties.is_built(1)
        assert penalties.build(now=NOW + timedelta(days=30), scale=1, staff=_Cast.read().users) == []
        assert before == [Case.objects.count(), Event.objects.count(), BankFile.objects.count(), Publication.objects.count()]
