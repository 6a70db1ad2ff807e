"""Delivery against a far end that really listens: what arrives, what is tried again, what is given up and told another way."""

import threading
from datetime import timedelta

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

from bureau.models import Message
from bureau.query_codes import query_code
from outreach import delivery
from outreach.channels import Channel, Envelope, Outcome, Result, automatic_codes, channels
from outreach.delivery import MAX_ATTEMPTS, deliver_batch, pause_after
from tests import people
from tests.factories.outreach import NOW, CaseFactory, MessageFactory, PartyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wordings")]


def by_email(**given):
    return MessageFactory(channel="email", dedupe_key=given.pop("dedupe_key", "occasion-e:email"), **given)


def test_channels_are_found_by_their_folders():
    assert sorted(channels()) == ["email", "inbox", "phone", "sms"]
    assert automatic_codes() == ["email", "inbox", "sms"]


def test_sms_and_mail_arrive(postbox):
    party = PartyFactory()
    sms, mail = MessageFactory(party=party), by_email(party=party)
    assert deliver_batch(NOW) == delivery.Counts(claimed=2, sent=2)
    code = query_code(party.case.number)
    (arrived,) = postbox.store.items(kind="sms")
    assert arrived.to == ["13812345678"] and arrived.reference == f"m{sms.pk}" and arrived.sender == "楚州质监"
    assert arrived.text.startswith("张三丰，您的投诉已收到") and code in arrived.text
    (letter,) = postbox.store.items(kind="mail")
    assert letter.to == ["zhang@example.com"] and letter.subject == f"投诉已收到：{party.case.number}"
    assert letter.headers["Message-ID"] == f"<m{mail.pk}@bureau.example>" and code in letter.text
    for row in Message.objects.all():
        assert (row.status, row.attempts, row.sent_at, row.error) == ("sent", 1, NOW, "")
        assert code in row.sent_text.open()
    assert Message.objects.get(pk=sms.pk).provider_id == str(arrived.id)
    assert Message.objects.get(pk=mail.pk).provider_id == f"<m{mail.pk}@bureau.example>"


