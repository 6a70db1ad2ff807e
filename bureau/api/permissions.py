"""Who may pass the machine door: everyone, or staff by their session and second factor. A view names one of the two doors."""

from collections.abc import Callable
from typing import Any

from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError, PermissionDenied
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.views import APIView

from bureau.access import PUBLIC
from bureau.accounts import has_second_factor
from bureau.api.errors import as_problem
from bureau.roles import STAFF_ROLES


class StaffSession(SessionAuthentication):
    """The session a member of staff opened by signing in. Writing needs the CSRF token, as a form does."""

    def authenticate_header(self, request: Any) -> str:
        """Named, so that a caller without a session is told 401 "sign in" and not 403 "you may not"."""
        return "Session"

    def enforce_csrf(self, request: Any) -> None:
        """Raise PermissionDenied with a code of its own, so that a program knows it must fetch a token and not a role."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(_("The request carries no valid CSRF token (header X-CSRFToken)."), code="csrf-failed") from error


class StaffSessionScheme(SessionScheme):
    """How the session is described in the OpenAPI document; drf-spectacular finds it by its target."""

    target_class = "bureau.api.permissions.StaffSession"
    name = "staffSession"


class StaffOnly(BasePermission):
    """Staff holding a role the view's `access` names, with the second factor done."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Raises PermissionDenied with its own code where only the second factor is missing."""
        user = request.user
        if not user.is_authenticated:
            return False
        if not user.has_role(*view.access):
            raise PermissionDenied(_("Your role may not use this address."), code="role-refused")
        if not has_second_factor(request):
            raise PermissionDenied(_("Sign in with your second factor first."), code="second-factor-missing")
        return True


class JsonBody(JSONParser):
    """JSON in UTF-8, the only encoding JSON has, and nested no deeper than Python can read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed body. Raises ParseError."""
        try:
            return super().parse(stream, media_type, {**(parser_context or {}), "encoding": "utf-8"})
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class Door(APIView):
    """A view of the API that declares its access and answers every refusal as problem+json."""

    access: Any = None
    parser_classes = (JsonBody,)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:
        """The view, carrying the declaration that `bureau.access.AccessMiddleware` asks for."""
        view = super().as_view(**initkwargs)
        view.access = cls.access
        return view

    def get_exception_handler(self) -> Callable[..., Any]:
        """This API's own shape of errors, whatever a library of the project sets as default."""
        return as_problem


class PublicDoor(Door):
    """Open to everyone; no session is read."""

    access = PUBLIC
    authentication_classes = ()
    permission_classes = (AllowAny,)


class StaffDoor(Door):
    """Open to staff. What is answered is never kept by a cache."""

    access = STAFF_ROLES
    authentication_classes = (StaffSession,)
    permission_classes = (StaffOnly,)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Mark the answer as this reader's alone."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer
