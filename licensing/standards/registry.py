"""What the room "standards" makes known to the floors below. Its cards, letters and desk come with the room "inspections"."""

from bureau import workflow
from licensing.standards.workflow import STANDARD_CHECK


def register_all() -> None:
    """Called once when Django is ready."""
    workflow.register(STANDARD_CHECK)
