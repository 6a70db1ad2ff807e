"""The inbox of an account in the portal: the row itself is the delivery."""

from collections.abc import Sequence

from outreach.channels import Channel, Envelope, Outcome, Result


class InboxChannel:
    """Always there: the text is put beside the row and the reader sees it."""

    code = "inbox"
    by_hand = False

    def is_configured(self) -> bool:
        """Needs nothing."""
        return True

    def send(self, batch: Sequence[Envelope]) -> list[Result]:
        """Arrived at once."""
        return [Result(envelope.message_id, Outcome.ARRIVED) for envelope in batch]


channel: Channel = InboxChannel()
