"""Queueing: a message is a row of the transaction that gives rise to it."""

import time
from datetime import date
from decimal import Decimal

import pytest
from celery import Celery
from django.db import transaction

from bureau import message_templates, outbox, waking
from bureau.models import Message, MessageChannel
from tests import people
from tests.factories.outreach import NOW, CaseFactory, PartyFactory

pytestmark = pytest.mark.django_db


def queue(to, *, code="complaint-accepted", channels=None, key="occasion", **context):
    case_id = getattr(to, "case_id", None)
    return outbox.queue(code=code, to=to, channels=channels, context=context, case_id=case_id, dedupe_key=key, at=NOW)


def test_a_citizen_is_told_by_every_address_given(wordings):
    party = PartyFactory()
    returned = queue(party)
    rows = Message.objects.order_by("channel")
    assert [row.channel for row in rows] == ["email", "sms"]
    assert {row.dedupe_key for row in rows} == {"occasion:email", "occasion:sms"}
    assert all((row.party, row.case, row.status, row.next_attempt_at) == (party, party.case, "queued", NOW) for row in rows)
    assert [row.template.channel for row in rows] == ["email", "sms"]
    assert len(returned) == 2


@pytest.mark.parametrize(
    ("given", "channels"),
    [
        ({"email": ""}, ["sms"]),
        ({"phone": "0517-85912365"}, ["email"]),  # a landline cannot take an SMS
        ({"phone": "+86 138 1234 5678", "email": ""}, ["sms"]),
        ({"name": "", "phone": "", "email": ""}, []),
    ],
)
def test_only_channels_with_an_address_are_used(wordings, given, channels):
    returned = queue(PartyFactory(**given))
    assert [row.channel for row in returned] == channels
    assert list(Message.objects.values_list("channel", flat=True)) == channels


def test_staff_are_told_by_inbox_and_mail(wordings):
    queue(people.clerk(), code="staff-assigned")
    assert sorted(Message.objects.values_list("channel", "user__username")) == [("email", "clerk"), ("inbox", "clerk")]


def test_wanted_channels_are_kept_to(wordings):
    assert [row.channel for row in queue(PartyFactory(), channels=[MessageChannel.PHONE])] == ["phone"]


def test_asked_for_twice_queued_once(wordings):
    party = PartyFactory()
    queue(party)
    queue(party)
    assert Message.objects.count() == 2


def test_nothing_is_queued_by_a_transaction_that_fails(wordings):
    party = PartyFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(party)
        raise ZeroDivisionError
    assert not Message.objects.exists()


def test_many_notes_are_one_statement(wordings, django_assert_num_queries):
    case = CaseFactory()
    parties = [PartyFactory(case=case) for _ in range(20)]
    notes = [
        outbox.Note(code="report-closed", to=party, context={}, case_id=case.pk, dedupe_key=f"rate:{party.pk}", at=NOW) for party in parties
    ]
    message_templates.template_id("report-closed", "sms", "zh-hans")
    with django_assert_num_queries(1):
        outbox.queue_many(notes)
    assert Message.objects.count() == 40


def test_dates_and_amounts_become_text(wordings):
    (row,) = queue(PartyFactory(email=""), due_on=date(2026, 5, 14), amount=Decimal("12.50"), office=None)
    row = Message.objects.get()
    assert row.context == {"due_on": "2026-05-14", "amount": "12.50", "office": None}


def test_the_wording_costs_no_query_once_known(wordings, django_assert_num_queries):
    first = outbox.message_values("complaint-received", "sms", "zh-hans")
    with django_assert_num_queries(0):
        assert outbox.message_values("complaint-received", "sms", "zh-hans") == first
        assert outbox.message_values("complaint-received", "sms", "en") not in (None, first)
        # No wording in that language: the Chinese one.
        assert outbox.message_values("complaint-received", "sms", "fr") == first
        # What is read aloud on the phone is the SMS.
        assert outbox.message_values("complaint-received", "phone", "zh-hans") == first


def test_a_message_without_wording_is_queued_and_noted(wordings, caplog):
    queue(PartyFactory(email=""), code="no-such-thing")
    assert Message.objects.get().template is None
    assert "no-such-thing" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_workers_are_woken_after_commit_only_and_not_by_every_message(nobody_woken):
    with transaction.atomic():
        outbox.wake_delivery()
        assert nobody_woken == []
    outbox.wake_delivery()
    assert nobody_woken == ["outreach.deliver_messages"]


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_transaction_stands(monkeypatch, caplog):
    monkeypatch.setattr(waking, "current_app", Celery("away", broker="redis://127.0.0.1:9/0", set_as_current=False))
    began = time.monotonic()
    with transaction.atomic():
        case = CaseFactory()
        outbox.wake_delivery()
    case.refresh_from_db()
    assert caplog.text.count("The task queue is away") == 1
    # Nobody waits for it, and nobody asks again at once.
    outbox.wake_delivery()
    assert time.monotonic() - began < 2
    assert caplog.text.count("The task queue is away") == 1
