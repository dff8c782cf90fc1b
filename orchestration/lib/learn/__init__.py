"""Exercises on the simulated county: what they ask, and whether an answer is right."""
