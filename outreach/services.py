"""What staff do to messages: send again, note a call, mark as read."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bureau.models import Case, Message, MessageChannel, User
from bureau.outbox import wake_delivery

AT_ONCE = 200


def resend_messages(ids: Sequence[int], *, at: datetime) -> int:
    """Give dead messages another five attempts from now on; others among the ids are left alone. Returns how many."""
    with transaction.atomic():
        count = Message.objects.filter(pk__in=ids[:AT_ONCE], status=Message.Status.DEAD).update(
            status=Message.Status.QUEUED, attempts=0, next_attempt_at=at, error=""
        )
        wake_delivery()
    return count


def note_call(message_id: int, *, by: User, at: datetime) -> bool:
    """The call was made: the message is delivered. False if it is not a waiting call of a case this person may see."""
    waiting = Message.objects.filter(pk=message_id, channel=MessageChannel.PHONE, status=Message.Status.QUEUED)
    return bool(
        waiting.filter(case__in=Case.objects.visible_to(by)).update(
            status=Message.Status.DELIVERED, sent_at=at, provider_id=f"user:{by.pk}"
        )
    )


def mark_read(message_id: int, *, user: User, at: datetime | None) -> bool:
    """Mark one's own inbox message as read at that time, or as unread (None). False if it is not one's own."""
    return bool(_inbox(user).filter(pk=message_id).update(read_at=at))


def mark_all_read(*, user: User, at: datetime) -> int:
    """Mark everything unread in one's own inbox as read. Returns how many."""
    return _inbox(user).filter(read_at__isnull=True).update(read_at=at)


def _inbox(user: User) -> QuerySet[Message]:
    return Message.objects.filter(user=user, channel=MessageChannel.INBOX, status=Message.Status.DELIVERED)
