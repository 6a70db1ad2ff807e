"""The room "catalogue" of the licensing floor."""

from tests.access.words import PUBLIC, Table

ACCESS: Table = {
    "licensing:catalogue": PUBLIC,
    "licensing:catalogue-json": PUBLIC,
    "licensing:catalogue-csv": PUBLIC,
    "licensing:item": PUBLIC,
}
