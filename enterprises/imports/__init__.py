"""Bulk import: reading spreadsheets as bureaus really keep them, checking them row by row, taking them over all at once."""
