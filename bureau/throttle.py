"""How often one address may do one thing. Counts live in Redis; without it nobody is locked out, and that is logged."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def hit(key: str, *, limit: int, seconds: int) -> bool:
    """Count one use of `key` in the current window of `seconds`; True while at most `limit` uses were counted."""
    name = f"throttle:{key}"
    try:
        cache.add(name, 0, timeout=seconds)
        return cache.incr(name) <= limit
    except ValueError:
        # The window ended between the two calls: this use opens the next one.
        return True
    except RedisError:
        log.warning("Redis is away: not counting %s", key.split(":", 1)[0])
        return True


def is_over(key: str, *, limit: int) -> bool:
    """Whether `key` has already been used `limit` times in its window, without counting a use."""
    try:
        return (cache.get(f"throttle:{key}") or 0) >= limit
    except RedisError:
        log.warning("Redis is away: not counting %s", key.split(":", 1)[0])
        return False


def client_address(request: HttpRequest) -> str:
    """The caller's address. Forwarded addresses count only behind `settings.TRUSTED_PROXIES` proxies of our own."""
    proxies: int = settings.TRUSTED_PROXIES
    peer: str = request.META.get("REMOTE_ADDR", "")
    if proxies:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(chain) >= proxies:
            return chain[-proxies]
    return peer
