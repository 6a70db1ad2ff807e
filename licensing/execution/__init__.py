"""Carrying out a decision: payments, relief, late fee, demand, court, remedies, closing."""
