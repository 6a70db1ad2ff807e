"""The delivery worker: claim due messages, send them by channel, record what became of them.

At least once: a worker that dies between sending and recording leaves its rows with a lease, and they are sent again under the same
reference when it runs out. `SKIP LOCKED` keeps any number of workers out of each other's way.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from bureau.models import Message
from outreach.channels import Envelope, Outcome, Result, automatic_codes, channels
from outreach.envelopes import CannotWrite, envelope_for, without_addresses
from outreach.fallback import queue_fallbacks

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Longer than the slowest batch: 50 messages against the time-outs of the channels.
LEASE = timedelta(minutes=8)
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_FACTOR = 4
JITTER = 0.2
WRITTEN = ["status", "attempts", "next_attempt_at", "sent_at", "provider_id", "error", "subject", "sent_text"]

_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Counts:
    """What one batch, or several, came to."""

    claimed: int = 0
    sent: int = 0
    retried: int = 0
    dead: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.claimed + other.claimed, self.sent + other.sent, self.retried + other.retried, self.dead + other.dead)


def deliver_until_empty(*, now: Callable[[], datetime], seconds: float, limit: int = 50) -> Counts:
    """Batch after batch until nothing is due or the time is up."""
    end = time.monotonic() + seconds
    total = Counts()
    while time.monotonic() < end:
        batch = deliver_batch(now(), limit)
        total += batch
        if not batch.claimed:
            break
    return total


def deliver_batch(now: datetime, limit: int = 50) -> Counts:
    """Claim up to `limit` due messages, send them, record the results channel by channel."""
    messages = _claim(now, limit)
    counts = Counts(claimed=len(messages))
    for code in dict.fromkeys(message.channel for message in messages):
        group = [message for message in messages if message.channel == code]
        counts += _deliver_group(code, group, now)
    return counts


def _claim(now: datetime, limit: int) -> list[Message]:
    """Take due rows in one statement: mark them, lease them, count the attempt.

    Materialized: a plan that ran the inner select once per row would skip what it had just locked and claim more than the limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM bureau_message
                 WHERE status IN ('queued', 'sending') AND next_attempt_at <= %(now)s AND channel = ANY(%(channels)s)
                 ORDER BY next_attempt_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
            UPDATE bureau_message AS m SET status = 'sending', attempts = attempts + 1, next_attempt_at = %(lease)s
              FROM due WHERE m.id = due.id
            RETURNING m.id
            """,
            {"now": now, "lease": now + LEASE, "limit": limit, "channels": automatic_codes()},
        )
        claimed = [row[0] for row in cursor.fetchall()]
    if not claimed:
        return []
    return list(Message.objects.filter(pk__in=claimed).select_related("template", "case", "party", "user").order_by("id"))


def _deliver_group(code: str, group: Sequence[Message], now: datetime) -> Counts:
    """Send the claimed messages of one channel and settle them."""
    envelopes: dict[int, Envelope] = {}
    results: dict[int, Result] = {}
    for message in group:
        try:
            if message.attempts > MAX_ATTEMPTS:
                # Claimed again and again and never settled: it takes its worker down with it.
                raise CannotWrite("the worker did not survive this message")
            envelopes[message.pk] = envelope_for(message)
        except CannotWrite as error:
            results[message.pk] = Result(message.pk, Outcome.REFUSED, error=str(error))
    channel = channels()[code]
    batch = list(envelopes.values())
    if batch and not channel.is_configured():
        sent = [Result.refused(envelope, "this channel is not set up") for envelope in batch]
    else:
        sent = channel.send(batch) if batch else []
    results.update((result.message_id, result) for result in sent)
    return _settle(group, envelopes, results, now)


@transaction.atomic
def _settle(group: Sequence[Message], envelopes: dict[int, Envelope], results: dict[int, Result], now: datetime) -> Counts:
    """Write all results in one statement and open another way for what is given up. A row cancelled meanwhile stays as it is."""
    for message in group:
        _apply(message, envelopes.get(message.pk), results[message.pk], now)
    Message.objects.filter(status=Message.Status.SENDING).bulk_update(group, WRITTEN)
    dead = [message for message in group if message.status == Message.Status.DEAD]
    for message in dead:
        log.error("Message m%s (%s by %s) is given up: %s", message.pk, message.code, message.channel, message.error)
    queue_fallbacks(dead, now)
    retried = sum(message.status == Message.Status.QUEUED for message in group)
    return Counts(sent=len(group) - len(dead) - retried, retried=retried, dead=len(dead))


def _apply(message: Message, envelope: Envelope | None, result: Result, now: datetime) -> None:
    """Put one result on its row, unsaved."""
    message.error = without_addresses(result.error)
    if envelope is not None:
        message.subject, message.sent_text = envelope.subject[:200], envelope.body
    if result.outcome in (Outcome.SENT, Outcome.ARRIVED):
        message.status = Message.Status.DELIVERED if result.outcome == Outcome.ARRIVED else Message.Status.SENT
        message.sent_at = now
        message.provider_id = result.provider_id[:100]
    elif result.outcome == Outcome.REFUSED or (result.outcome == Outcome.RETRY and message.attempts >= MAX_ATTEMPTS):
        message.status = Message.Status.DEAD
    else:
        message.status = Message.Status.QUEUED
        message.next_attempt_at = now + pause_after(message.attempts)
        if result.outcome == Outcome.UNTRIED:
            message.attempts -= 1


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 s, 2 min, 8 min, 32 min, each a fifth more or less so that a crowd spreads out."""
    return FIRST_PAUSE * (PAUSE_FACTOR ** (attempts - 1)) * _dice.uniform(1 - JITTER, 1 + JITTER)
