"""Compulsory measures and evidence registered and held: inventory line by line, dates nothing outlives unseen."""
