"""Exercises: each takes the right answer, refuses wrong ones and says what to do."""
