"""Data sets: what there is to learn from, how it gets here, and how it is divided."""
