"""What the room "procedure" makes known to the floors below and to the other rooms."""

from bureau import panels
from licensing.procedure import tasks
from licensing.procedure.service_page import PANELS

# Named here, so that every worker that loads the room knows its task.
TASKS = (tasks.pass_penalty_time,)


def register_all() -> None:
    """Called once when Django is ready."""
    for panel in PANELS:
        panels.register(panel)
