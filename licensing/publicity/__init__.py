"""Penalties shown to the public, and the national field set of permits and penalties (双公示)."""
