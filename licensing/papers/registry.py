"""What the room "papers" makes known to the floors below and to the other rooms."""

from bureau import letters, numbering
from licensing.papers.kinds import LETTER_KINDS, PREFIXES


def register_all() -> None:
    """Called once when Django is ready."""
    for kind, words in PREFIXES.items():
        numbering.register_prefix(kind, words)
    for letter in LETTER_KINDS:
        letters.register(letter)
