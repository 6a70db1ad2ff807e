"""The room "penalties" of the licensing floor. Within a case its team decides: an outsider of any role gets 404."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
OPENERS = roles(Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
OFFICERS = roles(Role.OFFICER)

ACCESS: Table = {
    "licensing:penalties": READERS,
    "licensing:penalties-export-csv": READERS,
    "licensing:penalty-new": OPENERS,
    "licensing:penalty-facts": READERS,
    "licensing:penalty-charges": READERS,
    "licensing:charge-choose": OFFICERS,
    "licensing:charge-add": OFFICERS,
    "licensing:charge-range": OFFICERS,
    "licensing:charge-edit": OFFICERS,
    "licensing:charge-remove": OFFICERS,
}
