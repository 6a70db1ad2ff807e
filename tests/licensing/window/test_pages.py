"""The pages of the hall and the clerk's queue: nothing personal on the screen, numbers only from the machine, bounded queries."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau import spam
from bureau.calendar import current_calendar
from licensing.models import WindowTicket
from licensing.window import bookings, hours, tickets
from tests import people
from tests.people import signed_in

pytestmark = pytest.mark.django_db
State = WindowTicket.State


def a_slot(line="A"):
    """A half hour of a coming day."""
    calendar = current_calendar()
    today = timezone.localdate()
    day = next(one for one in hours.bookable_days(line, today=today, calendar=calendar) if one > today)
    return hours.slots(line, day, calendar=calendar)[0]


@pytest.fixture
def let_in(monkeypatch):
    """A good proof with every form."""
    monkeypatch.setattr(spam, "proof_in", lambda _data, _now: spam.Proof(mark=uuid4().hex, limit=100))
    monkeypatch.setattr(spam, "admit", lambda *_args, **_named: spam.ADMITTED)


def booking(slot, **changes):
    values = {"item": "XK-02", "day": slot.day.isoformat(), "time": f"{slot.starts:%H:%M}", "name": "李建国", "phone": "13812341234"}
    return {**values, **changes}


def test_the_screen_shows_numbers_and_nothing_of_the_people(client, clerk, django_assert_max_num_queries):
    now = timezone.now()
    for name, phone in (("欧阳建国", "13812341234"), ("慕容晓梅", "13812341235")):
        tickets.take_ticket("A", at=now, name=name, phone=phone, enterprise_code="91320803MA1MXYJX0B")
    tickets.call_next(7, clerk, ["A"], at=now)
    for headers in ({}, {"HX-Request": "true"}):
        with django_assert_max_num_queries(6):
            words = client.get(reverse("licensing:window-board"), headers=headers).content.decode()
        assert "A001" in words and "A002" in words and "7" in words
        for secret in ("欧阳", "慕容", "1381234", "138****", "1234<", "1235<", "91320803MA1MXYJX0B", "李秋月"):
            assert secret not in words


def test_numbers_come_from_the_machine_alone(client, at_window, settings):
    stranger = type(client)()
    refused = stranger.post(reverse("licensing:window-kiosk"), {"line": "A"})
    assert refused.status_code == 403 and not WindowTicket.objects.exists()
    at_window.post(reverse("licensing:window-device"))
    # Signed out as a person does it: the session ends, the mark of the machine stays.
    del at_window.cookies[settings.SESSION_COOKIE_NAME]
    answer = at_window.post(reverse("licensing:window-kiosk"), {"line": "B"})
    assert answer.status_code == 302
    assert "B001" in at_window.get(answer.url).content.decode()
    assert at_window.post(reverse("licensing:window-kiosk"), {"line": "Z"}).status_code == 422
    assert at_window.post(reverse("licensing:window-kiosk"), {"code": "ABCDEFGHJK"}).status_code == 422


def test_booking_shows_what_to_bring_and_books(client, guide, let_in):
    slot = a_slot()
    page = client.get(reverse("licensing:window-book"), {"item": "XK-02", "day": slot.day.isoformat()}).content.decode()
    assert "检验报告" in page and f"{slot.starts:%H:%M}" in page
    answer = client.post(reverse("licensing:window-book"), booking(slot))
    ticket = WindowTicket.objects.get()
    assert answer.status_code == 200 and ticket.code in answer.content.decode()
    assert (ticket.line, ticket.item_code, ticket.state) == ("A", "XK-02", State.BOOKED)


@pytest.mark.parametrize("changes", [{"time": ""}, {"phone": "12"}, {"name": ""}, {"day": "heute"}, {"website": "x"}])
def test_what_is_wrong_books_nothing(client, guide, let_in, changes):
    answer = client.post(reverse("licensing:window-book"), booking(a_slot(), **changes))
    assert answer.status_code == 422
    assert not WindowTicket.objects.exists()


def test_without_a_proof_nothing_is_booked(client, guide):
    assert client.post(reverse("licensing:window-book"), booking(a_slot())).status_code == 422
    assert not WindowTicket.objects.exists()


def test_full_is_said_and_the_form_kept(client, guide, let_in):
    slot = a_slot()
    for turn in range(slot.places):
        client.post(reverse("licensing:window-book"), booking(slot, phone=f"1380000000{turn}"))
    answer = client.post(reverse("licensing:window-book"), booking(slot, phone="13800000009"))
    assert answer.status_code == 409 and "李建国" in answer.content.decode()
    assert WindowTicket.objects.count() == slot.places


def test_moved_and_cancelled_by_the_code(client, guide):
    slot, url = a_slot(), reverse("licensing:window-booking")
    now, calendar = timezone.now(), current_calendar()
    ticket = bookings.book(
        "A", day=slot.day, starts=slot.starts, name="李建国", phone="13812341234", at=now, calendar=calendar, language="zh-hans"
    )
    later = hours.slots("A", slot.day, calendar=calendar)[1]
    shown = client.post(url, {"code": ticket.code.lower()}).content.decode()
    assert f"{slot.starts:%H:%M}" in shown and "李建国" not in shown and "1381234" not in shown
    client.post(url, {"code": ticket.code, "step": "move", "day": later.day.isoformat(), "time": f"{later.starts:%H:%M}"})
    ticket.refresh_from_db()
    assert ticket.booked_for == later.starts
    client.post(url, {"code": ticket.code, "step": "cancel"})
    ticket.refresh_from_db()
    assert ticket.state == State.CANCELLED
    assert client.post(url, {"code": ticket.code, "step": "cancel"}).status_code == 409


def test_wrong_codes_are_counted(client, guide, settings):
    settings.LOOKUPS_PER_HOUR = 3
    answers = [client.post(reverse("licensing:window-booking"), {"code": "ABCDEFGHJK"}).status_code for _turn in range(4)]
    assert answers == [404, 404, 404, 429]


# --- the clerk's queue -----------------------------------------------------------------------------------------------------
def test_a_day_at_the_window(at_window, guide):
    def press(name, *args, **data):
        return at_window.post(reverse(f"licensing:{name}", args=args), data)

    press("window-call")
    press("window-give", line="A")
    assert WindowTicket.objects.get().state == State.WAITING, "nobody is called before the window has a number"
    press("window-settings", window="0")
    press("window-settings", window="3", lines=["A"])
    press("window-call")
    assert WindowTicket.objects.get().window == 3
    press("window-ticket", "A001", "missed")
    assert WindowTicket.objects.get().state == State.CALLED, "not before three calls"
    press("window-ticket", "A001", "again")
    press("window-ticket", "A001", "again")
    press("window-ticket", "A001", "missed")
    assert WindowTicket.objects.get().state == State.MISSED
    press("window-ticket", "A001", "back")
    press("window-call")
    press("window-give", line="A")
    press("window-call", served="1")
    assert [one.state for one in WindowTicket.objects.order_by("serial")] == [State.SERVED, State.CALLED]
    assert press("window-ticket", "A001", "nonsense").status_code == 404
    assert press("window-ticket", "Q999", "served").status_code == 404
    assert "A002" in at_window.get(reverse("licensing:window")).content.decode()


def test_the_desk_asks_a_bounded_number_of_queries(at_window, guide, django_assert_max_num_queries):
    now = timezone.now()
    for _turn in range(15):
        tickets.take_ticket("A", at=now, name="李建国", phone="13812341234")
    with django_assert_max_num_queries(30):
        words = at_window.get(reverse("licensing:window")).content.decode()
    assert "A015" in words and "李建国" not in words


def test_who_booked_is_listed_with_whether_they_are_there(at_window, guide):
    today = timezone.localdate()
    ticket = WindowTicket(
        day=today, line="A", state=State.BOOKED, booked_for="09:00", place=1, code="ABCDEFGHJK", taken_at=timezone.now() - timedelta(days=1)
    )
    ticket.seal(name="李建国", phone="13812341234")
    ticket.save()
    words = at_window.get(reverse("licensing:window")).content.decode()
    assert "李**" in words and "138****1234" in words and "13812341234" not in words
    at_window.post(reverse("licensing:window-give"), {"code": "abcde-fghjk"})
    assert WindowTicket.objects.get().state == State.WAITING


def test_the_supervisor_watches_and_takes_nothing_in(client, guide):
    watcher = signed_in(client, people.supervisor())
    assert watcher.get(reverse("licensing:window")).status_code == 200
    assert watcher.get(reverse("licensing:window-accept", args=["XK-02"])).status_code == 403
