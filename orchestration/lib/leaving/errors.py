"""What keeps an organization's package from being written or imported."""

from __future__ import annotations

from orchestration.lib.errors import KithError


class CannotLeave(KithError):
    """Nothing was written; the message says why, and what to do."""


class DamagedPackage(KithError):
    """The package isn't what was written; the message names the first file that differs."""


class CannotArrive(KithError):
    """The package can't be imported here; the message says why, and what to do."""
