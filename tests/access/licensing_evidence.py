"""The room "evidence" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import Table, roles

READERS = roles(Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
OFFICERS = roles(Role.OFFICER)

ACCESS: Table = {
    "licensing:evidence": READERS,
    "licensing:evidence-add": OFFICERS,
    "licensing:evidence-verify": READERS,
    "licensing:evidence-list": OFFICERS,
    "licensing:evidence-csv": READERS,
    "licensing:evidence-piece": READERS,
    "licensing:evidence-files": OFFICERS,
    "licensing:evidence-file": READERS,
    "licensing:evidence-move": READERS,
    "licensing:evidence-exclude": OFFICERS,
    "licensing:record-new": READERS,
    "licensing:record": READERS,
    "licensing:record-photo": READERS,
    "licensing:record-picture": READERS,
    "licensing:record-sign": READERS,
    "licensing:record-refuse": READERS,
    "licensing:record-person": READERS,
    "licensing:examinations": READERS,
    "licensing:examination-end": OFFICERS,
    "licensing:examination-told": OFFICERS,
    "licensing:examination-retest": OFFICERS,
    "licensing:examination-report": READERS,
}
