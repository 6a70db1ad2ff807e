"""Bureau: the ground floor."""
