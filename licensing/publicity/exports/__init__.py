"""The national field set of permits and penalties (双公示): rows, what is wrong with each, files."""
