"""Pages about messages, by audience."""
