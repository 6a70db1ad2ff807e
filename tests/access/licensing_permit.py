"""The room "permit" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import Table, roles

CHECK_READERS = roles(Role.OFFICER, Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)

ACCESS: Table = {
    "licensing:check": CHECK_READERS,
    "licensing:check-photo": CHECK_READERS,
    "licensing:check-photo-file": CHECK_READERS,
    "licensing:check-confirm": roles(Role.OFFICER),
}
