"""Numbers of the day: without gaps or doubles, called in the order of the rule, never by two clerks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from licensing.models import WindowTicket
from licensing.window import board, tickets
from tests import people

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
State = WindowTicket.State
LINES = ["A", "B", "C"]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-24T{clock}:00+08:00")


def booked(clock: str, code: str = "ABCDEFGHJK", *, line: str = "A") -> WindowTicket:
    ticket = WindowTicket(
        day=date(2026, 11, 24), line=line, state=State.BOOKED, booked_for=clock, place=1, code=code, taken_at=NOW - timedelta(days=1)
    )
    ticket.seal(name="李建国", phone="13812341234")
    ticket.save()
    ticket.refresh_from_db()
    return ticket


@pytest.mark.django_db
def test_each_line_and_day_counts_from_one():
    labels = [tickets.take_ticket(line, at=NOW).label for line in ("A", "A", "B", "A", "C")]
    assert labels == ["A001", "A002", "B001", "A003", "C001"]
    assert tickets.take_ticket("A", at=NOW + timedelta(days=1)).label == "A001"


@pytest.mark.django_db(transaction=True)
def test_forty_numbers_at_once_have_no_gap_and_no_double():
    def take(_turn):
        try:
            return tickets.take_ticket("A", at=NOW).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        serials = list(pool.map(take, range(40)))
    assert sorted(serials) == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_clerks_calling_at_once_never_call_the_same():
    for _turn in range(12):
        tickets.take_ticket("A", at=NOW)
    clerk = people.clerk()

    def call(window):
        try:
            ticket = tickets.call_next(window, clerk, LINES, at=NOW)
            return ticket.label if ticket else None
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        labels = list(pool.map(call, range(1, 16)))
    called = [one for one in labels if one]
    assert len(called) == len(set(called))
    # A row another one is just taking is passed over, so somebody may find nobody; nobody is lost by it.
    assert WindowTicket.objects.filter(state=State.WAITING).count() == 12 - len(called)


@pytest.mark.django_db
def test_booked_and_in_time_comes_before_walk_ins_once_the_half_hour_begins():
    clerk = people.clerk()
    booked("09:30")
    walk_in = tickets.take_ticket("A", at=at("09:00"))
    visitor = tickets.check_in("ABCDEFGHJK", at=at("09:20"))
    assert [one.label for one in board.queue(at=at("09:25"))] == [walk_in.label, visitor.label], "before the half hour: as they came"
    assert [one.label for one in board.queue(at=at("09:30"))] == [visitor.label, walk_in.label]
    assert tickets.call_next(1, clerk, LINES, at=at("09:30")).pk == visitor.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("arrival", "first"), [("09:40", "booked"), ("09:41", "walk-in")])
def test_more_than_ten_minutes_late_waits_like_a_walk_in(arrival, first):
    booked("09:30")
    walk_in = tickets.take_ticket("A", at=at("09:00"))
    visitor = tickets.check_in("ABCDEFGHJK", at=at(arrival))
    expected = visitor if first == "booked" else walk_in
    assert board.queue(at=at("09:50"))[0].pk == expected.pk


@pytest.mark.django_db
def test_earlier_half_hours_come_first_whoever_checked_in_first():
    booked("09:30", "ABCDEFGHJK")
    booked("09:00", "ABCDEFGHJM")
    tickets.check_in("ABCDEFGHJK", at=at("08:50"))
    early = tickets.check_in("ABCDEFGHJM", at=at("08:55"))
    assert board.queue(at=at("09:35"))[0].pk == early.pk


@pytest.mark.django_db
def test_checking_in_twice_gives_the_same_number_and_another_day_none():
    booked("09:30")
    first = tickets.check_in("ABCDEFGHJK", at=at("09:20"))
    assert tickets.check_in("ABCDEFGHJK", at=at("09:21")).serial == first.serial == 1
    booked("10:00", "ABCDEFGHJM")
    with pytest.raises(tickets.TicketRefused, match="2026年11月24日"):
        tickets.check_in("ABCDEFGHJM", at=at("09:20") + timedelta(days=1))
    for code in ("", "NOSUCHCODE"):
        with pytest.raises(tickets.TicketRefused):
            tickets.check_in(code, at=at("09:20"))


@pytest.mark.django_db
def test_missed_only_after_three_calls_and_comes_after_all():
    clerk = people.clerk()
    tickets.take_ticket("A", at=at("09:00"))
    second = tickets.take_ticket("A", at=at("09:01"))
    ticket = tickets.call_next(1, clerk, LINES, at=at("09:05"))
    tickets.call_again(ticket, at=at("09:06"))
    with pytest.raises(tickets.TicketRefused):
        tickets.missed(ticket, at=at("09:07"))
    tickets.call_again(ticket, at=at("09:07"))
    assert tickets.missed(ticket, at=at("09:08")).state == State.MISSED
    back = tickets.back_to_queue(ticket, at=at("09:20"))
    assert (back.state, back.calls, back.window) == (State.WAITING, 0, None)
    assert [one.pk for one in board.queue(at=at("09:21"))] == [second.pk, ticket.pk], "behind those who waited"


@pytest.mark.django_db
def test_called_by_mistake_goes_back_to_the_old_place():
    clerk = people.clerk()
    tickets.take_ticket("A", at=at("09:00"))
    tickets.take_ticket("A", at=at("09:01"))
    first = tickets.call_next(1, clerk, LINES, at=at("09:05"))
    with pytest.raises(tickets.TicketRefused):
        tickets.call_next(1, clerk, LINES, at=at("09:05"))
    tickets.back_to_queue(first, at=at("09:06"))
    again = tickets.call_next(1, clerk, LINES, at=at("09:07"))
    assert again.pk == first.pk
    tickets.served(again, at=at("09:10"))
    with pytest.raises(tickets.TicketRefused):
        tickets.served(again, at=at("09:11"))
    assert tickets.call_next(1, clerk, ["B"], at=at("09:12")) is None
