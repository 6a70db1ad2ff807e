"""The room "fines" of the licensing floor."""

from tests.access.words import NOBODY, PUBLIC, Table

ACCESS: Table = {
    "licensing:discretion": PUBLIC,
    "licensing:discretion-json": PUBLIC,
    **{f"admin:licensing_{table}_delete": NOBODY for table in ("discretiontier", "discretionfactor", "penaltybound")},
}
