"""The last resort: a member of staff calls. The message waits in the call list until somebody says it was done."""

from collections.abc import Sequence

from outreach.channels import Channel, Envelope, Result


class PhoneChannel:
    """Served by people, so the worker never takes its messages."""

    code = "phone"
    by_hand = True

    def is_configured(self) -> bool:
        """There is always a telephone."""
        return True

    def send(self, batch: Sequence[Envelope]) -> list[Result]:
        """A machine cannot do this: back to the call list."""
        return [Result.retry(envelope, "staff make this call") for envelope in batch]


channel: Channel = PhoneChannel()
