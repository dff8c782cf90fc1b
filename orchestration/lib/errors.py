"""What Kith tells a person when something can't be done: what, where, and what to do."""

from __future__ import annotations


class KithError(Exception):
    """An expected failure. Its message is shown as it is, so it never holds a value of a record."""
