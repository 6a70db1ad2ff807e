"""The door for programs of an enterprise: the session of somebody who acts for it, found anew on every request."""

from typing import Any

from django.http import Http404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from bureau.api.permissions import Door, StaffSession
from bureau.roles import Role
from enterprises.access import find_membership
from enterprises.models import Enterprise, Membership


class EnterpriseUser(BasePermission):
    """Somebody signed in as a user of enterprises; for which ones, each view asks."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Raises PermissionDenied with its own code for an account that is none of an enterprise."""
        if not request.user.is_authenticated:
            return False
        if not request.user.has_role(*view.access):
            raise PermissionDenied(_("Your role may not use this address."), code="role-refused")
        return True


class EnterpriseDoor(Door):
    """Open to users of enterprises. What is answered is never kept by a cache."""

    access = frozenset({Role.ENTERPRISE})
    authentication_classes = (StaffSession,)
    permission_classes = (EnterpriseUser,)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Mark the answer as this reader's alone."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer


class MemberDoor(EnterpriseDoor):
    """Open to those who act for the enterprise `code` of the address. To everybody else it does not exist."""

    membership: Membership
    enterprise: Enterprise

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Find the membership once the role is known. Raises Http404."""
        super().initial(request, *args, **kwargs)
        found = find_membership(request.user, kwargs["code"])
        if found is None:
            raise Http404
        self.membership, self.enterprise = found, found.enterprise
