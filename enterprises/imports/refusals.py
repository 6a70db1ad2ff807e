"""A whole file that is not taken."""

from typing import Any

from enterprises.imports.errors import ImportRefused
from enterprises.imports.reasons import words


class FileRefused(ImportRefused):
    """The file cannot be taken, for one reason: its code, with arguments, and as text the sentence for the person who sent it."""

    def __init__(self, code: str, **arguments: Any) -> None:
        self.code, self.arguments = code, arguments
        super().__init__(words(code, arguments))
