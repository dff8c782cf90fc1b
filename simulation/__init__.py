"""A simulated county: people, a program year, every tool's exports, and the truth about them."""

from simulation.run import Summary, simulate, tools_beside

__all__ = ["Summary", "simulate", "tools_beside"]
