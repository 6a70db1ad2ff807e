"""Keeping automatic programs out without asking people to prove they are people.

With a script the browser does a small proof of work (ALTCHA); without one the visitor answers a sum in words and has a tighter limit. Both
proofs are signed, expire, and open one submission only. Counting and marking are one Redis round trip; without Redis everybody is let in,
because what people want must not depend on a cache, and that is logged. Addresses are never stored: the counter's name is a keyed digest.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import altcha
import redis
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# Long enough to write a complaint in peace; a draft gets a new one at every showing of the page.
PROOF_HOURS = 6
WINDOW_SECONDS = 3600
QUESTION_SHARE = 4
REDIS_TIMEOUT = 1.0
HONEYPOT = "website"
MAX_PAYLOAD = 1000
PROOF_FIELDS = ("altcha", "question", "answer")
SALT = re.compile(r"[0-9a-f]{8,64}\?expires=\d{1,12}&")


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that was checked and not yet used up: what to mark in Redis, and how many submissions an hour it is good for."""

    mark: str
    limit: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a submission is let in; if not, in how many seconds to try again (0: a new proof will do at once)."""

    admitted: bool
    retry_after: int = 0


ADMITTED = Verdict(True)


@lru_cache(maxsize=4)
def _key(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"bureau.spam.{purpose}".encode(), hashlib.sha256)


def _digest(purpose: str, value: str) -> str:
    """A keyed digest that says nothing about the value without the key."""
    return hmac.new(_key(purpose, settings.SECRET_KEY), value.encode(), hashlib.sha256).hexdigest()[:32]


# --- proof of work ----------------------------------------------------------------------------------------------------
def new_challenge(now: datetime) -> dict[str, Any]:
    """A challenge for the browser: algorithm, challenge, salt (which holds the expiry), signature, maxNumber."""
    options = altcha.ChallengeOptions(
        algorithm="SHA-256",
        max_number=settings.POW_MAX_NUMBER,
        hmac_key=_key("work", settings.SECRET_KEY).hex(),
        expires=now + timedelta(hours=PROOF_HOURS),
    )
    return dict(altcha.create_challenge(options).to_dict())


def check_work(payload: str) -> Proof | None:
    """The proof if the browser's answer is right and not expired."""
    answer = _read_work(payload)
    if answer is None:
        return None
    valid, _reason = altcha.verify_solution(answer, _key("work", settings.SECRET_KEY).hex(), check_expires=True)
    return Proof(mark=answer["signature"], limit=settings.SUBMISSIONS_PER_HOUR) if valid else None


def _read_work(payload: str) -> Any:
    """The fields of an answer, each of its proper type: the library trusts them more than a stranger's words deserve."""
    if not payload or len(payload) > MAX_PAYLOAD:
        return None
    try:
        answer = json.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(answer, dict) or type(answer.get("number")) is not int or answer.get("algorithm") != "SHA-256":
        return None
    texts = [answer.get(name) for name in ("challenge", "salt", "signature")]
    if not all(isinstance(text, str) for text in texts) or not SALT.fullmatch(answer["salt"]):
        return None
    return answer


# --- a sum in words ---------------------------------------------------------------------------------------------------
def number_words() -> tuple[str, ...]:
    """Zero to ten in the reader's language."""
    return (_("zero"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"), _("ten"))


def new_question(now: datetime) -> tuple[str, str]:
    """A question and its signed token. The token does not give the answer away."""
    left, right = 1 + secrets.randbelow(10), 1 + secrets.randbelow(10)
    nonce = f"{secrets.token_hex(8)}.{int((now + timedelta(hours=PROOF_HOURS)).timestamp())}"
    words = number_words()
    question = _("What is %(left)s plus %(right)s? Answer in digits.") % {"left": words[left], "right": words[right]}
    return question, f"{nonce}.{_digest('sum', f'{nonce}.{left + right}')}"


def check_answer(token: str, answer: str, now: datetime) -> Proof | None:
    """The proof if the sum is right and the question not expired."""
    nonce, _dot, signature = token.rpartition(".")
    expiry = nonce.rpartition(".")[2]
    digits = answer.strip()
    if not expiry.isdecimal() or len(expiry) > 12 or not digits.isdecimal() or len(digits) > 3:
        return None
    expected = _digest("sum", f"{nonce}.{int(digits)}")
    if int(expiry) < now.timestamp() or not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return None
    # A program that reads the words can do the sum too: hence the tighter limit.
    return Proof(mark=signature, limit=max(settings.SUBMISSIONS_PER_HOUR // QUESTION_SHARE, 1))


# --- what a form brings and shows -------------------------------------------------------------------------------------
def proof_in(data: Mapping[str, Any], now: datetime) -> Proof | None:
    """The proof that came with a form: the work, else the answered sum."""
    return check_work(data.get("altcha", "")) or check_answer(data.get("question", ""), data.get("answer", ""), now)


def kept_proof(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a good proof, for the form to bring again: who mistyped something else need not prove anything twice."""
    return {name: data[name] for name in PROOF_FIELDS if data.get(name)}


def proof_context(now: datetime, kept: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `components/proof.html` needs: the proof kept from the last try, else a new challenge and question."""
    if kept:
        return {"proof": kept}
    question, token = new_question(now)
    return {"challenge": new_challenge(now), "question": question, "question_token": token}


# --- letting in -------------------------------------------------------------------------------------------------------
def address_digest(address: str) -> str:
    """A name for a counter: the keyed digest of an address, of its /64 network for IPv6, where one household has countless addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _digest("address", address)
    if parsed.version == 6:
        return _digest("address", str(ipaddress.ip_network((parsed, 64), strict=False)))
    return _digest("address", str(parsed))


@lru_cache(maxsize=4)
def _client(url: str) -> Any:
    """A connection pool of our own: the cache framework has no pipeline, and a lost Redis may cost a visitor a second, not a minute."""
    return redis.Redis.from_url(url, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT)


def admit(proof: Proof, *, address: str, submission_key: UUID) -> Verdict:
    """Use the proof up and count the submission, in one round trip.

    The same submission sent again (double click, back button) is always let in: it makes no second case. A proof used for another
    submission is refused with `retry_after` 0.
    """
    mark = cache.make_key(f"work:{proof.mark}")
    counter = cache.make_key(f"submissions:{proof.limit}:{address_digest(address)}")
    try:
        pipe = _client(settings.REDIS_URL).pipeline(transaction=False)
        # Sets the mark only if there is none, and returns the one that was there.
        pipe.set(mark, submission_key.hex, nx=True, get=True, ex=(PROOF_HOURS + 1) * 3600)
        pipe.incr(counter)
        pipe.expire(counter, WINDOW_SECONDS, nx=True)
        owner, count, _opened = pipe.execute()
    except RedisError:
        log.warning("Redis is away: submissions are not counted and proofs not marked as used")
        return ADMITTED
    if owner is not None:
        return ADMITTED if owner == submission_key.hex.encode() else Verdict(False)
    if count > proof.limit:
        return Verdict(False, retry_after=_give_back(mark, counter))
    return ADMITTED


def _give_back(mark: str, counter: str) -> int:
    """A proof that was refused for the limit stays good for the next try, which makes sense after the seconds returned."""
    try:
        pipe = _client(settings.REDIS_URL).pipeline(transaction=False)
        pipe.delete(mark)
        pipe.ttl(counter)
        _deleted, seconds = pipe.execute()
    except RedisError:
        log.warning("Redis is away: a refused proof stays marked as used")
        return WINDOW_SECONDS
    return max(int(seconds), 1)
