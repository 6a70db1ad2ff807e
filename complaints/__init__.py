"""Complaints: 12365 desk."""
