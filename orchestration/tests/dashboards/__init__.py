"""The dashboards: their questions fit the marts, and what they show is safe."""
