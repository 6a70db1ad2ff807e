"""How periods are counted: the traps by name, the words, and properties that hold for any dates."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau import clocks
from bureau.calendar import Calendar, DayKind
from bureau.clock_rules import read_rules
from bureau.counting import RuleFacts, add_months, due_date

PLAIN = Calendar()
SHIPPED = {(rule.code, rule.valid_from): rule for rule in read_rules()}
ORDER_20, ORDER_121 = date(2020, 1, 1), date(2026, 4, 15)


def shipped(code, valid_from=None):
    """A rule as the product ships it; the newest one unless told otherwise."""
    return SHIPPED[code, valid_from or max(day for one, day in SHIPPED if one == code)]


def due(rule, started_on, *, today=None, pauses=(), **more):
    return due_date(rule, started_on=started_on, calendar=PLAIN, today=today or started_on, pauses=pauses, **more)


def words(result, language="en"):
    return [sentence.text(language) for sentence in result.explanation]


class TestTraps:
    def test_receipt_on_the_last_workday_before_a_long_holiday(self):
        # Wednesday 30 September 2026; 1 to 7 October off, Saturday the 10th is a make-up day.
        result = due(shipped("complaint-acceptance"), date(2026, 9, 30))
        assert result.due_on == date(2026, 10, 15)
        said = words(result)
        assert "Not counted: National Day (1 October 2026 to 7 October 2026)." in said
        assert "10 October 2026 is a make-up working day and is counted." in said

    def test_receipt_on_a_make_up_saturday(self):
        # Saturday 14 February 2026 is worked, then Spring Festival until the 23rd; the day itself is not counted.
        assert due(shipped("complaint-acceptance", ORDER_20), date(2026, 2, 14)).due_on == date(2026, 3, 3)

    def test_a_sixtieth_day_inside_spring_festival_ends_after_the_holiday(self):
        # 20 December 2025 + 60 days = 18 February 2026, the second day of Spring Festival (15 to 23 February).
        result = due(shipped("complaint-mediation"), date(2025, 12, 20))
        assert result.due_on == date(2026, 2, 24)
        assert any("falls in a holiday" in one for one in words(result))

    def test_a_sixtieth_day_on_an_ordinary_sunday_stays(self):
        started = date(2026, 5, 6)
        last = started + timedelta(days=60)
        assert last.weekday() == 6
        assert due(shipped("complaint-mediation"), started).due_on == last

    def test_a_term_of_seizure_is_not_lengthened_by_a_holiday(self):
        assert due(shipped("measure-seizure"), date(2026, 9, 2)).due_on == date(2026, 10, 2)

    def test_overlapping_pauses_are_counted_once(self):
        rule, start = shipped("complaint-mediation"), date(2026, 5, 6)
        first = clocks.Pause(date(2026, 5, 10), date(2026, 5, 20))
        second = clocks.Pause(date(2026, 5, 15), date(2026, 5, 25))
        inside = clocks.Pause(date(2026, 5, 12), date(2026, 5, 14))
        result = due(rule, start, pauses=[second, first, inside])
        assert result.due_on == due(rule, start).due_on + timedelta(days=15)
        assert "Paused calendar days not counted: 15." in words(result)

    def test_an_open_pause_moves_the_last_day_every_day(self):
        rule, start = shipped("complaint-mediation"), date(2026, 5, 6)
        pause = [clocks.Pause(date(2026, 5, 10), None, "检测")]
        ends = [due(rule, start, today=date(2026, 5, day), pauses=pause).due_on for day in (10, 11, 20)]
        assert ends == [date(2026, 7, 5), date(2026, 7, 6), date(2026, 7, 15)]

    def test_a_pause_over_a_weekend_takes_no_working_days(self):
        rule, start = shipped("permit-decision"), date(2026, 5, 11)
        over_weekend = clocks.Pause(date(2026, 5, 16), date(2026, 5, 18))
        assert due(rule, start, pauses=[over_weekend]).due_on == due(rule, start).due_on

    def test_a_pause_before_the_start_or_after_the_last_day_moves_nothing(self):
        rule, start = shipped("complaint-mediation"), date(2026, 5, 6)
        before = clocks.Pause(date(2026, 4, 1), date(2026, 5, 7))
        after = clocks.Pause(date(2026, 7, 6), date(2026, 7, 30))
        result = due(rule, start, pauses=[before, after])
        assert result.due_on == due(rule, start).due_on == date(2026, 7, 5)
        assert not any("aused" in one for one in words(result))

    def test_a_pause_on_the_last_day_moves_it(self):
        on_last = clocks.Pause(date(2026, 7, 5), date(2026, 7, 8))
        assert due(shipped("complaint-mediation"), date(2026, 5, 6), pauses=[on_last]).due_on == date(2026, 7, 8)

    def test_a_pause_that_only_the_first_pause_brings_into_reach_counts_too(self):
        chain = [clocks.Pause(date(2026, 7, 1), date(2026, 7, 11)), clocks.Pause(date(2026, 7, 12), date(2026, 7, 17))]
        assert due(shipped("complaint-mediation"), date(2026, 5, 6), pauses=chain).due_on == date(2026, 7, 20)

    def test_receipt_at_half_past_eleven_at_night_counts_on_that_shanghai_date(self):
        assert clocks.shanghai_date(datetime(2026, 5, 6, 15, 30, tzinfo=UTC)) == date(2026, 5, 6)
        assert clocks.shanghai_date(datetime(2026, 5, 6, 16, 0, tzinfo=UTC)) == date(2026, 5, 7)
        with pytest.raises(ValueError, match="time zone"):
            clocks.shanghai_date(datetime(2026, 5, 6, 15, 30))

    def test_order_20_and_order_121_differ_for_mediation(self):
        start = date(2026, 4, 20)
        assert due(shipped("complaint-mediation", ORDER_121), start).due_on == date(2026, 6, 22)  # 19 June is Dragon Boat Festival
        assert due(shipped("complaint-mediation", ORDER_20), start).due_on == date(2026, 6, 25)

    def test_a_notice_is_counted_back_from_the_hearing(self):
        # Hearing on 12 October 2026: the holiday is not counted, the make-up days of 10 October and 20 September are.
        result = due(shipped("penalty-hearing-notice"), date(2026, 10, 12))
        assert result.due_on == date(2026, 9, 25 - 1)
        assert "The latest lawful day is 24 September 2026." in words(result)

    def test_months_end_with_the_month(self):
        assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
        assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
        assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)

    def test_twenty_four_hours_end_on_the_next_day(self):
        assert due(shipped("measure-urgent-report"), date(2026, 5, 6)).due_on == date(2026, 5, 7)

    def test_yellow_starts_when_the_warning_days_remain(self):
        result = due(shipped("complaint-acceptance"), date(2026, 5, 11))  # 7 wd, warns at 2
        assert (result.yellow_on, result.due_on) == (date(2026, 5, 18), date(2026, 5, 20))
        assert due(shipped("consultation-answer-0"), date(2026, 5, 11)).yellow_on == date(2026, 5, 11)


class TestWords:
    def test_the_explanation_names_rule_article_start_and_end_in_both_languages(self):
        result = due(shipped("complaint-acceptance"), date(2026, 5, 11))
        english = words(result)
        assert (
            english[0]
            == "Decide whether to accept the complaint: within 7 working day(s). Basis: 《市场监督管理投诉举报处理办法》第十五条."
        )
        assert "2 day(s) of ordinary weekends are not counted." in english
        assert english[-1] == "The last day is 20 May 2026."
        # The figures and the statutory words are there whatever the catalogue says.
        chinese = words(result, "zh-hans")
        assert len(chinese) == len(english)
        assert "投诉受理决定" in chinese[0]
        assert "2026年5月20日" in chinese[-1]

    def test_an_unconfirmed_limit_says_so(self):
        assert any(
            "not confirmed against the official text" in one for one in words(due(shipped("report-verification"), date(2026, 5, 11)))
        )
        assert not any("not confirmed" in one for one in words(due(shipped("permit-decision"), date(2026, 5, 11))))

    def test_an_unpublished_year_says_so(self):
        assert any("schedule of 2030 is not published" in one for one in words(due(shipped("permit-decision"), date(2030, 5, 13))))
        assert not any("schedule" in one for one in words(due(shipped("measure-seizure"), date(2030, 5, 13)))), (
            "calendar days do not depend on it"
        )

    def test_pauses_and_the_extension_are_told_with_their_reasons(self):
        result = due(
            shipped("permit-decision"),
            date(2026, 5, 11),
            pauses=[clocks.Pause(date(2026, 5, 13), date(2026, 5, 20), "现场检验")],
            extended_days=10,
            extension_reason="案情复杂",
        )
        said = words(result)
        assert "Paused from 13 May 2026 (现场检验), resumed on 20 May 2026." in said
        assert "Paused working days not counted: 5." in said
        assert "Extended by 10 working day(s) with approval: 案情复杂." in said
        assert result.due_on == PLAIN.add_working_days(date(2026, 5, 11), 35)

    def test_a_local_closure_is_named(self):
        storm = Calendar(overrides={date(2026, 5, 13): DayKind.BRIDGE})
        result = due_date(shipped("complaint-acceptance"), started_on=date(2026, 5, 11), calendar=storm, today=date(2026, 5, 11))
        assert result.due_on == date(2026, 5, 21)
        assert "Not counted: 13 May 2026, the bureau is closed." in words(result)


STARTS = st.dates(min_value=date(2021, 8, 1), max_value=date(2028, 12, 31))
FORWARD = st.sampled_from(sorted((key for key, rule in SHIPPED.items() if not rule.before), key=str)).map(SHIPPED.__getitem__)
PAUSABLE = st.sampled_from([shipped("complaint-mediation"), shipped("permit-decision"), shipped("measure-seizure")])


@st.composite
def pause_lists(draw, start):
    made = []
    for _ in range(draw(st.integers(0, 4))):
        first = start + timedelta(days=draw(st.integers(-10, 100)))
        made.append(clocks.Pause(first, first + timedelta(days=draw(st.integers(0, 40)))))
    return made


def slow_due(rule, start, paused):
    """The same period counted one day at a time."""
    day, left = start, rule.days
    while left:
        day += timedelta(days=1)
        if day not in paused and (rule.unit != "wd" or PLAIN.is_working_day(day)):
            left -= 1
    return PLAIN.next_non_holiday(day) if rule.roll == "next-non-holiday" else day


class TestProperties:
    @given(rule=FORWARD, start=STARTS, later=st.integers(0, 60))
    def test_a_later_start_never_ends_earlier(self, rule, start, later):
        assert due(rule, start).due_on <= due(rule, start + timedelta(days=later)).due_on

    @given(rule=FORWARD, start=STARTS)
    def test_yellow_lies_between_start_and_end(self, rule, start):
        result = due(rule, start)
        assert start <= result.yellow_on <= result.due_on

    @given(rule=PAUSABLE, start=STARTS, data=st.data())
    def test_the_last_day_equals_counting_day_by_day(self, rule, start, data):
        pauses = data.draw(pause_lists(start))
        paused = {one.started_on + timedelta(days=step) for one in pauses for step in range((one.ended_on - one.started_on).days)}
        assert due(rule, start, pauses=pauses).due_on == slow_due(rule, start, paused)

    @given(rule=PAUSABLE, start=STARTS, data=st.data())
    def test_a_pause_never_shortens_and_order_does_not_matter(self, rule, start, data):
        pauses = data.draw(pause_lists(start))
        result = due(rule, start, pauses=pauses)
        assert result.due_on >= due(rule, start).due_on
        assert result == due(rule, start, pauses=pauses) == due(rule, start, pauses=sorted(pauses, key=lambda one: one.started_on))
        assert due(rule, start, pauses=pauses[::-1]).due_on == result.due_on

    @given(start=STARTS, extra=st.integers(1, 10), data=st.data())
    def test_an_extension_is_the_same_as_a_longer_period(self, start, extra, data):
        rule, pauses = shipped("permit-decision"), data.draw(pause_lists(start))
        longer = SimpleNamespace(**{name: getattr(rule, name) for name in RuleFacts.__dataclass_fields__} | {"days": rule.days + extra})
        assert due(rule, start, pauses=pauses, extended_days=extra).due_on == due(longer, start, pauses=pauses).due_on

    @given(start=STARTS)
    def test_a_notice_is_never_after_its_event(self, start):
        for code in ("penalty-hearing-notice", "permit-renewal-application", "equipment-inspection-request", "permit-renewal-decision"):
            result = due(shipped(code), start)
            assert result.yellow_on <= result.due_on <= start
