"""How well people are found, where the truth is known."""
