"""Personal data at rest: sealed with AES-256-GCM, found again by a blind index, shown masked.

A sealed value is `key id (1 byte) + nonce (12) + ciphertext and tag`. Keys come from `settings.SEALING_KEYS`; the last one seals,
every one opens, so that keys can be changed without touching old rows. A blind index is a keyed digest of the normalised value:
equal values meet, nothing can be read back.
"""

import base64
import hashlib
import hmac
import os
import re
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12
INDEX_BYTES = 16


class UnsealError(ValueError):
    """The value was sealed with a key this installation does not have, or was changed."""


class Sealed:
    """A sealed value as it lies in the database. It opens only when asked, so that a list never touches a key."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def open(self) -> str:
        """The plain text. Raises UnsealError if the key is unknown or the bytes were changed."""
        return unseal(self.token)

    def __str__(self) -> str:
        return "•••"

    def __repr__(self) -> str:
        return "<Sealed>"

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


@lru_cache(maxsize=4)
def _ring(entries: tuple[str, ...]) -> tuple[int, dict[int, AESGCM]]:
    ring: dict[int, AESGCM] = {}
    current = 0
    for entry in entries:
        key_id, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded)
        if not key_id.isdigit() or not 0 < int(key_id) < 256 or len(key) != 32:
            raise ImproperlyConfigured("SEALING_KEYS takes 'number:base64 of 32 bytes', number from 1 to 255.")
        current = int(key_id)
        ring[current] = AESGCM(key)
    if not ring:
        raise ImproperlyConfigured("SEALING_KEYS is empty: personal data cannot be stored.")
    return current, ring


def seal(plain: str) -> bytes:
    """Seal a text with the current key; the empty string stays empty, so that 'not given' needs no key."""
    if not plain:
        return b""
    current, ring = _ring(tuple(settings.SEALING_KEYS))
    nonce = os.urandom(NONCE_BYTES)
    return bytes([current]) + nonce + ring[current].encrypt(nonce, plain.encode(), None)


def unseal(token: bytes) -> str:
    """Open a sealed value. Raises UnsealError."""
    if not token:
        return ""
    _, ring = _ring(tuple(settings.SEALING_KEYS))
    box = ring.get(token[0])
    if box is None:
        raise UnsealError(f"No key with number {token[0]}.")
    try:
        return box.decrypt(token[1 : 1 + NONCE_BYTES], token[1 + NONCE_BYTES :], None).decode()
    except InvalidTag as error:
        raise UnsealError("The sealed value was changed or sealed with another key.") from error


_NOISE = re.compile(r"[\s\-()（）]+")


def normalise(value: str) -> str:
    """What makes two spellings of a name, phone or address the same: case, width and separators do not count."""
    folded = value.strip().casefold().translate(_HALF_WIDTH)
    folded = _NOISE.sub("", folded)
    return folded.removeprefix("+86")


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def blind_index(value: str) -> bytes | None:
    """A keyed digest to look a value up by; None for an empty value, so that empties never match each other."""
    folded = normalise(value)
    if not folded:
        return None
    return hmac.digest(settings.BLIND_INDEX_KEY.encode(), folded.encode(), hashlib.sha256)[:INDEX_BYTES]


def mask_name(name: str) -> str:
    """张三丰 → 张**."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; short numbers keep only their last two digits."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}****{phone[-4:]}"


class SealedTextField(models.BinaryField[Any, Any]):
    """A text column sealed at rest. Assign a str; reading back gives a `Sealed`, which opens only when asked."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed:
        """Wrap what the database returned."""
        return Sealed(bytes(value) if value is not None else b"")

    def get_prep_value(self, value: Any) -> bytes:
        """Seal a str; pass a Sealed through."""
        if isinstance(value, Sealed):
            return value.token
        if value is None:
            return b""
        return value if isinstance(value, bytes) else seal(str(value))
