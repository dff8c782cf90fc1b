"""A module per tool whose API Kith pulls from; each ends in its ``CONNECTOR``."""
