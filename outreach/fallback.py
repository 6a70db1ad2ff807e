"""Another way to tell what could not be told: SMS and e-mail stand in for each other, and in the end somebody calls."""

from collections.abc import Sequence
from datetime import datetime

from bureau.models import Message, MessageChannel
from bureau.outbox import address_of, message_values

# Only one change between the written channels, else a person unreachable by both would be tried in circles.
STAND_INS: dict[str, tuple[MessageChannel, ...]] = {
    MessageChannel.SMS: (MessageChannel.EMAIL, MessageChannel.PHONE),
    MessageChannel.EMAIL: (MessageChannel.SMS, MessageChannel.PHONE),
}
LAST_RESORT = (MessageChannel.PHONE,)


def queue_fallbacks(dead: Sequence[Message], now: datetime) -> list[Message]:
    """Queue a stand-in for each dead message, in the caller's transaction.

    None is needed where the same occasion was told, or is being told, by the stand-in channel already. Staff have their inbox, so only
    messages to citizens fall back.
    """
    told = _told_already(dead)
    rows = [row for message in dead if message.party_id is not None and (row := _stand_in(message, told, now))]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return rows


def occasion_key(message: Message, channel: str) -> str:
    """The dedupe key of the same occasion by another channel."""
    return f"{message.dedupe_key.removesuffix(f':{message.channel}')}:{channel}"[:120]


def _candidates(message: Message) -> tuple[MessageChannel, ...]:
    return LAST_RESORT if message.fallback_of_id else STAND_INS.get(message.channel, ())


def _told_already(dead: Sequence[Message]) -> dict[str, str]:
    """The status of every row that already speaks of these occasions by a stand-in channel."""
    keys = [occasion_key(message, channel) for message in dead for channel in _candidates(message)]
    return dict(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "status")) if keys else {}


def _stand_in(message: Message, told: dict[str, str], now: datetime) -> Message | None:
    """The unsaved row by the first stand-in channel that can be used; None if there is none, or it is being told already."""
    for channel in _candidates(message):
        key = occasion_key(message, channel)
        if key in told:
            if told[key] == Message.Status.DEAD:
                continue
            return None
        if message.party is None or not address_of(message.party, channel):
            continue
        return Message(
            channel=channel,
            code=message.code,
            template_id=message_values(message.code, channel, message.language),
            context=message.context,
            case_id=message.case_id,
            party_id=message.party_id,
            language=message.language,
            dedupe_key=key,
            created_at=now,
            next_attempt_at=now,
            fallback_of=message,
        )
    return None
