"""The official forms of penalty and measure: kinds, sources, previews, voids, the volume of a case."""
