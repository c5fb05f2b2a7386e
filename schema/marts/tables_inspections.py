"""Read models of inspections: what is due, what was done, what it burdens."""
