"""Addresses that are keys themselves: whoever reads them in a log could use them, so logs get them without the key."""

import re
from collections.abc import MutableMapping
from typing import Any

# A calendar feed, an invitation, a link to a new password, a receipt, a saved draft.
_SECRET = re.compile(r"(/enterprises/(?:feed|invitations)/|/password/reset/key/|/receipt/|/complaints/resume/)[^/?\s\"']+")


def without_secrets(text: str) -> str:
    """The text with the key in every such address left out."""
    return _SECRET.sub(r"\1…", text)


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: no line of the log holds a secret address."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event
