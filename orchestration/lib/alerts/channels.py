"""Ways to tell somebody something, and which of them the environment chose.

Another way is a class with these two methods and a line in ``_WAYS``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from orchestration.lib.alerts.message import Message
from orchestration.lib.errors import KithError

EVERYBODY = "everybody"


class AlertsMisset(KithError):
    """The environment asks for a way that isn't there or can't be used; the message says why."""


class ChannelFailed(Exception):
    """A message isn't out, for a reason without addresses, secrets or what a server said.

    ``is_down``: nobody can be reached this way now, so the others needn't be tried.
    """

    def __init__(self, reason: str, is_down: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_down = is_down


class Channel(Protocol):
    """A way to tell. ``code``: its word in ``KITH_ALERTS`` and in the ledger."""

    code: str

    def addressee(self, contact: str | None) -> str | None:
        """Where the channel reaches a contact of the registry; None where it can't."""

    def send(self, message: Message) -> None:
        """Send it, within seconds. Raises ``ChannelFailed``; else it is out."""


def _files() -> Channel:
    from orchestration.lib.alerts.files import Files

    return Files()


def _mail() -> Channel:
    from orchestration.lib.alerts.mail import Mail

    return Mail.from_environment()


def _slack() -> Channel:
    from orchestration.lib.alerts.slack import Slack

    return Slack.from_environment()


_WAYS: dict[str, Callable[[], Channel]] = {"files": _files, "mail": _mail, "slack": _slack}


def chosen() -> list[Channel]:
    """The ways in ``$KITH_ALERTS``, such as ``files,mail``; files where it isn't set, or none.

    Raises ``AlertsMisset``.
    """
    said = os.environ.get("KITH_ALERTS", "files")
    names = list(dict.fromkeys(name.strip() for name in said.split(",") if name.strip()))
    if names == ["none"]:
        return []
    if unknown := [name for name in names if name not in _WAYS]:
        raise AlertsMisset(
            f"KITH_ALERTS names '{unknown[0]}'. There are: {', '.join(_WAYS)}; or none alone."
        )
    return [_WAYS[name]() for name in names]


def needed(name: str, why: str) -> str:
    """A variable of the environment that has to be set. Raises ``AlertsMisset``."""
    if value := os.environ.get(name, "").strip():
        return value
    raise AlertsMisset(f"KITH_ALERTS asks for {why}, and {name} is not set. See docs/alerts.md")
