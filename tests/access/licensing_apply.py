"""The room "apply" of the licensing floor."""

from tests.access.words import Table

ACCESS: Table = {}
