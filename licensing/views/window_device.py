"""Which browser is the machine in the hall: a signed mark that a clerk sets once. Anybody else's browser takes no numbers from afar."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

COOKIE, SALT, VALUE = "window-device", "licensing.window-device", "kiosk"
YEAR = 366 * 24 * 3600


def mark_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Mark this browser for a year."""
    response.set_signed_cookie(COOKIE, VALUE, salt=SALT, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())


def is_device(request: HttpRequest) -> bool:
    """Whether a clerk marked this browser."""
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=YEAR) == VALUE
    except BadSignature:
        return False
