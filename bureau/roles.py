"""Who may act: roles are code, because a transition table that names them must be reviewable in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here. A user may hold several; a citizen needs no account."""

    CITIZEN = "citizen", _("Citizen")
    ENTERPRISE = "enterprise", _("Enterprise user")
    CLERK = "clerk", _("Window clerk")
    SEAT = "seat", _("Hotline seat")
    OFFICER = "officer", _("Enforcement officer")
    REVIEWER = "reviewer", _("Legal reviewer")
    APPROVER = "approver", _("Approver (head)")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("System")


STAFF_ROLES: frozenset[Role] = frozenset(
    {Role.CLERK, Role.SEAT, Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR}
)

# Those who see the matters of every office; the others see their own office's and what is in their hands.
WHOLE_BUREAU_ROLES: frozenset[Role] = frozenset({Role.SEAT, Role.APPROVER, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR})

# Those who answer for matters that are otherwise for their team alone (penalties, compulsory measures).
CONFIDENTIAL_ROLES: frozenset[Role] = frozenset({Role.APPROVER, Role.SUPERVISOR})

GRANTABLE_ROLES: frozenset[Role] = STAFF_ROLES | {Role.ENTERPRISE}
