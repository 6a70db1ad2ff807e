"""What was told in the past has been told: messages of earlier days are written up as sent, so that the demo does not send them now."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from bureau.models import Message, MessageChannel
from outreach.envelopes import CannotWrite, wording

BATCH = 400
# What came in so recently lies unread in the inboxes.
UNREAD = timedelta(days=2)
READ_AFTER = timedelta(hours=3)
WRITTEN = ["status", "attempts", "sent_at", "read_at", "subject", "sent_text", "error"]


def write_up(case_ids: Collection[int], *, before: datetime, now: datetime) -> int:
    """Put the words of what these cases queued before that moment on the rows and mark them as sent; the number of messages.

    Nothing is sent. A message that has no wording is given up, as delivery would have done, for staff to see.
    """
    done = 0
    for messages in _batches(case_ids, before):
        for message in messages:
            _write_up(message, now)
        Message.objects.bulk_update(messages, WRITTEN, batch_size=BATCH)
        done += len(messages)
    return done


def _batches(case_ids: Collection[int], before: datetime) -> Iterator[list[Message]]:
    queued = Message.objects.filter(case_id__in=case_ids, status=Message.Status.QUEUED, created_at__lt=before)
    ids = list(queued.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = Message.objects.filter(pk__in=ids[start : start + BATCH])
        yield list(rows.select_related("template", "case", "party", "user").defer("case__search").order_by("id"))


def _write_up(message: Message, now: datetime) -> None:
    message.attempts = 1
    try:
        subject, body = wording(message)
    except CannotWrite as error:
        message.status, message.error = Message.Status.DEAD, str(error)[:300]
        return
    message.subject, message.sent_text = subject[:200], body
    message.status, message.sent_at = Message.Status.SENT, message.created_at
    if message.channel == MessageChannel.INBOX:
        message.status = Message.Status.DELIVERED
        message.read_at = message.created_at + READ_AFTER if message.created_at < now - UNREAD else None
