"""The room "publicity" of the licensing floor. Within a case its team decides: an outsider of any role gets 404."""

from bureau.roles import Role
from tests.access.words import PUBLIC, Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
WRITERS = roles(Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
EXPORTERS = roles(Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)

ACCESS: Table = {
    "licensing:published-penalties": PUBLIC,
    "licensing:published-penalties-feed": PUBLIC,
    "licensing:published-penalties-figures": PUBLIC,
    "licensing:published-penalty": PUBLIC,
    "licensing:publications": READERS,
    "licensing:publication": READERS,
    "licensing:publication-compare": READERS,
    "licensing:publication-step": WRITERS,
    "licensing:double-export": EXPORTERS,
    "licensing:double-export-file": EXPORTERS,
}
