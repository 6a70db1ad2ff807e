"""Turning a row of the outbox into something that can leave: the address and the words are looked up at the last moment."""

import re
from typing import Any

from django.template import TemplateSyntaxError
from django.utils import translation
from django.utils.translation import gettext

from bureau.message_templates import MissingVariable, render, standing_values
from bureau.models import Message, MessageTemplate
from bureau.outbox import address_of, message_values, readable_context
from bureau.query_codes import query_code
from bureau.sealing import Sealed, UnsealError
from outreach.channels import Envelope

# Anything in a far end's complaint that could be an address: it must not lie unsealed in `Message.error`.
ADDRESS_LIKE = re.compile(r"[^\s<>@:;,\"']+@[^\s<>@:;,\"']+|\d{5,}")


class CannotWrite(Exception):
    """The message has no address or no words; trying again will not help."""


def reference_of(message: Message) -> str:
    """The name the far end knows the message by, the same at every attempt."""
    return f"m{message.pk}"


def envelope_for(message: Message) -> Envelope:
    """Address and text of one message. Raises CannotWrite."""
    to = address(message)
    if not to:
        raise CannotWrite("no address for this channel")
    subject, body = wording(message)
    return Envelope(message_id=message.pk, reference=reference_of(message), to=to, subject=subject, body=body)


def address(message: Message) -> str:
    """Where the message goes now: a corrected number counts. Empty if there is none. Raises CannotWrite when it cannot be opened."""
    try:
        given = message.address
        if isinstance(given, Sealed) and given:
            return given.open()
        person = message.party or message.user
        return address_of(person, message.channel) if person else ""
    except UnsealError as error:
        raise CannotWrite("the address was sealed with an unknown key") from error


def wording(message: Message, *, masked: bool = False) -> tuple[str, str]:
    """Subject and body. `masked` is for lists: name and query code stay hidden. Raises CannotWrite."""
    template = message.template or _template_now(message)
    if template is None:
        raise CannotWrite(f"no wording for {message.code}")
    number = message.case.number if message.case else ""
    values: dict[str, Any] = {"number": number, "due_on": message.case.due_on if message.case else None, **_context(message, masked)}
    values.update(standing_values(message.language, number))
    values["name"] = _masked_name(message) if masked else _name(message)
    values["query_code"] = "****" if masked or not number else query_code(number)
    try:
        return render(template, values)
    except MissingVariable as error:
        raise CannotWrite(f"{message.code} lacks the value {error}") from error
    except TemplateSyntaxError as error:
        raise CannotWrite(f"{template} is not a valid text") from error


def _context(message: Message, masked: bool) -> dict[str, Any]:
    try:
        return readable_context(message.context, masked=masked)
    except UnsealError as error:
        raise CannotWrite("a value was sealed with an unknown key") from error


def without_addresses(error: str) -> str:
    """A far end's words with everything that could be a person's address or number taken out, cut to the column."""
    return ADDRESS_LIKE.sub("…", error)[:300]


def _template_now(message: Message) -> MessageTemplate | None:
    """The message was queued before its wording existed: perhaps it does now."""
    found = message_values(message.code, message.channel, message.language)
    return MessageTemplate.objects.filter(pk=found).first() if found else None


def _name(message: Message) -> str:
    """How to address the person; somebody without a name is greeted."""
    try:
        known = message.party.name.open() if message.party and isinstance(message.party.name, Sealed) else ""
    except UnsealError as error:
        raise CannotWrite("the name was sealed with an unknown key") from error
    return known or (str(message.user) if message.user else _greeting(message.language))


def _masked_name(message: Message) -> str:
    shown = message.party.name_mask if message.party else str(message.user or "")
    return shown or _greeting(message.language)


def _greeting(language: str) -> str:
    with translation.override(language):
        return gettext("Hello")
