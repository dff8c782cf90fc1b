"""Throw-away warehouses, projects and worlds, for tests and benchmarks."""
