"""The room "procedure" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)

ACCESS: Table = {
    "licensing:penalty-service": READERS,
    "licensing:penalty-attempt": roles(Role.OFFICER),
    "licensing:penalty-service-outcome": roles(Role.OFFICER),
    "licensing:penalty-service-proof": READERS,
    "licensing:penalty-statements": READERS,
    "licensing:penalty-statement-paper": READERS,
}
