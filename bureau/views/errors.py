"""Error pages that say what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    return render(request, f"{status}.html", {"message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason given by whoever refused."""
    return _page(request, 403, str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def too_many(request: HttpRequest, message: str = "") -> HttpResponse:
    """429: tried too often from one address."""
    return _page(request, 429, message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token is missing or old."""
    return render(request, "403_csrf.html", status=403)
