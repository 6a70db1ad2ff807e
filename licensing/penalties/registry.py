"""What the room "penalties" makes known to the floors below and to the other rooms."""

from bureau import workflow
from licensing.penalties.workflow import PENALTY


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(PENALTY)
