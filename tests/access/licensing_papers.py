"""The room "papers" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)

ACCESS: Table = {
    "licensing:papers": READERS,
    "licensing:paper-form": READERS,
    "licensing:paper-preview": READERS,
    "licensing:paper-void": roles(Role.OFFICER, Role.APPROVER),
    "licensing:volume-ask": READERS,
    "licensing:volume-file": READERS,
}
