"""Members' journeys beside what truly happened, where that is known: the simulated county."""
