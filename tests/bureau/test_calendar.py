"""Working days of mainland China, held against the notices of the State Council as published."""

import json
import timeit
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau import calendar as calendar_module
from bureau.calendar import Calendar, DayKind, current_calendar, forget_calendar, load_overrides
from bureau.models.time import CalendarDay

PLAIN = Calendar()
# 国办发明电: each break as (first, last), then the make-up working days, copied from the notices, not from the library.
NOTICES = {
    2024: (
        [
            ("01-01", "01-01"),
            ("02-10", "02-17"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("06-08", "06-10"),
            ("09-15", "09-17"),
            ("10-01", "10-07"),
        ],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"), ("10-01", "10-08")],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        [
            ("01-01", "01-03"),
            ("02-15", "02-23"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("06-19", "06-21"),
            ("09-25", "09-27"),
            ("10-01", "10-07"),
        ],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
COUNTS = st.integers(min_value=1, max_value=400)


def days_of_year(year):
    return [date(year, 1, 1) + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_of_the_published_years_is_as_the_notice_says(year):
    breaks, made_up = NOTICES[year]
    off = {day for first, last in breaks for day in days_of_year(year) if f"{year}-{first}" <= day.isoformat() <= f"{year}-{last}"}
    working = {date.fromisoformat(f"{year}-{day}") for day in made_up}
    expected = {day for day in days_of_year(year) if day in working or (day.weekday() < 5 and day not in off)}
    assert {day for day in days_of_year(year) if PLAIN.is_working_day(day)} == expected


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_a_break_is_the_one_the_notice_announces(year):
    for first, last in NOTICES[year][0]:
        start, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        found = PLAIN.break_around(start)
        # 2024's New Year's Day follows a weekend and its notice joins the three days; only the last day matters for the roll.
        assert found is not None
        assert found.last == end
        assert found.first <= start


def test_make_up_saturday_is_a_working_day():
    assert date(2026, 2, 14).weekday() == 5
    assert PLAIN.is_working_day(date(2026, 2, 14))
    assert PLAIN.kind(date(2026, 2, 14)) is DayKind.MAKEUP
    assert PLAIN.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)


def test_a_make_up_day_in_december_for_next_january_is_known():
    # The notice for 2007 made 30 and 31 December 2006 working days.
    assert PLAIN.is_working_day(date(2006, 12, 30))


def test_statutory_days_differ_from_swapped_days_and_weekends():
    kinds = {day: PLAIN.kind(date(2026, 10, day)) for day in range(1, 12)}
    assert [day for day, kind in kinds.items() if kind is DayKind.STATUTORY] == [1, 2, 3, 5]  # 5: in lieu of Saturday the 3rd
    assert [day for day, kind in kinds.items() if kind is DayKind.BRIDGE] == [6, 7]
    assert [day for day, kind in kinds.items() if kind is DayKind.WEEKEND] == [4, 11]
    assert kinds[10] is DayKind.MAKEUP
    assert not PLAIN.is_statutory_holiday(date(2026, 10, 6))
    assert PLAIN.is_statutory_holiday(date(2026, 10, 5))


def test_a_holiday_moves_a_day_behind_the_whole_break_and_a_weekend_does_not():
    assert PLAIN.next_non_holiday(date(2026, 2, 18)) == date(2026, 2, 24)
    assert PLAIN.next_non_holiday(date(2026, 10, 6)) == date(2026, 10, 8)  # swapped day inside the National Day break
    assert PLAIN.next_non_holiday(date(2026, 3, 7)) == date(2026, 3, 7)  # an ordinary Saturday
    assert PLAIN.next_non_holiday(date(2026, 3, 9)) == date(2026, 3, 9)
    # The day after the break may be a make-up Sunday: it is the first day after the holiday, and the bureau works.
    assert PLAIN.next_non_holiday(date(2026, 1, 2)) == date(2026, 1, 4)
    assert PLAIN.next_working_day(date(2026, 3, 7)) == date(2026, 3, 9)


def test_a_break_is_called_by_its_festivals():
    spring = PLAIN.break_around(date(2026, 2, 20))
    assert (spring.name("zh-hans"), spring.name("en")) == ("春节", "Chinese New Year (Spring Festival)")
    autumn = PLAIN.break_around(date(2025, 10, 2))
    assert autumn.name("zh-hans") == "国庆节、中秋节"


def test_a_year_without_a_notice_is_unpublished_until_staff_enter_its_make_up_days():
    assert PLAIN.is_published(2026)
    assert not PLAIN.is_published(2030)
    closed = Calendar(overrides={date(2030, 3, 1): DayKind.BRIDGE})
    assert not closed.is_published(2030), "one local closure is no schedule"
    assert Calendar(overrides={date(2030, 2, 10): DayKind.MAKEUP}).is_published(2030)


def test_an_override_wins_over_the_library():
    storm = Calendar(overrides={date(2026, 7, 15): DayKind.BRIDGE, date(2026, 7, 18): DayKind.MAKEUP})
    assert PLAIN.is_working_day(date(2026, 7, 15))
    assert not storm.is_working_day(date(2026, 7, 15))
    assert storm.is_working_day(date(2026, 7, 18))
    assert storm.break_around(date(2026, 7, 15)) is None, "a local closure is no statutory holiday and rolls nothing"
    assert storm != PLAIN


@given(day=DAYS, count=COUNTS)
def test_adding_and_counting_working_days_agree(day, count):
    end = PLAIN.add_working_days(day, count)
    assert PLAIN.is_working_day(end)
    assert PLAIN.working_days_between(day, end) == count
    slow = sum(PLAIN.is_working_day(day + timedelta(days=step)) for step in range(1, (end - day).days + 1))
    assert slow == count


@given(day=DAYS, count=COUNTS)
def test_counting_back_mirrors_counting_forward(day, count):
    start = PLAIN.add_working_days(day, -count)
    assert PLAIN.is_working_day(start)
    assert start < day
    between = sum(PLAIN.is_working_day(start + timedelta(days=step)) for step in range((day - start).days))
    assert between == count
    assert PLAIN.working_days_between(day, start) == -PLAIN.working_days_between(start, day)


@given(first=DAYS, later=st.integers(min_value=0, max_value=60), count=COUNTS)
def test_a_later_start_never_ends_earlier(first, later, count):
    second = first + timedelta(days=later)
    assert PLAIN.add_working_days(first, count) <= PLAIN.add_working_days(second, count)
    assert PLAIN.add_working_days(first, count) < PLAIN.add_working_days(first, count + 1)


@given(day=DAYS)
def test_zero_working_days_is_the_day_itself(day):
    assert PLAIN.add_working_days(day, 0) == day
    assert PLAIN.working_days_between(day, day) == 0


def test_adding_ninety_working_days_takes_less_than_fifty_microseconds():
    start = date(2026, 10, 20)  # crosses a year
    PLAIN.add_working_days(start, 90)
    best = min(timeit.repeat(lambda: PLAIN.add_working_days(start, 90), number=1000, repeat=5)) / 1000
    assert best < 50e-6


@pytest.fixture
def fresh_cache():
    forget_calendar()
    yield
    forget_calendar()


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_cache")
class TestTable:
    def test_a_row_changes_the_calendar_at_once_and_its_removal_changes_it_back(self, django_assert_num_queries):
        assert current_calendar().is_working_day(date(2027, 2, 11))
        row = CalendarDay.objects.create(date=date(2027, 2, 11), is_working=False, is_statutory=True, name="春节", source="国办发明电")
        assert current_calendar().is_statutory_holiday(date(2027, 2, 11))
        with django_assert_num_queries(0):
            current_calendar()
        row.delete()
        assert current_calendar().is_working_day(date(2027, 2, 11))

    def test_a_change_by_another_process_is_seen_after_a_minute(self, monkeypatch):
        before = current_calendar()
        # bulk_create sends no signal, as a change from another process sends none here.
        CalendarDay.objects.bulk_create([CalendarDay(date=date(2027, 3, 6), is_working=True, name="补班", source="国办发明电")])
        assert current_calendar() is before
        later = calendar_module.time.monotonic() + 61
        monkeypatch.setattr(calendar_module.time, "monotonic", lambda: later)
        assert current_calendar().kind(date(2027, 3, 6)) is DayKind.MAKEUP
        assert current_calendar().is_published(2027)

    def test_shipped_overrides_load_twice_without_doubling_and_leave_staff_rows_alone(self, tmp_path):
        CalendarDay.objects.create(date=date(2027, 2, 4), is_working=False, name="局定", source="本局")
        days = [
            {"date": "2027-02-04", "is_working": True, "name": "别的", "source": "x"},
            {"date": "2027-02-20", "is_working": True, "name": "补班", "source": "x"},
        ]
        path = tmp_path / "days.json"
        path.write_text(json.dumps({"days": days}), encoding="utf-8")
        load_overrides(path)
        load_overrides(path)
        assert CalendarDay.objects.count() == 2
        assert not current_calendar().is_working_day(date(2027, 2, 4))
        assert current_calendar().is_working_day(date(2027, 2, 20))

    def test_the_shipped_file_can_be_read(self):
        assert load_overrides() == CalendarDay.objects.count()
