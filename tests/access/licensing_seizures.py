"""The room "seizures" of the licensing floor. Which measures somebody finds there is decided by the team."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
OFFICERS = roles(Role.OFFICER)

ACCESS: Table = {
    "licensing:measures": READERS,
    "licensing:measures-csv": READERS,
    "licensing:measure-new": OFFICERS,
    "licensing:measure-store": READERS,
    "licensing:measure-store-csv": READERS,
    "licensing:measure-things": READERS,
    "licensing:measure-labels": READERS,
    "licensing:measure-thing": READERS,
    "licensing:measure-thing-remove": OFFICERS,
    "licensing:measure-thing-move": OFFICERS,
    "licensing:measure-thing-split": OFFICERS,
}
