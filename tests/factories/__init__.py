"""Factories: fixed defaults, traits for what differs, no randomness."""
