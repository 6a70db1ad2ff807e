"""The staff's page of one enterprise: its cards, timeline, notes and credit record."""
