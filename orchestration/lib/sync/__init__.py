"""Passes on to a tool what others told: one effect per fact, whatever ends in between."""
