"""The room "execution" of the licensing floor. Who fines does not collect (行政处罚法 67): officers never touch the bank's side."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
KEEPERS = roles(Role.SUPERVISOR, Role.ADMINISTRATOR)

ACCESS: Table = {
    "licensing:penalty-payments": READERS,
    "licensing:payments": READERS,
    "licensing:payments-unmatched": KEEPERS,
    "licensing:payment-match": KEEPERS,
    "licensing:payment-undo": KEEPERS,
    "licensing:bank-files": KEEPERS,
    "licensing:bank-file": KEEPERS,
    "licensing:bank-report": KEEPERS,
}
