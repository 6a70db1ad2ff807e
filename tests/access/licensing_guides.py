"""The room "guides" of the licensing floor."""

from tests.access.words import Table

ACCESS: Table = {}
