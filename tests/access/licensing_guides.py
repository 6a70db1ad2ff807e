"""The room "guides" of the licensing floor."""

from tests.access.words import ADMINISTRATOR, ANY_STAFF, Table

ACCESS: Table = {
    "licensing:guides": ADMINISTRATOR,
    "licensing:guide-edit": ADMINISTRATOR,
    "licensing:guide-start": ADMINISTRATOR,
    "licensing:guide-preview": ADMINISTRATOR,
    "licensing:guide-publish": ADMINISTRATOR,
    "licensing:guide-discard": ADMINISTRATOR,
    "licensing:guide-version": ANY_STAFF,
    "licensing:guide-json": ADMINISTRATOR,
    "licensing:guide-part": ADMINISTRATOR,
    "licensing:guide-row": ADMINISTRATOR,
    "licensing:guide-row-new": ADMINISTRATOR,
    "licensing:guide-row-change": ADMINISTRATOR,
}
