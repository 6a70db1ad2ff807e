"""Handing over everything somebody has in hand, and the supervision board that shows where it lies."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau import handover, supervision
from bureau.models import Assignment, Case, ClockRule, Event
from bureau.workflow import Actor, perform
from tests.factories.docket import ComplaintFactory, ReportFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("bureau:handover")


@pytest.fixture
def in_hand(clerk):
    """Three open matters in the clerk's hands, one of them assigned by a step, and one closed."""
    assigned = ComplaintFactory(office=clerk.office)
    perform(assigned.pk, "assign", actor=Actor.of(clerk), at=timezone.now() - timedelta(days=2), data={"handler": clerk, "reason": ""})
    rest = [ReportFactory(office=clerk.office, handler=clerk), ComplaintFactory(office=clerk.office, handler=clerk)]
    closed = ComplaintFactory(office=clerk.office, handler=clerk)
    perform(closed.pk, "refuse", actor=Actor.of(clerk), at=timezone.now(), data={"ground": "16-1", "explanation": "x"})
    return [assigned, *rest], closed


def test_preview_then_hand_over(as_supervisor, supervisor, clerk, officer, in_hand):
    cases, closed = in_hand
    preview = as_supervisor.get(PAGE, {"giver": clerk.pk, "taker": officer.pk})
    assert preview.context["found"].total == 3
    assert Case.objects.filter(handler=officer).count() == 0, "a preview moves nothing"
    data = {"giver": clerk.pk, "taker": officer.pk, "reason": "调离岗位", "expected": 3}
    assert as_supervisor.post(PAGE, data).status_code == 302
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        assert (case.handler, case.office) == (officer, officer.office)
        event = Event.objects.get(case=case, action="hand-over")
        assert (event.actor, event.note, event.from_state) == (supervisor, "调离岗位", event.to_state)
        assert Assignment.objects.get(case=case, until__isnull=True).handler == officer
    assert Case.objects.get(pk=closed.pk).handler == clerk


def test_the_earlier_assignment_ends_when_the_next_begins(supervisor, clerk, officer, in_hand):
    now = timezone.now()
    handover.hand_over_all(giver=clerk, taker=officer, by=supervisor, reason="调离", at=now)
    first = Assignment.objects.get(case_id=in_hand[0][0].pk, handler=clerk)
    assert first.until == now


def test_a_form_open_elsewhere_is_stale_afterwards(as_supervisor, supervisor, clerk, officer, in_hand):
    case = in_hand[0][1]
    version = Case.objects.get(pk=case.pk).version
    handover.hand_over_all(giver=clerk, taker=officer, by=supervisor, reason="调离", at=timezone.now())
    answer = as_supervisor.post(reverse("bureau:case-action", args=[case.number, "note"]), {"version": version, "note": "x"})
    assert answer.status_code == 409


def test_the_number_of_statements_does_not_grow_with_the_cases(supervisor, clerk, second_clerk):
    def statements(giver, taker):
        with CaptureQueriesContext(connection) as seen:
            handover.hand_over_all(giver=giver, taker=taker, by=supervisor, reason="调离", at=timezone.now())
        return len(seen)

    for _ in range(2):
        ComplaintFactory(office=clerk.office, handler=clerk)
    few = statements(clerk, second_clerk)
    for _ in range(20):
        ComplaintFactory(office=clerk.office, handler=second_clerk)
    assert statements(second_clerk, clerk) == few
    assert Event.objects.filter(action="hand-over").count() == 24


def test_what_changed_since_the_preview_is_asked_again(as_supervisor, clerk, officer, in_hand):
    data = {"giver": clerk.pk, "taker": officer.pk, "reason": "调离岗位", "expected": 2}
    answer = as_supervisor.post(PAGE, data)
    assert answer.status_code == 409
    assert "调离岗位" in answer.content.decode()
    assert 'name="expected" value="3"' in answer.content.decode()
    assert not Case.objects.filter(handler=officer).exists()


@pytest.mark.parametrize("missing", ["reason", "taker", "giver"])
def test_nothing_moves_without_giver_taker_and_reason(as_supervisor, clerk, officer, in_hand, missing):
    data = {"giver": clerk.pk, "taker": officer.pk, "reason": "调离岗位", "expected": 3}
    del data[missing]
    assert as_supervisor.post(PAGE, data).status_code == 422
    assert not Case.objects.filter(handler=officer).exists()


