"""A month: its weeks from Monday, its neighbours, what is due on its days, and the page of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.models import CalendarDay
from enterprises.obligations.filter import ObligationFilter
from enterprises.obligations.month import Month, month_of, read_month
from enterprises.obligations.selectors import FEW, month_counts
from tests.factories.enterprises import EnterpriseFactory, MembershipFactory, ObligationFactory, ObligationKindFactory
from tests.people import signed_in

DECEMBER = Month(date(2026, 12, 1))
TODAY = date(2026, 11, 23)


# --- pure -------------------------------------------------------------------------------------------------------------
def test_weeks_begin_on_monday_and_hold_every_day_once():
    weeks = DECEMBER.weeks
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0] == [None, *(date(2026, 12, day) for day in range(1, 7))], "1 December 2026 is a Tuesday"
    days = [day for week in weeks for day in week if day]
    assert days == [date(2026, 12, day) for day in range(1, 32)]
    assert all(day is None or day.weekday() == place for week in weeks for place, day in enumerate(week))


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [(date(2027, 2, 1), date(2027, 2, 28), 4), (date(2028, 2, 1), date(2028, 2, 29), 5), (date(2026, 8, 1), date(2026, 8, 31), 6)],
)
def test_short_leap_and_long_months(first, last, weeks):
    month = month_of(last)
    assert (month.first, month.last, len(month.weeks)) == (first, last, weeks)


def test_months_beside_each_other_cross_the_year_and_end_with_the_calendar():
    assert str(DECEMBER.next) == "2027-01"
    assert str(month_of(date(2027, 1, 31)).previous) == "2026-12"
    assert read_month("1900-01").previous is None
    assert read_month("2999-12").next is None


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1899-12", "3000-01", "2026-12-01", "２０２６-12", "2026-1", "-2026-12"]
)
def test_what_is_no_month_is_none(text):
    assert read_month(text) is None


# --- what is due ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_month_counts_what_is_open_by_its_last_day_and_names_the_first_few():
    rows = [ObligationFactory(due_on=date(2026, 12, 31)) for _ in range(FEW + 2)]
    ObligationFactory(due_on=date(2026, 12, 1))
    for elsewhere in ({"due_on": date(2026, 11, 30)}, {"due_on": date(2027, 1, 1)}, {"due_on": date(2026, 12, 5), "state": "met"}):
        ObligationFactory(**elsewhere)

    days = month_counts(ObligationFilter(), DECEMBER, today=TODAY)

    assert {day: found.count for day, found in days.items()} == {date(2026, 12, 1): 1, date(2026, 12, 31): FEW + 2}
    assert list(days[date(2026, 12, 31)].first) == rows[:FEW]


@pytest.mark.django_db
def test_a_month_follows_the_filters_and_the_enterprise():
    here, there = EnterpriseFactory(township="huaicheng"), EnterpriseFactory(township="pingqiao")
    report = ObligationKindFactory(code="test-report", action="report")
    mine = ObligationFactory(enterprise=here)
    ObligationFactory(enterprise=there, kind=report)

    def found(wanted, **more):
        days = month_counts(wanted, DECEMBER, today=TODAY, **more)
        return [row.pk for day in days.values() for row in day.first]

    assert found(ObligationFilter(township="huaicheng")) == [mine.pk]
    assert found(ObligationFilter(action="inspect")) == [mine.pk]
    assert found(ObligationFilter(kind="test-lift-inspection")) == [mine.pk]
    assert found(ObligationFilter(enterprise=here.code)) == [mine.pk]
    assert found(ObligationFilter(enterprise=there.code), enterprise=here) == [mine.pk], "on the desk the filter cannot lead elsewhere"
    assert found(ObligationFilter(kind="test-report", action="inspect")) == []


@pytest.mark.django_db
def test_a_month_costs_the_same_however_full_it_is():
    ObligationFactory(due_on=date(2026, 12, 2))
    ObligationFactory(due_on=date(2026, 12, 3))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            month_counts(ObligationFilter(), DECEMBER, today=TODAY)
        return len(captured)

    before = queries()
    for day in range(1, 32):
        ObligationFactory(due_on=date(2026, 12, day))
    assert queries() == before == 3


# --- the pages --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_page_leads_from_a_day_to_its_list_and_to_the_months_beside(as_clerk):
    ObligationFactory(due_on=date(2026, 12, 31))
    page = as_clerk.get(reverse("enterprises:obligations-month"), {"month": "2026-12", "action": "inspect"}).content.decode()
    assert "tab=open&amp;action=inspect&amp;date_from=2026-12-31&amp;date_to=2026-12-31" in page
    assert "action=inspect&amp;month=2026-11" in page
    assert "action=inspect&amp;month=2027-01" in page
    assert page.count('role="row"') == 6, "five weeks below the names of the days"
    day = as_clerk.get(reverse("enterprises:obligations"), {"tab": "open", "date_from": "2026-12-31", "date_to": "2026-12-31"})
    assert len(day.context["rows"]) == 1


@pytest.mark.django_db
def test_the_page_marks_holidays_and_make_up_days(as_clerk):
    CalendarDay.objects.create(date=date(2027, 3, 6), is_working=True, name="调休", source="test")
    found = as_clerk.get(reverse("enterprises:obligations-month"), {"month": "2026-10"}).context["weeks"]
    cells = {cell.on: cell for week in found for cell in week if cell}
    assert cells[date(2026, 10, 1)].kind == "statutory"
    assert "国庆节" in cells[date(2026, 10, 1)].festival
    assert cells[date(2026, 10, 25)].kind == "weekend"
    assert cells[date(2026, 10, 25)].festival == ""
    march = as_clerk.get(reverse("enterprises:obligations-month"), {"month": "2027-03"}).content.decode()
    assert march.count("month-day month-makeup") == 1


@pytest.mark.django_db
def test_a_month_that_cannot_be_understood_is_this_one(as_clerk):
    page = as_clerk.get(reverse("enterprises:obligations-month"), {"month": "soon"})
    assert page.context["month"] == month_of(timezone.localdate())
    assert sum(cell.is_today for week in page.context["weeks"] for cell in week if cell) == 1


@pytest.mark.django_db
def test_the_desk_shows_only_its_own_month(client):
    membership = MembershipFactory()
    due = timezone.localdate() + timedelta(days=1)
    ObligationFactory(enterprise=membership.enterprise, due_on=due, title="自家电梯")
    ObligationFactory(due_on=due, title="别家电梯")
    url = reverse("enterprises:desk-obligations-month", args=[membership.enterprise.code])
    page = signed_in(client, membership.user).get(url, {"month": f"{due:%Y-%m}", "enterprise": "x"})
    assert page.context["total"] == 1
    assert "自家电梯" in page.content.decode()
    assert "别家电梯" not in page.content.decode()
