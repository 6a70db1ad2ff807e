"""The enterprise's own desk: menu, matters, contacts, home."""
