"""Penalty cases: leads, filing, the team, charges, joining and splitting, and the table of the whole process."""
