"""Pages of the complaint desk, by audience."""
