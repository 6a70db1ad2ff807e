"""A changed calendar moves the clocks that run, and the queues with them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bureau import waking
from bureau.aftermath import RECOUNT_TASK, recount_clocks
from bureau.calendar import current_calendar, forget_calendar
from bureau.models import CalendarDay, Clock
from tests.factories.docket import ComplaintFactory

pytestmark = pytest.mark.django_db
FREE = date(2026, 11, 25)  # a Wednesday inside the seven working days of the complaint


def declare_free():
    CalendarDay.objects.create(date=FREE, is_working=False, name="临时放假", source="测试通知")
    forget_calendar()


def test_a_new_day_off_moves_clock_and_docket():
    case = ComplaintFactory()
    before = case.due_on
    declare_free()
    assert recount_clocks(FREE) == 1
    case.refresh_from_db()
    assert case.due_on == before + timedelta(days=1)
    assert Clock.objects.get(case=case).due_on == case.due_on
    assert recount_clocks(FREE) == 0


def test_a_day_off_entered_in_another_process_is_seen_at_once():
    case = ComplaintFactory()
    current_calendar()
    # Written without a signal, as seen from a worker that remembers the calendar.
    CalendarDay.objects.bulk_create([CalendarDay(date=FREE, is_working=False, name="临时放假", source="测试通知")])
    assert recount_clocks(FREE) == 1
    assert Clock.objects.get(case=case).due_on == case.due_on + timedelta(days=1)


def test_the_number_of_statements_does_not_grow_with_the_docket(django_assert_max_num_queries):
    for _ in range(12):
        ComplaintFactory()
    declare_free()
    with django_assert_max_num_queries(12):
        assert recount_clocks(FREE) == 12


def test_a_stopped_clock_stays_as_it_was():
    case = ComplaintFactory()
    Clock.objects.filter(case=case).update(stopped_at=case.opened_at, met=True)
    declare_free()
    assert recount_clocks(FREE) == 0


def test_the_administration_sets_a_worker_to_it(as_administrator, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(waking.current_app, "send_task", lambda name, **_how: asked.append(name))
    waking.forget_knocks()
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_administrator.post(
            reverse("admin:bureau_calendarday_add"), {"date": "2026-11-25", "name": "临时放假", "source": "测试通知"}
        )
    assert answer.status_code == 302
    assert asked == [RECOUNT_TASK]
