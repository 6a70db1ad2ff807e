"""Who proved number and query code may read that matter in this browser for an hour: a signed cookie, nothing on the server."""

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

COOKIE = "matters"
SALT = "bureau.following.grant"
HOUR = timedelta(hours=1)
# One family's phone follows a handful of matters; a cookie must stay small.
MOST = 5


def granted(request: HttpRequest, *, at: datetime) -> dict[str, int]:
    """Numbers that are open to this browser, with the moment each closes."""
    raw = request.COOKIES.get(COOKIE)
    if not raw:
        return {}
    try:
        known = signing.loads(raw, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        return {}
    now = int(at.timestamp())
    return {str(number): int(until) for number, until in known.items() if int(until) > now}


def is_granted(request: HttpRequest, number: str, *, at: datetime) -> bool:
    """Whether this browser may read the matter."""
    return number in granted(request, at=at)


def grant(request: HttpRequest, response: HttpResponseBase, number: str, *, at: datetime) -> None:
    """Open one matter to this browser; the oldest of too many closes."""
    known = granted(request, at=at) | {number: int((at + HOUR).timestamp())}
    newest = dict(sorted(known.items(), key=lambda item: item[1])[-MOST:])
    response.set_cookie(
        COOKIE,
        signing.dumps(newest, salt=SALT),
        max_age=int(HOUR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def withdraw_grants(response: HttpResponseBase) -> None:
    """Close everything: for a computer that others use too."""
    response.delete_cookie(COOKIE, samesite="Lax")
