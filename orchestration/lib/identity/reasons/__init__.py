"""Why records are, or are not, one person's."""
