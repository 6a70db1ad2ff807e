"""Who else has a case on screen: kept in Redis for a minute, and silently unknown without it."""

import logging
import time
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from redis import Redis
from redis.exceptions import RedisError

from bureau.models import User

log = logging.getLogger(__name__)

SECONDS = 60
# A page must not wait for a broken Redis: the notice is a courtesy.
TIMEOUT = 0.5


@lru_cache(maxsize=1)
def _redis(url: str) -> "Redis":
    return Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, decode_responses=True)


def look(case_id: int, user: User, *, now: float | None = None) -> list[str]:
    """Note that this person is looking, and name the others who did within the last minute."""
    moment = time.time() if now is None else now
    key, me = cache.make_key(f"looking:{case_id}"), f"{user.pk}:{user}"
    try:
        with _redis(settings.REDIS_URL).pipeline() as pipe:
            pipe.zadd(key, {me: moment})
            pipe.zremrangebyscore(key, 0, moment - SECONDS)
            pipe.expire(key, SECONDS)
            pipe.zrange(key, 0, -1)
            looking: list[str] = pipe.execute()[-1]
    except RedisError:
        log.warning("Redis is away: nobody is told who else is looking")
        return []
    return [entry.partition(":")[2] for entry in looking if entry != me]