def test_what_was_sent_lies_sealed(postbox):
    message = MessageFactory()
    deliver_batch(NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text, sent_text FROM bureau_message m WHERE id = %s", [message.pk])
        row, sealed = cursor.fetchone()
    assert "张三丰" not in row and "13812345678" not in row
    assert "张三丰".encode() not in bytes(sealed) and len(sealed) > 50


def test_the_inbox_is_its_own_far_end():
    message = MessageFactory(inbox=True, user=people.clerk(), status="queued", subject="", sent_text="", sent_at=None, case=CaseFactory())
    assert deliver_batch(NOW).sent == 1
    message.refresh_from_db()
    assert message.status == "delivered" and message.subject == f"新交办事项：{message.case.number}"
    assert "已交由您承办" in message.sent_text.open()


def test_not_yet_due_cancelled_and_calls_are_left_alone(postbox):
    MessageFactory(next_attempt_at=NOW + timedelta(seconds=1))
    MessageFactory(status="cancelled")
    MessageFactory(call=True)
    assert deliver_batch(NOW).claimed == 0


def test_a_failure_that_passes_is_tried_again_later(postbox):
    message = MessageFactory()
    postbox.store.fail_next(1, "500")
    assert deliver_batch(NOW).retried == 1
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("queued", 1, "gateway answered 500")
    assert timedelta(seconds=24) <= message.next_attempt_at - NOW <= timedelta(seconds=36)
    assert deliver_batch(NOW + timedelta(seconds=20)).claimed == 0
    assert deliver_batch(message.next_attempt_at).sent == 1


def test_pauses_grow():
    assert [round(pause_after(attempt) / timedelta(seconds=30 * 4 ** (attempt - 1)) - 1, 0) for attempt in (1, 2, 3, 4)] == [0, 0, 0, 0]
    assert pause_after(4) > pause_after(3) > pause_after(2) > pause_after(1)


def test_one_bad_message_does_not_hold_up_the_others(postbox):
    MessageFactory.create_batch(3)
    postbox.store.fail_next(1, "500")
    assert deliver_batch(NOW) == delivery.Counts(claimed=3, sent=2, retried=1)


def test_a_gateway_that_is_away_costs_one_attempt_not_all(settings, postbox):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"
    MessageFactory.create_batch(3)
    assert deliver_batch(NOW).retried == 3
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert not Message.objects.filter(next_attempt_at__lte=NOW).exists()


def test_a_refusal_is_final_and_the_mail_stands_in(postbox):
    message = MessageFactory(dedupe_key="occasion:sms")
    postbox.store.fail_next(1, "reject")
    assert deliver_batch(NOW).dead == 1
    message.refresh_from_db()
    assert message.status == "dead" and message.attempts == 1 and "422" in message.error
    stand_in = message.fallbacks.get()
    assert (stand_in.channel, stand_in.status, stand_in.dedupe_key) == ("email", "queued", "occasion:email")
    assert deliver_batch(NOW).sent == 1
    assert postbox.store.items(kind="mail")[0].to == ["zhang@example.com"]


def test_attempts_run_out(postbox):
    message = MessageFactory(attempts=MAX_ATTEMPTS - 1, party=PartyFactory(email=""))
    postbox.store.fail_next(1, "500")
    assert deliver_batch(NOW).dead == 1
    message.refresh_from_db()
    assert message.status == "dead"


def test_in_the_end_somebody_calls(postbox):
    message = MessageFactory(dedupe_key="occasion:sms")
    postbox.store.fail_next(1, "reject")
    deliver_batch(NOW)
    postbox.store.fail_next(1, "reject", kind="mail")
    assert deliver_batch(NOW).dead == 1
    call = Message.objects.get(channel="phone")
    assert call.status == "queued" and call.fallback_of.fallback_of == message
    # And it stays there: no machine takes it.
    assert deliver_batch(NOW + timedelta(days=1)).claimed == 0


def test_no_stand_in_where_the_occasion_was_told_already(postbox):
    party = PartyFactory()
    MessageFactory(party=party, dedupe_key="occasion:sms")
    by_email(party=party, dedupe_key="occasion:email", status="sent")
    postbox.store.fail_next(1, "reject")
    assert deliver_batch(NOW).dead == 1
    assert Message.objects.count() == 2


def test_both_given_up_leaves_one_call(postbox):
    party = PartyFactory()
    MessageFactory(party=party, dedupe_key="occasion:sms")
    by_email(party=party, dedupe_key="occasion:email")
    postbox.store.fail_next(1, "reject")
    postbox.store.fail_next(1, "reject", kind="mail")
    assert deliver_batch(NOW).dead == 2
    assert Message.objects.filter(channel="phone").count() == 1


def test_somebody_without_any_other_address_is_a_dead_letter_only(postbox):
    MessageFactory(channel="email", dedupe_key="occasion:email", party=PartyFactory(phone=""))
    postbox.store.fail_next(1, "reject", kind="mail")
    assert deliver_batch(NOW).dead == 1
    assert Message.objects.count() == 1


def test_staff_are_not_called(postbox):
    MessageFactory(inbox=True, channel="email", user=people.clerk(), status="queued", case=CaseFactory())
    postbox.store.fail_next(1, "reject", kind="mail")
    assert deliver_batch(NOW).dead == 1
    assert Message.objects.count() == 1


def test_a_channel_that_is_not_set_up_falls_back_at_once(settings, postbox):
    settings.SMS_GATEWAY_URL = ""
    MessageFactory(dedupe_key="occasion:sms")
    assert deliver_batch(NOW).dead == 1
    assert deliver_batch(NOW).sent == 1


def test_words_that_cannot_be_written_are_a_dead_letter():
    message = MessageFactory(code="nothing-known", party=PartyFactory(email="", phone="0517-85912365"))
    assert deliver_batch(NOW).dead == 1
    message.refresh_from_db()
    assert message.status == "dead" and message.error


def test_a_busy_mail_server_is_asked_again(postbox):
    message = by_email()
    postbox.store.fail_next(1, "500", kind="mail")
    assert deliver_batch(NOW).retried == 1
    message.refresh_from_db()
    assert message.error.startswith("451")


def test_the_far_ends_complaint_is_kept_without_the_address(postbox, monkeypatch):
    message = by_email()
    refused = Result(message.pk, Outcome.REFUSED, error="550 5.1.1 <zhang@example.com>: 13812345678 unknown")
    monkeypatch.setattr(channels()["email"], "send", lambda batch: [refused])
    deliver_batch(NOW)
    message.refresh_from_db()
    assert message.error == "550 5.1.1 <…>: … unknown"


def test_one_smtp_connection_serves_a_batch(postbox, monkeypatch):
    opened = []
    honest = EmailBackend.open

    def counted(self):
        fresh = honest(self)
        opened.append(fresh) if fresh else None
        return fresh

    monkeypatch.setattr(EmailBackend, "open", counted)
    for number in range(4):
        by_email(dedupe_key=f"occasion-{number}:email")
    assert deliver_batch(NOW).sent == 4
    assert len(opened) == 1 and len(postbox.store.items(kind="mail")) == 4


def test_a_mail_server_that_is_away_is_asked_again(settings, postbox):
    settings.EMAIL_PORT = 9
    by_email()
    by_email(dedupe_key="another:email")
    assert deliver_batch(NOW).retried == 2
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]


