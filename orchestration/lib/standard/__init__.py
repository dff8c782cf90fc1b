"""The standard of exchange: what it asks (seeds, schemas), and how far an export meets it."""
