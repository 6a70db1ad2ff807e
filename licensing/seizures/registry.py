"""What the room "seizures" makes known to the floors below and to the other rooms."""


def register_all() -> None:
    """Called once when Django is ready."""
