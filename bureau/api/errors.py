"""Refusals as problem+json (RFC 9457): the HTTP status for the library, a `code` for the program, a sentence for the reader.

| status | code | more |
|---|---|---|
| 400 | `invalid`, `parse_error` | `errors`: by field |
| 401 | `not_authenticated` | |
| 403 | `role-refused`, `second-factor-missing`, `csrf-failed`, `transition-refused`, `conflict-of-interest` | |
| 404 | `not_found`, `unknown-transition` | |
| 409 | `gate-closed` | `missing`: everything that is missing |
| 409 | `stale-case`, `refused` | |
| 413 | `too-large` | |
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from bureau.errors import BureauError, ConflictOfInterest, GateClosed, StaleCase, TransitionRefused, UnknownTransition

CONTENT_TYPE = "application/problem+json"
# The first class that fits decides, so the narrower stand before the wider.
REFUSALS: tuple[tuple[type[BureauError], HTTPStatus, str], ...] = (
    (ConflictOfInterest, HTTPStatus.FORBIDDEN, "conflict-of-interest"),
    (TransitionRefused, HTTPStatus.FORBIDDEN, "transition-refused"),
    (UnknownTransition, HTTPStatus.NOT_FOUND, "unknown-transition"),
    (StaleCase, HTTPStatus.CONFLICT, "stale-case"),
    (GateClosed, HTTPStatus.CONFLICT, "gate-closed"),
    (BureauError, HTTPStatus.CONFLICT, "refused"),
)


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """One refusal. `type` is about:blank as the RFC asks where the status says it; `code` tells apart what shares a status."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail, **more}
    return Response(body, status=status, content_type=CONTENT_TYPE)


def as_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to what a view raised; None for a fault of ours, which goes on to the log and to the page for 500."""
    if isinstance(error, BureauError):
        return _refusal(error)
    if isinstance(error, RequestDataTooBig):
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", _("The request is too large."))
    answer = exception_handler(error, context)
    return None if answer is None else _rewritten(error, answer)


def _refusal(error: BureauError) -> Response:
    status, code = next((status, code) for kind, status, code in REFUSALS if isinstance(error, kind))
    if isinstance(error, GateClosed):
        return problem(status, code, str(error), missing=error.missing)
    if isinstance(error, StaleCase):
        # The engine's own sentence speaks of a form that is still on screen.
        return problem(status, code, _("Somebody changed this matter since you read it. Read it again, then decide."))
    return problem(status, code, str(error))


def _rewritten(error: Exception, answer: Response) -> Response:
    """DRF's answer in our shape, with its headers (WWW-Authenticate, Allow)."""
    detail = getattr(error, "detail", "")
    if isinstance(detail, dict):
        written = problem(answer.status_code, "invalid", _("Some of what was sent cannot be taken."), errors=detail)
    elif isinstance(error, Http404):
        # Says the same for what does not exist and for what this reader may not see.
        written = problem(answer.status_code, "not_found", _("There is no such matter, or you may not see it."))
    else:
        written = problem(answer.status_code, getattr(detail, "code", "error"), str(detail))
    for name, value in answer.headers.items():
        if name.lower() != "content-type":
            written[name] = value
    return written
