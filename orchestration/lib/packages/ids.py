"""Who a volunteer is in their packages, and the key that makes everybody else's ids opaque.

Both come from one secret of the home. Without it nobody can tell what an id stands for, nor that
two volunteers' packages tell of the same person.
"""

from __future__ import annotations

import hashlib
import hmac

from orchestration.lib import settings

_FILE = "package_ids"
# 128 bits: too many to guess, and to meet twice.
LENGTH = 32


def volunteer_id(person_id: str) -> str:
    """What the volunteer is called in packages of this home, unless one has brought an id along."""
    return f"v_{_keyed('volunteer', person_id)[:LENGTH]}"


def key(volunteer: str) -> str:
    """The key of all other ids in this volunteer's packages; it never leaves the home."""
    return _keyed("ids", volunteer)


def _keyed(what: str, of: str) -> str:
    secret = settings.secret(_FILE).encode()
    return hmac.digest(secret, f"{what}/{of}".encode(), hashlib.sha256).hex()
