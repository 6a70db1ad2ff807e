"""Template tags of the enterprise floor."""
