"""Licensing: power catalogue, permits, penalties and compulsory measures."""
