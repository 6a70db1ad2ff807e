"""The room "inspections" of the licensing floor."""

from tests.access.words import Table

ACCESS: Table = {}
