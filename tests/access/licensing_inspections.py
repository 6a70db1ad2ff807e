"""The room "inspections" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import PUBLIC, Table, roles

PLANNERS = roles(Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
HEADS = roles(Role.APPROVER, Role.SUPERVISOR)
READERS = roles(Role.OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.MANAGER)

ACCESS: Table = {
    "licensing:inspections": PUBLIC,
    "licensing:inspection-results": PUBLIC,
    "licensing:inspection-plan": PUBLIC,
    "licensing:inspection-plan-data": PUBLIC,
    "licensing:inspection-plan-check": PUBLIC,
    "licensing:plans": READERS,
    "licensing:plan": READERS,
    "licensing:plan-new": PLANNERS,
    "licensing:plan-edit": PLANNERS,
    "licensing:plan-publish": PLANNERS,
    "licensing:plan-draw": HEADS,
    "licensing:plan-cancel": HEADS,
    "licensing:reported-check": roles(Role.CLERK, Role.OFFICER, Role.APPROVER, Role.SUPERVISOR),
}
