"""Signing a package: an Ed25519 key made once per home, and what its signature is checked with.

The private key stays in ``home()/secrets`` (mode 0600) and is never written to the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from orchestration.lib import settings

ALGORITHM = "Ed25519"
SIGNED = "checksums.sha256"
_KEY_FILE = "package_signing_key"


def private_key() -> Ed25519PrivateKey:
    """The home's own key, made on first use."""
    path = settings.folder("secrets") / _KEY_FILE
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(base64.b64encode(made) + b"\n")
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def public_key() -> bytes:
    """The 32 bytes with which anybody checks what this home has signed."""
    return private_key().public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """What a public key is called: the sha256 of its 32 bytes, in hex."""
    return hashlib.sha256(public).hexdigest()


def signature(content: bytes) -> dict[str, str]:
    """What ``signature.json`` says of the bytes of ``checksums.sha256``."""
    key = private_key()
    public = key.public_key().public_bytes_raw()
    return {
        "algorithm": ALGORITHM,
        "key_id": key_id(public),
        "public_key": base64.b64encode(public).decode(),
        "signature": base64.b64encode(key.sign(content)).decode(),
        "signed": SIGNED,
    }


def rendered(said: dict[str, str]) -> bytes:
    """A ``signature.json``, as it is written and in no other way."""
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def is_rendered(written: bytes, said: dict[str, Any]) -> bool:
    """Whether these bytes, read as ``said``, are what ``rendered`` makes of it, keys and all.

    No signature covers the file that holds it: whatever else stood there would pass unseen.
    """
    try:
        told = {name: said[name] for name in ("algorithm", "key_id")}
        for name in ("public_key", "signature"):
            told[name] = base64.b64encode(base64.b64decode(said[name])).decode()
        return rendered(told | {"signed": said["signed"]}) == written
    except (KeyError, TypeError, ValueError):
        return False


def verify(content: bytes, said: dict[str, Any], public: bytes | None = None) -> bool:
    """Whether ``said``, read from a ``signature.json``, is a signature of these bytes.

    ``public``: the key it has to be made with; without one the key inside is believed, which
    proves that nothing was changed since, and not by whom it was made.
    """
    try:
        inside = base64.b64decode(said["public_key"], validate=True)
        signed = base64.b64decode(said["signature"], validate=True)
        is_told_right = (
            said["algorithm"] == ALGORITHM
            and said["signed"] == SIGNED
            and said["key_id"] == key_id(inside)
        )
        if not is_told_right or public not in (None, inside):
            return False
        Ed25519PublicKey.from_public_bytes(inside).verify(signed, content)
    except (KeyError, TypeError, ValueError, InvalidSignature):
        return False
    return True
