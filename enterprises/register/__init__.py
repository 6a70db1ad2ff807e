"""The register itself: entries, contacts, places, officers in charge, search, likely doubles and merging."""
