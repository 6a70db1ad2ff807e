"""How a message leaves the house. One folder per channel, each offering `channel`; a new folder is a new channel, nothing else changes."""

import pkgutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message ready to leave. `reference` is the same at every attempt, so that the far end can tell a repetition."""

    message_id: int
    reference: str
    to: str
    subject: str
    body: str


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"  # the far end took it over
    ARRIVED = "arrived"  # it is with the reader
    RETRY = "retry"  # may work later
    UNTRIED = "untried"  # the way was found blocked before its turn: costs no attempt
    REFUSED = "refused"  # will never work


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one envelope, with the far end's own id or the reason of the failure."""

    message_id: int
    outcome: Outcome
    provider_id: str = ""
    error: str = ""

    @classmethod
    def sent(cls, envelope: Envelope, provider_id: str) -> Self:
        """Taken over by the far end."""
        return cls(envelope.message_id, Outcome.SENT, provider_id=provider_id)

    @classmethod
    def retry(cls, envelope: Envelope, error: str) -> Self:
        """Not now."""
        return cls(envelope.message_id, Outcome.RETRY, error=error)

    @classmethod
    def blocked(cls, batch: Sequence[Envelope], error: str) -> list[Self]:
        """The far end is away: the first of these found out, the others were not tried."""
        return [cls(envelope.message_id, Outcome.UNTRIED if place else Outcome.RETRY, error=error) for place, envelope in enumerate(batch)]

    @classmethod
    def refused(cls, envelope: Envelope, error: str) -> Self:
        """Not ever."""
        return cls(envelope.message_id, Outcome.REFUSED, error=error)


class Channel(Protocol):
    """What a channel's folder offers as `channel`. `by_hand`: staff do it, the worker leaves its messages alone."""

    code: str
    by_hand: bool

    def is_configured(self) -> bool:
        """Whether this installation can send by it."""
        ...

    def send(self, batch: Sequence[Envelope]) -> list[Result]:
        """Send, and say for every envelope what became of it. Raises nothing for what the far end does."""
        ...


@lru_cache(maxsize=1)
def channels() -> dict[str, Channel]:
    """Every channel there is, by code."""
    found: Iterable[Channel] = (
        import_module(f"{__name__}.{folder.name}").channel for folder in pkgutil.iter_modules(__path__) if folder.ispkg
    )
    return {channel.code: channel for channel in found}


def automatic_codes() -> list[str]:
    """The channels a worker serves."""
    return sorted(code for code, channel in channels().items() if not channel.by_hand)
