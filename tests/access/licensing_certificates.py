"""The room "certificates" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import ANY_STAFF, ENTERPRISE, PUBLIC, Table, roles

ACCESS: Table = {
    "licensing:certificate-check": PUBLIC,
    "licensing:certificates": ANY_STAFF,
    "licensing:certificates-export-csv": ANY_STAFF,
    "licensing:certificate-takeover": roles(Role.CLERK, Role.ADMINISTRATOR),
    "licensing:certificate": ANY_STAFF,
    "licensing:certificate-measure": roles(Role.CLERK, Role.OFFICER, Role.SUPERVISOR),
    "licensing:desk-certificates": ENTERPRISE,
    "licensing:desk-certificate-file": ENTERPRISE,
}
