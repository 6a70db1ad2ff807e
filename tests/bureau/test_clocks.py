"""Clocks of a case on the database: start, pause, resume, extend, stop, colours, explanations."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bureau import clocks
from bureau.calendar import Calendar, forget_calendar
from bureau.clock_rules import forget_rules, load_rules
from bureau.models import Case, User
from bureau.models.time import CalendarDay, Clock, ClockLight, ClockPause

PLAIN = Calendar()
NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)


@pytest.fixture
def rules(db):
    forget_rules()
    forget_calendar()
    load_rules()
    yield
    forget_rules()
    forget_calendar()


@pytest.fixture
def case(db):
    return Case.objects.create(kind="complaint", number="T-1", title="t", state="received", opened_at=NOON, updated_at=NOON)


@pytest.fixture
def head(db):
    return User.objects.create(username="head", roles=["approver"])


@pytest.fixture
def clerk(db):
    return User.objects.create(username="clerk", roles=["clerk"])


def start(case, code="complaint-mediation", on=date(2026, 5, 6), as_of=date(2026, 5, 6)):
    return clocks.start_clock(case_id=case.pk, code=code, on=on, rules_as_of=as_of)


def at(day, hour=4):
    return datetime(2026, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.usefixtures("rules")
class TestStartAndStop:
    def test_a_rule_change_between_two_receipts(self, case):
        # Both accepted on 20 April 2026, after order 121 came into force; the one received the day before keeps order 20.
        assert start(case, on=date(2026, 4, 20), as_of=date(2026, 4, 14)).due_on == date(2026, 6, 25)
        clocks.stop_clock(case_id=case.pk, code="complaint-mediation", at=at(date(2026, 4, 21)))
        assert start(case, on=date(2026, 4, 20), as_of=date(2026, 4, 15)).due_on == date(2026, 6, 22)

    def test_an_unknown_clock_is_not_started(self, case):
        with pytest.raises(clocks.UnknownClock):
            start(case, code="no-such-clock")
        assert not case.clocks.exists()

    def test_a_started_clock_holds_the_facts(self, case):
        clock = start(case)
        clock.refresh_from_db()
        assert (clock.code, clock.rule.days, clock.started_on, clock.due_on) == (
            "complaint-mediation",
            60,
            date(2026, 5, 6),
            date(2026, 7, 5),
        )
        assert clocks.case_due_on(case.pk) == date(2026, 7, 5)

    def test_one_running_clock_of_a_code_per_case(self, case):
        start(case)
        with pytest.raises(clocks.ClockAlreadyRunning):
            start(case)
        with pytest.raises(IntegrityError), transaction.atomic():
            Clock.objects.create(case=case, **clocks.clock_values("complaint-mediation", date(2026, 5, 6), date(2026, 5, 6)))

    @pytest.mark.parametrize(("stopped", "met", "expected"), [
        (date(2026, 7, 5), True, True), (date(2026, 7, 6), True, False), (date(2026, 6, 1), False, False), (date(2026, 6, 1), None, None),
    ])  # fmt: skip
    def test_stopping_records_whether_it_was_in_time(self, case, stopped, met, expected):
        start(case)
        assert clocks.stop_clock(case_id=case.pk, code="complaint-mediation", at=at(stopped), met=met).met is expected
        assert clocks.case_due_on(case.pk) is None
        with pytest.raises(clocks.ClockNotRunning):
            clocks.stop_clock(case_id=case.pk, code="complaint-mediation", at=at(stopped))

    def test_the_last_day_ends_at_midnight_in_shanghai(self, case):
        start(case)
        clock = clocks.stop_clock(case_id=case.pk, code="complaint-mediation", at=datetime(2026, 7, 5, 15, 59, tzinfo=UTC))
        assert clock.met is True

    def test_a_supplement_restarts_the_period(self, case):
        start(case, code="report-verification")
        clock = clocks.restart_clock(
            case_id=case.pk, code="report-verification", on=date(2026, 5, 18), rules_as_of=date(2026, 5, 6), at=at(date(2026, 5, 18))
        )
        assert clock.started_on == date(2026, 5, 18)
        assert list(case.clocks.filter(stopped_at__isnull=False).values_list("met", flat=True)) == [None]

    def test_the_nearest_of_several_clocks_decides(self, case):
        start(case)
        start(case, code="complaint-jurisdiction")
        nearest = clocks.nearest_due(case.pk)
        assert (nearest.due_on, nearest.yellow_on) == (date(2026, 5, 14), date(2026, 5, 12))


@pytest.mark.usefixtures("rules")
class TestPause:
    def pause(self, case, on, code="complaint-mediation", reason="检测"):
        return clocks.pause_clock(case_id=case.pk, code=code, on=on, reason=reason, basis="第二十二条")

    def test_a_pause_really_moves_the_date(self, case, clerk):
        start(case)
        self.pause(case, date(2026, 5, 10))
        assert clocks.case_due_on(case.pk) is None, "a paused clock gives no last day"
        clock = clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 20), by=clerk)
        assert clock.due_on == clocks.case_due_on(case.pk) == date(2026, 7, 15)
        assert ClockPause.objects.get().closed_by == clerk

    def test_two_grounds_may_overlap_and_the_clock_stands_until_both_end(self, case):
        start(case)
        first = self.pause(case, date(2026, 5, 10))
        second = self.pause(case, date(2026, 5, 15), reason="鉴定")
        clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 20), pause_id=first.pk)
        assert clocks.case_due_on(case.pk) is None
        clock = clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 25), pause_id=second.pk)
        assert clock.due_on == date(2026, 7, 20)

    def test_what_the_law_does_not_let_pause_is_refused(self, case):
        start(case, code="complaint-acceptance")
        with pytest.raises(clocks.PauseRefused):
            self.pause(case, date(2026, 5, 7), code="complaint-acceptance")

    def test_a_pause_cannot_revive_what_has_expired(self, case):
        start(case)
        self.pause(case, date(2026, 7, 5))
        clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 7, 5))
        with pytest.raises(clocks.PauseRefused):
            self.pause(case, date(2026, 7, 6))

    def test_resuming_what_is_not_paused_is_refused(self, case):
        start(case)
        with pytest.raises(clocks.PauseRefused):
            clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 20))

    def test_stopping_a_paused_clock_ends_its_pause(self, case):
        start(case)
        self.pause(case, date(2026, 7, 1))
        clock = clocks.stop_clock(case_id=case.pk, code="complaint-mediation", at=at(date(2026, 7, 20)))
        assert clock.met is True, "nineteen days were paused"
        assert clock.due_on == date(2026, 7, 24)
        assert ClockPause.objects.get().ended_on == date(2026, 7, 20)

    def test_a_pause_that_ends_before_it_starts_is_refused_by_the_database(self, case):
        clock = start(case)
        with pytest.raises(IntegrityError), transaction.atomic():
            ClockPause.objects.create(clock=clock, reason="r", basis="b", started_on=date(2026, 5, 10), ended_on=date(2026, 5, 9))


@pytest.mark.usefixtures("rules")
class TestExtension:
    def extend(self, clock, by, today=date(2026, 5, 20), **more):
        return clocks.extend_clock(clock=clock, by=by, reason=more.pop("reason", "案情复杂"), at=at(today), today=today, **more)

    def test_the_head_extends_once(self, case, head):
        clock = self.extend(start(case, code="complaint-lead-verification"), head)
        assert clock.due_on == PLAIN.add_working_days(date(2026, 5, 6), 30)
        assert (clock.extended_days, clock.extended_by, clock.extension_reason) == (15, head, "案情复杂")
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(clock, head)

    def test_extension_asked_after_expiry_is_refused(self, case, head):
        clock = start(case, code="complaint-lead-verification")
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(clock, head, today=clock.due_on + timedelta(days=1))
        assert self.extend(clock, head, today=clock.due_on).extended_days == 15, "the last day itself is in time"

    @pytest.mark.parametrize("more", [{"days": 16}, {"days": 0}, {"reason": "  "}])
    def test_too_long_empty_or_without_reason_is_refused(self, case, head, more):
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(start(case, code="complaint-lead-verification"), head, **more)

    def test_only_the_head_and_only_where_the_law_gives_it(self, case, head, clerk):
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(start(case, code="complaint-lead-verification"), clerk)
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(start(case), head, days=5)

    def test_a_stale_object_does_not_extend_twice(self, case, head):
        clock = start(case, code="complaint-lead-verification")
        stale = Clock.objects.get(pk=clock.pk)
        self.extend(clock, head)
        with pytest.raises(clocks.ExtensionRefused):
            self.extend(stale, head)

    def test_a_shorter_extension_is_possible(self, case, head):
        clock = self.extend(start(case, code="complaint-lead-verification"), head, days=5)
        assert clock.due_on == PLAIN.add_working_days(date(2026, 5, 6), 20)

    def test_a_stopped_clock_cannot_be_extended(self, case, head):
        clock = start(case, code="complaint-lead-verification")
        clocks.stop_clock(case_id=case.pk, code=clock.code, at=at(date(2026, 5, 8)))
        with pytest.raises(clocks.ClockNotRunning):
            self.extend(clock, head)


@pytest.mark.usefixtures("rules")
class TestLights:
    def lights(self, today):
        return dict(Clock.objects.annotate_light(today).values_list("code", "light"))

    def test_colours_follow_the_day_and_agree_with_the_single_clock(self, case):
        clock = start(case)  # 60 cd, warns at 15: yellow 20 June, due 5 July
        for day, colour in [((6, 19), "green"), ((6, 20), "yellow"), ((7, 5), "yellow"), ((7, 6), "red")]:
            today = date(2026, *day)
            assert self.lights(today) == {"complaint-mediation": colour}
            assert clock.light_on(today) == colour
            assert Clock.objects.yellow(today).exists() == (colour == "yellow")
            assert Clock.objects.red(today).exists() == (colour == "red")

    def test_a_paused_or_stopped_clock_is_never_late(self, case):
        clock = start(case)
        clocks.pause_clock(case_id=case.pk, code=clock.code, on=date(2026, 7, 1), reason="检测", basis="22")
        late = date(2026, 9, 1)
        assert self.lights(late) == {clock.code: ClockLight.PAUSED}
        assert clock.light_on(late) == ClockLight.PAUSED
        assert Clock.objects.running().count() == 1
        assert not Clock.objects.red(late).exists()
        stopped = clocks.stop_clock(case_id=case.pk, code=clock.code, at=at(date(2026, 7, 2)))
        assert self.lights(late) == {clock.code: ClockLight.STOPPED}
        assert stopped.light_on(late) == ClockLight.STOPPED

    def test_the_queries_for_due_clocks_have_their_own_indexes(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'bureau_clock'")
            found = dict(cursor.fetchall())
        assert "stopped_at IS NULL" in found["clock_running_due"]
        assert "stopped_at IS NULL" in found["clock_running_yellow"]


@pytest.mark.usefixtures("rules")
class TestRecomputeAndExplain:
    def test_a_new_closure_moves_running_clocks_only(self, case, django_assert_max_num_queries):
        start(case, code="complaint-acceptance")
        done = start(case, code="complaint-jurisdiction")
        clocks.stop_clock(case_id=case.pk, code=done.code, at=at(date(2026, 5, 8)))
        CalendarDay.objects.create(date=date(2026, 5, 13), is_working=False, name="台风停工", source="区政府通知")
        clocks.current_calendar()
        with django_assert_max_num_queries(5):  # savepoint, clocks with rules, pauses, update, release
            assert clocks.recompute([case.pk], today=date(2026, 5, 8)) == {case.pk}
        assert dict(case.clocks.values_list("code", "due_on")) == {
            "complaint-acceptance": date(2026, 5, 15),
            "complaint-jurisdiction": date(2026, 5, 14),
        }
        assert clocks.recompute([case.pk], today=date(2026, 5, 8)) == set()

    def test_recomputing_changes_nothing_by_itself(self, case, head):
        start(case)
        clocks.pause_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 10), reason="r", basis="b")
        clocks.resume_clock(case_id=case.pk, code="complaint-mediation", on=date(2026, 5, 20))
        clock = start(case, code="complaint-lead-verification")
        clocks.extend_clock(clock=clock, by=head, reason="r", at=at(date(2026, 5, 8)), today=date(2026, 5, 8))
        assert clocks.recompute([case.pk], today=date(2026, 5, 21)) == set()

    def test_a_clock_explains_itself_with_its_pause_and_extension(self, case, head):
        clock = start(case, code="report-verification")
        clocks.pause_clock(case_id=case.pk, code=clock.code, on=date(2026, 5, 11), reason="检测", basis="第十八条")
        clocks.resume_clock(case_id=case.pk, code=clock.code, on=date(2026, 5, 14))
        clock = clocks.extend_clock(clock=clock, by=head, reason="案情复杂", at=at(date(2026, 5, 20)), today=date(2026, 5, 20))
        said = clocks.explain(clock, calendar=PLAIN, today=date(2026, 5, 20), language="en")
        assert "Paused working days not counted: 3." in said
        assert "Extended by 15 working day(s) with approval: 案情复杂." in said
        assert clock.due_on == PLAIN.add_working_days(date(2026, 5, 6), 33)
        # What the page says and what the row holds is one calculation.
        assert any(clock.due_on.strftime("%Y") in one and "The last day is" in one for one in said)


@pytest.mark.django_db(transaction=True)
def test_two_people_start_the_same_clock_at_once_and_one_wins():
    forget_rules()
    load_rules()
    case = Case.objects.create(kind="complaint", number="T-2", title="t", state="received", opened_at=NOON, updated_at=NOON)
    gate, outcomes = threading.Barrier(2), []

    def begin():
        gate.wait()
        try:
            start(case)
            outcomes.append("started")
        except (IntegrityError, clocks.ClockAlreadyRunning):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    forget_rules()
    assert sorted(outcomes) == ["refused", "started"]
    assert Clock.objects.count() == 1
