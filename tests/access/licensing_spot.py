"""The room "spot" of the licensing floor: decisions on the spot, and what the party sees of its own case."""

from bureau.roles import Role
from tests.access.words import ENTERPRISE, PUBLIC, Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)

ACCESS: Table = {
    "licensing:spot-list": READERS,
    "licensing:spot-choose": roles(Role.OFFICER),
    "licensing:spot-new": roles(Role.OFFICER),
    "licensing:spot-case": READERS,
    "licensing:spot-hand-over": roles(Role.OFFICER),
    "licensing:desk-penalties": ENTERPRISE,
    "licensing:desk-penalty": ENTERPRISE,
    "licensing:desk-penalty-consent": ENTERPRISE,
    "licensing:desk-penalty-proof": ENTERPRISE,
    "licensing:party-penalty": PUBLIC,
    "licensing:party-penalty-consent": PUBLIC,
    "licensing:party-penalty-proof": PUBLIC,
}
