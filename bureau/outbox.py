"""Speaking to people: a message is a row in the transaction that gives rise to it; delivery is another process's work.

`queue` may be called from every floor. If the transaction rolls back nobody is told; if Redis is away nothing is lost, because workers look
into the table by themselves and Redis only wakes them sooner.
"""

import base64
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from bureau import message_templates
from bureau.models import Message, MessageChannel, Party, User
from bureau.phones import MOBILE
from bureau.sealing import Sealed, normalise, seal, unseal
from bureau.waking import wake

log = logging.getLogger(__name__)

DELIVERY_TASK = "outreach.deliver_messages"
BATCH = 500

# Every address a citizen gave is used: the form asks for a phone, an e-mail address is given on purpose.
PARTY_CHANNELS: tuple[MessageChannel, ...] = (MessageChannel.SMS, MessageChannel.EMAIL)
USER_CHANNELS: tuple[MessageChannel, ...] = (MessageChannel.INBOX, MessageChannel.EMAIL)


# The key under which a sealed value lies in a message's context. Nothing a person types can be mistaken for it: that is never a mapping.
SEALED_KEY = "sealed"
HIDDEN = "****"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody with neither an account nor a matter: a number to prove, a colleague who is invited. The address is kept sealed."""

    phone: str | Sealed = ""
    email: str | Sealed = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value of a message's context that must not lie readable in the database: a code, a link that opens something."""

    value: str


Recipient = Party | User | Addressee


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to tell whom. `channels` None: all that suit the person. `dedupe_key` names the occasion; each channel gets its own row."""

    code: str
    to: Recipient
    context: Mapping[str, Any]
    case_id: int | None
    dedupe_key: str
    at: datetime
    channels: Sequence[MessageChannel] | None = None
    language: str | None = None


def queue(
    *,
    code: str,
    to: Recipient,
    channels: Sequence[MessageChannel] | None,
    context: Mapping[str, Any],
    case_id: int | None,
    dedupe_key: str,
    at: datetime,
    language: str | None = None,
) -> list[Message]:
    """Write what is to be told to one person, in the caller's transaction; see `queue_many`."""
    note = Note(code=code, to=to, channels=channels, context=context, case_id=case_id, dedupe_key=dedupe_key, at=at, language=language)
    return queue_many([note])


def queue_many(notes: Iterable[Note]) -> list[Message]:
    """Write the rows of many notes in one statement per 500 and return them (without primary keys).

    A person without an address for a channel gets none by it, somebody with no address at all gets nothing: that is not an error. An
    occasion that was queued before stays as it is and is among the returned. The context must hold no personal data; what only
    the reader may see goes in as a `Secret`.
    """
    messages = [message for note in notes for message in unsaved(note)]
    Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)
    return messages


def unsaved(note: Note) -> list[Message]:
    """The rows of a note, one for each way the person is reached, for `docket.open_case`, which writes them with the case."""
    return [_message(note, channel) for channel in reachable_channels(note.to, note.channels)]


def _message(note: Note, channel: MessageChannel) -> Message:
    language = note.language or (note.to.language if isinstance(note.to, Party) else settings.LANGUAGE_CODE)
    return Message(
        channel=channel,
        code=note.code,
        template_id=message_values(note.code, channel, language),
        context={name: _plain_json(value) for name, value in note.context.items()},
        case_id=note.case_id,
        party=note.to if isinstance(note.to, Party) else None,
        user=note.to if isinstance(note.to, User) else None,
        # Nobody's row to look the address up in later: it is kept with the message, sealed by the field.
        address=address_of(note.to, channel) if isinstance(note.to, Addressee) else b"",
        language=language,
        dedupe_key=f"{note.dedupe_key}:{channel}",
        created_at=note.at,
        next_attempt_at=note.at,
    )


def _plain_json(value: Any) -> Any:
    """Dates as ISO text, amounts and lazy words as text, secrets sealed, containers likewise inside."""
    if isinstance(value, Secret):
        return {SEALED_KEY: base64.b64encode(seal(value.value)).decode()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {str(name): _plain_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(one) for one in value]
    return str(value)


def readable_context(context: Mapping[str, Any], *, masked: bool = False) -> dict[str, Any]:
    """A message's context with its secrets opened, or hidden in `masked` ones, for whoever writes the words. Raises UnsealError."""
    return {name: _opened_secret(value, masked=masked) if _is_sealed(value) else value for name, value in context.items()}


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {SEALED_KEY}


def _opened_secret(value: Mapping[str, str], *, masked: bool) -> str:
    return HIDDEN if masked else unseal(base64.b64decode(value[SEALED_KEY]))


def message_values(code: str, channel: str, language: str) -> int | None:
    """The id of the wording in use, without a query while the process knows it (60 s). None, and a log line, if there is none.

    A message without wording is still queued: it becomes a dead letter that staff see, instead of an error in the citizen's face.
    """
    found = message_templates.template_id(code, channel, language)
    if found is None:
        log.error("No wording for message %s by %s in %s", code, channel, language)
    return found


def reachable_channels(to: Recipient, wanted: Sequence[MessageChannel] | None = None) -> list[MessageChannel]:
    """Of the wanted channels (None: the usual ones) those this person has an address for."""
    usual = USER_CHANNELS if isinstance(to, User) else PARTY_CHANNELS
    return [channel for channel in (usual if wanted is None else wanted) if address_of(to, channel)]


def address_of(to: Recipient, channel: str) -> str:
    """Where the person is reached by a channel: a mobile number, an e-mail address, a user id, any phone number; empty if not at all."""
    if channel == MessageChannel.INBOX:
        return str(to.pk) if isinstance(to, User) else ""
    if channel == MessageChannel.EMAIL:
        return _opened(to.email)
    phone = normalise(_opened(to.phone))
    if channel == MessageChannel.SMS:
        return phone if MOBILE.fullmatch(phone) else ""
    return phone


def _opened(value: str | Sealed | None) -> str:
    return value.open() if isinstance(value, Sealed) else (value or "").strip()


def wake_delivery() -> None:
    """Once the transaction is committed, ask a worker to deliver now instead of within seconds."""
    transaction.on_commit(lambda: wake(DELIVERY_TASK))
