"""Views of the enterprise floor, by room."""
