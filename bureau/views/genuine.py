"""CSRF for forms that must not lose what was typed: the check says yes or no, and the view shows the form again, not an error page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    """Django's own check; a refusal is answered, not raised."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return HttpResponse(status=403)


_check = _Check(lambda _request: HttpResponse())


def is_genuine(request: HttpRequest) -> bool:
    """Whether a POST comes from our own page. For views marked `csrf_exempt`, which must ask this before they change anything."""
    return _check.process_view(request, _unmarked, (), {}) is None


def _unmarked(_request: HttpRequest) -> HttpResponse:
    """Stands for the view: the real one is marked exempt, which would end the check before it began."""
    return HttpResponse()
