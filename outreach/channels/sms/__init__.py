"""SMS. `settings.SMS_BACKEND` names the adapter: a module of this folder that offers `adapter`."""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from django.conf import settings

from outreach.channels import Channel, Envelope, Result


class NotNow(Exception):
    """The far end is busy or refuses for a reason that passes: the next message may go through."""


class Unreachable(NotNow):
    """There is no far end at the moment: no use in trying the next message."""


class NotEver(Exception):
    """This message will never be taken: a wrong number, a refused text."""


class Adapter(Protocol):
    """One provider."""

    def is_configured(self) -> bool:
        """Whether address and keys are set."""
        ...

    def send_one(self, *, to: str, text: str, reference: str) -> str:
        """Hand one SMS over and return the provider's id. Raises NotNow, Unreachable or NotEver."""
        ...


def adapter() -> Adapter:
    """The adapter in use. Loaded only when chosen: a provider's SDK is large."""
    chosen: Adapter = import_module(f"{__name__}.{settings.SMS_BACKEND}").adapter
    return chosen


class SmsChannel:
    """SMS through the adapter in use."""

    code = "sms"
    by_hand = False

    def is_configured(self) -> bool:
        """Whether the adapter is."""
        return adapter().is_configured()

    def send(self, batch: Sequence[Envelope]) -> list[Result]:
        """One after the other. A dead far end costs one time-out per batch, not one per message."""
        using = adapter()
        results: list[Result] = []
        for position, envelope in enumerate(batch):
            try:
                taken = using.send_one(to=envelope.to, text=envelope.body, reference=envelope.reference)
                results.append(Result.sent(envelope, taken))
            except Unreachable as error:
                results += Result.blocked(batch[position:], str(error))
                break
            except NotNow as error:
                results.append(Result.retry(envelope, str(error)))
            except NotEver as error:
                results.append(Result.refused(envelope, str(error)))
        return results


channel: Channel = SmsChannel()
