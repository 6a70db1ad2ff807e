"""Booking a half hour: opening hours, places never given twice, moved, cancelled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from bureau.calendar import Calendar
from bureau.models import Message
from licensing.models import WindowTicket
from licensing.window import bookings, hours, tickets

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
CALENDAR = Calendar()


def book(starts: time = time(9), *, day: date = TUESDAY, line: str = "A", phone: str = "13812341234") -> WindowTicket:
    return bookings.book(line, day=day, starts=starts, name="李建国", phone=phone, at=NOW, calendar=CALENDAR, language="zh-hans")


def begins(day: date) -> list[time]:
    return [one.starts for one in hours.slots("A", day, calendar=CALENDAR)]


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 11, 23), 12, time(16, 30)),
        (TUESDAY, 16, time(18, 30)),
        (date(2026, 11, 26), 16, time(18, 30)),
        (SATURDAY, 5, time(11)),
        (date(2026, 11, 29), 0, None),
        (date(2025, 10, 1), 0, None),
        # A make-up Saturday is a working day with its ordinary hours.
        (date(2025, 10, 11), 12, time(16, 30)),
        # A Saturday within a festival is no booking day.
        (date(2025, 10, 4), 0, None),
    ],
)
def test_half_hours_of_real_days(day, count, last):
    found = begins(day)
    assert len(found) == count
    assert (found[-1] if found else None) == last


def test_after_hours_are_by_booking_only():
    by_booking = {one.starts for one in hours.slots("A", TUESDAY, calendar=CALENDAR) if one.by_booking_only}
    assert by_booking == {time(17), time(17, 30), time(18), time(18, 30)}
    assert all(one.by_booking_only for one in hours.slots("A", SATURDAY, calendar=CALENDAR))


@pytest.mark.django_db
def test_a_booking_is_told_and_holds_its_place(reference):
    ticket = book()
    assert (ticket.state, ticket.serial, ticket.place) == (WindowTicket.State.BOOKED, None, 1)
    assert book(phone="13812341235").place == 2
    kept = WindowTicket.objects.get(pk=ticket.pk)
    assert kept.name_mask == "李**" and kept.name.open() == "李建国"
    message = Message.objects.filter(code="window-booked").first()
    assert ticket.code not in str(message.context), "the code is a secret"


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_one_half_hour_never_double():
    places = hours.slot_at("A", TUESDAY, time(9), calendar=CALENDAR).places

    def one(turn):
        try:
            return book(phone=f"138000000{turn:02d}").place
        except tickets.TicketRefused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        got = [place for place in pool.map(one, range(50)) if place]
    assert sorted(got) == list(range(1, places + 1))
    assert WindowTicket.objects.count() == places


@pytest.mark.django_db
def test_moving_frees_the_old_place_and_keeps_the_code(reference):
    for turn in range(4):
        last = book(phone=f"1380000000{turn}")
    with pytest.raises(tickets.TicketRefused):
        book(phone="13800000009")
    moved = bookings.reschedule(last.code, day=SATURDAY, starts=time(9), at=NOW, calendar=CALENDAR, language="zh-hans")
    assert (moved.code, moved.day, moved.booked_for, moved.place) == (last.code, SATURDAY, time(9), 1)
    assert book(phone="13800000009").place == 4


@pytest.mark.django_db
def test_a_move_to_a_full_half_hour_keeps_the_old_place(reference):
    for turn in range(4):
        book(phone=f"1380000000{turn}")
    mine = book(time(10))
    with pytest.raises(tickets.TicketRefused):
        bookings.reschedule(mine.code, day=TUESDAY, starts=time(9), at=NOW, calendar=CALENDAR, language="zh-hans")
    mine.refresh_from_db()
    assert (mine.booked_for, mine.state) == (time(10), "booked")


@pytest.mark.django_db
def test_cancelling_gives_the_place_back_once(reference):
    ticket = book()
    bookings.cancel(ticket.code, at=NOW, language="zh-hans")
    assert book().place == 1
    with pytest.raises(tickets.TicketRefused):
        bookings.cancel(ticket.code, at=NOW, language="zh-hans")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (date(2026, 11, 29), time(9)),
        (TUESDAY, time(12)),
        (TUESDAY, time(9, 10)),
        (date(2026, 12, 15), time(9)),
        (date(2026, 11, 20), time(9)),
    ],
)
def test_what_is_no_half_hour_is_refused(day, starts):
    with pytest.raises(tickets.TicketRefused):
        book(starts, day=day)


@pytest.mark.django_db
def test_one_phone_holds_three_at_most(reference):
    for starts in (time(9), time(9, 30), time(10)):
        book(starts)
    with pytest.raises(tickets.TicketRefused, match="3"):
        book(time(10, 30))


@pytest.mark.parametrize(
    ("typed", "code"), [("abcde-fghjk", "ABCDEFGHJK"), (" ABCDE FGHJK ", "ABCDEFGHJK"), ("ABCDE", ""), ("ABCDEFGHI0", "")]
)
def test_codes_as_people_type_them(typed, code):
    assert bookings.read_code(typed) == code
