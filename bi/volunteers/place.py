"""Where the volunteers' page is found: on this machine, or by the address of a proxy before it."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from orchestration.lib.errors import KithError

PORT = 2722


class BadPlace(KithError):
    """The address given is none that a browser could use; the message says what one looks like."""


def port() -> int:
    """The port on 127.0.0.1: ``$KITH_VOLUNTEERS_PORT``, or 2722."""
    return int(os.environ.get("KITH_VOLUNTEERS_PORT", PORT))


def public(given: str | None) -> str | None:
    """The address people use, where a proxy is before the page: given, or the environment's.

    Without a slash at its end; None where it is on this machine only. Raises ``BadPlace``.
    """
    address = (given or os.environ.get("KITH_VOLUNTEERS_ADDRESS") or "").rstrip("/")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", parts.netloc) or (
        parts.path or parts.query or parts.fragment
    ):
        raise BadPlace(
            "Write the address as https://work.group.example, without a path. What is sent without "
            "https can be read on its way."
        )
    return address


def address_of(link: str, given: str | None = None) -> str:
    """The whole address of a link. Raises ``BadPlace``."""
    return f"{public(given) or f'http://127.0.0.1:{port()}'}/?link={link}"