def test_the_number_of_queries_does_not_grow_with_the_batch(postbox, django_assert_max_num_queries):
    MessageFactory.create_batch(10)
    with django_assert_max_num_queries(6):
        assert deliver_batch(NOW).sent == 10


def test_the_limit_is_kept(postbox):
    MessageFactory.create_batch(3)
    assert deliver_batch(NOW, limit=2).claimed == 2
    assert delivery.deliver_until_empty(now=lambda: NOW, seconds=20, limit=2) == delivery.Counts(claimed=1, sent=1)


class Deadly:
    """A far end that takes the message and kills the worker."""

    code, by_hand = "sms", False

    def is_configured(self) -> bool:
        return True

    def send(self, batch: list[Envelope]) -> list[Result]:
        raise SystemExit


def test_what_a_dead_worker_held_comes_back_under_the_same_reference(postbox, monkeypatch):
    message = MessageFactory()
    deadly: Channel = Deadly()
    with monkeypatch.context() as patch:
        patch.setitem(channels(), "sms", deadly)
        with pytest.raises(SystemExit):
            deliver_batch(NOW)
    message.refresh_from_db()
    assert message.status == "sending"
    assert deliver_batch(NOW + timedelta(minutes=1)).claimed == 0
    assert deliver_batch(NOW + delivery.LEASE).sent == 1
    assert [item.reference for item in postbox.store.items()] == [f"m{message.pk}"]


def test_a_message_that_kills_every_worker_is_given_up(monkeypatch):
    message = MessageFactory(party=PartyFactory(email="", phone="13812345678"))
    monkeypatch.setitem(channels(), "sms", Deadly())
    at = NOW
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            deliver_batch(at)
        at += delivery.LEASE
    assert deliver_batch(at).dead == 1
    message.refresh_from_db()
    assert message.error == "the worker did not survive this message"


def test_the_same_reference_twice_is_one_sms(postbox):
    message = MessageFactory()
    deliver_batch(NOW)
    Message.objects.filter(pk=message.pk).update(status="sending", next_attempt_at=NOW)
    deliver_batch(NOW)
    assert len(postbox.store.items(kind="sms")) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_everything_once(postbox):
    MessageFactory.create_batch(40)
    start, totals = threading.Barrier(4), []

    def work():
        start.wait()
        totals.append(delivery.deliver_until_empty(now=lambda: NOW, seconds=30, limit=3))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(total.sent for total in totals) == 40
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}
    assert len(postbox.store.items(kind="sms")) == 40
