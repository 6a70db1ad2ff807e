"""For the load balancer: are the database and the cache there?"""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; without the cache the portal works on, and says so."""
    checks = {"database": "ok", "cache": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        checks["database"] = "unreachable"
    try:
        cache.get("health")
    except RedisError:
        checks["cache"] = "unreachable"
    return JsonResponse(checks, status=200 if checks["database"] == "ok" else 503)
