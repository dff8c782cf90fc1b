"""Alerts as files below ``home()/alerts``: the way that is always there and tells nobody else."""

from __future__ import annotations

from datetime import UTC

from orchestration.lib import settings
from orchestration.lib.alerts.channels import EVERYBODY, ChannelFailed
from orchestration.lib.alerts.message import Message


class Files:
    """A file per message. The same message again is the same file."""

    code = "files"

    def addressee(self, contact: str | None) -> str | None:
        """Whoever reads the folder."""
        return EVERYBODY

    def send(self, message: Message) -> None:
        """Write it whole or not at all."""
        try:
            # Sorted by time, and yet the same for the same message.
            name = f"{message.at.astimezone(UTC):%Y-%m-%dT%H%M}Z-{message.key[:12]}.txt"
            place = settings.folder("alerts") / name
            half = place.with_suffix(".partial")
            half.write_text(f"{message.subject}\n\n{message.text}", encoding="utf-8")
            half.replace(place)
        except OSError as failure:
            raise ChannelFailed(f"the file could not be written ({type(failure).__name__})") \
                from None  # fmt: skip
