"""Making sure that a mobile phone is in somebody's hand: six digits by SMS, good for ten minutes, five tries and one use.

What was typed so far waits on the server until the code comes back: sealed, in a row of the session table under a key of its own, which the
browser's session knows. So nothing can be altered on the way, PostgreSQL counts the tries one after the other however many arrive at once,
and `clearsessions` sweeps what nobody came back for. Sending the same form twice finds the same row and sends no second code.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bureau import outbox, throttle
from bureau.errors import BureauError
from bureau.models import MessageChannel
from bureau.outbox import Addressee, Secret
from bureau.sealing import UnsealError, blind_index, seal, unseal

log = logging.getLogger(__name__)

MINUTES = 10
TRIES = 5
CODES_PER_HOUR = 3
# With five tries each a guesser has one chance in 22,000 a day.
CODES_PER_DAY = 9
# Within so many seconds the same form sent again is a double click, not the wish for another code.
PAUSE_SECONDS = 60
HOUR, DAY = 3600, 86_400
KEY = "proof"


class Purpose(StrEnum):
    """What a proven phone is good for; a code for one thing opens no other."""

    REGISTER = "register"
    RESET = "reset"
    NEW_PHONE = "phone"


class CodeRefused(BureauError):
    """A wrong, used or expired code, or too many of them. `over` means that no further try of this code makes sense."""

    def __init__(self, words: str, *, over: bool = False) -> None:
        self.over = over
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Proven:
    """The phone is in the hand of whoever typed the code; `payload` is what waited for that."""

    phone: str
    payload: dict[str, Any]


@dataclass(slots=True)
class _Waiting:
    """What the row holds. `digest` is empty when no code was sent, so that none can be right."""

    purpose: str
    phone: str
    payload: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    sent_at: float = 0.0
    tries: int = 0


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_digest(owner: str, code: str) -> bytes:
    """32 bytes that tell nothing of the code without the server's key; `owner` is what the code belongs to."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"enterprises.code|{owner}|{code}".encode(), hashlib.sha256)


def is_code(owner: str, typed: str, digest: bytes | memoryview) -> bool:
    """Whether these are the digits, blanks and full-width figures forgiven; takes the same time for every wrong code."""
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    return hmac.compare_digest(code_digest(owner, digits), bytes(digest))


def start(
    purpose: Purpose,
    phone: str,
    *,
    browser: str,
    payload: Mapping[str, Any],
    message: str,
    at: datetime,
    language: str,
    has_code: bool = True,
) -> str:
    """Keep `payload` until the phone is proven, send the message and return the key of what waits.

    `has_code` False sends `message` without any code (none if it is empty): the pages after it are the same, and no code is ever right.
    `browser` is a secret of this browser. Raises CodeRefused after three codes an hour, or nine a day, to one phone, whoever asks.
    """
    key = _key_of(purpose, phone, browser)
    index = (blind_index(phone) or b"").hex()
    with transaction.atomic():
        row = _locked(key, at)
        known = _read(row)
        if known is not None and known.tries < TRIES and known.sent_at > at.timestamp() - PAUSE_SECONDS:
            known.payload = dict(payload)
            _write(row, known)
            return key
        if not is_code_allowed(f"{purpose}:{index}"):
            raise CodeRefused(too_many_codes(), over=True)
        code = new_code()
        waiting = _Waiting(purpose, phone, dict(payload), sent_at=at.timestamp())
        if has_code:
            waiting.digest = code_digest(key, code).hex()
        row.expire_date = at + timedelta(minutes=MINUTES)
        _write(row, waiting)
        if message:
            _send(message, phone, code, key=key, at=at, language=language)
    return key


def is_code_allowed(receiver: str) -> bool:
    """Count one code for this receiver; False after three in an hour or nine in a day."""
    hour = throttle.hit(f"sms-code:{receiver}", limit=CODES_PER_HOUR, seconds=HOUR)
    return hour and throttle.hit(f"sms-code-day:{receiver}", limit=CODES_PER_DAY, seconds=DAY)


def too_many_codes() -> str:
    """Why no further code is sent."""
    return _("Enough codes were sent for now. Please wait an hour, or call us.")


