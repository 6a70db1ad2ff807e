"""The room "apply" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import ENTERPRISE, PUBLIC, Table, roles

ACCESS: Table = {
    "licensing:apply": PUBLIC,
    "licensing:apply-discard": PUBLIC,
    "licensing:apply-resume": PUBLIC,
    "licensing:apply-resume-code": PUBLIC,
    "licensing:correct": PUBLIC,
    "licensing:desk-applications": ENTERPRISE,
    "licensing:desk-sent": ENTERPRISE,
    "licensing:desk-draft-discard": ENTERPRISE,
    "licensing:desk-apply": ENTERPRISE,
    "licensing:desk-renew": ENTERPRISE,
    "licensing:desk-correct": ENTERPRISE,
    "licensing:staff-correct": roles(Role.CLERK),
    "licensing:material-check": roles(Role.CLERK, Role.OFFICER),
    "licensing:answers-reveal": roles(Role.CLERK, Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR),
}