def test_to_oneself_or_to_somebody_gone_is_refused(supervisor, clerk, second_clerk, enterprise_user, in_hand):
    second_clerk.is_active = False
    for taker in (clerk, second_clerk, enterprise_user):
        with pytest.raises(handover.HandOverRefused):
            handover.hand_over_all(giver=clerk, taker=taker, by=supervisor, reason="调离", at=timezone.now())
    with pytest.raises(handover.HandOverRefused):
        handover.hand_over_all(giver=clerk, taker=supervisor, by=supervisor, reason="  ", at=timezone.now())
    assert Case.objects.filter(handler=clerk, closed_at__isnull=True).count() == 3


def test_somebody_who_left_can_still_give(as_supervisor, clerk, officer, in_hand):
    clerk.is_active = False
    clerk.save()
    assert as_supervisor.get(PAGE, {"giver": clerk.pk, "taker": officer.pk}).context["found"].total == 3
    assert "taker" in as_supervisor.get(PAGE, {"giver": clerk.pk, "taker": clerk.pk}).context["choice"].errors


def test_only_heads_hand_over(as_clerk, as_manager, as_administrator, clerk, officer, in_hand):
    data = {"giver": clerk.pk, "taker": officer.pk, "reason": "调离岗位", "expected": 3}
    for client in (as_clerk, as_manager, as_administrator):
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, data).status_code == 403


# --- supervision ------------------------------------------------------------------------------------------------------
def test_the_board_counts_lights_by_office_and_handler(clerk, officer):
    today = timezone.localdate()
    for handler, day in ((clerk, today - timedelta(1)), (clerk, today), (clerk, today + timedelta(30)), (officer, None)):
        case = ComplaintFactory(office=handler.office, handler=handler)
        Case.objects.filter(pk=case.pk).update(due_on=day, yellow_on=day - timedelta(1) if day else None)
    with CaptureQueriesContext(connection) as seen:
        boards = supervision.boards(today, nobody="-", no_office="-")
    assert len(seen) == 3
    assert [board.line.name for board in boards] == [str(clerk.office), str(officer.office)], "the most overdue office first"
    assert boards[0].handlers[0].counts == {"total": 3, "red": 1, "yellow": 1, "green": 1, "none": 0}
    assert boards[1].line.counts["none"] == 1


def test_the_board_agrees_with_the_list_behind_it(as_supervisor, clerk):
    today = timezone.localdate()
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    Case.objects.filter(pk=case.pk).update(due_on=today - timedelta(1), yellow_on=today - timedelta(2))
    text = as_supervisor.get(reverse("bureau:supervision")).content.decode()
    link = f"{reverse('bureau:workbench')}?tab=all&amp;status=open&amp;light=red&amp;office={clerk.office_id}&amp;handler={clerk.pk}"
    assert link in text
    assert len(as_supervisor.get(link.replace("&amp;", "&")).context["rows"]) == 1


def test_what_nobody_touched_for_ten_working_days_has_stalled(as_supervisor, clerk):
    now = timezone.now()
    old, fresh = ComplaintFactory(office=clerk.office), ComplaintFactory(office=clerk.office)
    Case.objects.filter(pk=old.pk).update(updated_at=now - timedelta(days=40))
    Case.objects.filter(pk=fresh.pk).update(updated_at=now - timedelta(days=3))
    stalled = as_supervisor.get(reverse("bureau:supervision")).context["stalled"]
    assert [row.number for row, _case in stalled] == [old.number]


def test_unconfirmed_and_internal_limits_are_listed_with_their_basis(as_supervisor, clerk):
    ComplaintFactory(office=clerk.office)
    page = as_supervisor.get(reverse("bureau:supervision"))
    rules = page.context["rules"]
    assert rules
    assert all(rule.internal or not rule.confirmed for rule in rules)
    assert ClockRule.objects.get(code="complaint-acceptance", valid_to__isnull=True) not in rules
    assert "†" in page.content.decode()


def test_the_board_is_for_overseers(as_clerk, as_manager, as_approver):
    page = reverse("bureau:supervision")
    assert [client.get(page).status_code for client in (as_clerk, as_manager, as_approver)] == [403, 200, 200]
