"""What the room "papers" makes known to the floors below and to the other rooms."""

from bureau import letters, numbering, panels
from licensing.papers.kinds import LETTER_KINDS, PREFIXES
from licensing.papers.page import PANELS


def register_all() -> None:
    """Called once when Django is ready."""
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in LETTER_KINDS:
        letters.register(letter)
    for panel in PANELS:
        panels.register(panel)