def _send(message: str, phone: str, code: str, *, key: str, at: datetime, language: str) -> None:
    outbox.queue(
        code=message,
        to=Addressee(phone=phone),
        channels=(MessageChannel.SMS,),
        context={"code": Secret(code), "minutes": MINUTES, "portal_url": f"{settings.SITE_URL}/"},
        case_id=None,
        dedupe_key=f"proof:{key}:{int(at.timestamp())}",
        at=at,
        language=language,
    )
    outbox.wake_delivery()


def check(key: str, purpose: Purpose, typed: str, *, at: datetime) -> Proven:
    """The proven phone and what waited for it; the code is used up. Raises CodeRefused, which counts as a try."""
    with transaction.atomic():
        # The count of tries must be kept, so what is wrong is told after the commit.
        outcome = _tried(key, purpose, typed, at)
    if isinstance(outcome, CodeRefused):
        raise outcome
    return outcome


def _tried(key: str, purpose: Purpose, typed: str, at: datetime) -> Proven | CodeRefused:
    row = Session.objects.select_for_update().filter(session_key=key, expire_date__gt=at).first()
    waiting = _read(row) if row is not None else None
    if row is None or waiting is None or waiting.purpose != purpose:
        return CodeRefused(code_is_over(), over=True)
    if waiting.tries >= TRIES:
        return CodeRefused(used_up(), over=True)
    waiting.tries += 1
    # Compared in any case, also where no code was sent: the answer takes the same time.
    if is_code(key, typed, bytes.fromhex(waiting.digest) or bytes(32)):
        row.delete()
        return Proven(waiting.phone, waiting.payload)
    _write(row, waiting)
    return wrong_code(TRIES - waiting.tries)


def wrong_code(left: int) -> CodeRefused:
    """The refusal of a wrong code with the number of tries left."""
    if left <= 0:
        return CodeRefused(used_up(), over=True)
    words = ngettext("This is not the code we sent. %(left)d try left.", "This is not the code we sent. %(left)d tries left.", left)
    return CodeRefused(words % {"left": left})


def code_is_over() -> str:
    """Why a code cannot be used any more."""
    return _("This code has expired or was used already. Ask for a new one.")


def used_up() -> str:
    """Why even the right code is refused now."""
    return _("The code was wrong five times and is not valid any more. Ask for a new one.")


def waiting_for(key: str, purpose: Purpose, *, at: datetime) -> str:
    """The phone whose code is being waited for; empty if nothing is (any more)."""
    row = Session.objects.filter(session_key=key, expire_date__gt=at).first() if key else None
    waiting = _read(row) if row is not None else None
    return waiting.phone if waiting is not None and waiting.purpose == purpose else ""


def _key_of(purpose: Purpose, phone: str, browser: str) -> str:
    text = f"enterprises.proof|{purpose}|{phone}|{browser}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:40]


def _locked(key: str, at: datetime) -> Session:
    """The row, made if there is none, locked to the end of the transaction."""
    fresh = Session(session_key=key, session_data="", expire_date=at + timedelta(minutes=MINUTES))
    Session.objects.bulk_create([fresh], ignore_conflicts=True)
    return Session.objects.select_for_update().get(session_key=key)


def _read(row: Session) -> _Waiting | None:
    """What waits in the row; None for an empty one, or one sealed with a key that is gone."""
    box = SessionStore().decode(row.session_data).get(KEY) if row.session_data else None
    if not isinstance(box, str):
        return None
    try:
        return _Waiting(**json.loads(unseal(base64.b64decode(box))))
    except UnsealError:
        log.warning("A waiting proof cannot be opened: the sealing keys have changed")
        return None


def _write(row: Session, waiting: _Waiting) -> None:
    plain = json.dumps(
        {name: getattr(waiting, name) for name in ("purpose", "phone", "payload", "digest", "sent_at", "tries")}, ensure_ascii=False
    )
    row.session_data = SessionStore().encode({KEY: base64.b64encode(seal(plain)).decode()})
    row.save(update_fields=["session_data", "expire_date"])
