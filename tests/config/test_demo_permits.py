"""The approval office of the demo: every state that is to be seen, through the real services, the same at the second run."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase

from bureau.calendar import Calendar
from bureau.models import Case, Event, Message
from config.demo_data import permits, permits_plan
from config.demo_data.build import build
from enterprises.models import Obligation
from licensing.applications.doors import obligation_link
from licensing.models import Application, Hearing, Inspection, InspectionPlan, IssuedCertificate, SiteCheck, WindowTicket

NOW = datetime(2026, 11, 23, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
MOMENTS = ("2026-11-23T15:20", "2026-11-22T00:05", "2026-10-05T12:00", "2026-02-20T20:00", "2027-01-01T08:00")


@pytest.mark.parametrize("moment", MOMENTS)
def test_steps_only_go_forward_and_end_now(moment: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo)
    planned = permits_plan.plan(now=now, scale=1, calendar=Calendar())
    assert len(planned) == len(permits_plan.DRAFTS) >= 25
    for one in planned:
        moments = [one.opened_at, *(step.at for step in one.steps)]
        assert moments == sorted(moments) and moments[-1] <= now, one.place
        assert one.draft.about is None or one.draft.about < one.place
        about = planned[one.draft.about] if one.draft.about is not None else one
        assert about is one or max(step.at for step in about.steps if step.name == "grant") < one.opened_at


def test_all_items_one_applies_for_are_there() -> None:
    items = {draft.item for draft in permits_plan.DRAFTS}
    assert items == {"XK-01", "XK-02", "XK-03", "XK-04", "QT-01", "QT-02", "QT-03", "QT-04", "QT-05"}
    assert permits_plan.amount(0.1) == permits_plan.FEWEST


class TestSmall(TestCase):
    """At a tenth of its size."""

    @classmethod
    def setUpTestData(cls) -> None:
        build(now=NOW, scale=0.1)

    def test_the_states_that_matter(self) -> None:
        cases = Application.objects.filter(submission_key__in=permits_plan.keys(0.1))
        states = Counter((case.category, case.state) for case in cases)
        wanted = {("XK-02", "correction"), ("XK-03", "hearing"), ("XK-02", "delivered"), ("XK-04", "refused"), ("XK-01", "granted")}
        assert wanted <= set(states) and cases.count() == permits_plan.FEWEST
        assert cases.filter(acceptance_deemed=True).count() == 1
        assert SiteCheck.objects.filter(planned_for__gt=NOW).count() == 1
        hearings = Hearing.objects.filter(case__kind="permit")
        assert hearings.filter(held_for__gt=NOW).count() == hearings.count() == 1

    def test_certificates_stand_and_one_was_replaced(self) -> None:
        status = IssuedCertificate.Status
        assert Counter(IssuedCertificate.objects.values_list("item__code", "status")) == {
            ("XK-01", status.VALID): 1,
            ("XK-01", status.REPLACED): 1,
            ("XK-02", status.VALID): 3,
            ("XK-02", status.EXPIRED): 1,
        }

    def test_two_certificates_end_within_sixty_days_and_can_be_renewed(self) -> None:
        soon = IssuedCertificate.objects.standing().filter(valid_to__range=(TODAY, TODAY + timedelta(days=60)))
        assert sorted(row.valid_to for row in soon) == [TODAY + timedelta(days=25), TODAY + timedelta(days=52)]
        obligations = Obligation.objects.filter(source_type="certificate", source_id__in=[row.source_id for row in soon], state="open")
        assert obligations.count() == 2
        for one in obligations.select_related("enterprise"):
            assert "/renew/" in (obligation_link(one, one.enterprise) or "")
        expired = IssuedCertificate.objects.get(status="expired")
        assert expired.valid_to == TODAY - timedelta(days=12) and expired.status_since == expired.valid_to + timedelta(days=1)

    def test_numbers_rise_with_the_days_without_gap(self) -> None:
        for prefix in ("XK", "BA", "SS"):
            numbers = Application.objects.filter(number__startswith=prefix).order_by("opened_at").values_list("number", flat=True)
            assert [int(number[-6:]) for number in numbers] == list(range(1, len(numbers) + 1)), prefix

    def test_one_plan_is_drawn_and_one_waits(self) -> None:
        assert Counter(InspectionPlan.objects.values_list("state", flat=True)) == {"drawn": 1, "published": 1}
        assert Inspection.objects.count() == 3

    def test_the_window_has_visitors(self) -> None:
        today = WindowTicket.objects.filter(day=TODAY)
        assert Counter(today.values_list("state", flat=True)) == {"booked": 3, "served": 2, "called": 1, "waiting": 4}
        assert WindowTicket.objects.filter(state="booked").count() == 4

    def test_nothing_lies_in_the_future_and_all_was_told(self) -> None:
        assert not Event.objects.filter(at__gt=NOW).exists()
        old = Message.objects.filter(case__in=Application.objects.all(), created_at__lt=NOW.replace(hour=0, minute=0))
        assert set(old.values_list("status", flat=True)) <= {"sent", "delivered"}

    def test_a_second_run_adds_nothing(self) -> None:
        before = [Case.objects.count(), Event.objects.count(), WindowTicket.objects.count(), InspectionPlan.objects.count()]
        assert permits.is_built(0.1) and not permits.is_built(1)
        build(now=NOW + timedelta(days=30), scale=0.1)
        assert before == [Case.objects.count(), Event.objects.count(), WindowTicket.objects.count(), InspectionPlan.objects.count()]
