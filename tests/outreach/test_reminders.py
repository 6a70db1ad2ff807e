"""Warnings: each clock once per colour, one digest per reader, whatever runs side by side."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from bureau.models import Clock, Message
from bureau.roles import Role
from outreach import reminders
from outreach.delivery import deliver_batch
from outreach.reminders import warn_clocks
from tests import people
from tests.factories.bureau import UserFactory
from tests.factories.outreach import NOW, CaseFactory, ClockFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wordings")]


def clock_of(handler=None, office=None, **given):
    return ClockFactory(case=CaseFactory(handler=handler, office=office), **given)


def readers(channel="inbox"):
    return sorted(Message.objects.filter(code="staff-digest", channel=channel).values_list("user__username", flat=True))


def test_the_handler_gets_one_digest_by_inbox_and_mail():
    officer = people.officer()
    yellow, red = clock_of(officer), clock_of(officer, red=True)
    assert warn_clocks(NOW) == 2
    assert readers() == readers("email") == ["officer"]
    context = Message.objects.get(channel="inbox").context
    assert (context["red"], context["yellow"], context["more"]) == (1, 1, 0)
    # The most urgent first.
    assert [one["number"] for one in context["cases"]] == [red.case.number, yellow.case.number]
    assert [one["light"] for one in context["cases"]] == ["red", "yellow"]


def test_the_digest_can_be_read():
    clock = clock_of(people.officer(), red=True)
    warn_clocks(NOW)
    Message.objects.filter(channel="email").delete()
    assert deliver_batch(NOW).sent == 1
    message = Message.objects.get()
    assert message.subject == "时限预警：超期 1 件"
    assert f"【红灯 超期】{clock.case.number} 投诉受理，期限 2026年5月5日" in message.sent_text.open()


@pytest.mark.parametrize("given", [{"green": True}, {"stopped": True}, {"paused": True}, {"red": True, "stopped": True}])
def test_clocks_that_have_not_turned(given):
    clock_of(people.officer(), **given)
    assert warn_clocks(NOW) == 0
    assert not Message.objects.exists()


def test_once_per_colour():
    clock = clock_of(people.officer())
    assert [warn_clocks(NOW), warn_clocks(NOW + timedelta(minutes=1))] == [1, 0]
    clock.refresh_from_db()
    assert (clock.warned_yellow_at, clock.warned_red_at) == (NOW, None)
    later = NOW + timedelta(days=2)
    assert [warn_clocks(later), warn_clocks(later)] == [1, 0]
    clock.refresh_from_db()
    assert (clock.warned_yellow_at, clock.warned_red_at) == (NOW, later)
    assert Message.objects.filter(channel="inbox").count() == 2


def test_a_red_one_never_warns_as_yellow():
    clock = clock_of(people.officer(), red=True)
    warn_clocks(NOW)
    clock.refresh_from_db()
    assert (clock.warned_yellow_at, clock.warned_red_at) == (None, NOW)
    assert warn_clocks(NOW) == 0


def test_the_day_is_shanghais():
    clock_of(people.officer(), yellow_on=(NOW + timedelta(days=1)).date(), due_on=(NOW + timedelta(days=3)).date())
    # 23:30 in Shanghai, then 00:30: only then the yellow day has begun.
    evening = NOW.replace(hour=15, minute=30)
    assert [warn_clocks(evening), warn_clocks(evening + timedelta(hours=1))] == [0, 1]


def test_without_handler_the_clerks_of_the_office():
    elsewhere = people.clerk_elsewhere()
    people.clerk()
    clock_of(office=elsewhere.office)
    warn_clocks(NOW)
    assert readers() == ["clerk-elsewhere"]


def test_without_office_or_clerks_the_desk():
    people.clerk(), people.seat(), people.clerk_elsewhere()
    clock_of()
    clock_of(office=people.officer().office)
    warn_clocks(NOW)
    assert readers() == ["clerk", "seat"]
    assert Message.objects.filter(channel="inbox", user__username="clerk").get().context["yellow"] == 2


def test_red_is_told_to_the_supervisors_too():
    people.supervisor()
    officer = people.officer()
    clock_of(officer, red=True)
    clock_of(officer)
    warn_clocks(NOW)
    assert readers() == ["officer", "supervisor"]
    assert Message.objects.get(channel="inbox", user__username="supervisor").context["yellow"] == 0


def test_a_handler_who_left_is_not_told_but_somebody_is():
    people.clerk()
    clock_of(UserFactory(username="gone", inactive=True, roles=[Role.OFFICER.value]))
    warn_clocks(NOW)
    assert readers() == ["clerk"]


def test_a_long_digest_is_cut_and_says_so():
    officer = people.officer()
    for _ in range(reminders.LISTED + 2):
        clock_of(officer)
    warn_clocks(NOW)
    context = Message.objects.get(channel="inbox").context
    assert (len(context["cases"]), context["more"], context["yellow"]) == (reminders.LISTED, 2, reminders.LISTED + 2)


def test_chunks_lose_nothing(monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 3)
    for officer in (people.officer(), people.second_officer()):
        for _ in range(4):
            clock_of(officer)
    assert warn_clocks(NOW) == 8
    told = [
        one["number"] for context in Message.objects.filter(channel="inbox").values_list("context", flat=True) for one in context["cases"]
    ]
    assert len(told) == len(set(told)) == 8


def test_a_few_statements_however_many_clocks(django_assert_max_num_queries):
    officers = [UserFactory(username=f"officer-{number}", roles=[Role.OFFICER.value]) for number in range(5)]
    for officer in officers * 4:
        clock_of(officer)
    with django_assert_max_num_queries(8):
        assert warn_clocks(NOW) == 20
    assert Message.objects.filter(channel="inbox").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_warn_once():
    officer = people.officer()
    for _ in range(30):
        clock_of(officer)
    start, warned = threading.Barrier(4), []

    def work():
        start.wait()
        warned.append(warn_clocks(NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(warned) == [0, 0, 0, 30]
    assert Clock.objects.filter(warned_yellow_at=NOW).count() == 30
    assert Message.objects.filter(channel="inbox").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_fails_half_way_is_warned_of_the_next_time(monkeypatch):
    clock = clock_of(people.officer())
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_queue_digests", lambda turned, now: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            warn_clocks(NOW)
    clock.refresh_from_db()
    assert clock.warned_yellow_at is None
    assert warn_clocks(NOW) == 1
