"""A volunteer's work as a signed package, out and in: docs/standard/package.md."""
