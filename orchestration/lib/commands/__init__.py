"""Commands that are more than a call of another package: demo, dev, follow and test."""
