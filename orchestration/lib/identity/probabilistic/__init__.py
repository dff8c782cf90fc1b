"""The probabilistic tier: Splink's links as one more source of evidence."""
