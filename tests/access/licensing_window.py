"""The room "window" of the licensing floor."""

from bureau.roles import Role
from tests.access.words import PUBLIC, Table, roles

DESK = roles(Role.CLERK, Role.SUPERVISOR)
CLERK = roles(Role.CLERK)

ACCESS: Table = {
    "licensing:window-book": PUBLIC,
    "licensing:window-booking": PUBLIC,
    "licensing:window-board": PUBLIC,
    "licensing:window-kiosk": PUBLIC,
    "licensing:window": DESK,
    "licensing:window-settings": DESK,
    "licensing:window-call": DESK,
    "licensing:window-ticket": DESK,
    "licensing:window-give": DESK,
    "licensing:window-device": DESK,
    "licensing:window-search": DESK,
    "licensing:window-deliveries": DESK,
    "licensing:window-deliver": CLERK,
    "licensing:window-accept": CLERK,
    "licensing:window-taken": DESK,
    "licensing:window-draft-discard": CLERK,
    "licensing:window-joint": CLERK,
    "licensing:window-joint-slip": DESK,
}
